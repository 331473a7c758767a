"""What a shop told us, at the desk: behind an order, set aside in words, and where links may lead."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Brand, Role
from common.models import AuditEntry
from sales.domain import inbox
from sales.models import InboxMessage, Order, Shop
from tests.factories.sales import ShopFactory, delivery, said
from tests.moments import NOON

pytestmark = pytest.mark.django_db
Staff = Callable[..., Client]


def told(shop: Shop, *tellings: object) -> Order:
    """The order that these tellings make, each stored and worked as the shop's webhook would."""
    for number, telling in enumerate(tellings):
        _headers, body = delivery(shop, telling)
        message, _new = inbox.store(
            shop=shop,
            delivery_id=f"d{number}",
            topic="order.updated",
            body=body,
            at=NOON + timedelta(minutes=number),
        )
        assert message is not None
        inbox.work(message_id=message.pk, at=NOON)
    return Order.objects.get(shop=shop)


def test_an_order_shows_what_each_delivery_changed(staff_client: Staff, brand: Brand) -> None:
    first = said(external_id="7", number="#7")
    later = replace(first, updated_at=first.updated_at + timedelta(hours=1), net_minor=4_200)
    order = told(ShopFactory(brand=brand, kind="GENERIC"), first, later, later)

    page = staff_client().get(f"/desk/{brand.slug}/orders/{order.pk}")

    assert [row["changed"] for row in page.context["deliveries"]] == [
        "The order was heard of for the first time: €100.00 of goods.",
        "The goods now come to €42.00.",
        "Nothing new: it says what was known.",
    ]
    assert '"type": "order.updated"' in page.context["deliveries"][0]["body"]


def test_only_those_who_keep_the_shops_read_the_raw_message(
    staff_client: Staff, brand: Brand
) -> None:
    order = told(
        ShopFactory(brand=brand, kind="GENERIC"), said(external_id="7", email="x@y.example")
    )
    address = f"/desk/{brand.slug}/orders/{order.pk}"

    assert "x@y.example" in staff_client(Role.ORGANISER).get(address).text
    analyst = staff_client(Role.ANALYST).get(address).text
    assert "heard of for the first time" in analyst
    assert "x@y.example" not in analyst


def test_a_delivery_of_another_shop_s_order_of_the_same_number_is_not_shown(
    staff_client: Staff, brand: Brand
) -> None:
    told(ShopFactory(brand=brand, kind="GENERIC"), said(external_id="7"))
    order = Order.objects.get()
    other = ShopFactory(brand=brand, kind="GENERIC")
    _headers, body = delivery(other, said(external_id="7"))
    message, _new = inbox.store(
        shop=other, delivery_id="d", topic="order.updated", body=body, at=NOON
    )
    assert message is not None
    inbox.work(message_id=message.pk, at=NOON)

    page = staff_client().get(f"/desk/{brand.slug}/orders/{order.pk}")

    assert len(page.context["deliveries"]) == 1
    assert InboxMessage.objects.filter(order_external_id="7").count() == 2


def test_a_reason_is_said_in_words(staff_client: Staff, brand: Brand) -> None:
    shop = ShopFactory(brand=brand)
    InboxMessage.objects.create(
        shop=shop,
        delivery_id="d",
        topic="order.created",
        body=b"{}",
        received_at=NOON,
        state="PARKED",
        reason="data.currency: None is not a currency.",
        done_at=NOON,
    )

    page = staff_client().get(f"/desk/{brand.slug}/shops/{shop.code}").text

    assert "The currency is missing, or does not read." in page


def test_staff_name_the_shops_links_may_lead_to(staff_client: Staff, brand: Brand) -> None:
    client, address = staff_client(), f"/desk/{brand.slug}/shops"

    client.post(address, {"hosts": "Boutique.Exemple.example\r\nother.example"})

    brand.refresh_from_db()
    assert brand.shop_domains == ["boutique.exemple.example", "other.example"]
    assert AuditEntry.objects.filter(action="brand.shops_named").count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        "https://shop.example",
        "shop.example/path",
        "shop.example:8443",
        "127.0.0.1",
        "localhost",
        "a b@c",
    ],
)
def test_what_is_no_host_is_refused_and_kept_in_the_field(
    staff_client: Staff, brand: Brand, typed: str
) -> None:
    before = brand.shop_domains

    page = staff_client().post(f"/desk/{brand.slug}/shops", {"hosts": typed})

    brand.refresh_from_db()
    assert (page.status_code, brand.shop_domains) == (200, before)
    assert "is not the address of a shop" in page.text
