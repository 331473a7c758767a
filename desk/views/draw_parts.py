"""What the pages of the draw show: figures before the seal, the cards, the digits."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from common.look.table import DrawCard
from events.domain.draw_words import (
    STAYS_EMPTY,
    actor_words,
    attempt_words,
    note_words,
    officers_of,
    request_refusal,
)
from events.models import (
    Application,
    ApplicationState,
    Arm,
    Campaign,
    Draw,
    OverflowRule,
    PlaceState,
    Rank,
    Stratum,
    Verdict,
)
from events.queries import draws as queries
from events.queries import places as place_queries
from events.queries.applications import DRAWN_AS
from events.raffle.canonical import parse_timestamp
from events.raffle.log import LogKind

NEXT_SHOWN = 3  # of those in line behind the people drawn, in each region
TICKETS_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One stratum before the seal: its plan, who is eligible, whether that is enough."""

    stratum: Stratum
    pooled: bool
    eligible: int
    households: int

    @property
    def enough(self) -> bool:
        """Whether there is a household for each place and for each one of a group; where empty
        places pass to all regions, whether there is anybody at all."""
        stratum = self.stratum
        needed = stratum.quota + stratum.share_only + stratum.holdout
        return self.households >= (1 if self.pooled else needed)


def preview(campaign: Campaign) -> list[Preview]:
    """Who would enter if the list were sealed now, one row a stratum."""
    people: dict[int | None, int] = {}
    homes: dict[int | None, int] = {}
    counted = (
        Application.objects.filter(
            campaign=campaign, state=ApplicationState.SUBMITTED, verdict=Verdict.ELIGIBLE
        )
        .values_list("stratum_id")
        .annotate(people=Count("pk"), homes=Count(DRAWN_AS, distinct=True))
    )
    for stratum_id, entrants, households in counted:
        people[stratum_id], homes[stratum_id] = entrants, households
    return [
        Preview(
            stratum=stratum,
            pooled=campaign.overflow == OverflowRule.POOL,
            eligible=people.get(stratum.pk, 0),
            households=homes.get(stratum.pk, 0),
        )
        for stratum in Stratum.objects.filter(campaign=campaign).order_by("position", "pk")
    ]


def cards(draw: Draw, *, as_drawn: bool = False) -> list[DrawCard]:
    """The cards of the long table: face down before the draw, with first name and town after.

    They tell who holds each table now, or whom it was first offered to (``as_drawn``).
    """
    cards: list[DrawCard] = []
    odds = queries.odds(draw)
    grouped: dict[str, list[Any]] = {}
    for place in place_queries.places_of(draw):
        held = place.state in (PlaceState.ASKED, PlaceState.ACCEPTED)
        if place.replaces_id is None if as_drawn else held:
            grouped.setdefault(place.stratum_key, []).append(place)
    for item in odds:
        said = _("%(quota)s for %(entrants)s") % {"quota": item.quota, "entrants": item.entrants}
        living = grouped.get(item.key, [])
        for number in range(item.quota):
            application = living[number].rank.entrant.application if number < len(living) else None
            cards.append(
                DrawCard(
                    region=item.title,
                    name=application.first_name if application else "",
                    line=application.city if application else "",
                    state="UP" if application else "DOWN",
                    odds=said,
                )
            )
    return cards


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One line of the order: whose names may be said are those drawn; the others have a number."""

    position: int
    ticket: str
    number: str
    name: str
    town: str
    is_drawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """The head of one region's order, and how many more stand behind."""

    key: str
    title: str
    rows: list[Ticket]
    more: int


def tickets(draw: Draw) -> list[Tickets]:
    """The order of a drawn draw, region by region: who is drawn, and the first in line after them."""
    odds = queries.odds(draw)
    shown = [
        Q(stratum_key=item.key, position__lte=min(item.quota + NEXT_SHOWN, TICKETS_SHOWN))
        for item in odds
    ]
    ranks = Rank.objects.filter(draw=draw)
    sizes = dict(ranks.values_list("stratum_key").annotate(Count("pk")))
    rows: dict[str, list[Ticket]] = {}
    heads = ranks.filter(reduce(or_, shown)).select_related("entrant__application")
    for rank in heads.order_by("stratum_key", "position"):
        drawn = rank.arm == Arm.WINNER
        application = rank.entrant.application if drawn else None
        rows.setdefault(rank.stratum_key, []).append(
            Ticket(
                position=rank.position,
                ticket=rank.ticket[:8],
                number=rank.entrant.public_id,
                name=application.first_name if application else "",
                town=application.city if application else "",
                is_drawn=drawn,
            )
        )
    return [
        Tickets(
            key=item.key,
            title=item.title,
            rows=rows.get(item.key, []),
            more=sizes.get(item.key, 0) - len(rows.get(item.key, [])),
        )
        for item in odds
    ]


def grouped(digits: str, size: int = 8) -> str:
    """Hex digits in groups that can be read aloud."""
    return " ".join(digits[i : i + size] for i in range(0, len(digits), size))


def refusal(campaign: Campaign) -> str:
    """Why the last seal or draw that was asked for could not be done; "" when it was."""
    last = queries.last_refusal(campaign)
    return request_refusal(last) if last else ""


def attempts(draw: Draw) -> list[tuple[datetime, str, str]]:
    """What was tried and refused: when, in words, and by whom."""
    tried = queries.lines_of(draw, LogKind.ATTEMPT)
    officers = officers_of(queries.log_lines(draw)) if tried else {}
    return [
        (parse_timestamp(line.at), attempt_words(line.data["text"]), actor_words(line.by, officers))
        for line in tried
    ]


def left_empty(draw: Draw) -> list[str]:
    """Why some places stay empty, a sentence each."""
    texts = [str(line.data["text"]) for line in queries.lines_of(draw, LogKind.NOTE)]
    return [note_words(text) for text in texts if STAYS_EMPTY.fullmatch(text)]


def refresh(draw: Draw, now: datetime) -> int:
    """Seconds until the page looks again: often once the round is due."""
    if draw.round_at is None or draw.round_at <= now:
        return 5
    return max(5, min(60, int((draw.round_at - now).total_seconds()) + 2))
