"""The accounts keep every order; the person is in none of them, whenever it was booked."""

import json
from typing import Any

import pytest

from accounts.identity import email_hash
from accounts.models import Brand
from common import clock
from flows import erasure
from mailing.models import Message
from sales.domain import inbox
from sales.domain.addresses import hashes_in, without
from sales.models import InboxAddress, InboxMessage, InboxState, Order, Shop
from tests.factories.sales import ShopFactory, delivery, said, said_refund
from tests.flows.test_erasure import traces
from tests.moments import NOON

pytestmark = pytest.mark.django_db
EMAIL = "ondine.quesnoy@mail.example"
NEEDLES = {"email": EMAIL, "hash": email_hash(EMAIL), "home": "impasse des Hirondelles"}


@pytest.fixture
def shop(brand: Brand) -> Shop:
    found: Shop = ShopFactory(brand=brand)
    return found


def stored(shop: Shop, what: Any, delivery_id: str = "d-1", **more: Any) -> InboxMessage:
    """A delivery as it waits to be worked; ``more`` stands in its words as well."""
    _, body = delivery(shop, what, delivery_id=delivery_id)
    told = json.loads(body)
    told["data"] |= more
    return put(shop, json.dumps(told).encode(), told["type"], delivery_id)


def put(shop: Shop, body: bytes, topic: str, delivery_id: str) -> InboxMessage:
    message, _ = inbox.store(
        shop=shop, delivery_id=delivery_id, topic=topic, body=body, at=clock.now()
    )
    assert message is not None
    return message


def booked(*args: Any, **more: Any) -> InboxMessage:
    message = stored(*args, **more)
    inbox.work(message_id=message.pk, at=NOON)
    message.refresh_from_db()
    return message


def erase(brand: Brand) -> int:
    """Erase her, and let the last mail be gone; returns how many orders were hers."""
    done = erasure.erase(email=EMAIL, brand=brand, at=clock.now(), by="system")
    Message.objects.all().delete()
    return done.orders


HERS = {"address": "7 impasse des Hirondelles"}


def test_orders_stay_without_the_person(brand: Brand, shop: Shop) -> None:
    booked(shop, said(email="Ondine.Quesnoy@mail.example"), **HERS)
    booked(shop, said_refund(), "d-2", **HERS)
    assert "home" in traces(NEEDLES)

    assert erase(brand) == 1

    assert traces(NEEDLES) == set()
    order = Order.objects.get()
    assert (order.net_minor, order.refunded_minor) == (10_000, 2_500)
    assert InboxMessage.objects.filter(order_external_id=order.external_id).count() == 2


@pytest.mark.parametrize("state", [InboxState.RECEIVED, InboxState.PARKED])
def test_an_order_not_booked_yet_is_booked_afterwards_and_without_her(
    brand: Brand, shop: Shop, state: str
) -> None:
    waiting = stored(shop, said(email=EMAIL), **HERS)
    if state == InboxState.PARKED:
        InboxMessage.objects.update(state=state, reason="It failed again and again.", done_at=NOON)

    erase(brand)

    assert traces(NEEDLES) == {"home"}  # what is needed to book it, until it is
    if state == InboxState.PARKED:
        inbox.retry(message=waiting)
    assert inbox.work(message_id=waiting.pk, at=NOON) == InboxState.DONE
    assert traces(NEEDLES) == set()
    assert Order.objects.get().net_minor == 10_000


@pytest.mark.parametrize("was_booked", [True, False])
def test_what_the_shop_says_later_does_not_bring_her_back(
    brand: Brand, shop: Shop, was_booked: bool
) -> None:
    first = stored(shop, said(email=EMAIL), **HERS)
    if was_booked:
        inbox.work(message_id=first.pk, at=NOON)
    erase(brand)
    inbox.work(message_id=first.pk, at=NOON)

    later = said(email=EMAIL, updated_at=NOON.replace(hour=20), net_minor=9_000)
    booked(shop, later, "d-2", **HERS)
    booked(shop, said_refund(), "d-3", **HERS)

    assert traces(NEEDLES) == set()
    order = Order.objects.get()
    assert (order.net_minor, order.refunded_minor) == (9_000, 2_500)


def test_an_address_that_ends_like_hers_is_left_alone(brand: Brand, shop: Shop) -> None:
    other = booked(shop, said(email=f"fr-{EMAIL}"))
    waiting = stored(shop, said(external_id="1002", email=f"x.{EMAIL}"), "d-2")

    assert erase(brand) == 0

    bodies = [bytes(one.body) for one in InboxMessage.objects.order_by("pk")]
    assert bodies == [bytes(other.body), bytes(waiting.body)]
    assert Order.objects.get().email_hash == email_hash(f"fr-{EMAIL}")


def test_somebody_elses_order_that_names_her_keeps_its_buyer(brand: Brand, shop: Shop) -> None:
    """A present: the words go, as they name her; the order is another's and stays so."""
    waiting = stored(shop, said(email="bo@mail.example"), note=f"For\nOndine <{EMAIL}>.")

    assert erase(brand) == 0
    inbox.work(message_id=waiting.pk, at=NOON)

    assert traces(NEEDLES) == set()
    assert Order.objects.get().email_hash == email_hash("bo@mail.example")


def test_what_is_not_for_us_is_emptied_too_and_another_brand_keeps_its_own(
    brand: Brand, shop: Shop
) -> None:
    body = json.dumps({"type": "customer.created", "data": {"email": EMAIL}}).encode()
    ours = put(shop, body, "customer.created", "d-1")
    theirs = put(ShopFactory(), body, "customer.created", "d-1")
    assert inbox.work(message_id=ours.pk, at=NOON) == InboxState.IGNORED

    erase(brand)

    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (bytes(ours.body), bytes(theirs.body)) == (b"", body)
    assert list(InboxAddress.objects.values_list("message", flat=True)) == [theirs.pk]


def test_addresses_are_found_however_the_shop_wrote_them() -> None:
    words = (
        rb'{"a":"Ann@x.example","b":"To\nann@x.example.","c":"\u003cann+shop@x.example\u003e",'
        rb'"d":"joann@x.example, ann@x.example.org"}'
        b"\xc3\xa9\xff"
    )

    assert hashes_in(words) == {
        email_hash(one) for one in ("ann@x.example", "joann@x.example", "ann@x.example.org")
    }
    assert without(body=words, hashed=email_hash("ann@x.example")) == (
        rb'{"a":"","b":"To\n.","c":"\u003c\u003e","d":"joann@x.example, ann@x.example.org"}'
        b"\xc3\xa9\xff"
    )
