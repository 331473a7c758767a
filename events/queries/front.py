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
HOSTING = frozenset({Phase.RUNNING, Phase.FINISHED})


def page_context(campaign: Campaign, at: datetime) -> dict[str, Any]:
    """Return the context of ``web/campaign/_body.html`` in the active language."""
    language = translation.get_language() or "fr"
    words = queries.wording(campaign, language)
    regions = queries.odds(campaign)
    total = sum(region.applications for region in regions)
    phase = queries.phase(campaign, at)
    until = {
        Phase.SOON: campaign.applications_open_at,
        Phase.OPEN: campaign.applications_close_at,
    }.get(phase)
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
        "until": until,
        "left": _left(until - at) if until else "",
        "draw": draw,
        "rules": queries.frozen_rules(campaign, language),
        "prizes": prizes,
        "loans": any(prize["loaned"] for prize in prizes),
        "last_party_date": campaign.last_party_date,
        "one_day": campaign.party_from_date == campaign.last_party_date,
        "held": queries.parties_held(campaign) if phase in HOSTING else 0,
        "before": [
            {"campaign": one, "title": queries.wording(one, language).title, "held": held}
            for one, held in queries.hosted_before(campaign)
        ],
        "answers": [
            {
                "question": one.question_fr if language == "fr" else one.question_en,
                "answer": (one.answer_fr if language == "fr" else one.answer_en).splitlines(),
            }
            for one in campaign.public_answers.order_by("position")
        ],
    }


def _table_says(campaign: Campaign, regions: list[RegionOdds]) -> str:
    said = [
        ngettext("%(name)s: %(quota)s table", "%(name)s: %(quota)s tables", region.quota)
        % {"name": region.stratum.name, "quota": region.quota}
        for region in regions
    ]
    return ", ".join(said) or _("A table laid for the evening.")


def _left(remaining: timedelta) -> str:
    """What is left, in the largest unit of which there are two, as the countdown's script says it."""
    minutes = max(int(remaining.total_seconds()) // 60, 1)
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    if minutes >= 2 * 60:
        hours = minutes // 60
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
