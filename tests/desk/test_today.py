from datetime import timedelta

import pytest

from accounts.models import Role
from common import clock
from common.models import OutboxMessage
from events.models import CampaignState
from tests.factories.events import ApplicationFactory, CampaignFactory

pytestmark = pytest.mark.django_db


def said(client, brand):
    return [task.say for task in client.get(f"/desk/{brand.slug}/").context["tasks"]]


def test_an_empty_day_says_so(staff_client, brand):
    html = staff_client().get(f"/desk/{brand.slug}/").content.decode()

    assert "Nothing waits for you." in html
    assert html.count("<h1") == 1


def test_tasks_stand_in_order_of_their_hour_and_for_who_may_act(staff_client, brand, noon):
    soon = CampaignFactory(
        brand=brand,
        applications_close_at=noon + timedelta(days=2),
        draw_at=noon + timedelta(days=5),
    )
    ApplicationFactory(campaign=soon)
    closed = CampaignFactory(
        brand=brand,
        in_state=CampaignState.CLOSED,
        applications_close_at=noon - timedelta(days=1),
        draw_at=noon + timedelta(days=1),
    )
    draft = CampaignFactory(
        brand=brand, in_state=CampaignState.DRAFT, applications_open_at=noon + timedelta(days=3)
    )
    for campaign, title in ((soon, "Soon"), (closed, "Over"), (draft, "Draft")):
        campaign.wordings.update(title=title)
    OutboxMessage.objects.create(fact="x.done", payload={}, created_at=noon, parked_at=noon)

    assert said(staff_client(), brand) == [
        "1 message of the house could not be delivered.",
        "The list of “Over” is to be sealed.",
        "Applications to “Soon” close soon.",
        "“Draft” is a draft.",
    ]
    assert said(staff_client(Role.LOGISTICS), brand) == []


def test_an_hour_gone_by_is_marked(staff_client, brand):
    campaign = CampaignFactory(brand=brand, in_state=CampaignState.CLOSED)
    client = staff_client()

    with clock.fixed(campaign.draw_at + timedelta(hours=1)):
        html = client.get(f"/desk/{brand.slug}/").content.decode()

    assert 'class="todo__by is-late"' in html
