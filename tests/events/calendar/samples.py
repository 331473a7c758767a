"""One party and one guest, plainly fictional, that the calendar tests vary."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from events.calendar import Attendee, PartyEvent

PARIS = ZoneInfo("Europe/Paris")


def party(**changes: Any) -> PartyEvent:
    values: dict[str, Any] = {
        "uid": "7hq2m8k4zt5w@convive.example",
        "sequence": 0,
        "starts_at": datetime(2026, 12, 12, 19, 30, tzinfo=PARIS),
        "ends_at": datetime(2026, 12, 12, 23, 0, tzinfo=PARIS),
        "summary": "L’hiver, chez Léa; goûter « d’œuvre » \N{BIRTHDAY CAKE}",
        "description": "On essaie, on goûte.\nCode : B, 2e étage \\ à gauche; sonner. " + "é" * 150,
        "location": "12, rue des Lilas, 93100 Montreuil",
        "url": "https://convive.example/g/k3v9x2q7",
        "organizer_name": "Maison Alma",
        "organizer_address": "answers@convive.example",
        "stamped_at": datetime(2026, 11, 26, 9, 15, 4, 999_999, tzinfo=UTC),
    }
    return PartyEvent(**values | changes)


def attendee(**changes: Any) -> Attendee:
    values: dict[str, Any] = {
        "name": "Zoé d’Été",
        "address": "zoe.dete@mail.example",
        "reply_token": "Tk4_mzQ9w-2xYb7c",
    }
    return Attendee(**values | changes)
