"""What a link without a kit brought: counted by itself, never beside a table's credit."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Role
from reports.queries import Money, money
from reports.share_only import share_only
from sales.domain import attribution, orders
from sales.domain.codes import share_only_link
from sales.models import Shop
from tests.desk.conftest import sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.factories.sales import ShopFactory, click, party_with_code, said, said_refund
from tests.moments import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(in_state="RUNNING", shop_url="https://shop.example", slug="hiver")


@pytest.fixture
def link(campaign: Any) -> Any:
    application = ApplicationFactory(campaign=campaign)
    return share_only_link(application=application, at=NOON)


def bought(campaign: Any, number: str, **told: Any) -> None:
    shop = Shop.objects.filter(brand=campaign.brand).first()
    order = orders.record(
        shop=shop or ShopFactory(brand=campaign.brand),
        said=said(external_id=number, **told),
        at=NOON,
    )
    attribution.weigh(order_id=order.pk, at=NOON)


def test_orders_after_a_visit_are_summed_by_currency(campaign: Any, link: Any) -> None:
    click(link, agent="BOT")
    bought(campaign, "1", click_id=click(link).pk)
    bought(campaign, "2", click_id=click(link).pk, currency="JPY", net_minor=1_200)
    orders.record_refund(shop=Shop.objects.get(), said=said_refund(order_external_id="1"), at=NOON)

    found = share_only(campaign)

    assert found is not None
    assert (found.links, found.clicks) == (1, 2)
    assert found.money == [Money("EUR", 10_000, 2_500, 1), Money("JPY", 1_200, 0, 1)]
    assert money(campaign) == [], "no table is credited with them"


def test_what_does_not_count(campaign: Any, link: Any) -> None:
    _, code, other = party_with_code(campaign=campaign)
    window = timedelta(days=campaign.conversion_window_days)
    bought(campaign, "a table's code", click_id=click(link).pk, promo_codes=(code.code,))
    bought(campaign, "a table's link", click_id=click(other).pk)
    bought(campaign, "a robot", click_id=click(link, agent="BOT").pk)
    bought(campaign, "too late", click_id=click(link, at=NOON - window).pk)
    bought(campaign, "before", click_id=click(link, at=NOON + DAY).pk)
    bought(campaign, "play money", click_id=click(link).pk, is_test=True)
    bought(campaign, "no link at all")

    found = share_only(campaign)

    assert found is not None and found.money == []


def test_the_report_tells_it_apart_or_not_at_all(campaign: Any) -> None:
    member = MembershipFactory(brand=campaign.brand, role=Role.ANALYST)
    url = f"/desk/{campaign.brand.slug}/report/{campaign.slug}"
    before = sign_in(member).get(url).text
    link = share_only_link(application=ApplicationFactory(campaign=campaign), at=NOON)
    bought(campaign, "1", click_id=click(link).pk)

    page = sign_in(member).get(url).text

    assert "Links without a kit" not in before and share_only(CampaignFactory()) is None
    assert "Links without a kit" in page and "One order after them" in page
    assert "No order is credited to a table yet." in page
