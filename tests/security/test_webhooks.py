"""Signed, and still hostile: what becomes of it. Forged ones: tests/api/test_hooks.py."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.domain import keys
from common import clock
from sales.connectors.generic import fake
from sales.domain import inbox
from sales.models import InboxMessage, Order
from tests.factories.accounts import BrandFactory, UserFactory
from tests.factories.sales import ShopFactory, delivery, post, said
from tests.moments import NOON

pytestmark = pytest.mark.django_db
DEEP = 100_000


def body_with(**changed: Any) -> bytes:
    _, body = delivery(ShopFactory(), said())
    message = json.loads(body)
    message["data"] |= changed
    return json.dumps(message).encode()


HOSTILE = {
    "deep lists": lambda: b"[" * DEEP + b"]" * DEEP,
    "deep objects": lambda: b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "an integer of a hundred thousand digits": lambda: b'{"type":' + b"9" * 100_000 + b"}",
    "a net of a hundred thousand digits": lambda: body_with(net="9" * 100_000),
    "an exponent": lambda: body_with(net="1e999999999"),
    "NaN": lambda: body_with(net=float("nan")),
    "Infinity": lambda: body_with(net=float("inf")),
    "NaN as text": lambda: body_with(net="NaN"),
    "NUL in an id": lambda: body_with(id="10\x0001"),
    "a lone surrogate in an id": lambda: body_with(id="10\ud80001"),
    "a thousand and one lines": lambda: body_with(lines=[{}] * 1001),
    "a list for an object": lambda: body_with(lines={"id": 1}),
    "a year beyond all calendars": lambda: body_with(placed_at="9999-12-31T23:59:59-12:00"),
    "no offset": lambda: body_with(placed_at="2027-03-15T12:00:00"),
    "no currency there is": lambda: body_with(currency="EUR\x00"),
    "UTF-16": lambda: '{"type": "order.updated"}'.encode("utf-16"),
    "empty": lambda: b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_poison_is_parked_with_its_reason_and_the_next_is_done(name):
    shop, client, body = ShopFactory(), Client(), HOSTILE[name]()
    headers = fake.sign(body=body, secret=shop.secret, at=NOON, delivery_id="poison")
    answered = post(client, shop, headers, body).status_code
    good, good_body = delivery(shop, said(), delivery_id="good")
    assert post(client, shop, good, good_body).status_code == 200
    inbox.work_waiting(at=NOON)

    found = {m.delivery_id: m for m in InboxMessage.objects.all()}
    if answered == 200:
        assert found["poison"].state == "PARKED"
        assert 0 < len(found["poison"].reason) <= 300
    assert answered in (200, 401)
    assert found["good"].state == "DONE"
    assert list(Order.objects.values_list("external_id", flat=True)) == ["1001"]


def test_words_that_no_database_takes_are_kept_as_far_as_they_can_be():
    shop, body = ShopFactory(), body_with(host_name="A\x00B\ud800C", number="\x00")
    headers = fake.sign(body=body, secret=shop.secret, at=NOON, delivery_id="d")
    assert post(Client(), shop, headers, body).status_code == 200
    inbox.work_waiting(at=NOON)

    order = Order.objects.get()
    assert "\x00" not in order.number
    assert InboxMessage.objects.get().state == "DONE"


def test_of_a_key_told_twice_the_signed_bytes_stay_what_they_were():
    """Whichever of the two is read, it is the one that stands in the body that was kept."""
    shop = ShopFactory()
    body = body_with().replace(b'"net": "100.00"', b'"net": "1.00", "net": "100.00"')
    headers = fake.sign(body=body, secret=shop.secret, at=NOON, delivery_id="d")
    post(Client(), shop, headers, body)
    inbox.work_waiting(at=NOON)

    assert bytes(InboxMessage.objects.get().body) == body
    assert Order.objects.get().net_minor == 10_000


def test_an_old_delivery_sent_again_later_is_refused_or_known():
    shop, client = ShopFactory(), Client()
    headers, body = delivery(shop, said())
    assert post(client, shop, headers, body).json()["new"] is True

    with clock.fixed(NOON + timedelta(days=1)):
        replayed = post(client, shop, headers, body)

    assert replayed.status_code == 401 or replayed.json() == {"stored": True, "new": False}
    assert InboxMessage.objects.count() == 1


def test_a_shopify_body_under_another_id_and_topic_changes_no_order():
    """Shopify signs the body alone: a caught delivery can come back under other headers."""
    shop, client = ShopFactory(kind="SHOPIFY"), Client()
    headers, body = delivery(shop, said())
    post(client, shop, headers, body)
    inbox.work_waiting(at=NOON)
    before = Order.objects.values().get()

    for number, topic in enumerate(["orders/cancelled", "refunds/create", "orders/updated"]):
        forged = {**headers, "X-Shopify-Webhook-Id": f"x{number}", "X-Shopify-Topic": topic}
        post(client, shop, forged, body)
    inbox.work_waiting(at=NOON + timedelta(hours=1))

    after = Order.objects.values().get()
    assert {k: v for k, v in after.items() if k != "heard_at"} == {
        k: v for k, v in before.items() if k != "heard_at"
    }


def test_the_api_answers_nesting_as_a_bad_request():
    _, plain = keys.create(
        brand=BrandFactory(), name="x", scopes=["shipments:write"], by=UserFactory(), at=NOON
    )
    for body in (b"[" * DEEP + b"]" * DEEP, b'{"note": "\xff"}', b'{"status": NaN}', b'"\\ud800"'):
        answer = Client().post(
            "/api/v1/shipments/X/tracking",
            body,
            content_type="application/json",
            headers={"authorization": f"Bearer {plain}"},
        )
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
