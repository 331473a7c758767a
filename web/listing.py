"""What the first page may say of the campaigns that are open."""

from dataclasses import dataclass
from datetime import datetime

from events.models import Campaign, CampaignState


@dataclass(frozen=True)
class OpenCampaign:
    """One line of the first page."""

    slug: str
    brand: str
    title: str
    tagline: str
    hosts_wanted: int
    closes_at: datetime
    timezone: str


def open_campaigns(*, at: datetime, language: str) -> list[OpenCampaign]:
    """Return the campaigns that take applications now, the first to close first."""
    found = (
        Campaign.objects.filter(
            state=CampaignState.PUBLISHED,
            applications_open_at__lte=at,
            applications_close_at__gt=at,
        )
        .select_related("brand")
        .prefetch_related("wordings")
        .order_by("applications_close_at", "pk")[:24]
    )
    lines = []
    for campaign in found:
        words = {w.language: w for w in campaign.wordings.all()}
        said = words.get(language) or next(iter(words.values()), None)
        lines.append(
            OpenCampaign(
                slug=campaign.slug,
                brand=campaign.brand.name,
                title=said.title if said else campaign.slug,
                tagline=said.tagline if said else "",
                hosts_wanted=campaign.hosts_wanted,
                closes_at=campaign.applications_close_at,
                timezone=campaign.timezone,
            )
        )
    return lines
