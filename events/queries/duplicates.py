"""Reading what resembles: groups for the desk, the members of one, whom one application resembles."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from common.bounded import Bounded, bounded
from common.search import plain_words
from events.models import Campaign, CampaignState, DrawState, DuplicateGroup, DuplicateMember

PAGE = 30
SHOWN = 50  # members of one group; who fills in hundreds of forms is seen by the first of them
NAMED = 4  # members that stand for a group in the list


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; ``show`` is "open", "decided" or "all"."""

    campaign: str = ""
    show: str = "open"
    search: str = ""


@dataclass(frozen=True)
class Page:
    """One page of groups, each with ``named`` members; ``next_before`` asks for the rows that follow."""

    rows: list[DuplicateGroup]
    next_before: int | None


def desk_list(
    *, brand_id: int, filters: Filters, before: int | None = None, size: int = PAGE
) -> Page:
    """Return one page of a brand's groups, the latest first, by key."""
    rows = DuplicateGroup.objects.of_brand(brand_id)
    if filters.campaign:
        rows = rows.filter(campaign__slug=filters.campaign)
    if filters.show != "all":
        rows = rows.filter(decided_at__isnull=filters.show == "open")
    if filters.search:
        words = plain_words(filters.search).split()
        named = DuplicateMember.objects.filter(application__search_words__begin=words)
        rows = rows.filter(Exists(named.filter(group=OuterRef("pk"))))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    first = DuplicateMember.objects.select_related("application").order_by("pk")[:NAMED]
    found = list(
        rows.select_related("campaign")
        .prefetch_related(Prefetch("members", first, to_attr="named"), "campaign__wordings")
        .order_by("-pk")[: size + 1]
    )
    more = len(found) > size
    return Page(found[:size], found[size - 1].pk if more else None)


def at_desk(brand_id: int, code: str) -> DuplicateGroup | None:
    """Return one group of this brand."""
    found: DuplicateGroup | None = (
        DuplicateGroup.objects.of_brand(brand_id)
        .select_related("campaign__brand", "decided_by")
        .filter(code=code)
        .first()
    )
    return found


def members(group: DuplicateGroup) -> list[DuplicateMember]:
    """Return the members of a group with their applications, the earliest first, ``SHOWN`` at most."""
    return list(
        group.members.select_related("application__user", "application__stratum").order_by(
            "application_id"
        )[:SHOWN]
    )


def of_application(application_id: int) -> DuplicateMember | None:
    """Return the group an application is in, by its place there."""
    return (
        DuplicateMember.objects.select_related("group").filter(application=application_id).first()
    )


def waiting(brand_id: int) -> list[tuple[Campaign, int]]:
    """Return the campaigns whose list is not sealed, each with its groups nobody has decided on."""
    open_groups = Count("duplicate_groups", filter=Q(duplicate_groups__decided_at__isnull=True))
    rows = (
        Campaign.objects.of_brand(brand_id)
        .filter(state__in=[CampaignState.PUBLISHED, CampaignState.CLOSED])
        .exclude(draws__state__in=[DrawState.SEALED, DrawState.DRAWN])
        .annotate(alike=open_groups)
        .filter(alike__gt=0)
        .prefetch_related("wordings")
        .order_by("draw_at", "pk")
    )
    return [(one, one.alike) for one in rows]


def to_look_at(brand_id: int, campaign_slug: str = "") -> Bounded:
    """Count the groups nobody has decided on, as far as it is told."""
    rows = DuplicateGroup.objects.of_brand(brand_id).filter(decided_at__isnull=True)
    if campaign_slug:
        rows = rows.filter(campaign__slug=campaign_slug)
    return bounded(rows)
