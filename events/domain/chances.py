"""How many chances an entrant has: a whole number, decided by the rule that the campaign announced.

Entering is free and nothing bought counts: a chance more comes only from having entered before.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Count

from events.models import MOST_CHANCES, Campaign, ChancesRule, DrawState, Entrant


def of_people(campaign: Campaign, user_ids: Collection[int]) -> dict[int, int]:
    """Chances from 1 to ``MOST_CHANCES`` of each person who has more than one; all others have one.

    Under ONE_MORE_IF_NOT_DRAWN each earlier campaign of the brand counts in whose draw the person
    stood without ever being offered a place; a void draw does not count.
    """
    if campaign.chances_rule != ChancesRule.ONE_MORE_IF_NOT_DRAWN:
        return {}
    counted: Any = (
        Entrant.objects.filter(
            draw__campaign__brand_id=campaign.brand_id,
            draw__state=DrawState.DRAWN,
            application__user_id__in=user_ids,
            reason="",
            rank__place__isnull=True,
        )
        .exclude(draw__campaign_id=campaign.pk)
        .values_list("application__user_id")
        .annotate(campaigns=Count("draw__campaign", distinct=True))
    )
    return {user_id: min(1 + campaigns, MOST_CHANCES) for user_id, campaigns in counted}
