"""The shops we play are held to the shops' own shapes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales.connectors import generic, shopify
from sales.connectors.generic import fake as generic_shop
from sales.connectors.shapes import (
    IncomingLine,
    IncomingOrder,
    IncomingRefund,
    IncomingRefundLine,
    IncomingState,
)
from sales.connectors.shopify import fake as shopify_shop

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
SECRET = generic_shop.new_secret()

moments = st.integers(0, 10**6).map(lambda seconds: NOON - timedelta(seconds=seconds))
numbers = st.integers(1, 2**63 - 1).map(str)
words = st.text("abcdefghéàZ 0123", max_size=20).map(str.strip)
codes = st.text("ABCDEFGH234567", min_size=1, max_size=8)
amounts = st.integers(0, 10**7)
currencies = st.sampled_from(["EUR", "JPY", "TND"])


@st.composite
def refunds(draw, order_id=None, currency=None):
    lines = draw(
        st.lists(
            st.builds(
                IncomingRefundLine,
                line_external_id=numbers,
                quantity=st.integers(1, 5),
                amount_minor=amounts,
            ),
            max_size=3,
        )
    )
    return IncomingRefund(
        external_id=draw(numbers),
        order_external_id=order_id or draw(numbers),
        amount_minor=draw(amounts),
        currency=currency or draw(currencies),
        at=draw(moments),
        lines=tuple(lines),
    )


@st.composite
def orders(draw):
    external_id, currency, net = draw(numbers), draw(currencies), draw(amounts)
    lines = draw(
        st.lists(
            st.builds(
                IncomingLine,
                external_id=numbers,
                sku=words,
                title=words,
                quantity=st.integers(1, 9),
                amount_minor=amounts,
            ),
            max_size=3,
        )
    )
    return IncomingOrder(
        external_id=external_id,
        number=draw(codes),
        placed_at=draw(moments),
        updated_at=draw(moments),
        currency=currency,
        net_minor=net,
        gross_minor=net + draw(amounts),
        lines=tuple(lines),
        email=draw(st.sampled_from(["", "lison@example.com"])),
        promo_codes=tuple(draw(st.lists(codes, max_size=3, unique=True))),
        click_id=draw(st.just("") | codes),
        host_name_declared=draw(words),
        state=draw(st.sampled_from(IncomingState)),
        customer_id=draw(st.just("") | numbers),
        is_test=draw(st.booleans()),
        refunds=tuple(draw(st.lists(refunds(order_id=external_id, currency=currency), max_size=2))),
    )


def arrive(module, headers, body):
    delivery = module.verify(body=body, headers=headers, secrets=[SECRET], at=NOON)
    assert delivery.delivery_id == "d-1"
    return module.read(topic=delivery.topic, body=body)


@settings(deadline=None)
@given(orders(), st.booleans())
def test_shopify_orders_come_back_as_they_were_sent(order, in_landing_site):
    sent = shopify_shop.order_delivery(
        order=order,
        secret=SECRET,
        at=NOON,
        delivery_id="d-1",
        click_in_landing_site=in_landing_site,
    )
    assert arrive(shopify, *sent) == order


@settings(deadline=None)
@given(refunds())
def test_shopify_refunds_come_back_as_they_were_sent(refund):
    sent = shopify_shop.refund_delivery(refund=refund, secret=SECRET, at=NOON, delivery_id="d-1")
    assert arrive(shopify, *sent) == refund


@settings(deadline=None)
@given(orders())
def test_generic_orders_come_back_as_they_were_sent(order):
    topic = "order.cancelled" if order.state == IncomingState.CANCELLED else "order.updated"
    sent = generic_shop.order_delivery(
        order=order, secret=SECRET, at=NOON, delivery_id="d-1", topic=topic
    )
    # It has no word for refunds inside an order.
    assert arrive(generic, *sent) == IncomingOrder(**{**vars(order), "refunds": ()})


@settings(deadline=None)
@given(refunds(), st.booleans())
def test_generic_refunds_come_back_as_they_were_sent(refund, whole):
    refund = IncomingRefund(**{**vars(refund), "whole": whole})
    sent = generic_shop.refund_delivery(refund=refund, secret=SECRET, at=NOON, delivery_id="d-1")
    assert arrive(generic, *sent) == refund


def test_shopify_has_no_word_for_a_whole_refund():
    refund = IncomingRefund(
        external_id="1", order_external_id="2", amount_minor=0, currency="EUR", at=NOON, whole=True
    )
    with pytest.raises(ValueError, match="whole"):
        shopify_shop.refund_delivery(refund=refund, secret=SECRET, at=NOON, delivery_id="d-1")


def kind(value):
    """A JSON type; integers and decimals are one."""
    if isinstance(value, bool) or value is None:
        return str(type(value).__name__)
    return "number" if isinstance(value, int | float) else type(value).__name__


def shape(value, path=""):
    """Every path in a JSON value with the types found there; a list is all its entries."""
    found = {(path, kind(value))}
    if isinstance(value, dict):
        for key, inner in value.items():
            found |= shape(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            found |= shape(inner, f"{path}[]")
    return found


def shape_of_fixtures(module, pattern):
    folder = Path(module.__file__).parent / "fixtures"
    shapes = [shape(json.loads(file.read_text())) for file in sorted(folder.glob(pattern))]
    assert shapes
    return set().union(*shapes)


REFUND = IncomingRefund(
    external_id="12",
    order_external_id="11",
    amount_minor=900,
    currency="EUR",
    at=NOON,
    lines=(IncomingRefundLine(line_external_id="13", quantity=1, amount_minor=1000),),
)
ORDER = IncomingOrder(
    external_id="11",
    number="#1",
    placed_at=NOON,
    updated_at=NOON,
    currency="EUR",
    net_minor=1000,
    gross_minor=1500,
    lines=(IncomingLine(external_id="13", sku="S", title="T", quantity=3, amount_minor=1000),),
    email="lison@example.com",
    promo_codes=("ANNA7K2M",),
    click_id="abc",
    host_name_declared="Anna",
    state=IncomingState.CANCELLED,
    customer_id="14",
)


@pytest.mark.parametrize(
    ("module", "shop", "patterns"),
    [
        (shopify, shopify_shop, ("orders_*.json", "refunds_*.json")),
        (generic, generic_shop, ("order_c*.json", "order_refunded*.json")),
    ],
)
def test_fakes_write_no_field_and_no_type_that_the_fixtures_have_not(module, shop, patterns):
    _, order = shop.order_delivery(order=ORDER, secret=SECRET, at=NOON, delivery_id="d-1")
    _, refund = shop.refund_delivery(refund=REFUND, secret=SECRET, at=NOON, delivery_id="d-1")
    assert shape(json.loads(order)) - shape_of_fixtures(module, patterns[0]) == set()
    assert shape(json.loads(refund)) - shape_of_fixtures(module, patterns[1]) == set()
