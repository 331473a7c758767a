"""Mails that named somebody who is to be forgotten."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Brand
from mailing.models import Message, MessageState


def forget(*, brand: Brand | None, address: str) -> int:
    """Delete every mail of a brand (None: of the house, as sign-in codes) to an address.

    What has not left never leaves. That the address asked us to stop stays known, as a hash.
    """
    return int(Message.objects.filter(brand=brand, to_address__iexact=address).delete()[0])


def empty(*, brand: Brand, keys: Iterable[str]) -> int:
    """Empty the mails whose dedupe key begins with one of ``keys``: that they were sent stays known.

    Those that have not left are deleted. Returns how many mails there were.
    """
    matching = Q(pk__in=[])
    for key in keys:
        matching |= Q(dedupe_key__startswith=key)
    found = Message.objects.of_brand(brand.pk).filter(matching)
    gone: int = found.filter(state=MessageState.QUEUED).delete()[0]
    emptied: int = found.update(
        subject="", text="", html="", calendar_text="", to_name="", last_error=""
    )
    return gone + emptied
