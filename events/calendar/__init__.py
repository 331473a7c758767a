"""Calendar messages, files, feeds and links for one party. Plain values in, text out."""

from events.calendar.links import google_link, outlook_link
from events.calendar.messages import (
    Attendee,
    CalendarFieldInvalid,
    PartyEvent,
    download,
    feed,
    invitation,
    reply_address,
    reply_token,
)
from events.calendar.replies import Reply, ReplyUnreadable, read_reply

__all__ = [
    "Attendee",
    "CalendarFieldInvalid",
    "PartyEvent",
    "Reply",
    "ReplyUnreadable",
    "download",
    "feed",
    "google_link",
    "invitation",
    "outlook_link",
    "read_reply",
    "reply_address",
    "reply_token",
]
