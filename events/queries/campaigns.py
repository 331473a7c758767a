"""Reading campaigns: for the public page, for the desk, for what is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from django.db.models import Count, Min, Q, QuerySet, Sum

from events.models import (
    Application,
    ApplicationState,
    Campaign,
    CampaignState,
    CampaignWording,
    Draw,
    DrawState,
    Party,
    PartyState,
    RecruitingLink,
    Rules,
    Stratum,
    Verdict,
)

MOST_AMONG = 10  # beyond it a fraction says less than a round figure


@dataclass(frozen=True)
class RegionOdds:
    """One region: ``quota`` tables for ``applications`` that take part.

    The chance is ``chances`` in ``among``: exact where an eye can follow it ("2 in 5"), else
    ``about`` one in so many. ``among`` is 0 while everyone would be drawn.
    """

    stratum: Stratum
    quota: int
    applications: int

    @property
    def exact(self) -> Fraction:
        return Fraction(self.quota, self.applications or 1)

    @property
    def about(self) -> bool:
        return self.exact.numerator > 1 and self.exact.denominator > MOST_AMONG

    @property
    def chances(self) -> int:
        return 1 if self.about else self.exact.numerator

    @property
    def among(self) -> int:
        if self.applications <= self.quota:
            return 0
        return round(1 / self.exact) if self.about else self.exact.denominator


class Phase(StrEnum):
    """What the public page says, from state and hour."""

    SOON = "SOON"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    DRAWN = "DRAWN"
    RUNNING = "RUNNING"
    FINISHED = "FINISHED"
    CANCELLED = "CANCELLED"


def public(slug: str) -> Campaign | None:
    """Return a campaign strangers may see; a draft is nobody's business."""
    return (
        Campaign.objects.select_related("brand")
        .filter(slug=slug)
        .exclude(state=CampaignState.DRAFT)
        .exclude(state=CampaignState.CANCELLED, published_at__isnull=True)
        .first()
    )


def phase(campaign: Campaign, at: datetime) -> Phase:
    """Say where the campaign stands at this moment, even before the clockwork has moved it."""
    if campaign.state == CampaignState.PUBLISHED:
        if at < campaign.applications_open_at:
            return Phase.SOON
        return Phase.OPEN if at < campaign.applications_close_at else Phase.CLOSED
    return {
        CampaignState.DRAFT: Phase.SOON,
        CampaignState.CLOSED: Phase.CLOSED,
        CampaignState.DRAWN: Phase.DRAWN,
        CampaignState.RUNNING: Phase.RUNNING,
        CampaignState.FINISHED: Phase.FINISHED,
        CampaignState.CANCELLED: Phase.CANCELLED,
    }[CampaignState(campaign.state)]


def wording(campaign: Campaign, language: str) -> CampaignWording:
    """Return the campaign's words in this language, else in any it has, else empty ones."""
    known = {words.language: words for words in campaign.wordings.all()}
    best = known.get(language) or known.get("fr") or next(iter(known.values()), None)
    return best or CampaignWording(campaign=campaign, language=language, title=campaign.slug)


def odds(campaign: Campaign) -> list[RegionOdds]:
    """Count, region by region, the submitted and eligible applications."""
    counted = dict(
        Application.objects.filter(
            campaign=campaign,
            state=ApplicationState.SUBMITTED,
            verdict=Verdict.ELIGIBLE,
            stratum__isnull=False,
        )
        .values_list("stratum_id")
        .annotate(number=Count("id"))
    )
    return [
        RegionOdds(stratum, stratum.quota, counted.get(stratum.pk, 0))
        for stratum in campaign.strata.order_by("position", "id")
    ]


def parties_held(campaign: Campaign) -> int:
    """Count the evenings of a campaign that have taken place."""
    return Party.objects.filter(campaign=campaign, state=PartyState.HELD).count()


def hosted_before(campaign: Campaign, most: int = 3) -> list[tuple[Campaign, int]]:
    """Return the brand's other campaigns, latest first, with how many evenings each has held."""
    found = (
        Campaign.objects.of_brand(campaign.brand_id)
        .filter(state__in=[CampaignState.RUNNING, CampaignState.FINISHED])
        .exclude(pk=campaign.pk)
        .annotate(held=Count("parties", filter=Q(parties__state=PartyState.HELD)))
        .filter(held__gt=0)
        .prefetch_related("wordings")
        .order_by("-party_from_date", "-pk")[:most]
    )
    return [(one, one.held) for one in found]


def frozen_rules(campaign: Campaign, language: str, version: int | None = None) -> Rules | None:
    """Return the rules in this language (else in French): one version, or the latest."""
    found = Rules.objects.filter(campaign=campaign).order_by("-version")
    if version is not None:
        found = found.filter(version=version)
    return found.filter(language=language).first() or found.filter(language="fr").first()


def rules_versions(campaign: Campaign, language: str) -> list[Rules]:
    """Return every version of the rules in one language, latest first."""
    return list(Rules.objects.filter(campaign=campaign, language=language).order_by("-version"))


def recruiting_link(campaign: Campaign, slug: str) -> RecruitingLink | None:
    """Return the link of this campaign with this slug, for the source of an application."""
    if not slug.isalnum():
        return None
    return RecruitingLink.objects.filter(campaign=campaign, link__slug=slug).first()


def recruiting_campaign(slug: str) -> RecruitingLink | None:
    """Return the recruiting link of this slug with its campaign, unless it leads nowhere now."""
    return (
        RecruitingLink.objects.select_related("campaign__brand", "link")
        .filter(link__slug=slug, link__revoked_at__isnull=True, link__paused_at__isnull=True)
        .exclude(campaign__state=CampaignState.DRAFT)
        .first()
    )


def of_brand(brand_id: int) -> QuerySet[Campaign]:
    """Return a brand's campaigns, latest first, with ``applied``: applications handed in."""
    found: QuerySet[Campaign] = (
        Campaign.objects.of_brand(brand_id)
        .annotate(
            applied=Count("applications", filter=Q(applications__state=ApplicationState.SUBMITTED))
        )
        .prefetch_related("wordings")
        .order_by("-id")
    )
    return found


def at_desk(brand_id: int, slug: str) -> Campaign | None:
    """Return one campaign of this brand; another brand's does not exist here."""
    found: Campaign | None = (
        Campaign.objects.of_brand(brand_id).select_related("brand").filter(slug=slug).first()
    )
    return found


def drafts(brand_id: int) -> list[Campaign]:
    """Return the brand's drafts, the one opening first at the top."""
    return list(
        Campaign.objects.of_brand(brand_id)
        .filter(state=CampaignState.DRAFT)
        .prefetch_related("wordings")
        .order_by("applications_open_at", "id")
    )


def closing_soon(brand_id: int, at: datetime, within: timedelta) -> list[Campaign]:
    """Return open campaigns whose applications close within this time."""
    return list(
        Campaign.objects.of_brand(brand_id)
        .filter(
            state=CampaignState.PUBLISHED,
            applications_close_at__gt=at,
            applications_close_at__lte=at + within,
        )
        .prefetch_related("wordings")
        .order_by("applications_close_at", "id")
    )


def to_seal(brand_id: int, at: datetime) -> list[Campaign]:
    """Return campaigns whose applications are over and whose list is not sealed."""
    return list(
        Campaign.objects.of_brand(brand_id)
        .filter(state__in=[CampaignState.PUBLISHED, CampaignState.CLOSED])
        .filter(applications_close_at__lte=at)
        .exclude(draws__state__in=[DrawState.SEALED, DrawState.DRAWN])
        .prefetch_related("wordings")
        .order_by("draw_at", "id")
    )


def to_draw(brand_id: int, *, by: int) -> list[Draw]:
    """Return sealed draws that user ``by`` may draw: somebody else sealed them."""
    return list(
        Draw.objects.of_brand(brand_id)
        .filter(state=DrawState.SEALED)
        .exclude(sealed_by=by)
        .select_related("campaign")
        .prefetch_related("campaign__wordings")
        .order_by("round_at", "id")
    )


def edited_draws(brand_id: int) -> list[Draw]:
    """Return draws in which the last audit found a row that does not hold."""
    return list(
        Draw.objects.of_brand(brand_id)
        .exclude(audit_fault="")
        .select_related("campaign")
        .prefetch_related("campaign__wordings")
        .order_by("pk")
    )


def reported_draws(brand_id: int) -> list[Draw]:
    """Return draws for which another root was reported and nobody has looked into it."""
    return list(
        Draw.objects.of_brand(brand_id)
        .filter(root_reports__seen_at__isnull=True, root_reports__isnull=False)
        .exclude(state=DrawState.VOID)
        .annotate(reported_at=Min("root_reports__first_at"))
        .select_related("campaign")
        .prefetch_related("campaign__wordings")
        .order_by("pk")
    )


def seats_offered(campaign: Campaign) -> int:
    """Return how many places the regions add up to."""
    return campaign.strata.aggregate(total=Sum("quota"))["total"] or 0
