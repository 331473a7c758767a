"""From Shopify's order and refund objects to ours. Why each figure is chosen: README.md."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sales.connectors import reading
from sales.connectors.shapes import (
    IncomingLine,
    IncomingOrder,
    IncomingRefund,
    IncomingRefundLine,
    IncomingState,
    Unreadable,
)

ORDER_TOPICS = frozenset({"orders/create", "orders/paid", "orders/updated", "orders/cancelled"})
REFUND_TOPICS = frozenset({"refunds/create"})


def read(*, topic: str, body: bytes) -> IncomingOrder | IncomingRefund | None:
    """What the body says; None for other topics. Raises Unreadable with the reason."""
    if topic in ORDER_TOPICS:
        return _order(reading.load_object(body))
    if topic in REFUND_TOPICS:
        return _refund(reading.load_object(body), path="refund", shop_currency=None)
    return None


def _order(order: dict[str, Any]) -> IncomingOrder:
    currency = reading.currency(order.get("currency"), "currency")
    # Taxes are inside the prices where the shop says so (the European way).
    taxes_included = order.get("taxes_included") is True
    net = reading.money(order.get("subtotal_price"), currency, "subtotal_price")
    lines = []
    for index, line in enumerate(reading.as_objects(order.get("line_items"), "line_items")):
        path = f"line_items[{index}]"
        quantity = reading.quantity(line.get("quantity"), f"{path}.quantity")
        paid = _paid_for_line(line, quantity, currency, path)
        tax = _taxes(line, currency, path) if taxes_included else 0
        if line.get("gift_card") is True:
            # Money put aside, not goods; the order it later pays for counts instead.
            net -= paid
            continue
        net -= tax
        lines.append(
            IncomingLine(
                external_id=reading.identifier(line.get("id"), f"{path}.id"),
                sku=reading.text(line.get("sku"), limit=reading.MAX_ID),
                title=reading.text(line.get("title")),
                quantity=quantity,
                amount_minor=max(paid - tax, 0),
            )
        )
    if net < 0:
        raise Unreadable("subtotal_price is less than the taxes and gift cards inside it.")
    attributes = _attributes(order.get("note_attributes"))
    customer = order.get("customer")
    external_id = reading.identifier(order.get("id"), "id")
    refunds = reading.as_objects(order.get("refunds"), "refunds")
    return IncomingOrder(
        external_id=external_id,
        number=reading.text(order.get("name") or order.get("order_number"), limit=reading.MAX_ID),
        placed_at=reading.moment(
            order.get("processed_at") or order.get("created_at"), "processed_at"
        ),
        updated_at=reading.moment(order.get("updated_at"), "updated_at"),
        currency=currency,
        net_minor=net,
        gross_minor=reading.money(order.get("total_price"), currency, "total_price"),
        lines=tuple(lines),
        email=reading.email(order.get("email")) or reading.email(order.get("contact_email")),
        promo_codes=reading.promo_codes(_codes(order)),
        click_id=reading.click_id(attributes.get(reading.CLICK_ATTRIBUTE))
        or reading.click_id_in_url(order.get("landing_site")),
        host_name_declared=reading.text(attributes.get(reading.HOST_ATTRIBUTE)),
        state=IncomingState.CANCELLED if order.get("cancelled_at") else IncomingState.OPEN,
        customer_id=reading.optional_identifier(
            customer.get("id") if isinstance(customer, dict) else None, "customer.id"
        ),
        is_test=order.get("test") is True,
        refunds=tuple(
            _refund(refund, path=f"refunds[{index}]", shop_currency=currency, order_id=external_id)
            for index, refund in enumerate(refunds)
        ),
    )


def _refund(
    refund: dict[str, Any], *, path: str, shop_currency: str | None, order_id: str = ""
) -> IncomingRefund:
    """Goods returned, less the part the shop kept, plus what it gave without goods."""
    currency = shop_currency or _refund_currency(refund, path)
    total, lines = 0, []
    for index, item in enumerate(
        reading.as_objects(refund.get("refund_line_items"), f"{path}.refund_line_items")
    ):
        here = f"{path}.refund_line_items[{index}]"
        line = reading.as_object(item.get("line_item"), f"{here}.line_item")
        if line.get("gift_card") is True:
            continue  # as in the order's net
        amount = _amount(item, "subtotal", currency, here)
        tax = _amount(item, "total_tax", currency, here) if item.get("total_tax") else 0
        if tax and _tax_is_inside(line, currency, f"{here}.line_item"):
            amount -= tax
        if amount < 0:
            raise Unreadable(f"{here}.subtotal is less than the tax inside it.")
        total += amount
        lines.append(
            IncomingRefundLine(
                # Its own line_item_id has been seen rounded by a float; the line's id has not.
                line_external_id=reading.identifier(line.get("id"), f"{here}.line_item.id"),
                quantity=reading.quantity(item.get("quantity"), f"{here}.quantity"),
                amount_minor=amount,
            )
        )
    for index, adjustment in enumerate(
        reading.as_objects(refund.get("order_adjustments"), f"{path}.order_adjustments")
    ):
        if adjustment.get("kind") == "refund_discrepancy":
            # Below zero: given without goods. Above: goods came back, but not all their money.
            here = f"{path}.order_adjustments[{index}]"
            total -= _amount(adjustment, "amount", currency, here, signed=True)
    return IncomingRefund(
        external_id=reading.identifier(refund.get("id"), f"{path}.id"),
        order_external_id=order_id
        or reading.identifier(refund.get("order_id"), f"{path}.order_id"),
        amount_minor=max(total, 0),
        currency=currency,
        at=reading.moment(
            refund.get("processed_at") or refund.get("created_at"), f"{path}.processed_at"
        ),
        lines=tuple(lines),
    )


def _amount(
    holder: dict[str, Any], key: str, currency: str, path: str, *, signed: bool = False
) -> int:
    """The amount in the shop's currency: the exact text of the ``_set``, else the plain field."""
    money_set = holder.get(f"{key}_set")
    shop_money = money_set.get("shop_money") if isinstance(money_set, dict) else None
    if isinstance(shop_money, dict):
        return reading.money(
            shop_money.get("amount"), currency, f"{path}.{key}_set.shop_money", signed=signed
        )
    return reading.money(holder.get(key), currency, f"{path}.{key}", signed=signed)


def _paid_for_line(line: dict[str, Any], quantity: int, currency: str, path: str) -> int:
    price = _amount(line, "price", currency, path)
    discounts = reading.as_objects(line.get("discount_allocations"), f"{path}.discount_allocations")
    taken_off = sum(
        _amount(discount, "amount", currency, f"{path}.discount_allocations[{index}]")
        for index, discount in enumerate(discounts)
    )
    return max(price * quantity - taken_off, 0)


def _taxes(line: dict[str, Any], currency: str, path: str) -> int:
    tax_lines = reading.as_objects(line.get("tax_lines"), f"{path}.tax_lines")
    return sum(
        _amount(tax, "price", currency, f"{path}.tax_lines[{index}]")
        for index, tax in enumerate(tax_lines)
    )


def _tax_is_inside(line: dict[str, Any], currency: str, path: str) -> bool:
    """Whether the line's price holds its tax already; a refund does not say it, its figures do.

    A rate r on a price p makes p*r when added and p*r/(1+r) when inside: the nearer one it is.
    Without rates it is taken as inside, the lawful way to show prices to consumers in Europe.
    """
    tax_lines = reading.as_objects(line.get("tax_lines"), f"{path}.tax_lines")
    rate = sum((_rate(tax.get("rate")) for tax in tax_lines), Fraction(0))
    if rate <= 0:
        return True
    quantity = reading.quantity(line.get("quantity"), f"{path}.quantity")
    paid = _paid_for_line(line, quantity, currency, path)
    tax = _taxes(line, currency, path)
    return abs(tax - paid * rate / (1 + rate)) <= abs(tax - paid * rate)


def _rate(value: Any) -> Fraction:
    """A tax rate such as 0.2; what is none of that kind counts as no rate."""
    if isinstance(value, Decimal) and -12 <= value.adjusted() <= 2:
        return Fraction(value)
    return Fraction(value) if isinstance(value, int) and 0 <= value < 100 else Fraction(0)


def _refund_currency(refund: dict[str, Any], path: str) -> str:
    """A refund names no currency of its own; its amounts and transactions do."""
    holders = [(item, ("subtotal_set",)) for item in _listed(refund, "refund_line_items")]
    holders += [(item, ("amount_set",)) for item in _listed(refund, "order_adjustments")]
    holders.append((refund, ("total_duties_set",)))
    for holder, keys in holders:
        for key in keys:
            money_set = holder.get(key)
            shop_money = money_set.get("shop_money") if isinstance(money_set, dict) else None
            if isinstance(shop_money, dict) and shop_money.get("currency_code"):
                return reading.currency(shop_money["currency_code"], f"{path}.{key}.currency_code")
    for transaction in _listed(refund, "transactions"):
        if transaction.get("currency"):
            return reading.currency(transaction["currency"], f"{path}.transactions.currency")
    raise Unreadable(f"{path} names no currency.")


def _listed(holder: dict[str, Any], key: str) -> list[dict[str, Any]]:
    entries = holder.get(key)
    listed = entries if isinstance(entries, list) else []
    return [entry for entry in listed if isinstance(entry, dict)]


def _attributes(value: Any) -> Mapping[str, Any]:
    """Cart attributes by name; the last of a name counts, as in the shop."""
    return {
        entry["name"]: entry.get("value")
        for entry in reading.as_objects(value, "note_attributes")
        if isinstance(entry.get("name"), str)
    }


def _codes(order: dict[str, Any]) -> list[Any]:
    listed = reading.as_objects(order.get("discount_codes"), "discount_codes")
    applied = reading.as_objects(order.get("discount_applications"), "discount_applications")
    return [entry.get("code") for entry in listed] + [
        entry.get("code") for entry in applied if entry.get("type") == "discount_code"
    ]
