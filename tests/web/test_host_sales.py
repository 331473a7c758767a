"""The host reads sums and reasons, and no guest's name."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from reports import queries
from sales.domain import attribution, orders
from tests.factories.sales import (
    ShopFactory,
    click,
    consent,
    guest,
    party,
    party_with_code,
    said,
    said_refund,
)
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def shown(held: Any, *, over: bool = True) -> str:
    with translation.override("en"):
        return render_to_string(
            "web/host/_sales.html",
            {"sales": queries.for_party(held), "party": held, "held": over},
        )


def buy(held: Any, **told: Any) -> Any:
    shop = ShopFactory(brand=held.campaign.brand)
    order = orders.record(shop=shop, said=said(**told), at=NOON)
    attribution.weigh(order_id=order.pk, at=NOON)
    return order


def test_sums_reasons_code_and_link() -> None:
    held, code, link = party_with_code()
    order = buy(held, promo_codes=(code.code,))
    buy(held, currency="JPY", net_minor=1200, click_id=click(link).pk)
    orders.record_refund(shop=order.shop, said=said_refund(), at=NOON)
    attribution.weigh(order_id=order.pk, at=NOON)

    page = shown(held)

    for words in (
        "€75",
        "¥1,200",
        f"your code {code.code} was used",
        "link to the shop was followed",
        "Taken off: goods of an order",
        f"/go/{link.link.slug}",
    ):
        assert words in page


def test_no_guest_is_named() -> None:
    held = party()
    friend = guest(party=held, email="noe@example.com")
    consent(brand=held.campaign.brand)
    buy(held, email="noe@example.com", number="#1001")

    page = shown(held)

    assert "one of your guests ordered" in page
    for secret in (friend.first_name, "noe@", friend.email_hash, f"guest:{friend.pk}", "#1001"):
        assert secret not in page


def test_a_table_without_code_link_or_order_says_nothing() -> None:
    assert shown(party()).strip() == ""


def test_a_table_without_order_is_not_pressed_to_sell() -> None:
    held, _, _ = party_with_code()

    assert "Nothing is expected of you" in shown(held)
    before = shown(held, over=False)
    assert "nothing is expected of you" in before
    assert "What your table brought" not in before
