"""Made-up evenings for pages that are laid before the rows that feed them exist; shown in /styleguide only."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from common.look.seats import Seat, SeatState
from common.templatetags.styleguide import say

ZONE = "Europe/Paris"


def visitor(*, known: bool) -> dict[str, Any]:
    """What a visitor's page is fed with. ``known``: the host has been told who comes.

    ``seats`` go clockwise from the host; ``careful`` holds (first name, what to mind) pairs;
    ``times`` (hour, what happens) pairs, both aware and in the order of the evening.
    """
    you = Seat(SeatState.YOU, "Clara") if known else Seat(SeatState.NAPKIN, "Clara")
    friends = ("Jérôme", "Maël", "Solène", "Inès", "Loïc")
    return {
        "specimen": True,
        "brand": SimpleNamespace(name="Les Frères Sucre", look="sucre", theme={"weave": "GINGHAM"}),
        "visitor": "Clara",
        "host": "Anaïs",
        "known": known,
        "starts_at": datetime(2026, 12, 12, 18, 30, tzinfo=UTC),
        "ends_at": datetime(2026, 12, 12, 22, 0, tzinfo=UTC),
        "zone": ZONE,
        "address": {
            "line": "3 allée des Glycines",
            "extra": say("2e étage, porte de gauche", "second floor, left-hand door"),
            "town": "44100 Nantes",
        },
        "door_code": "12B07",
        "words": say(
            "Je fais la blanquette, les Frères Sucre apportent le dessert.",
            "I am making blanquette, Les Frères Sucre bring dessert.",
        ),
        "seats": [
            Seat(SeatState.HOST, "Anaïs"),
            *(Seat(SeatState.YES, name) for name in friends),
            you,
        ],
        "friends": friends,
        "brings": [
            (say("Le dessert", "Dessert"), say("île flottante pour 7", "floating island for 7")),
            (say("Les moules", "The moulds"), say("2, prêtés", "2, lent")),
            (say("La nappe", "The tablecloth"), say("déjà chez Anaïs", "with Anaïs already")),
        ],
        "careful": [
            ("Solène", say("fruits à coque : une trace suffit", "nuts: a trace is enough")),
            ("Jérôme", say("lait : sa part est étiquetée à son nom", "milk: the portion with the name on it")),
        ],
        "times": [
            (datetime(2026, 12, 12, 18, 15, tzinfo=UTC), say("Vous sonnez un quart d’heure avant les amis.", "You ring a quarter of an hour before the friends.")),
            (datetime(2026, 12, 12, 20, 30, tzinfo=UTC), say("Le dessert, et votre chaise.", "Dessert, and your chair.")),
            (datetime(2026, 12, 12, 21, 30, tzinfo=UTC), say("Vous emportez les moules, rien d’autre.", "You take the moulds home, nothing else.")),
        ],
        "contact": "+33\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}99\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}12\N{NO-BREAK SPACE}34",
    }  # fmt: skip
