"""Reading applications: one's own by code or account, a brand's list for its staff."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce, NullIf

from events.models import (
    Application,
    ApplicationState,
    Campaign,
    Stratum,
)

PAGE = 50
# The home an application is drawn as: what was found or decided, else its own address.
DRAWN_AS = Coalesce(NullIf("drawn_as", Value("")), "household_key")


@dataclass(frozen=True)
class Filters:
    """What the desk's list is narrowed by; empty means everything."""

    campaign: str = ""
    state: str = ""
    stratum: str = ""
    verdict: str = ""
    search: str = ""


@dataclass(frozen=True)
class Page:
    """One page of a list; ``next_before`` asks for the rows that follow, None at the end."""

    rows: list[Application]
    next_before: int | None


def by_code(code: str) -> Application | None:
    """Return the application whose capability this is."""
    return (
        Application.objects.select_related("campaign__brand", "user", "stratum")
        .filter(code=code)
        .first()
    )


def living(campaign: Campaign, user: Any) -> Application | None:
    """Return the person's application to this campaign that is not withdrawn."""
    if not getattr(user, "is_authenticated", False):
        return None
    found = (
        Application.objects.select_related("stratum")
        .filter(campaign=campaign, user=user)
        .exclude(state=ApplicationState.WITHDRAWN)
        .first()
    )
    if found is not None:
        found.campaign = campaign  # whoever asks has read it already
    return found


def of_user(user_id: int) -> list[Application]:
    """Return everything this person applied to, latest first."""
    return list(
        Application.objects.select_related("campaign__brand")
        .prefetch_related("campaign__wordings")
        .filter(user_id=user_id)
        .order_by("-id")
    )


def desk_list(
    *, brand_id: int, filters: Filters, before: int | None = None, size: int = PAGE
) -> Page:
    """Return one page of a brand's applications that were submitted, latest first, by key.

    Begun ones are left out: nobody has handed them to us yet.
    ``search`` looks into names, towns, receipt numbers and addresses of mail.
    """
    rows = Application.objects.of_brand(brand_id).filter(receipt_number__isnull=False)
    if filters.campaign:
        rows = rows.filter(campaign__slug=filters.campaign)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.stratum:
        rows = rows.filter(stratum__key=filters.stratum)
    if filters.verdict:
        rows = rows.filter(verdict=filters.verdict)
    for word in filters.search.split()[:5]:
        rows = rows.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(city__icontains=word)
            | Q(postcode__startswith=word)
            | Q(receipt_number__icontains=word)
            | Q(user__email__icontains=word)
        )
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(
        rows.select_related("campaign", "stratum", "source", "user").order_by("-pk")[: size + 1]
    )
    more = len(found) > size
    return Page(found[:size], found[size - 1].pk if more else None)


def at_desk(brand_id: int, receipt_number: str) -> Application | None:
    """Return one submitted application of this brand; its code stays its owner's alone."""
    found: Application | None = (
        Application.objects.of_brand(brand_id)
        .select_related("campaign__brand", "stratum", "source", "user")
        .filter(receipt_number=receipt_number)
        .first()
    )
    return found


def receipts_of(brand_id: int, addresses: Collection[str]) -> dict[str, list[Application]]:
    """Return the applications handed in from these addresses, by the address in small letters."""
    wanted = {address.lower() for address in addresses}
    found: dict[str, list[Application]] = {}
    rows = (
        Application.objects.of_brand(brand_id)
        .filter(receipt_number__isnull=False, user__email__in=wanted)
        .select_related("user")
        .order_by("pk")
    )
    for row in rows:
        found.setdefault(row.user.email.lower(), []).append(row)
    return found


def counts(brand_id: int, campaign_slug: str = "") -> dict[str, int]:
    """Count a brand's applications by state, and those not eligible."""
    rows = Application.objects.of_brand(brand_id)
    if campaign_slug:
        rows = rows.filter(campaign__slug=campaign_slug)
    submitted = Q(state=ApplicationState.SUBMITTED)
    found: dict[str, int] = rows.aggregate(
        begun=Count("id", filter=Q(state=ApplicationState.DRAFT)),
        submitted=Count("id", filter=submitted),
        ineligible=Count("id", filter=submitted & Q(verdict="INELIGIBLE")),
        withdrawn=Count("id", filter=Q(state=ApplicationState.WITHDRAWN)),
    )
    return found


def regions_of(brand_id: int, campaign_slug: str = "") -> list[Stratum]:
    """Return the regions a desk's list may be narrowed by."""
    rows = Stratum.objects.filter(campaign__brand_id=brand_id)
    if campaign_slug:
        rows = rows.filter(campaign__slug=campaign_slug)
    return list(rows.order_by("campaign_id", "position", "id"))


def submitted_since(brand_id: int, since: datetime) -> int:
    """Count applications handed in since a moment."""
    found: int = (
        Application.objects.of_brand(brand_id)
        .filter(state=ApplicationState.SUBMITTED, submitted_at__gte=since)
        .count()
    )
    return found
