"""Reads an answer sent from a guest's calendar (iTIP METHOD:REPLY), whoever wrote it.

What arrives here is foreign: it is read with limits and trusted for nothing but the answer. The
caller matches it by the token of the address it came to *and* its UID *and* its attendee; the
sequence is only compared to know an answer to an older version.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import unquote

from icalendar import Calendar, Event

MAX_OCTETS = 64 * 1024
_MAX_LINES = 2_000
_ANSWERS = {"ACCEPTED": "YES", "DECLINED": "NO", "TENTATIVE": "MAYBE"}
_DIGITS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """``answer`` is YES, NO or MAYBE; ``attendee_address`` is lower case; times are UTC."""

    uid: str
    sequence: int
    attendee_address: str
    answer: str
    stamped_at: datetime | None


class ReplyUnreadable(ValueError):
    """The file is no answer we understand; the message says why, without quoting it."""


def read_reply(data: bytes) -> Reply:
    """The one answer in ``data``. Raises ReplyUnreadable for anything else, never another error."""
    if len(data) > MAX_OCTETS or data.count(b"\n") > _MAX_LINES:
        raise ReplyUnreadable("The calendar file is too large for an answer.")
    try:
        return _read(data)
    except ReplyUnreadable:
        raise
    except Exception as error:
        raise ReplyUnreadable("The calendar file cannot be read.") from error


def _read(data: bytes) -> Reply:
    calendar = Calendar.from_ical(data.decode("utf-8-sig"))
    if str(calendar.get("method", "")).upper() != "REPLY":
        raise ReplyUnreadable("The calendar file is not an answer.")
    events = [part for part in calendar.subcomponents if isinstance(part, Event)]
    if len(events) != 1:
        raise ReplyUnreadable("The calendar file does not answer for exactly one party.")
    (event,) = events
    uid, attendee = event.get("uid"), event.get("attendee")
    if uid is None or isinstance(uid, list) or attendee is None or isinstance(attendee, list):
        raise ReplyUnreadable("The answer does not name one party and one person.")
    answer = _ANSWERS.get(str(attendee.params.get("PARTSTAT", "")).upper())
    if answer is None:
        raise ReplyUnreadable("The answer says neither yes, no nor maybe.")
    scheme, _, address = str(attendee).partition(":")
    if scheme.lower() != "mailto" or "@" not in address:
        raise ReplyUnreadable("The answer does not name an e-mail address.")
    sequence = str(event.get("sequence", "0"))
    return Reply(
        uid=str(uid),
        sequence=int(sequence) if _DIGITS.fullmatch(sequence) else 0,
        attendee_address=unquote(address).strip().lower(),
        answer=answer,
        stamped_at=_moment(event),
    )


def _moment(event: Event) -> datetime | None:
    stamp = getattr(event.get("dtstamp"), "dt", None)
    if isinstance(stamp, datetime):
        return stamp.astimezone(UTC) if stamp.tzinfo else stamp.replace(tzinfo=UTC)
    if isinstance(stamp, date):
        return datetime(stamp.year, stamp.month, stamp.day, tzinfo=UTC)
    return None
