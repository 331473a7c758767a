"""Who brought the order, and what the ledger says of it."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.domain import consents
from sales.connectors.shapes import IncomingState
from sales.domain import attribution, orders
from sales.models import Attribution, Credit, Evidence, Order
from tests.factories.accounts import BrandFactory, UserFactory
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
DAY = timedelta(days=1)


def order_of(shop: Any, at: Any = NOON, **told: Any) -> Order:
    order = orders.record(shop=shop, said=said(**told), at=at)
    attribution.weigh(order_id=order.pk, at=at)
    return order


def verdict(order: Order) -> Attribution:
    return Attribution.objects.get(order=order, current=True)


def ledger(order: Order) -> list[tuple[int, str, int]]:
    return list(
        Credit.objects.filter(order=order)
        .order_by("pk")
        .values_list("party_id", "kind", "amount_minor")
    )


def test_a_code_credits_its_party() -> None:
    held, code, _ = party_with_code()
    shop = ShopFactory(brand=held.campaign.brand)

    order = order_of(shop, promo_codes=(code.code,))

    said_so = verdict(order)
    assert (said_so.run, said_so.party_id, said_so.reason) == (1, held.pk, "CODE_USED")
    assert ledger(order) == [(held.pk, "ORDER", 10_000)]
    assert list(Evidence.objects.values_list("kind", "party_id", "detail")) == [
        ("CODE", held.pk, code.code)
    ]


def test_a_click_credits_its_party_and_a_robot_s_does_not() -> None:
    held, _, link = party_with_code()
    shop = ShopFactory(brand=held.campaign.brand)

    one = order_of(shop, click_id=click(link).pk)
    other = order_of(shop, external_id="1002", click_id=click(link, agent="BOT").pk)

    assert (verdict(one).reason, verdict(one).party_id) == ("CLICKED_BEFORE_ORDER", held.pk)
    assert (verdict(other).reason, verdict(other).party_id) == ("ONLY_BOT_CLICKS", None)


def test_an_address_counts_only_with_a_living_consent() -> None:
    held = party()
    brand, shop = held.campaign.brand, ShopFactory(brand=held.campaign.brand)
    guest(party=held)

    without = order_of(shop, email="Noe@example.com")
    assert (verdict(without).reason, ledger(without)) == ("NO_CONSENT", [])

    given = consent(brand=brand)
    order = order_of(shop, external_id="1002", email="noe@example.com")
    assert (verdict(order).reason, verdict(order).party_id) == ("EMAIL_MATCHED", held.pk)

    consents.withdraw(consent=given, at=NOON + DAY)
    later = order_of(shop, external_id="1003", email="noe@example.com", placed_at=NOON + 2 * DAY)
    assert verdict(later).reason == "NO_CONSENT"


def test_withdrawing_does_not_undo_what_was_matched_before() -> None:
    held = party()
    guest(party=held)
    given = consent(brand=held.campaign.brand)
    order = order_of(ShopFactory(brand=held.campaign.brand), email="noe@example.com")

    consents.withdraw(consent=given, at=NOON + DAY)
    attribution.weigh(order_id=order.pk, at=NOON + 2 * DAY)

    assert (verdict(order).run, verdict(order).party_id) == (1, held.pk)


def test_the_runner_up_is_named() -> None:
    first, code, _ = party_with_code()
    brand = first.campaign.brand
    second, _, link = party_with_code(campaign=first.campaign)
    shop = ShopFactory(brand=brand)

    order = order_of(shop, promo_codes=(code.code,), click_id=click(link).pk)

    assert (verdict(order).party_id, verdict(order).runner_up_id) == (first.pk, second.pk)
    assert [(c["kind"], c["party_id"], c["weighing"]) for c in verdict(order).considered] == [
        ("CODE", first.pk, "CREDITED"),
        ("CLICK", second.pk, "WEAKER_KIND"),
    ]


def test_a_host_s_own_purchase_is_marked_as_such() -> None:
    host = UserFactory(email="anna@example.com")
    held, code, _ = party_with_code(host=host)

    order = order_of(
        ShopFactory(brand=held.campaign.brand),
        promo_codes=(code.code,),
        email="anna@example.com",
    )

    # The house rule credits it; the mark lets staff judge.
    signals = list(attribution._signals(order))
    assert [signal.own for signal in signals] == [True]
    assert verdict(order).party_id == held.pk


def test_another_brand_s_code_click_and_guest_count_for_nothing() -> None:
    foreign, code, link = party_with_code()
    guest(party=foreign)
    consent(brand=foreign.campaign.brand)

    order = order_of(
        ShopFactory(brand=BrandFactory()),
        promo_codes=(code.code,),
        click_id=click(link).pk,
        email="noe@example.com",
    )

    assert (verdict(order).reason, Evidence.objects.count()) == ("NO_SIGNAL", 0)


def test_an_old_click_is_outside_the_window() -> None:
    held, _, link = party_with_code()

    order = order_of(
        ShopFactory(brand=held.campaign.brand), click_id=click(link, at=NOON - 30 * DAY).pk
    )

    assert verdict(order).reason == "OUTSIDE_WINDOW"


def test_weighing_again_books_nothing() -> None:
    held, code, _ = party_with_code()
    order = order_of(ShopFactory(brand=held.campaign.brand), promo_codes=(code.code,))

    for _ in range(3):
        attribution.weigh(order_id=order.pk, at=NOON + DAY)

    assert (Attribution.objects.count(), len(ledger(order))) == (1, 1)


def test_a_refund_takes_back_and_the_ledger_adds_up() -> None:
    held, code, _ = party_with_code()
    shop = ShopFactory(brand=held.campaign.brand)
    order = order_of(shop, promo_codes=(code.code,))

    orders.record_refund(shop=shop, said=said_refund(), at=NOON)
    attribution.weigh(order_id=order.pk, at=NOON)

    assert ledger(order) == [(held.pk, "ORDER", 10_000), (held.pk, "REFUND", -2_500)]
    assert Attribution.objects.count() == 1


def test_new_evidence_moves_the_credit_to_the_cent() -> None:
    first, _, link = party_with_code()
    second, code, _ = party_with_code(campaign=first.campaign)
    shop = ShopFactory(brand=first.campaign.brand)
    order = order_of(shop, click_id=click(link).pk)
    orders.record_refund(shop=shop, said=said_refund(amount_minor=333), at=NOON)
    attribution.weigh(order_id=order.pk, at=NOON)

    orders.record(
        shop=shop,
        said=said(promo_codes=(code.code,), updated_at=NOON + DAY, click_id=order.click_id),
        at=NOON + DAY,
    )
    attribution.weigh(order_id=order.pk, at=NOON + DAY)

    assert ledger(order) == [
        (first.pk, "ORDER", 10_000),
        (first.pk, "REFUND", -333),
        (first.pk, "RECOMPUTED", -10_000),
        (second.pk, "RECOMPUTED", 10_000),
        (first.pk, "REFUND", 333),
        (second.pk, "REFUND", -333),
    ]
    assert [(a.run, a.party_id, a.current) for a in Attribution.objects.order_by("run")] == [
        (1, first.pk, False),
        (2, second.pk, True),
    ]


def test_a_lowered_net_lowers_the_credit() -> None:
    held, code, _ = party_with_code()
    shop = ShopFactory(brand=held.campaign.brand)
    order = order_of(shop, promo_codes=(code.code,))

    order_of(shop, promo_codes=(code.code,), net_minor=7_777, updated_at=NOON + DAY)

    assert ledger(order) == [(held.pk, "ORDER", 10_000), (held.pk, "RECOMPUTED", -2_223)]


def test_a_test_order_is_kept_apart_and_credited_to_nobody() -> None:
    held, code, _ = party_with_code()

    order = order_of(ShopFactory(brand=held.campaign.brand), promo_codes=(code.code,), is_test=True)

    assert (verdict(order).reason, verdict(order).party_id, ledger(order)) == (
        "TEST_ORDER",
        None,
        [],
    )


def test_a_cancelled_order_ends_at_nothing() -> None:
    held, code, _ = party_with_code()
    shop = ShopFactory(brand=held.campaign.brand)
    order = order_of(shop, promo_codes=(code.code,))

    order_of(shop, promo_codes=(code.code,), state=IncomingState.CANCELLED, updated_at=NOON + DAY)

    assert sum(amount for _, _, amount in ledger(order)) == 0


def test_any_arrival_ends_in_the_same_credit(deliver_all: Any) -> None:
    ends = set()
    for number, arrival in enumerate(permutations(range(4))):
        held, code, _ = party_with_code()
        shop = ShopFactory(brand=held.campaign.brand)
        told: list[Any] = [
            said(promo_codes=(code.code,)),
            said(promo_codes=(code.code,), net_minor=9_001, updated_at=NOON + DAY),
            said_refund(amount_minor=1_234),
            said_refund(external_id="2002", amount_minor=1),
        ]
        for index in arrival:
            if index < 2:
                orders.record(shop=shop, said=told[index], at=NOON)
            else:
                orders.record_refund(shop=shop, said=told[index], at=NOON)
            if number % 2:
                deliver_all(send=False)
        deliver_all(send=False)
        order = Order.objects.get(shop=shop)
        total = sum(amount for _, _, amount in ledger(order))
        ends.add((verdict(order).reason, total, order.net_minor - order.refunded_minor))

    assert ends == {("CODE_USED", 9_001 - 1_235, 9_001 - 1_235)}


def test_the_ledger_is_append_only() -> None:
    held, code, _ = party_with_code()
    order_of(ShopFactory(brand=held.campaign.brand), promo_codes=(code.code,))

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Credit.objects.update(amount_minor=1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Credit.objects.all().delete()
