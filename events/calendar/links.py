"""Links that open a filled-in event in a web calendar, for readers who do not open files."""

from typing import Literal
from urllib.parse import quote, urlencode

from events.calendar.messages import PartyEvent, as_utc, plain

_OUTLOOK_HOSTS = {"personal": "outlook.live.com", "work": "outlook.office.com"}
_LONGEST_DETAILS = 500  # characters; an accented one takes six in a link, and 8 kB is the limit


def google_link(*, party: PartyEvent) -> str:
    """Google Calendar's template page; what is saved there is a copy and follows no change."""
    span = f"{as_utc(party.starts_at):%Y%m%dT%H%M%SZ}/{as_utc(party.ends_at):%Y%m%dT%H%M%SZ}"
    query = {
        "action": "TEMPLATE",
        "text": plain(party.summary),
        "dates": span,
        "details": _details(party),
        "location": plain(party.location),
    }
    return "https://calendar.google.com/calendar/render?" + urlencode(query, quote_via=quote)


def outlook_link(*, party: PartyEvent, account: Literal["personal", "work"] = "personal") -> str:
    """Outlook on the web, for a personal or a work account; a copy that follows no change."""
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": plain(party.summary),
        "startdt": f"{as_utc(party.starts_at):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{as_utc(party.ends_at):%Y-%m-%dT%H:%M:%SZ}",
        "body": _details(party),
        "location": plain(party.location),
    }
    host = _OUTLOOK_HOSTS[account]
    return f"https://{host}/calendar/0/deeplink/compose?" + urlencode(query, quote_via=quote)


def _details(party: PartyEvent) -> str:
    """The description, cut so that the whole link stays short enough to open, and the page."""
    text = plain(party.description)
    if len(text) > _LONGEST_DETAILS:
        text = text[:_LONGEST_DETAILS].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"
    return f"{text}\n{party.url}".strip()
