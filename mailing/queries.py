"""Reading mail rows."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Lower

from mailing.models import Batch, BatchState, Bounce, Message, MessageState, Suppression


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


SECRET = re.compile(r"(/(?:a|g|h|l|stop)/)[0-9A-Z]{20,}")


@dataclass(frozen=True)
class Progress:
    """How many messages of a batch are written, have left, wait, cannot leave."""

    total: int = 0
    left: int = 0
    waiting: int = 0
    failed: int = 0
    suppressed: int = 0
    held: int = 0

    @property
    def share(self) -> float:
        """Of those that were to leave, how many need nothing more, from 0 to 1."""
        return (self.total - self.waiting) / self.total if self.total else 0.0


def progress(batch_ids: Collection[int]) -> dict[int, Progress]:
    """Return, for every id asked, how far its messages are: one count over the rows."""
    counted: dict[int, dict[str, int]] = {pk: {} for pk in batch_ids}
    rows = (
        Message.objects.filter(batch__in=batch_ids)
        .values_list("batch_id", "state")
        .annotate(number=Count("pk"))
        .order_by("batch_id", "state")
    )
    for batch_id, state, number in rows:
        counted[batch_id][state] = number
    return {
        pk: Progress(
            total=sum(found.values()),
            left=found.get(MessageState.SENT, 0),
            waiting=found.get(MessageState.QUEUED, 0) + found.get(MessageState.SENDING, 0),
            failed=found.get(MessageState.FAILED, 0),
            suppressed=found.get(MessageState.SUPPRESSED, 0),
            held=found.get(MessageState.CANCELLED, 0),
        )
        for pk, found in counted.items()
    }


def samples(batch: Batch) -> list[Message]:
    """Return one message of each kind and language of a batch, as it was written.

    The codes in its addresses are the reader's permission, and are left out.
    """
    firsts = (
        Message.objects.filter(batch=batch)
        .exclude(text="")
        .values("template", "language")
        .annotate(first=Min("pk"))
        .order_by("template", "language")
    )
    found = list(Message.objects.filter(pk__in=[row["first"] for row in firsts]))
    for message in found:
        message.text = SECRET.sub(r"\1…", message.text)
        message.html = ""
    return sorted(found, key=lambda one: (one.template, one.language))


def held_back(brand_id: int) -> QuerySet[Batch]:
    """Return the batches that people wait for while staff holds them back."""
    found: QuerySet[Batch] = Batch.objects.of_brand(brand_id).filter(state=BatchState.HELD)
    return found.order_by("held_at", "pk")


def bounces(brand_id: int) -> QuerySet[Bounce]:
    """Return the mails that came back and that nobody has seen to, latest first."""
    found: QuerySet[Bounce] = Bounce.objects.of_brand(brand_id).filter(settled_at__isnull=True)
    return found.select_related("message").order_by("-at", "-pk")


def bounce_of(brand_id: int, address: str) -> Bounce | None:
    """Return the latest mail of a brand that came back from this address, unless it was seen to."""
    return bounces(brand_id).filter(message__in=to_address(address)).first()


def suppressed_among(*, brand_id: int, hashes: Collection[str]) -> set[str]:
    """Of these mailboxes (hashes), return those that asked this brand, or everyone, to stop."""
    asked = Suppression.objects.filter(
        Q(brand_id=brand_id) | Q(brand__isnull=True), email_hash__in=hashes
    )
    return set(asked.values_list("email_hash", flat=True))
