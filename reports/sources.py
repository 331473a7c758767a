"""Where the people of one campaign came from: each recruiting link, and the tags in the addresses.

Reads only, with the same number of questions whatever there is to count. Visits come rolled up from
``links``; the rest are aggregates over the rows of their stage. Somebody erased after the draw is
counted without a source: nothing says any more where they came from.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from events.models import (
    Application,
    ApplicationState,
    Campaign,
    DrawState,
    Party,
    PartyState,
    Place,
    RecruitingLink,
    Verdict,
)
from events.queries import leads
from events.queries.leads import Reached
from links import queries as links
from links.models import Agent
from sales.models import Attribution

TAGS = ("utm_source", "utm_medium", "utm_campaign")
MOST_TAGS = 50  # anybody can write a tag into an address: the busiest are told, the others are not


@dataclass
class Steps:
    """How far people of one source came, each step a count of rows."""

    started: int = 0
    applied: int = 0
    eligible: int = 0
    drawn: int = 0
    hosted: int = 0
    sold: int = 0


@dataclass
class Source(Steps):
    """One recruiting link; ``link`` is None for everybody who came without one.

    ``leads``: the people of its imports, who count among the steps from the day they begin to apply.
    """

    link: RecruitingLink | None = None
    views: int = 0
    previews: int = 0
    robots: int = 0
    leads: Reached = field(default_factory=Reached)

    @property
    def name(self) -> str:
        """The network, and the creator or post where one was named."""
        if self.link is None:
            return ""
        return " · ".join(part for part in (self.link.network, self.link.label) if part)


@dataclass
class Tagged(Steps):
    """One set of utm tags."""

    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""


def by_link(campaign: Campaign) -> list[Source]:
    """One row a recruiting link, by network and name; last, those who came without one."""
    rows = list(
        RecruitingLink.objects.filter(campaign=campaign)
        .select_related("link")
        .order_by("network", "label", "pk")
    )
    visits = links.clicks_by_agent([row.link_id for row in rows])
    imported = leads.reached_by_source(campaign)
    found = {
        (row.pk,): Source(
            link=row,
            views=visits[row.link_id].get(Agent.HUMAN, 0),
            previews=visits[row.link_id].get(Agent.PREVIEW, 0),
            robots=visits[row.link_id].get(Agent.BOT, 0),
            leads=imported.get(row.pk, Reached()),
        )
        for row in rows
    }
    without = found[(None,)] = Source()  # type: ignore[index]
    for key, step, number in _counts(campaign, ("source_id",)):
        row = found.get(key, without)
        setattr(row, step, getattr(row, step) + number)
    return list(found.values())


def by_tag(campaign: Campaign) -> list[Tagged]:
    """One row for each set of utm tags somebody applied with, the busiest first."""
    found: dict[tuple[Any, ...], Tagged] = {}
    for key, step, number in _counts(campaign, TAGS, tagged=True):
        row = found.setdefault(key, Tagged(**dict(zip(TAGS, key, strict=True))))
        setattr(row, step, number)
    return sorted(found.values(), key=lambda r: (-r.applied, -r.started, r.utm_source))


def _counts(
    campaign: Campaign, names: tuple[str, ...], *, tagged: bool = False
) -> Iterable[tuple[tuple[Any, ...], str, int]]:
    """(key, step, number) for every step after the visit, grouped by these columns of the application."""
    begun = Application.objects.filter(campaign=campaign)
    if tagged:
        begun = begun.exclude(utm_source="", utm_medium="", utm_campaign="")
    applied = Q(state=ApplicationState.SUBMITTED)
    steps = (
        begun.values(*names)
        .annotate(
            started=Count("pk"),
            applied=Count("pk", filter=applied),
            eligible=Count("pk", filter=applied & Q(verdict=Verdict.ELIGIBLE)),
        )
        .order_by("-applied", "-started", *names)
    )
    known: set[tuple[Any, ...]] = set()
    for row in steps[:MOST_TAGS] if tagged else steps:
        key = tuple(row[name] for name in names)
        known.add(key)
        for step in ("started", "applied", "eligible"):
            yield key, step, row[step]
    hosting = Party.objects.filter(
        campaign=campaign, state__in=[PartyState.SCHEDULED, PartyState.HELD]
    )
    credited = Attribution.objects.filter(current=True, party__campaign=campaign)
    place = "rank__entrant__application__"
    for step, rows, path in (
        (
            "drawn",
            Place.objects.filter(draw__campaign=campaign, draw__state=DrawState.DRAWN),
            place,
        ),
        ("hosted", hosting, f"place__{place}"),
        ("sold", credited, f"party__place__{place}"),
    ):
        for key, number in _grouped(rows, [f"{path}{name}" for name in names]):
            if not tagged or key in known:
                yield key, step, number


def _grouped(rows: QuerySet[Any, Any], columns: list[str]) -> Iterable[tuple[tuple[Any, ...], int]]:
    grouped = rows.values(*columns).annotate(number=Count("pk")).order_by(*columns)
    for row in grouped:
        yield tuple(row[column] for column in columns), row["number"]
