"""Shops' own words in, our shapes out; nonsense refused with the field that is wrong."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales.connectors import generic, shopify
from sales.connectors.shapes import (
    IncomingLine,
    IncomingOrder,
    IncomingRefund,
    IncomingRefundLine,
    IncomingState,
    Unreadable,
)

FIXTURES = {module: Path(module.__file__).parent / "fixtures" for module in (shopify, generic)}


def body(module, name):
    return (FIXTURES[module] / f"{name}.json").read_bytes()


def changed(module, name, change):
    value = json.loads(body(module, name))
    change(value)
    return json.dumps(value).encode()


SHOPIFY_ORDER = IncomingOrder(
    external_id="5820982911946154501",
    number="#AUB1042",
    placed_at=datetime(2026, 5, 19, 18, 41, 5, tzinfo=UTC),
    updated_at=datetime(2026, 5, 19, 18, 41, 8, tzinfo=UTC),
    currency="EUR",
    net_minor=24_675,  # 296.10 of goods, of which 35.85 and 13.50 are VAT
    gross_minor=30_200,
    lines=(
        IncomingLine(
            external_id="14871787672276298551",
            sku="AUB-MANTEAU-38",
            title="Manteau Lauze",
            quantity=1,
            amount_minor=17_925,
        ),
        IncomingLine(
            external_id="14871787672276298552",
            sku="AUB-ECHARPE",
            title="Écharpe Buron",
            quantity=2,
            amount_minor=6_750,
        ),
    ),
    email="lison.exemplaire@example.com",
    promo_codes=("ANNA7K2M",),
    click_id="01970c5e7b3c7d1e9f0a1b2c3d4e5f60",
    host_name_declared="Anna à Rodez",
    state=IncomingState.OPEN,
    customer_id="9115310627314723951",
)
SHOPIFY_REFUND = IncomingRefund(
    external_id="8900881860478923101",
    order_external_id="5820982911946154501",
    amount_minor=3_375,  # 40.50 with 6.75 of VAT inside; the shipping given back is not goods
    currency="EUR",
    at=datetime(2026, 5, 28, 7, 12, tzinfo=UTC),
    lines=(
        IncomingRefundLine(line_external_id="14871787672276298552", quantity=1, amount_minor=3_375),
    ),
)


def test_shopify_order_is_read_whole():
    assert shopify.read(topic="orders/create", body=body(shopify, "orders_create")) == (
        SHOPIFY_ORDER
    )


def test_shopify_lines_add_up_to_net():
    assert sum(line.amount_minor for line in SHOPIFY_ORDER.lines) == SHOPIFY_ORDER.net_minor


def test_shopify_refund_is_on_the_basis_of_net():
    assert shopify.read(topic="refunds/create", body=body(shopify, "refunds_create")) == (
        SHOPIFY_REFUND
    )


def test_shopify_update_keeps_the_net_as_ordered_and_lists_its_refunds():
    order = shopify.read(topic="orders/updated", body=body(shopify, "orders_updated"))
    assert (order.net_minor, order.refunds) == (24_675, (SHOPIFY_REFUND,))


@pytest.mark.parametrize("topic", ["orders/create", "orders/updated", "orders/cancelled"])
def test_shopify_state_is_in_the_signed_body_not_in_the_topic(topic):
    read = [
        shopify.read(topic=topic, body=body(shopify, name)).state
        for name in ("orders_create", "orders_cancelled")
    ]
    assert read == [IncomingState.OPEN, IncomingState.CANCELLED]


@pytest.mark.parametrize(
    ("name", "amount_minor", "currency"),
    [
        ("refunds_create_amount_only", 1_500, "EUR"),  # given without goods
        ("refunds_create_part_kept", 15_925, "EUR"),  # 179.25 of goods, 20.00 kept
        ("refunds_create_jpy", 7_000, "JPY"),  # tax was added, so it is not inside
    ],
)
def test_shopify_refunds_of_every_sort(name, amount_minor, currency):
    refund = shopify.read(topic="refunds/create", body=body(shopify, name))
    assert (refund.amount_minor, refund.currency) == (amount_minor, currency)


def test_shopify_yen_have_no_decimals_gift_cards_are_no_goods_and_the_cart_may_hold_the_click():
    order = shopify.read(topic="orders/paid", body=body(shopify, "orders_create_jpy"))
    assert (order.currency, order.net_minor, order.gross_minor) == ("JPY", 21_000, 28_900)
    assert [line.sku for line in order.lines] == ["AUB-ECHARPE"]
    assert (order.email, order.customer_id, order.promo_codes) == ("", "", ())
    assert order.click_id == "01970c5e7b3c7d1e9f0a1b2c3d4e5f61"


@pytest.mark.parametrize(
    ("landing_site", "click_id"),
    [
        ("/?cvv=abc", "abc"),
        ("https://maison-aubrac.example/fr/?a=1&cvv=abc#top", "abc"),
        ("/?cvv=first&cvv=last", "last"),
        ("/?cvv=", ""),
        ("/?cvv=%3Cscript%3E", ""),
        ("/?cvv=" + "a" * 65, ""),
        ("/?" + "&".join("a=1" for _ in range(200)), ""),
        ("//[", ""),
        ("/?CVV=abc", ""),
        (None, ""),
        (17, ""),
    ],
)
def test_a_click_id_is_found_or_nothing(landing_site, click_id):
    def change(order):
        order["landing_site"] = landing_site

    order = shopify.read(topic="orders/create", body=changed(shopify, "orders_create", change))
    assert order.click_id == click_id


@pytest.mark.parametrize(
    ("module", "topic"),
    [(shopify, "app/uninstalled"), (shopify, "customers/redact"), (generic, "stock.changed")],
)
def test_other_topics_are_no_concern_of_ours(module, topic):
    assert module.read(topic=topic, body=json.dumps({"type": topic}).encode()) is None


WRONG_FIELDS = [
    ("id", 1.5, "id is not an id"),
    ("id", True, "id is not an id"),
    ("id", "", "id is not an id"),
    ("id", None, "id is not an id"),
    ("id", 10**80, "id is not an id"),
    ("currency", "eur", "currency: 'eur' is not a currency"),
    ("currency", None, "not a currency"),
    ("subtotal_price", "12.345", "subtotal_price: '12.345' has more decimals than EUR has"),
    ("subtotal_price", "-1.00", "subtotal_price is negative"),
    ("subtotal_price", None, "not NoneType"),
    ("subtotal_price", "1.00", "less than the taxes"),
    ("total_price", "1e400", "total_price: '1e400' is not an amount"),
    ("updated_at", "2026-05-19T20:41:08", "updated_at has no offset"),
    ("updated_at", "yesterday", "updated_at is not a time"),
    ("updated_at", "0001-01-01T00:00:00+14:00", "updated_at is not a time"),
    ("line_items", {}, "line_items is not a list"),
    ("line_items", [3], r"line_items\[0\] is not an object"),
    ("line_items", [{}] * 1001, "more than 1000"),
    ("line_items", [{"quantity": -1}], r"line_items\[0\].quantity"),
    ("line_items", [{"quantity": "1"}], r"line_items\[0\].quantity"),
]


@pytest.mark.parametrize(("field", "value", "reason"), WRONG_FIELDS)
def test_shopify_names_the_field_that_is_wrong(field, value, reason):
    wrong = changed(shopify, "orders_create", lambda order: order.update({field: value}))
    with pytest.raises(Unreadable, match=reason) as caught:
        shopify.read(topic="orders/create", body=wrong)
    assert caught.value.reason == str(caught.value)


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"NaN",
        b"[" * 200_000,
        b'{"id":' + b"9" * 9000 + b"}",
    ],
)
@pytest.mark.parametrize(
    ("module", "topic"),
    [(shopify, "orders/create"), (shopify, "refunds/create"), (generic, "order.created")],
)
def test_junk_is_unreadable(module, topic, junk):
    with pytest.raises(Unreadable):
        module.read(topic=topic, body=junk)


def test_an_order_body_is_no_refund_and_a_refund_body_no_order():
    with pytest.raises(Unreadable):
        shopify.read(topic="orders/create", body=body(shopify, "refunds_create"))
    with pytest.raises(Unreadable):
        shopify.read(topic="refunds/create", body=body(shopify, "orders_create"))


def test_text_is_made_fit_to_store():
    def change(order):
        order["name"] = "#\x00" + "9" * 100
        order["line_items"][0]["title"] = "a\ud800" + "b" * 400
        order["email"] = "not an address"
        order["contact_email"] = None

    order = shopify.read(topic="orders/create", body=changed(shopify, "orders_create", change))
    assert (order.number, order.email) == ("#\ufffd" + "9" * 62, "")
    assert order.lines[0].title == "a\ufffd" + "b" * 253


@pytest.mark.parametrize("rate", ["0.2", 1e300, -1, None, [], "x" * 50])
def test_a_strange_tax_rate_is_taken_as_inside(rate):
    def change(refund):
        refund["refund_line_items"][0]["line_item"]["tax_lines"][0]["rate"] = rate

    refund = shopify.read(topic="refunds/create", body=changed(shopify, "refunds_create", change))
    assert refund.amount_minor == 3_375


GENERIC_ORDER = IncomingOrder(
    external_id="BL-2026-0107",
    number="107",
    placed_at=datetime(2026, 5, 19, 18, 41, 5, tzinfo=UTC),
    updated_at=datetime(2026, 5, 19, 18, 41, 8, tzinfo=UTC),
    currency="EUR",
    net_minor=7_917,
    gross_minor=10_090,
    lines=(
        IncomingLine(
            external_id="BL-2026-0107-1",
            sku="BRU-BOL",
            title="Bol Brume",
            quantity=2,
            amount_minor=5_000,
        ),
        IncomingLine(
            external_id="BL-2026-0107-2",
            sku="BRU-TASSE",
            title="Tasse Brume",
            quantity=1,
            amount_minor=2_917,
        ),
    ),
    email="noé.exemplaire@example.com",
    promo_codes=("ANNA7K2M",),
    click_id="01970c5e7b3c7d1e9f0a1b2c3d4e5f60",
    host_name_declared="Anna",
    customer_id="C-88",
)


def test_generic_order_is_read_whole():
    assert generic.read(topic="order.created", body=body(generic, "order_created")) == (
        GENERIC_ORDER
    )


def test_generic_update_and_cancellation():
    updated = generic.read(topic="order.updated", body=body(generic, "order_updated"))
    cancelled = generic.read(topic="order.cancelled", body=body(generic, "order_cancelled"))
    assert (updated.state, updated.net_minor, len(updated.lines)) == (IncomingState.OPEN, 5_000, 1)
    assert (cancelled.state, cancelled.net_minor) == (IncomingState.CANCELLED, 7_917)


def test_generic_refund_of_a_part_and_of_the_whole():
    read = [
        generic.read(topic="order.refunded", body=body(generic, name))
        for name in ("order_refunded", "order_refunded_whole")
    ]
    assert read == [
        IncomingRefund(
            external_id="R-12",
            order_external_id="BL-2026-0107",
            amount_minor=2_500,
            currency="EUR",
            at=datetime(2026, 5, 28, 7, 12, tzinfo=UTC),
            lines=(
                IncomingRefundLine(
                    line_external_id="BL-2026-0107-1", quantity=1, amount_minor=2_500
                ),
            ),
        ),
        IncomingRefund(
            external_id="R-13",
            order_external_id="BL-2026-0107",
            amount_minor=0,
            currency="EUR",
            at=datetime(2026, 5, 29, 7, 12, tzinfo=UTC),
            whole=True,
        ),
    ]


@pytest.mark.parametrize(
    ("name", "field", "value", "reason"),
    [
        ("order_created", "net", None, "data.net"),
        ("order_created", "net", 1.234, r"data.net: 1.234 has more decimals"),
        ("order_created", "promo_codes", "ANNA", "data.promo_codes is not a list"),
        ("order_created", "placed_at", 5, "data.placed_at is not a time"),
        ("order_refunded", "amount", None, "data.amount"),
        ("order_refunded", "whole", "yes", "data.whole"),
        ("order_refunded", "order_id", None, "data.order_id"),
    ],
)
def test_generic_names_the_field_that_is_wrong(name, field, value, reason):
    wrong = changed(generic, name, lambda message: message["data"].update({field: value}))
    with pytest.raises(Unreadable, match=reason):
        generic.read(topic=name.replace("_", "."), body=wrong)


def test_generic_refuses_a_topic_that_is_not_the_bodys():
    with pytest.raises(Unreadable, match="not the type"):
        generic.read(topic="order.cancelled", body=body(generic, "order_created"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def paths(value, before=()):
    yield before
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*before, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*before, index))


every_message = pytest.mark.parametrize(
    ("module", "topic", "name"),
    [
        (shopify, "orders/updated", "orders_updated"),
        (shopify, "refunds/create", "refunds_create_part_kept"),
        (generic, "order.created", "order_created"),
        (generic, "order.refunded", "order_refunded"),
    ],
)


def read_or_refuse(module, topic, name, path, value):
    """Put a value in place of a field; anything but a reading or a reason is an error."""
    message = json.loads(body(module, name))
    holder = message
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    try:
        read = module.read(topic=topic, body=json.dumps(message).encode())
    except Unreadable as error:
        read = error
    assert isinstance(read, IncomingOrder | IncomingRefund | Unreadable)


@every_message
def test_each_field_may_be_of_any_wrong_type(module, topic, name):
    fields = [path for path in paths(json.loads(body(module, name))) if path]
    for path in fields:
        for value in (None, True, 0, -3, 1.5, "", "x", [], [True], [{}], {}, {"a": 1}):
            read_or_refuse(module, topic, name, path, value)


@every_message
@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_each_field_may_be_anything(module, topic, name, data):
    fields = [path for path in paths(json.loads(body(module, name))) if path]
    path, value = data.draw(st.sampled_from(fields)), data.draw(json_values)
    read_or_refuse(module, topic, name, path, value)
