"""Reading applications: one's own by code or account, a brand's list for its staff."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from common.bounded import Bounded, bounded
from common.search import plain_words
from events.models import (
    Application,
    ApplicationState,
    Campaign,
    Stratum,
    Verdict,
)

PAGE = 50
NEWEST = ("-submitted_at", "-pk")
NEAR, FEW = 1_000, 1_000  # rows looked through first by a search; rows found by it
MARK = "%Y%m%dT%H%M%S%f"
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
    """One page of a list; ``next_before`` asks for the rows that follow, "" at the end."""

    rows: list[Application]
    next_before: str


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


def handed_in(*, brand_id: int, filters: Filters) -> QuerySet[Application]:
    """Return a brand's applications that were handed in, to be read in the order of ``NEWEST``.

    Begun ones are left out: nobody has handed them to us yet. ``search`` is for ``desk_list``.
    """
    # Campaigns and regions by their numbers: behind a join the rows of one could not be read in their order.
    campaigns = _campaigns(brand_id, filters.campaign)
    rows = Application.objects.filter(campaign__in=campaigns, submitted_at__isnull=False)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.stratum:
        regions = Stratum.objects.filter(campaign__in=campaigns, key=filters.stratum)
        rows = rows.filter(stratum__in=list(regions.values_list("pk", flat=True)))
    if filters.verdict:
        rows = rows.filter(verdict=filters.verdict)
    return rows


def _campaigns(brand_id: int, slug: str) -> list[int]:
    found = Campaign.objects.of_brand(brand_id)
    if slug:
        found = found.filter(slug=slug)
    return list(found.order_by("pk").values_list("pk", flat=True))


def desk_list(*, brand_id: int, filters: Filters, before: str = "", size: int = PAGE) -> Page:
    """Return one page of ``handed_in``, the newest first; ``before`` is a page's ``next_before``.

    ``search`` looks into names, towns, receipt numbers and addresses of mail. What ``before`` says and
    cannot be read is the first page.
    """
    rows = handed_in(brand_id=brand_id, filters=filters)
    last = _read_mark(before)
    if last is not None:
        at, pk = last
        rows = rows.filter(submitted_at__lte=at).exclude(submitted_at=at, pk__gte=pk)
    if filters.search:
        rows = _found(rows, filters.search.strip(), size)
    found = list(rows.select_related("campaign", "stratum").order_by(*NEWEST)[: size + 1])
    more = len(found) > size
    return Page(found[:size], _mark(found[size - 1]) if more else "")


def _found(rows: QuerySet[Application], search: str, size: int) -> QuerySet[Application]:
    """Narrow to what is searched for, in the way that is quick for it; each answers the same.

    A whole receipt or address of mail is looked up. Of what many have, a page is found among the newest.
    What few have is found by its words, whenever that was: those alone are sorted.
    """
    whole = {"user__email": search.lower()} if "@" in search else {"receipt_number": search.upper()}
    exact = rows.filter(**whole)
    if exact.exists():
        return exact
    words = plain_words(search).split()
    newest = rows.order_by(*NEWEST).values("pk")[:NEAR]
    near = Application.objects.filter(pk__in=newest, search_words__begin=words)
    if near.count() > size:
        return near
    found = rows.filter(search_words__begin=words)
    numbers = list(found.order_by().values_list("pk", flat=True)[: FEW + 1])
    return found if len(numbers) > FEW else Application.objects.filter(pk__in=numbers)


def _mark(row: Application) -> str:
    """The place of a row in the list: when it was handed in, and its number among those of that moment."""
    assert row.submitted_at is not None, "it was handed in"
    return f"{row.submitted_at.astimezone(UTC):{MARK}}-{row.pk}"


def _read_mark(mark: str) -> tuple[datetime, int] | None:
    moment, _dash, pk = mark.partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    try:
        return datetime.strptime(moment, MARK).replace(tzinfo=UTC), int(pk)
    except ValueError:
        return None


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


def counts(brand_id: int, campaign_slug: str = "") -> dict[str, Bounded]:
    """Count a brand's applications by state, and those not eligible, each as far as it is told."""
    rows = Application.objects.filter(campaign__in=_campaigns(brand_id, campaign_slug))
    submitted = rows.filter(state=ApplicationState.SUBMITTED)
    asked = {
        "begun": rows.filter(state=ApplicationState.DRAFT),
        "submitted": submitted,
        "ineligible": submitted.filter(verdict=Verdict.INELIGIBLE),
        "withdrawn": rows.filter(state=ApplicationState.WITHDRAWN),
    }
    return {name: bounded(found, within="state") for name, found in asked.items()}


def regions_of(brand_id: int, campaign_slug: str = "") -> list[Stratum]:
    """Return the regions a desk's list may be narrowed by."""
    rows = Stratum.objects.filter(campaign__brand_id=brand_id)
    if campaign_slug:
        rows = rows.filter(campaign__slug=campaign_slug)
    return list(rows.order_by("campaign_id", "position", "id"))


def submitted_since(brand_id: int, since: datetime) -> Bounded:
    """Count applications handed in since a moment, as far as it is told."""
    rows = Application.objects.filter(campaign__in=_campaigns(brand_id, ""))
    return bounded(rows.filter(state=ApplicationState.SUBMITTED, submitted_at__gte=since))
