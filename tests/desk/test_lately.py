"""What went its way without staff: said beside the list, to whoever may know."""

from datetime import timedelta

import pytest

from accounts.models import Role
from common import clock
from events.domain import places
from sales.domain import orders
from tests.desk.conftest import sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.draws import asked_place
from tests.factories.sales import ShopFactory, said

pytestmark = pytest.mark.django_db


def lines(brand, role):
    client = sign_in(MembershipFactory(brand=brand, role=role))
    return [line.say for line in client.get(f"/desk/{brand.slug}/").context["lately"]]


def test_each_role_reads_what_it_may():
    place = asked_place()
    brand = place.draw.campaign.brand
    at = place.asked_at + timedelta(hours=1)
    places.refuse(place=place, at=at)
    later = at + timedelta(minutes=1)
    order = said(placed_at=later, updated_at=later)
    orders.record(shop=ShopFactory(brand=brand), said=order, at=later)

    with clock.fixed(at + timedelta(hours=2)):
        assert lines(brand, Role.OWNER) == [
            "1 order came from the shop.",
            "Camille, in Lille, said no.",
        ]
        assert lines(brand, Role.LOGISTICS) == []
        assert lines(brand, Role.ANALYST) == ["1 order came from the shop."]


def test_yesterday_s_news_is_told_no_more():
    place = asked_place()
    at = place.asked_at + timedelta(hours=1)
    places.refuse(place=place, at=at)

    with clock.fixed(at + timedelta(hours=25)):
        assert lines(place.draw.campaign.brand, Role.OWNER) == []


def test_another_brand_s_news_are_not_told(brand):
    place = asked_place()
    places.refuse(place=place, at=place.asked_at + timedelta(hours=1))

    with clock.fixed(place.asked_at + timedelta(hours=2)):
        assert lines(brand, Role.OWNER) == []
