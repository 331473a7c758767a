"""The only place that reads the time; a check refuses every other reader.

In demo mode the clock may be moved: the offset is one database row, so that web, worker and beat
move together. Production has no such row to read.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.conf import settings

from common.models import ClockOffset

_fixed: ContextVar[datetime | None] = ContextVar("fixed_time", default=None)
_offset_lock = Lock()
_offset = timedelta(0)
_offset_read_at = float("-inf")
OFFSET_KEPT_S = 0.25


class ClockNotMovable(Exception):
    """Only the demo's clock can be moved."""


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    present = datetime.now(UTC)
    return present + _demo_offset() if settings.DEMO else present


def move(*, by: timedelta) -> datetime:
    """Move the demo's clock forward by ``by`` for every process; returns the new time."""
    global _offset_read_at
    if not settings.DEMO:
        raise ClockNotMovable("The clock can only be moved in demo mode.")
    if by < timedelta(0):
        raise ClockNotMovable("The clock only moves forward: what has happened has happened.")
    row, _ = ClockOffset.objects.get_or_create(pk=1)
    ClockOffset.objects.filter(pk=row.pk).update(seconds=row.seconds + int(by.total_seconds()))
    _offset_read_at = float("-inf")
    return now()


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Hold the time at ``at`` inside the block (tests, previews)."""
    token = _fixed.set(at)
    try:
        yield
    finally:
        _fixed.reset(token)


def unmoved() -> float:
    """Return the seconds since 1970 that no demo moves: to compare with what a library stamped."""
    return time.time()


def monotonic() -> float:
    """Return seconds on a clock that never goes back, for measuring durations."""
    return time.monotonic()


def _demo_offset() -> timedelta:
    global _offset, _offset_read_at
    with _offset_lock:
        # Its age counts from before the reading: a slow one may have been overtaken by a move.
        asked_at = time.monotonic()
        if asked_at - _offset_read_at > OFFSET_KEPT_S:
            seconds = ClockOffset.objects.filter(pk=1).values_list("seconds", flat=True).first()
            _offset, _offset_read_at = timedelta(seconds=seconds or 0), asked_at
        return _offset
