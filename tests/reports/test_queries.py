"""Every figure is a count of rows; currencies are never added."""

from datetime import date, timedelta
from typing import Any

import pytest

from events.models import Campaign, Party
from reports import queries
from reports.queries import Cost, Day, Money
from sales.domain import attribution, orders
from tests.factories.events import CampaignFactory
from tests.factories.guests import guest_of, open_invitation
from tests.factories.sales import ShopFactory, click, party_with_code, said, said_refund
from tests.moments import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory(in_state="RUNNING")


def buy(shop: Any, number: str, code: str, **told: Any) -> Any:
    order = orders.record(
        shop=shop, said=said(external_id=number, promo_codes=(code,), **told), at=NOON
    )
    attribution.weigh(order_id=order.pk, at=NOON)
    return order


def test_money_by_host_and_by_day(campaign: Campaign) -> None:
    shop = ShopFactory(brand=campaign.brand)
    first, first_code, first_link = party_with_code(campaign=campaign)
    second, second_code, _ = party_with_code(campaign=campaign)
    third, _, _ = party_with_code(campaign=campaign)
    click(first_link)
    click(first_link, agent="BOT")
    buy(shop, "1", first_code.code)
    buy(shop, "2", second_code.code, net_minor=20_000, placed_at=NOON + timedelta(days=2))
    buy(shop, "3", second_code.code, currency="JPY", net_minor=1_200)
    orders.record_refund(shop=shop, said=said_refund(order_external_id="1"), at=NOON)
    attribution.weigh(order_id=shop.orders.get(external_id="1").pk, at=NOON)

    assert queries.money(campaign) == [
        Money("EUR", 30_000, 2_500, 2),
        Money("JPY", 1_200, 0, 1),
    ]
    assert [(r.party, r.clicks, r.orders, r.credits) for r in queries.by_host(campaign)] == [
        (second, 0, 2, {"EUR": 20_000, "JPY": 1_200}),
        (first, 1, 1, {"EUR": 7_500}),
        (third, 0, 0, {}),
    ]
    assert queries.by_day(campaign) == [
        Day(date(2027, 3, 15), 7_500),
        Day(date(2027, 3, 17), 20_000),
    ]
    assert queries.for_party(first).credits == {"EUR": 7_500}


def test_an_order_taken_back_by_a_new_verdict_is_counted_no_more(campaign: Campaign) -> None:
    shop = ShopFactory(brand=campaign.brand)
    party, code, _ = party_with_code(campaign=campaign)
    buy(shop, "1", code.code)
    buy(shop, "1", "OTHER", updated_at=NOON + timedelta(hours=1))

    assert queries.money(campaign) == [Money("EUR", 0, 0, 0)]
    assert (queries.for_party(party).orders, queries.funnel(campaign).orders) == (0, 0)


def test_a_day_ends_at_midnight_where_the_campaign_is(campaign: Campaign) -> None:
    _, code, _ = party_with_code(campaign=campaign)
    late = NOON.replace(hour=23, minute=30)  # half past midnight in Paris

    buy(ShopFactory(brand=campaign.brand), "1", code.code, placed_at=late)

    assert [d.day for d in queries.by_day(campaign)] == [date(2027, 3, 16)]


def test_another_campaign_s_rows_are_left_out(campaign: Campaign) -> None:
    other = CampaignFactory(brand=campaign.brand, in_state="RUNNING")
    _, code, link = party_with_code(campaign=other)
    click(link)
    buy(ShopFactory(brand=campaign.brand), "1", code.code)

    assert (queries.money(campaign), queries.by_host(campaign), queries.by_day(campaign)) == (
        [],
        [],
        [],
    )
    counted = queries.funnel(campaign)
    assert (counted.accepted, counted.clicks, counted.orders) == (0, 0, 0)
    assert queries.funnel(other).clicks == 1


def test_nothing_spent_yet(campaign: Campaign) -> None:
    assert queries.cost(campaign) == Cost("EUR", 0, 0)


def test_nobody_is_expected_at_a_table_called_off() -> None:
    invitation = open_invitation()
    guest_of(invitation, adults=2)
    party = invitation.party
    assert queries.funnel(party.campaign).guests_yes == 2

    Party.objects.filter(pk=party.pk).update(state="CANCELLED", cancelled_at=NOON)

    assert queries.funnel(party.campaign).guests_yes == 0
