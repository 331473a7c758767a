"""A campaign begun from an earlier one, with what each room keeps of it."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from events.domain import campaign_copies
from events.models import Campaign
from kits.domain import plan
from kits.models import KitPlanLine


@transaction.atomic
def copy_campaign(
    *, campaign: Campaign, by: User, at: datetime, opens_on: date, title: str = ""
) -> Campaign:
    """Draft a campaign like this one, its kit plan included; as ``campaign_copies.copy``."""
    made = campaign_copies.copy(campaign=campaign, by=by, at=at, opens_on=opens_on, title=title)
    lines = KitPlanLine.objects.filter(campaign=campaign).order_by("position", "id")
    plan.set_lines(
        campaign=made,
        lines=[
            {"item": line.item, "quantity": line.quantity, "chooses_size": line.chooses_size}
            for line in lines.select_related("item")
        ],
        by=by,
        at=at,
    )
    return made
