"""Late, twice, in any order: the same deliveries end in the same figures."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from sales.connectors.shapes import IncomingOrder, IncomingState, Unreadable
from sales.domain import orders
from sales.models import Order, Refund
from tests.factories.sales import ShopFactory, said, said_refund
from tests.moments import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def tell(shop: Any, *told: Any) -> None:
    for one in told:
        if isinstance(one, IncomingOrder):
            orders.record(shop=shop, said=one, at=NOON)
        else:
            orders.record_refund(shop=shop, said=one, at=NOON)


def figures(shop: Any) -> tuple[Any, ...]:
    order = Order.objects.get(shop=shop)
    return (
        order.state,
        order.net_minor,
        order.refunded_minor,
        order.promo_codes,
        order.heard_at,
        order.is_test,
        sorted(order.lines.values_list("external_id", "amount_minor")),
        order.refunds.count(),
    )


CREATED = said()
EDITED = said(net_minor=8_000, gross_minor=9_000, updated_at=NOON + HOUR, promo_codes=("ANNA",))
TWIN = said(net_minor=7_000, gross_minor=9_000, updated_at=NOON + HOUR)
CANCELLED = said(state=IncomingState.CANCELLED, updated_at=NOON + 2 * HOUR)
AFTERWARDS = said(net_minor=8_000, gross_minor=9_000, updated_at=NOON + 3 * HOUR)


@pytest.mark.parametrize(
    "told",
    [
        [CREATED, EDITED, said_refund()],
        [CREATED, EDITED, TWIN, said_refund()],
        [CREATED, said_refund(), said_refund(external_id="2002", amount_minor=9_000)],
        [CREATED, EDITED, said_refund(whole=True, amount_minor=0)],
        [CREATED, CANCELLED, AFTERWARDS],
        [CREATED, CANCELLED, AFTERWARDS, said_refund()],
        [replace(CREATED, is_test=True), EDITED],
        [CREATED, replace(EDITED, refunds=(said_refund(),)), said_refund()],
    ],
    ids=[
        "edit",
        "same-second",
        "two-refunds",
        "whole",
        "cancel",
        "cancel+refund",
        "test",
        "listed",
    ],
)
def test_any_order_of_arrival_ends_in_the_same_figures(told: list[Any]) -> None:
    ends = set()
    for arrival in permutations(told):
        shop = ShopFactory()
        tell(shop, *arrival, *arrival[:2])  # the first two are sent again
        ends.add(repr(figures(shop)))

    assert len(ends) == 1


def test_the_latest_telling_wins_with_its_lines() -> None:
    shop = ShopFactory()

    tell(shop, EDITED, CREATED)

    order = Order.objects.get()
    assert (order.net_minor, order.promo_codes, order.heard_at) == (8_000, ["ANNA"], NOON + HOUR)


def test_a_refund_waits_for_its_order() -> None:
    shop = ShopFactory()

    tell(shop, said_refund())
    assert Refund.objects.get().order_id is None

    tell(shop, CREATED)
    order = Order.objects.get()
    assert (order.refunded_minor, Refund.objects.get().order_id) == (2_500, order.pk)


def test_a_whole_refund_gives_back_what_was_left() -> None:
    shop = ShopFactory()

    tell(shop, CREATED, said_refund(), said_refund(external_id="2002", whole=True, amount_minor=1))

    assert Order.objects.get().refunded_minor == 10_000


def test_refunds_never_exceed_the_net_and_follow_an_edit() -> None:
    shop = ShopFactory()

    tell(shop, CREATED, said_refund(amount_minor=12_000))
    assert Order.objects.get().refunded_minor == 10_000

    tell(shop, EDITED)
    assert (Order.objects.get().net_minor, Order.objects.get().refunded_minor) == (8_000, 8_000)


def test_a_cancelled_order_stays_cancelled() -> None:
    shop = ShopFactory()

    tell(shop, CREATED, CANCELLED, AFTERWARDS)

    order = Order.objects.get()
    assert (order.state, order.net_minor, order.refunded_minor) == ("CANCELLED", 8_000, 8_000)


def test_a_refund_in_another_currency_is_refused() -> None:
    shop = ShopFactory()
    tell(shop, CREATED)

    with pytest.raises(Unreadable, match="The refund is in USD, its order in EUR"):
        tell(shop, said_refund(currency="USD"))

    assert (Order.objects.get().refunded_minor, Refund.objects.count()) == (0, 0)


def test_a_foreign_refund_heard_before_its_order_counts_for_nothing() -> None:
    shop = ShopFactory()

    tell(shop, said_refund(currency="USD"), CREATED)

    assert (Order.objects.get().refunded_minor, Refund.objects.get().order_id) == (0, None)


@pytest.mark.parametrize("later", [HOUR, -HOUR], ids=["newer", "older"])
def test_an_order_told_in_another_currency_is_refused(later: timedelta) -> None:
    shop = ShopFactory()
    tell(shop, CREATED)

    with pytest.raises(Unreadable, match="was in EUR and is now told in USD"):
        tell(shop, said(currency="USD", updated_at=NOON + later))


def test_an_absurd_amount_is_refused() -> None:
    with pytest.raises(Unreadable, match="larger than any order"):
        tell(ShopFactory(), said(net_minor=2**62, gross_minor=2**62))


def test_two_shops_may_use_the_same_order_number() -> None:
    one, other = ShopFactory(), ShopFactory()

    tell(one, CREATED)
    tell(other, EDITED, said_refund())

    assert [o.refunded_minor for o in Order.objects.order_by("pk")] == [0, 2_500]


def test_only_a_hash_of_the_address_is_kept() -> None:
    tell(ShopFactory(), said(email="noe@example.com"))

    order = Order.objects.get()
    assert len(order.email_hash) == 64
    assert "noe" not in repr(Order.objects.values().get())


def test_facts_are_told_only_when_something_changed(outbox_messages: Any) -> None:
    shop = ShopFactory()

    tell(shop, CREATED, CREATED, said_refund(), said_refund())
    pk = Order.objects.get().pk

    assert outbox_messages() == [
        ("order.recorded", {"order_id": pk}),
        ("order.refunded", {"order_id": pk}),
    ]
