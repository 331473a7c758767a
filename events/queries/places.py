"""Reading the places of a draw. Reads only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from events.models import Application, Draw, DrawState, Place, PlaceState, Rank
from events.queries import draws as draw_queries
from events.raffle.plan import Overflow


def place_of_code(code: str) -> Place | None:
    """The place last offered to the applicant who holds this code, in a draw that counts."""
    return (
        Place.objects.select_related("draw__campaign__brand", "rank__entrant__application", "party")
        .filter(rank__entrant__application__code=code)
        .exclude(draw__state=DrawState.VOID)
        .order_by("-pk")
        .first()
    )


def may_be_told(place: Place, at: datetime) -> bool:
    """Say whether the person may know of this offer: a first one only once the undo time is over.

    Until then staff may still make the draw void, and nobody is told of a win. An offer in place of
    somebody else's is told at once.
    """
    if place.state != PlaceState.ASKED or place.replaces_id is not None:
        return True
    drawn_at = place.draw.drawn_at
    undo = timedelta(minutes=settings.ANSWER_UNDO_MINUTES)
    return drawn_at is not None and at >= drawn_at + undo


def application_of(place: Place) -> Application | None:
    """The application behind a place; None once the person was erased."""
    return place.rank.entrant.application


def next_in_line(draw: Draw, stratum: str) -> Rank | None:
    """Who is asked next for a place of ``stratum``, as ``raffle.promotions.next_to_ask`` says it.

    The first of the stratum not asked yet, whatever the arm; then, when the plan lets places pass
    (POOL), the best ticket among those beyond their own stratum's quota.
    """
    waiting = Rank.objects.filter(draw=draw, place__isnull=True).select_related(
        "entrant__application"
    )
    found = waiting.filter(stratum_key=stratum).order_by("position").first()
    header = draw_queries.header(draw)
    if found is not None or header["overflow"] != Overflow.POOL:
        return found
    beyond = [Q(stratum_key=one["code"], position__gt=one["quota"]) for one in header["strata"]]
    return waiting.filter(reduce(or_, beyond)).order_by("ticket", "entrant__public_id").first()


def places_of(draw: Draw) -> QuerySet[Place]:
    """Every place of a draw with the person asked, by stratum, slot, and order of asking."""
    return (
        Place.objects.filter(draw=draw)
        .select_related("rank__entrant__application", "replaces__rank__entrant", "party")
        .order_by("stratum_key", "slot", "pk")
    )


def offers_of(draw: Draw) -> QuerySet[Place]:
    """Every place of a draw with the entrant asked, in the order in which they were offered."""
    found: QuerySet[Place] = Place.objects.filter(draw=draw)
    return found.select_related("rank__entrant", "replaces__rank__entrant").order_by("pk")


def tables_of(offers: Collection[Place]) -> dict[tuple[str, int], list[Place]]:
    """By stratum and slot of these offers of one draw, everyone that table was offered to, first to
    last: a place that passes on keeps its slot."""
    tables: dict[tuple[str, int], list[Place]] = {
        (place.stratum_key, place.slot): [] for place in offers
    }
    if not tables:
        return tables
    strata, slots = ({key for key, _ in tables}, {slot for _, slot in tables})
    draw = next(iter(offers)).draw_id
    wanted = Place.objects.filter(draw=draw, stratum_key__in=strata, slot__in=slots)
    for place in wanted.select_related("rank__entrant").order_by("pk"):
        if (place.stratum_key, place.slot) in tables:
            tables[place.stratum_key, place.slot].append(place)
    return tables


def answered_since(brand_id: int, since: datetime) -> QuerySet[Place]:
    """A brand's places that were answered, let pass or given back since a moment, the latest first."""
    found: QuerySet[Place] = Place.objects.of_brand(brand_id)
    return (
        found.filter(answered_at__gt=since)
        .exclude(state=PlaceState.ASKED)
        .exclude(draw__state=DrawState.VOID)
        .select_related("rank__entrant__application")
        .order_by("-answered_at", "-pk")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumPlaces:
    """One stratum of a drawn draw: its places, how many are held, how many still wait in line."""

    key: str
    title: str
    quota: int
    entrants: int
    places: list[Place]
    waiting: int

    @property
    def accepted(self) -> int:
        """How many places have a host."""
        return sum(place.state == PlaceState.ACCEPTED for place in self.places)

    @property
    def living(self) -> list[Place]:
        """The places that are asked or accepted now."""
        held = (PlaceState.ASKED, PlaceState.ACCEPTED)
        return [place for place in self.places if place.state in held]


def by_stratum(draw: Draw, strata: list[dict[str, object]]) -> list[StratumPlaces]:
    """The places of a draw grouped by the strata of its sealed header."""
    grouped: dict[str, list[Place]] = {}
    for place in places_of(draw):
        grouped.setdefault(place.stratum_key, []).append(place)
    in_line = Rank.objects.filter(draw=draw, place__isnull=True)
    waiting = dict(in_line.values_list("stratum_key").annotate(Count("pk")))
    return [
        StratumPlaces(
            key=str(item["code"]),
            title=str(item["title"]),
            quota=int(str(item["quota"])),
            entrants=int(str(item["entrants"])),
            places=grouped.get(str(item["code"]), []),
            waiting=waiting.get(str(item["code"]), 0),
        )
        for item in strata
    ]
