"""Everything the public page of a campaign shows; the desk's preview shows the same."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.look.table import Region
from events.models import MOST_CHANCES, Campaign, PrizeKind
from events.queries import campaigns as queries
from events.queries import draws as draw_queries
from events.queries.campaigns import Phase, RegionOdds

# Beyond, the names on the hem would overlap and the chairs touch.
TABLE_LIMIT = 12


def page_context(campaign: Campaign, at: datetime) -> dict[str, Any]:
    """Return the context of ``web/campaign/_body.html`` in the active language."""
    language = translation.get_language() or "fr"
    words = queries.wording(campaign, language)
    regions = queries.odds(campaign)
    total = sum(region.applications for region in regions)
    phase = queries.phase(campaign, at)
    draw = draw_queries.living_draw(campaign)
    prizes = [
        {
            "name": prize.name_fr if language == "fr" else prize.name_en,
            "loaned": prize.kind == PrizeKind.LOANED,
            "quantity": prize.quantity,
            "value_minor": prize.value_minor,
        }
        for prize in campaign.prizes.order_by("kind", "id")
    ]
    small = campaign.hosts_wanted <= TABLE_LIMIT
    hem = [Region(region.stratum.name, region.quota) for region in regions]
    return {
        "campaign": campaign,
        "brand": campaign.brand,
        "words": words,
        "pact": words.pact_lines,
        "story": [part.strip() for part in words.story.split("\n\n") if part.strip()],
        "phase": str(phase),
        "regions": regions,
        "hem": hem if small and len(hem) > 1 else [],
        "laid": min(campaign.hosts_wanted, TABLE_LIMIT),
        "table_says": _table_says(campaign, regions),
        "newcomers": any(region.stratum.min_newcomers for region in regions),
        "most_chances": MOST_CHANCES,
        "total": total,
        "at": at,
        "left": _left(campaign.applications_close_at - at) if phase == Phase.OPEN else "",
        "draw": draw,
        "rules": queries.frozen_rules(campaign, language),
        "prizes": prizes,
        "loans": any(prize["loaned"] for prize in prizes),
        "last_party_date": campaign.last_party_date,
    }


def _table_says(campaign: Campaign, regions: list[RegionOdds]) -> str:
    said = [
        ngettext("%(name)s: %(quota)s table", "%(name)s: %(quota)s tables", region.quota)
        % {"name": region.stratum.name, "quota": region.quota}
        for region in regions
    ]
    return ", ".join(said) or _("A table laid for the evening.")


def _left(remaining: timedelta) -> str:
    seconds = int(remaining.total_seconds())
    days, hours, minutes = seconds // 86400, seconds // 3600, max(seconds // 60, 1)
    if days >= 1:
        return ngettext("%(days)s day left.", "%(days)s days left.", days) % {"days": days}
    if hours >= 1:
        return ngettext("%(hours)s hour left.", "%(hours)s hours left.", hours) % {"hours": hours}
    return ngettext("%(minutes)s minute left.", "%(minutes)s minutes left.", minutes) % {
        "minutes": minutes
    }
