"""What takes an imported person out of several rooms at once: they refuse, or their time is over."""

from datetime import datetime

from django.db import transaction

from accounts.identity import email_hash
from events.domain import leads
from mailing.domain import erasure as mailing
from mailing.domain import messages
from mailing.models import Message


def about(lead_id: int) -> str:
    """How a mail names the imported person it was written to."""
    return f"lead:{lead_id}"


@transaction.atomic
def stop(*, message: Message, at: datetime) -> bool:
    """Write no more to whoever got ``message``; if they were imported, their address is forgotten.

    False when nobody knows any more whom it was written to.
    """
    brand, hashed = message.brand, email_hash(message.to_address) if message.to_address else ""
    what, _colon, number = message.about.partition(":")
    if brand is not None and not hashed and what == "lead":
        hashed = leads.erased_mailbox(brand=brand, lead_id=int(number))
    if not hashed:
        return False
    messages.stop(message=message, at=at, hashed=hashed)
    if brand is not None:
        ids = leads.refuse(brand=brand, hashed=hashed, at=at)
        mailing.disown(about=[about(one) for one in ids])
    return True


def forget_due(*, at: datetime) -> int:
    """Forget the imported people whose time is over, with the mails to them. Returns how many."""
    forgotten = 0
    while ids := _forget_some(at):
        forgotten += len(ids)
    leads.destroy_unused(at=at)
    return forgotten


@transaction.atomic
def _forget_some(at: datetime) -> list[int]:
    ids = leads.forget_due(at=at)
    mailing.disown(about=[about(one) for one in ids])
    return ids
