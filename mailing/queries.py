"""Reading mail rows."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from mailing.models import Message, MessageState, Suppression


def due(*, at: datetime) -> QuerySet[Message]:
    """Return the messages that should leave now, oldest first; a lease that ran out counts too."""
    waiting = Q(state=MessageState.QUEUED, send_after__lte=at)
    left_behind = Q(state=MessageState.SENDING, claimed_until__lte=at)
    return Message.objects.filter(waiting | left_behind).order_by("send_after", "pk")


def left_since(*, moment: datetime) -> QuerySet[Message]:
    """Return the messages that left at ``moment`` or later, in the order in which they left."""
    return Message.objects.filter(state=MessageState.SENT, sent_at__gte=moment).order_by(
        "sent_at", "pk"
    )


def by_code(code: str) -> Message | None:
    """Return the message with this code, or None."""
    return Message.objects.select_related("brand").filter(code=code).first()


def is_suppressed(*, brand_id: int | None, email_hash: str) -> bool:
    """Say whether this address asked this brand, or everyone, to stop."""
    return Suppression.objects.filter(
        Q(brand_id=brand_id) | Q(brand__isnull=True), email_hash=email_hash
    ).exists()


def written_since(*, about: str, to_address: str, since: datetime) -> int:
    """Count the messages to one address that tell of ``about``."""
    return Message.objects.filter(about=about, to_address=to_address, created_at__gt=since).count()


def to_address(address: str) -> QuerySet[Message]:
    """Return the messages to one address, however its capitals were typed."""
    lower = Message.objects.alias(lower=Lower("to_address"))
    return lower.filter(lower=address.strip().lower())
