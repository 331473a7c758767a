"""Messages to many: drafted, released, held back within the time to think better of it, let go again.

The row of the batch is the one switch. Whoever writes its messages holds it meanwhile (``writing``),
so a message is either written before the batch is held back, and held back with it, or after, and
written held back.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Brand, User
from common import audit, codes, outbox
from mailing.models import Batch, BatchKind, BatchState, Message, MessageState


class TooLate(Exception):
    """The batch is in another state by now; the message says which."""


def window() -> timedelta:
    """How long messages to many wait before they leave."""
    return timedelta(minutes=settings.ANSWER_UNDO_MINUTES)


def writing(
    *,
    brand: Brand,
    kind: BatchKind,
    key: str,
    about: str,
    title: str,
    at: datetime,
    leaves_at: datetime | None = None,
) -> Batch:
    """Return the batch of this key, held until the transaction ends; made when there is none.

    It leaves from ``leaves_at`` on: ``window()`` from now, unless said.
    """
    batch, _made = Batch.objects.get_or_create(
        key=key,
        defaults={
            "code": codes.slug(),
            "brand": brand,
            "kind": kind,
            "about": about,
            "title": title[:160],
            "created_at": at,
            "leaves_at": leaves_at or at + window(),
        },
    )
    return Batch.objects.select_for_update(of=("self",)).select_related("brand").get(pk=batch.pk)


def written(*, batch: Batch, at: datetime) -> None:
    """Note that the last message of a batch is written down: now its number is known."""
    Batch.objects.filter(pk=batch.pk, written_at__isnull=True).update(written_at=at)


@transaction.atomic
def draft(
    *,
    brand: Brand,
    about: str,
    audience: str,
    title: str,
    words: dict[str, str],
    by: User,
    at: datetime,
) -> Batch:
    """Keep what staff wrote (``subject_fr``, ``text_fr``, ``subject_en``, ``text_en``); nobody gets it yet."""
    code = codes.slug()
    return Batch.objects.create(
        code=code,
        brand=brand,
        kind=BatchKind.STAFF,
        state=BatchState.DRAFT,
        key=f"staff:{code}",
        about=about,
        audience=audience,
        title=title[:160],
        created_by=by,
        created_at=at,
        **words,
    )


def redraft(*, batch: Batch, audience: str, words: dict[str, str]) -> None:
    """Change a draft. Raises TooLate once it was released."""
    drafts = Batch.objects.filter(pk=batch.pk, state=BatchState.DRAFT)
    if not drafts.update(audience=audience, **words):
        raise TooLate(_("This message was released meanwhile; its words can no longer change."))


def discard(*, batch: Batch) -> None:
    """Throw a draft away. Raises TooLate once it was released."""
    if not Batch.objects.filter(pk=batch.pk, state=BatchState.DRAFT).delete()[0]:
        raise TooLate(_("This message was released meanwhile; hold it back instead."))


@transaction.atomic
def release(*, batch: Batch, by: User, at: datetime) -> None:
    """Let a draft leave once the window is over. Publishes ``batch.released``. Raises TooLate."""
    drafts = Batch.objects.filter(pk=batch.pk, state=BatchState.DRAFT)
    if not drafts.update(state=BatchState.RELEASED, leaves_at=at + window()):
        raise TooLate(_("This message was released before."))
    _write_down(batch, "batch.released", by, at)
    outbox.publish("batch.released", batch_id=batch.pk)


@transaction.atomic
def hold(*, batch: Batch, by: User, at: datetime) -> int:
    """Hold a batch back within its window: none of it leaves. Returns how many were written so far.

    Answers after a draw are not held back here, their time to accept runs: making the draw void
    takes them back. Raises TooLate.
    """
    held = (
        Batch.objects.filter(pk=batch.pk, state=BatchState.RELEASED, leaves_at__gt=at)
        .exclude(kind=BatchKind.ANSWERS)
        .update(state=BatchState.HELD, held_at=at, held_by=by)
    )
    if not held:
        raise TooLate(_("Too late to undo: it has begun to leave, or was stopped before."))
    stopped = Message.objects.filter(batch=batch, state=MessageState.QUEUED).update(
        state=MessageState.CANCELLED
    )
    _write_down(batch, "batch.held", by, at)
    return stopped


@transaction.atomic
def let_go(*, batch: Batch, by: User, at: datetime) -> None:
    """Let a batch that was held back leave after all, behind a new window. Raises TooLate."""
    leaves_at = at + window()
    released = Batch.objects.filter(pk=batch.pk, state=BatchState.HELD).update(
        state=BatchState.RELEASED, leaves_at=leaves_at, held_at=None, held_by=None
    )
    if not released:
        raise TooLate(_("This message is not held back any more."))
    Message.objects.filter(batch=batch, state=MessageState.CANCELLED).update(
        state=MessageState.QUEUED, send_after=leaves_at
    )
    _write_down(batch, "batch.let_go", by, at)


def withdraw(*, key: str) -> None:
    """Take back for good whatever of a batch has not left; what is written later stays here."""
    found = Batch.objects.filter(key=key, state__in=[BatchState.RELEASED, BatchState.HELD])
    found.update(state=BatchState.WITHDRAWN, held_at=None, held_by=None)
    Message.objects.filter(batch__key=key, state=MessageState.QUEUED).update(
        state=MessageState.CANCELLED
    )


def _write_down(batch: Batch, action: str, by: User, at: datetime) -> None:
    audit.record(
        chain=f"brand:{batch.brand_id}",
        actor=f"user:{by.pk}",
        action=action,
        subject=batch.about,
        data={"batch": batch.code},
        at=at,
    )
