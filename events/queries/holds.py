"""Reading held applications: for the desk's list, for the applicant, for the seal."""

from dataclasses import dataclass

from django.db.models import Count, Q

from common.bounded import Bounded, bounded
from common.search import plain_words
from events.models import (
    ApplicationState,
    Campaign,
    CampaignState,
    DrawState,
    Hold,
)

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; ``show`` is "open", "decided" or "all"."""

    campaign: str = ""
    show: str = "open"
    doubt: str = ""
    search: str = ""


@dataclass(frozen=True)
class Page:
    """One page of holds; ``next_before`` asks for the rows that follow, None at the end."""

    rows: list[Hold]
    next_before: int | None


def desk_list(
    *, brand_id: int, filters: Filters, before: int | None = None, size: int = PAGE
) -> Page:
    """Return one page of a brand's held applications, the latest first, by key."""
    rows = Hold.objects.of_brand(brand_id).exclude(application__state=ApplicationState.WITHDRAWN)
    if filters.campaign:
        rows = rows.filter(campaign__slug=filters.campaign)
    if filters.show == "open":
        rows = rows.filter(outcome="")
    elif filters.show == "decided":
        rows = rows.exclude(outcome="")
    if filters.doubt:
        rows = rows.filter(doubt=filters.doubt)
    if filters.search:
        words = plain_words(filters.search).split()
        rows = rows.filter(application__search_words__begin=words)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(
        rows.select_related("campaign", "application__user", "decided_by").order_by("-pk")[
            : size + 1
        ]
    )
    more = len(found) > size
    return Page(found[:size], found[size - 1].pk if more else None)


def of_application(application_id: int) -> Hold | None:
    """Return what an application is held for, if it is."""
    return Hold.objects.select_related("decided_by").filter(application=application_id).first()


def waiting(brand_id: int) -> list[tuple[Campaign, int]]:
    """Return the campaigns whose list is not sealed, each with its holds nobody has decided on."""
    held = Count(
        "holds",
        filter=Q(holds__outcome="", holds__application__state=ApplicationState.SUBMITTED),
    )
    rows = (
        Campaign.objects.of_brand(brand_id)
        .filter(state__in=[CampaignState.PUBLISHED, CampaignState.CLOSED])
        .exclude(draws__state__in=[DrawState.SEALED, DrawState.DRAWN])
        .annotate(held=held)
        .filter(held__gt=0)
        .prefetch_related("wordings")
        .order_by("draw_at", "pk")
    )
    return [(one, one.held) for one in rows]


def to_decide(brand_id: int, campaign_slug: str = "") -> Bounded:
    """Count the holds that wait for staff, as far as it is told."""
    rows = Hold.objects.of_brand(brand_id).filter(
        outcome="", application__state=ApplicationState.SUBMITTED
    )
    if campaign_slug:
        rows = rows.filter(campaign__slug=campaign_slug)
    return bounded(rows)
