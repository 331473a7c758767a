"""Mail that came back: noted on the message it was, shown at the desk until somebody has looked."""

import re
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from mailing import dsn
from mailing.models import Bounce, BounceKind, Message

STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")


def take(*, raw: bytes, at: datetime) -> Bounce | None:
    """Note what a notification says of one of our mails; None where it is none, or none of ours."""
    returned = dsn.read(raw)
    if returned is None:
        return None
    return note(
        message_id=returned.message_id, status=returned.status, detail=returned.detail, at=at
    )


def note(*, message_id: str, status: str, at: datetime, detail: str = "") -> Bounce | None:
    """Note that the mail with this Message-ID came back; None where it is none of ours.

    The same said twice is one row. A failure for good replaces a delay, never the reverse.
    """
    if not STATUS.fullmatch(status):
        return None
    local, _at_sign, domain = message_id.strip().strip("<>").rpartition("@")
    if domain.lower() != settings.MAIL_DOMAIN.lower() or not local.isascii() or "\x00" in local:
        return None
    message = Message.objects.filter(code=local.upper()).first()
    return (
        None if message is None else came_back(message=message, status=status, detail=detail, at=at)
    )


@transaction.atomic
def came_back(*, message: Message, status: str, at: datetime, detail: str = "") -> Bounce:
    """Note that this mail came back with this status, such as 5.1.1."""
    kind = BounceKind.HARD if status.startswith("5") else BounceKind.SOFT
    columns = {"kind": kind, "status": status, "detail": detail[:300], "at": at}
    try:
        with transaction.atomic():
            return Bounce.objects.create(message=message, brand=message.brand, **columns)
    except IntegrityError:
        if kind == BounceKind.HARD:
            Bounce.objects.filter(message=message, kind=BounceKind.SOFT).update(
                settled_at=None, settled_by=None, **columns
            )
    return Bounce.objects.get(message=message)


def settle(*, bounce: Bounce, by: User, at: datetime) -> bool:
    """Note that somebody saw to every return from this address; says whether it was still open."""
    address = Bounce.objects.filter(
        brand=bounce.brand_id,
        message__to_address__iexact=bounce.message.to_address,
        settled_at__isnull=True,
    )
    return bool(address.update(settled_at=at, settled_by=by))
