"""What every kit of a campaign holds, replaced as a whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from events.models import Campaign, CampaignState
from kits.models import Kit, KitPlanLine


class KitPlanFixed(Exception):
    """Kits were reserved from the plan already, so it no longer changes."""


def is_fixed(campaign: Campaign) -> bool:
    """Whether the plan no longer changes: the campaign is over, or a kit was reserved from it."""
    over = campaign.state in (CampaignState.FINISHED, CampaignState.CANCELLED)
    return over or Kit.objects.filter(party__campaign=campaign).exists()


@transaction.atomic
def set_lines(
    *, campaign: Campaign, lines: Sequence[Mapping[str, Any]], by: User, at: datetime
) -> list[KitPlanLine]:
    """Replace the plan; each line holds item, quantity and chooses_size. Raises KitPlanFixed."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if is_fixed(campaign):
        raise KitPlanFixed(_("Kits were made from this plan already; it can no longer change."))
    items = [line["item"].pk for line in lines]
    if len(items) != len(set(items)):
        raise KitPlanFixed(_("The same item stands twice; give it one line with its quantity."))
    KitPlanLine.objects.filter(campaign=campaign).delete()
    made = KitPlanLine.objects.bulk_create(
        KitPlanLine(
            campaign=campaign,
            item=line["item"],
            quantity=line.get("quantity") or 1,
            chooses_size=bool(line.get("chooses_size")),
            position=position,
        )
        for position, line in enumerate(lines)
    )
    audit.record(
        chain=f"brand:{campaign.brand_id}",
        actor=f"user:{by.pk}",
        action="kit_plan.changed",
        subject=f"campaign:{campaign.pk}",
        data={"lines": len(made)},
        at=at,
    )
    return made
