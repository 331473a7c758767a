"""An order is being booked while its buyer is erased: it is in the accounts, and names nobody."""

import json
from threading import Event
from typing import Any

import pytest

from accounts.identity import email_hash
from common import clock
from flows import erasure
from mailing.models import Message
from sales.domain import inbox
from sales.models import InboxMessage, Order
from tests.factories.sales import ShopFactory, delivery, said
from tests.flows.test_erasure import traces
from tests.guests.test_races import together
from tests.moments import NOON

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "ondine.quesnoy@mail.example"


@pytest.mark.parametrize("buyer", [EMAIL, "bo@mail.example"])
def test_an_order_booked_while_somebody_it_names_is_erased_names_them_no_more(
    monkeypatch: pytest.MonkeyPatch, buyer: str
) -> None:
    shop = ShopFactory()
    told = json.loads(delivery(shop, said(email=buyer))[1])
    body = json.dumps(told | {"note": f"For {EMAIL}"}).encode()
    stored, _ = inbox.store(shop=shop, delivery_id="d-1", topic="order.updated", body=body, at=NOON)
    assert stored is not None
    booking, erased = Event(), Event()
    record = inbox.orders.record

    def slowly(**order: Any) -> Order:
        done = record(**order)
        booking.set()
        erased.wait(timeout=0.5)  # whoever erases must wait for us, and so cannot be done
        return done

    def erase() -> erasure.Done:
        booking.wait(timeout=30)
        try:
            return erasure.erase(email=EMAIL, brand=shop.brand, at=clock.now(), by="system")
        finally:
            erased.set()

    monkeypatch.setattr(inbox.orders, "record", slowly)
    worked, done = together(lambda: inbox.work(message_id=stored.pk, at=NOON), erase)
    Message.objects.all().delete()

    assert (worked, done.orders) == ("DONE", int(buyer == EMAIL))
    assert bytes(InboxMessage.objects.get().body) == b""
    assert Order.objects.get().net_minor == 10_000
    assert traces({"email": EMAIL, "hash": email_hash(EMAIL)}) == set()
