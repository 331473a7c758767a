"""How far the people of each link came, from the visit to the order, with constant questions."""

import pytest

from events.models import ApplicationState, Verdict
from links.domain import tallies
from reports import sources
from sales.domain import attribution, codes, orders
from tests.factories.draws import closed_campaign, drawn_draw, scheduled_party
from tests.factories.events import ApplicationFactory, CampaignFactory, RecruitingLinkFactory
from tests.factories.links import ClickFactory
from tests.factories.sales import ShopFactory, said
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def test_a_source_is_kept_from_the_visit_to_the_order():
    campaign = closed_campaign()
    came_by = RecruitingLinkFactory(campaign=campaign, network="Instagram", label="@ada")
    campaign.applications.update(source=came_by, utm_source="spring", utm_medium="story")
    ClickFactory.create_batch(3, link=came_by.link)
    ClickFactory(link=came_by.link, agent="PREVIEW")
    tallies.roll_up()
    ClickFactory(link=came_by.link, agent="BOT")
    party = scheduled_party(drawn_draw(campaign=campaign))
    code, _ = codes.open_for(party=party, at=NOON)
    shop = ShopFactory(brand=campaign.brand)
    order = orders.record(shop=shop, said=said(external_id="1", promo_codes=(code.code,)), at=NOON)
    attribution.weigh(order_id=order.pk, at=NOON)

    link, without = sources.by_link(campaign)
    (tag,) = sources.by_tag(campaign)

    assert (link.name, link.views, link.previews, link.robots) == ("Instagram · @ada", 3, 1, 1)
    assert (link.started, link.applied, link.eligible) == (9, 9, 9)
    assert (link.drawn, link.hosted, link.sold) == (3, 1, 1)
    assert without == sources.Source()
    assert (tag.utm_source, tag.utm_medium, tag.applied, tag.sold) == ("spring", "story", 9, 1)


def test_begun_refused_and_unasked_sources_are_apart():
    campaign = CampaignFactory()
    came_by = RecruitingLinkFactory(campaign=campaign)
    ApplicationFactory(campaign=campaign, source=came_by, in_state=ApplicationState.DRAFT)
    ApplicationFactory(campaign=campaign, source=came_by, verdict=Verdict.INELIGIBLE)
    ApplicationFactory(campaign=campaign)

    link, without = sources.by_link(campaign)

    assert (link.started, link.applied, link.eligible) == (2, 1, 0)
    assert (without.started, without.applied) == (1, 1)
    assert sources.by_tag(campaign) == []


@pytest.mark.parametrize("number", [1, 4])
def test_the_number_of_questions_does_not_grow(number, django_assert_num_queries):
    campaign = CampaignFactory()
    for came_by in RecruitingLinkFactory.create_batch(number, campaign=campaign):
        ApplicationFactory(campaign=campaign, source=came_by)
        ClickFactory(link=came_by.link)

    with django_assert_num_queries(7):
        assert len(sources.by_link(campaign)) == number + 1
