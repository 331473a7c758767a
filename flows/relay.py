"""From the outbox to the workers: claim what waits, hand it out.

Any number of relays may run: a fact is claimed by a conditional UPDATE, and whoever gets the row
hands it out. A claim is a lease; if the worker dies, the next relay finds the fact again.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models import Q, QuerySet

from common import clock
from common.models import OutboxMessage
from common.outbox import POKE_CHANNEL

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 100
IN_HAND = 2 * BATCH
"""So many facts lie with the workers at once, by each relay. Ten thousand told in one transaction stay
rows until somebody can take them: no queue grows, and no lease runs out while a fact waits in one."""
POLL_S = 0.5


def waiting(*, at: datetime) -> QuerySet[OutboxMessage]:
    """Return the facts that nobody has in hand, oldest first."""
    return OutboxMessage.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=at),
        done_at__isnull=True,
        parked_at__isnull=True,
    ).order_by("pk")


@transaction.atomic
def claim(*, at: datetime, limit: int = BATCH) -> list[int]:
    """Take up to ``limit`` waiting facts for LEASE; returns the ids that were won, in order."""
    numbers = list(waiting(at=at).values_list("pk", flat=True)[:limit])
    return [
        number
        for number in numbers
        if waiting(at=at).filter(pk=number).order_by().update(claimed_until=at + LEASE)
    ]


def relay(*, hand_out: Callable[[int], None], most: int = IN_HAND) -> list[int]:
    """Claim and hand out up to ``most`` waiting facts; returns their ids.

    ``hand_out`` gets one message id. When it fails (the broker is away), the claim runs out by
    itself and the fact is found again.
    """
    told: list[int] = []
    while numbers := claim(at=clock.now(), limit=min(BATCH, most - len(told))):
        for number in numbers:
            hand_out(number)
        told += numbers
    return told


def still_in_hand(numbers: list[int], *, at: datetime) -> list[int]:
    """Return those of ``numbers`` that were handed out and that nobody has ended yet."""
    return list(
        OutboxMessage.objects.filter(
            pk__in=numbers,
            done_at__isnull=True,
            parked_at__isnull=True,
            attempts=0,  # one that failed waits for its next turn and holds up nobody
            claimed_until__gt=at,
        ).values_list("pk", flat=True)
    )


class Relay(threading.Thread):
    """Relays until it is told to stop: polls, and wakes at once when Redis carries a poke."""

    def __init__(self, *, hand_out: Callable[[int], None]) -> None:
        super().__init__(name="relay", daemon=True)
        self._hand_out = hand_out
        self._in_hand: list[int] = []
        self._stopping = threading.Event()

    def run(self) -> None:
        with _Pokes(self._stopping) as pokes:
            while not self._stopping.is_set():
                try:
                    close_old_connections()
                    self._relay()
                except Exception:  # the database may be away for a while; the relay outlives that
                    logger.exception("the relay stumbled and goes on")
                pokes.wait()
        close_old_connections()

    def _relay(self) -> None:
        """Hand out as much as is missing to ``IN_HAND``."""
        if self._in_hand:
            self._in_hand = still_in_hand(self._in_hand, at=clock.now())
        self._in_hand += relay(hand_out=self._hand_out, most=IN_HAND - len(self._in_hand))

    def stop(self) -> None:
        """Ask it to stop and wait until it has."""
        self._stopping.set()
        if self.is_alive():
            self.join(timeout=5)


class _Pokes:
    """Waits POLL_S at most, less when another process pokes through Redis."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._ear: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def wait(self) -> None:
        if not settings.REDIS_URL:
            self._stopping.wait(POLL_S)
            return
        from redis.exceptions import RedisError

        try:
            self._listen().get_message(timeout=POLL_S)
        except (RedisError, OSError):
            self._close()
            self._stopping.wait(POLL_S)

    def _listen(self) -> Any:
        if self._ear is None:
            from redis import Redis

            ear = Redis.from_url(settings.REDIS_URL, socket_timeout=5).pubsub(
                ignore_subscribe_messages=True
            )
            ear.subscribe(POKE_CHANNEL)
            self._ear = ear
        return self._ear

    def _close(self) -> None:
        if self._ear is not None:
            self._ear.close()
            self._ear = None
