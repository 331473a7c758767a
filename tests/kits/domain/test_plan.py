"""The kit plan changes until the campaign is over or a kit was made from it."""

import pytest

from events.models import Campaign, CampaignState
from kits.domain import plan
from kits.models import KitPlanLine
from tests.factories.events import CampaignFactory


@pytest.mark.django_db
def test_a_page_opened_before_the_campaign_was_called_off_changes_nothing(at):
    campaign = CampaignFactory()
    Campaign.objects.filter(pk=campaign.pk).update(
        state=CampaignState.CANCELLED, cancelled_at=at, cancel_reason="Plus de salle."
    )

    with pytest.raises(plan.KitPlanFixed):
        plan.set_lines(campaign=campaign, lines=[], by=campaign.created_by, at=at)

    assert KitPlanLine.objects.count() == 0
