"""What waits for somebody at the desk: a line of *Today*, by its hour."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from common.look import words


@dataclass(frozen=True)
class Task:
    """One line: by when, what, why, and the one button."""

    by: datetime | None
    by_day: str
    by_hour: str
    late: bool
    say: str
    why: str
    button: str
    url: str


def task(by: datetime, zone: str, at: datetime, say: str, why: str, button: str, url: str) -> Task:
    """Make a line due ``by``, said in ``zone``; it is late when that lies before ``at``."""
    return Task(
        by,
        words.short_day(by, zone, get_language() or "fr"),
        words.clock_time(by, zone, get_language() or "fr"),
        by < at,
        say,
        why,
        button,
        url,
    )
