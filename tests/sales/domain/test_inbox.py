"""Stored before it is answered; what cannot be read is set aside, and the rest is done."""

from typing import Any

import pytest

from sales.domain import inbox
from sales.models import InboxMessage, InboxState, Order
from tests.factories.sales import ShopFactory, delivery, said, said_refund
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def put(shop: Any, what: Any, delivery_id: str) -> InboxMessage:
    _, body = delivery(shop, what, delivery_id=delivery_id)
    topic = "order.updated" if hasattr(what, "net_minor") else "order.refunded"
    message, new = inbox.store(shop=shop, delivery_id=delivery_id, topic=topic, body=body, at=NOON)
    assert new and message is not None
    return message


def poison(shop: Any, delivery_id: str) -> InboxMessage:
    message, _ = inbox.store(
        shop=shop, delivery_id=delivery_id, topic="order.updated", body=b"{}", at=NOON
    )
    assert message is not None
    return message


def test_the_same_delivery_is_one_row(outbox_messages: Any) -> None:
    shop = ShopFactory()
    message = put(shop, said(), "d-1")

    assert inbox.store(shop=shop, delivery_id="d-1", topic="x", body=b"y", at=NOON) == (None, False)
    assert outbox_messages() == [("delivery.stored", {"inbox_message_id": message.pk})]


def test_poison_is_parked_with_its_reason_and_the_rest_is_done() -> None:
    shop = ShopFactory()
    bad, good = poison(shop, "d-1"), put(shop, said(), "d-2")

    assert inbox.work_waiting(at=NOON) == 2

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.reason) == (InboxState.PARKED, "type is missing.")
    assert (good.state, good.done_at, Order.objects.count()) == (InboxState.DONE, NOON, 1)


def test_a_refund_in_another_currency_is_parked() -> None:
    shop = ShopFactory()
    inbox.work(message_id=put(shop, said(), "d-1").pk, at=NOON)

    ended = inbox.work(message_id=put(shop, said_refund(currency="USD"), "d-2").pk, at=NOON)

    assert ended == InboxState.PARKED
    assert InboxMessage.objects.get(delivery_id="d-2").reason == (
        "The refund is in USD, its order in EUR."
    )
    assert Order.objects.get().refunded_minor == 0


def test_a_topic_of_no_concern_is_ignored() -> None:
    shop = ShopFactory()
    message, _ = inbox.store(
        shop=shop, delivery_id="d", topic="stock.low", body=b'{"type": "stock.low"}', at=NOON
    )
    assert message is not None

    assert inbox.work(message_id=message.pk, at=NOON) == InboxState.IGNORED


def test_an_unexpected_failure_is_counted_then_parked(monkeypatch: pytest.MonkeyPatch) -> None:
    message = put(ShopFactory(), said(), "d-1")

    def broken(**_: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(inbox.orders, "record", broken)
    for attempt in range(1, inbox.MOST_ATTEMPTS):
        with pytest.raises(RuntimeError):
            inbox.work(message_id=message.pk, at=NOON)
        message.refresh_from_db()
        assert (message.state, message.attempts) == (InboxState.RECEIVED, attempt)
    assert inbox.work(message_id=message.pk, at=NOON) == InboxState.PARKED


def test_one_failure_does_not_hold_up_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = ShopFactory()
    first = put(shop, said(), "d-1")
    put(shop, said(external_id="1002"), "d-2")
    real = inbox.orders.record

    def sometimes(*, said: Any, **rest: Any) -> Any:
        if said.external_id == "1001":
            raise RuntimeError("not this one")
        return real(said=said, **rest)

    monkeypatch.setattr(inbox.orders, "record", sometimes)
    inbox.work_waiting(at=NOON)

    first.refresh_from_db()
    assert first.state == InboxState.RECEIVED
    assert list(Order.objects.values_list("external_id", flat=True)) == ["1002"]


def test_work_twice_records_once() -> None:
    message = put(ShopFactory(), said(), "d-1")

    assert inbox.work(message_id=message.pk, at=NOON) == InboxState.DONE
    assert inbox.work(message_id=message.pk, at=NOON) == InboxState.DONE
    assert Order.objects.count() == 1


def test_a_parked_delivery_is_tried_again_once_mended(outbox_messages: Any) -> None:
    shop = ShopFactory()
    bad = poison(shop, "d-1")
    inbox.work(message_id=bad.pk, at=NOON)
    _, body = delivery(shop, said(), delivery_id="d-1")
    InboxMessage.objects.filter(pk=bad.pk).update(body=body)

    assert inbox.retry(message=bad) is True
    assert inbox.retry(message=bad) is False
    assert inbox.work(message_id=bad.pk, at=NOON) == InboxState.DONE
    assert len(outbox_messages()) == 3  # stored, stored again, order.recorded
