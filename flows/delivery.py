"""Telling one fact to its handlers.

Each handler runs in a transaction of its own together with the row that says it has run: both are
kept, or neither. A handler that fails neither undoes the others nor holds up other facts; it is
tried again after a pause that grows, and set aside after MAX_ATTEMPTS for staff to look at.
"""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from common import clock
from common.logs import MASKED
from common.models import HandledFact, OutboxMessage
from flows import attempts, facts

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=2)  # doubles at each failure: 2 s, 4 s, ... about 4 min in all


def deliver(*, message_id: int) -> bool:
    """Run the handlers that have not yet run for this fact; says whether all have run now.

    Harmless when repeated, also at the same moment elsewhere: the row (message, handler) is unique
    and is written before the handler works, so a second runner waits for it and then does nothing.
    """
    message = OutboxMessage.objects.filter(pk=message_id).first()
    if message is None or message.parked_at:
        return False
    if message.done_at:
        return True
    try:
        wanted = facts.handlers_of(message.fact)
    except facts.UnknownFact as error:
        # During a deployment an older worker may meet a newer fact: it waits for a newer worker.
        _set_back(message, error)
        return False
    handled = set(message.handled.values_list("handler", flat=True))
    tried = [_run(message, path) for path in wanted if path not in handled]
    failures = [failure for failure in tried if failure is not None]
    if failures:
        _set_back(message, failures[0])
        return False
    OutboxMessage.objects.filter(pk=message.pk, done_at__isnull=True).update(
        done_at=clock.now(), claimed_until=None, last_error=""
    )
    return True


def retry_parked(*, message: OutboxMessage) -> bool:
    """Give a fact that was set aside a new round of attempts; says whether it was set aside."""
    return bool(
        OutboxMessage.objects.filter(pk=message.pk, parked_at__isnull=False).update(
            parked_at=None, attempts=0, claimed_until=None
        )
    )


def _run(message: OutboxMessage, path: str) -> Exception | None:
    """Run one handler; return what went wrong, or None."""
    try:
        handler = facts.load(path)
        with transaction.atomic():
            if _first_here(message, path):
                handler(message_id=message.pk, at=clock.now(), **message.payload)
    except Exception as error:  # any failure at all must be counted and must not stop the rest
        logger.warning("fact %s: a handler failed: %s", message.pk, path, exc_info=error)
        attempts.note(error, by=None, at=clock.now())
        return error
    return None


def _first_here(message: OutboxMessage, path: str) -> bool:
    try:
        with transaction.atomic():
            HandledFact.objects.create(message=message, handler=path, done_at=clock.now())
    except IntegrityError:
        return False
    return True


def _set_back(message: OutboxMessage, error: Exception) -> None:
    at = clock.now()
    attempts = message.attempts + 1
    OutboxMessage.objects.filter(pk=message.pk, done_at__isnull=True).update(
        attempts=F("attempts") + 1,
        # Nobody's address stays here: whoever is erased could not be found in it.
        last_error=MASKED.sub("…", f"{type(error).__name__}: {error}")[:2000],
        claimed_until=at + pause_after(attempts),
        parked_at=at if attempts >= MAX_ATTEMPTS else None,
    )
    if attempts >= MAX_ATTEMPTS:
        logger.error("fact %s was set aside after %s attempts", message.pk, attempts)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after this many failures: doubles each time."""
    return FIRST_PAUSE * 2 ** (attempts - 1)


def waiting_since() -> datetime | None:
    """Return when the oldest fact that is neither told nor set aside was written, or None."""
    return (
        OutboxMessage.objects.filter(done_at__isnull=True, parked_at__isnull=True)
        .order_by("pk")
        .values_list("created_at", flat=True)
        .first()
    )
