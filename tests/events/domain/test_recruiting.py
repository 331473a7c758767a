import pytest

from common.models import AuditEntry
from events.domain import recruiting
from links.models import LinkKind
from tests.factories.events import CampaignFactory

pytestmark = pytest.mark.django_db


def test_a_link_is_made_once_for_a_network_and_creator(at):
    campaign = CampaignFactory()
    by = campaign.created_by

    made = recruiting.open_link(campaign=campaign, network=" Instagram ", label="@a", by=by, at=at)

    assert (made.network, made.label, made.link.kind) == ("Instagram", "@a", LinkKind.RECRUIT)
    assert made.link.brand == campaign.brand
    assert AuditEntry.objects.get().action == "recruiting_link.opened"
    with pytest.raises(recruiting.LinkKnown):
        recruiting.open_link(campaign=campaign, network="Instagram", label="@a", by=by, at=at)
    assert campaign.recruiting_links.count() == 1
