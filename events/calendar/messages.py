"""Calendar texts for one party: iTIP messages, files to save, feeds (RFC 5545, 5546, 5547).

Every time is written in UTC (``…Z``) and no VTIMEZONE is sent: a single party needs none, and
calendars disagree about generated zones. A message carries one attendee, so no guest ever sees the
address of another. Nothing here reads the clock or the database.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import quote, urlsplit

from icalendar import Calendar, Event, vCalAddress, vDuration, vText

Method = Literal["REQUEST", "CANCEL"]
Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
Answer = Literal["NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE"]

PRODUCT = "-//Convive//Calendar 1//EN"
FEED_REFRESH = timedelta(hours=1)

# Controls, line and paragraph separators, and the marks that reverse the direction of a text.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_BREAK = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,128}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
_UID = re.compile(r"[A-Za-z0-9._@-]{8,200}")


class CalendarFieldInvalid(ValueError):
    """A value cannot stand in a calendar text; the message names the field, never the value."""


@dataclass(frozen=True, kw_only=True)
class PartyEvent:
    """One party as its readers may know it.

    ``uid`` never changes; ``sequence`` rises only when time or place does. ``location`` is the
    address for those who may see it, else the town: the caller decides. ``organizer_address`` is
    the bare mailbox of answers; the attendee's token is added to it. ``stamped_at`` is when this
    version was made and never goes back for one ``uid``. Times are aware; the interval is half-open.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    location: str
    url: str
    organizer_name: str
    organizer_address: str
    stamped_at: datetime
    status: Status = "CONFIRMED"


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """The one person a message is for. ``answer`` is what they already said on their page."""

    name: str
    address: str
    reply_token: str
    answer: Answer = "NEEDS-ACTION"


def invitation(*, method: Method, party: PartyEvent, attendee: Attendee) -> str:
    """The iTIP text that puts, moves or removes the party in one attendee's calendar.

    CANCEL repeats UID, ORGANIZER and ATTENDEE, without which calendars keep the event.
    Raises CalendarFieldInvalid for a value that could break or forge the text.
    """
    if method not in ("REQUEST", "CANCEL"):
        raise CalendarFieldInvalid("A calendar message is a REQUEST or a CANCEL.")
    status: Status = "CANCELLED" if method == "CANCEL" else party.status
    if method == "REQUEST" and status == "CANCELLED":
        raise CalendarFieldInvalid("A cancelled party is announced by CANCEL, not by REQUEST.")
    answers_to = reply_address(base=party.organizer_address, token=attendee.reply_token)
    event = _event(party=party, status=status, organizer_address=answers_to)
    guest = vCalAddress(_mailto(attendee.address, field="attendee address"))
    guest.params["CN"] = _name(attendee.name) or attendee.address
    guest.params["CUTYPE"] = "INDIVIDUAL"
    guest.params["ROLE"] = "REQ-PARTICIPANT"
    if method == "REQUEST":
        guest.params["PARTSTAT"] = attendee.answer
        guest.params["RSVP"] = "TRUE"
    event.add("attendee", guest, encode=False)
    return _text(_calendar(method=method), [event])


def download(*, party: PartyEvent) -> str:
    """A file to save by hand, for a reader without e-mail: PUBLISH, no attendee, no token."""
    return _text(_calendar(method="PUBLISH"), [_published(party)])


def feed(*, name: str, parties: Iterable[PartyEvent]) -> str:
    """A calendar to subscribe to: PUBLISH, no attendee; cancelled parties stay, marked so.

    Parties are written in the order of their start and UID, so equal input gives equal bytes.
    """
    calendar = _calendar(method="PUBLISH")
    calendar.add("name", vText(_line(name)), encode=False)
    calendar.add("x-wr-calname", vText(_line(name)), encode=False)
    refresh = vDuration(FEED_REFRESH)
    refresh.params["VALUE"] = "DURATION"
    calendar.add("refresh-interval", refresh, encode=False)
    calendar.add("x-published-ttl", vDuration(FEED_REFRESH), encode=False)
    ordered = sorted(parties, key=lambda party: (party.starts_at, party.uid))
    return _text(calendar, [_published(party) for party in ordered])


def reply_address(*, base: str, token: str) -> str:
    """``answers@mail.example`` and a token give ``answers+token@mail.example``."""
    if not _TOKEN.fullmatch(token):
        raise CalendarFieldInvalid("The reply token is 8 to 64 letters, digits, - or _.")
    box, _, domain = _address(base, field="organizer address").rpartition("@")
    return f"{box}+{token}@{domain}"


def reply_token(*, address: str, base: str) -> str | None:
    """The token in an address an answer came to, or None if it is not one of ours."""
    box, _, domain = base.rpartition("@")
    local, _, at = address.strip().rpartition("@")
    prefix = f"{box}+"
    if at.lower() != domain.lower() or not local.lower().startswith(prefix.lower()):
        return None
    token = local[len(prefix) :]
    return token if _TOKEN.fullmatch(token) else None


def as_utc(moment: datetime) -> datetime:
    """The same instant in UTC, whole seconds; a naive time is refused."""
    if moment.tzinfo is None:
        raise CalendarFieldInvalid("A calendar time must say its zone.")
    return moment.astimezone(UTC).replace(microsecond=0)


def plain(text: str) -> str:
    """Text without control or direction-changing characters; line breaks become ``\\n``."""
    return _UNSEEN.sub("", _BREAK.sub("\n", text)).strip()


def _line(text: str) -> str:
    return plain(text).replace("\n", " ").replace("\t", " ")


def _name(text: str) -> str:
    """One line, without the double quotes that a parameter value cannot hold."""
    return _line(text).replace('"', "\N{RIGHT SINGLE QUOTATION MARK}")


def _address(address: str, *, field: str) -> str:
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise CalendarFieldInvalid(f"The {field} is not an e-mail address a calendar can carry.")
    return address


def _mailto(address: str, *, field: str) -> str:
    return "mailto:" + quote(_address(address, field=field), safe="@!$'*+-./=_~")


def _url(url: str) -> str:
    parts = urlsplit(url) if url.isascii() and url.isprintable() and " " not in url else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise CalendarFieldInvalid("The party's page is not a web address.")
    return url


def _calendar(*, method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _published(party: PartyEvent) -> Event:
    return _event(party=party, status=party.status, organizer_address=party.organizer_address)


def _event(*, party: PartyEvent, status: Status, organizer_address: str) -> Event:
    if not _UID.fullmatch(party.uid):
        raise CalendarFieldInvalid("The party's UID holds characters a calendar may change.")
    if not 0 <= party.sequence < 2**31:
        raise CalendarFieldInvalid("The party's sequence is out of range.")
    starts_at, ends_at = as_utc(party.starts_at), as_utc(party.ends_at)
    if ends_at <= starts_at:
        raise CalendarFieldInvalid("The party ends before it starts.")
    event = Event()
    event.add("uid", party.uid)
    event.add("dtstamp", as_utc(party.stamped_at))
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("sequence", party.sequence)
    event.add("status", status)
    event.add("transp", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("summary", vText(_line(party.summary)), encode=False)
    event.add("description", vText(plain(party.description)), encode=False)
    event.add("location", vText(_line(party.location)), encode=False)
    event.add("url", _url(party.url))
    organizer = vCalAddress(_mailto(organizer_address, field="organizer address"))
    organizer.params["CN"] = _name(party.organizer_name) or party.organizer_address
    event.add("organizer", organizer, encode=False)
    return event


def _text(calendar: Calendar, events: Iterable[Event]) -> str:
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()
