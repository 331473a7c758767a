"""One campaign at the desk: found within its brand, its road of dates, what of it can still change."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.capabilities import Capability, may
from accounts.models import Brand, Membership, User
from common.look import words
from desk.context import desk_context
from events.models import Campaign, CampaignState
from events.queries import campaigns as queries
from kits.domain import plan
from kits.models import KitPlanLine


def campaign_or_404(request: HttpRequest, slug: str) -> Campaign:
    """The brand's campaign of this address. Raises Http404 for any other brand's."""
    campaign = queries.at_desk(brand_of(request).pk, slug)
    if campaign is None:
        raise Http404
    return campaign


def campaign_context(request: HttpRequest, campaign: Campaign, **more: Any) -> dict[str, Any]:
    """What every page of one campaign is given."""
    title = queries.wording(campaign, language()).title
    return desk_context(request, "campaigns", campaign=campaign, title=title, **more)


def plan_of(campaign: Campaign) -> QuerySet[KitPlanLine]:
    """What every kit of the campaign holds, in its order."""
    return (
        KitPlanLine.objects.filter(campaign=campaign)
        .select_related("item")
        .order_by("position", "id")
    )


def open_parts(campaign: Campaign) -> set[str]:
    """The sections that can still change: all of a draft, then what the rules do not say."""
    if campaign.state == CampaignState.DRAFT:
        return {
            "basics",
            "words",
            "regions",
            "draw",
            "prizes",
            "kit",
            "questions",
            "rules",
            "answers",
        }
    if campaign.state in (CampaignState.FINISHED, CampaignState.CANCELLED):
        return set()
    return {"basics", "answers"} | (set() if plan.is_fixed(campaign) else {"kit"})


def may_edit(request: HttpRequest) -> bool:
    """Whether whoever asks may change campaigns."""
    member: Membership = request.membership  # type: ignore[attr-defined]
    return may(member, Capability.EDIT_CAMPAIGN)


def road(campaign: Campaign, at: datetime) -> list[dict[str, str]]:
    """The campaign's five dates, for the line across its page: done, now (the next one), or later."""
    zone, speech = campaign.timezone, language()
    dates = [
        (_("Applications open"), campaign.applications_open_at),
        (_("Applications close"), campaign.applications_close_at),
        (_("Draw"), campaign.draw_at),
        (_("First evening"), _morning(campaign.party_from_date, zone)),
        (_("Last evening"), _morning(campaign.last_party_date, zone)),
    ]
    following = next((number for number, (_title, when) in enumerate(dates) if when > at), None)
    return [
        {
            "title": title,
            "text": words.short_day(when, zone, speech),
            "state": "done" if when <= at else "now" if number == following else "next",
        }
        for number, (title, when) in enumerate(dates)
    ]


def _morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def brand_of(request: HttpRequest) -> Brand:
    """The brand whose desk this is."""
    brand: Brand = request.brand  # type: ignore[attr-defined]
    return brand


def who_asks(request: HttpRequest) -> User:
    """Who asks."""
    user: User = request.user  # type: ignore[assignment]
    return user


def language() -> str:
    """The reader's language."""
    return translation.get_language() or "fr"
