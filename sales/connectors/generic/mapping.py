"""From the documented small JSON (README.md) to our shapes. Unknown keys are passed over."""

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

ORDER_TOPICS = frozenset({"order.created", "order.updated", "order.cancelled"})
REFUND_TOPICS = frozenset({"order.refunded"})


def read(*, topic: str, body: bytes) -> IncomingOrder | IncomingRefund | None:
    """What the body says; None for other types. Raises Unreadable with the reason.

    The type is read from the signed body. A ``topic`` that says otherwise is refused.
    """
    message = reading.load_object(body)
    kind = message.get("type")
    if not isinstance(kind, str) or not kind:
        raise Unreadable("type is missing.")
    if topic != kind:
        raise Unreadable("The topic is not the type in the body.")
    if kind in ORDER_TOPICS:
        return _order(reading.as_object(message.get("data"), "data"), kind)
    if kind in REFUND_TOPICS:
        return _refund(reading.as_object(message.get("data"), "data"))
    return None


def _order(data: dict[str, Any], kind: str) -> IncomingOrder:
    currency = reading.currency(data.get("currency"), "data.currency")
    placed_at = reading.moment(data.get("placed_at"), "data.placed_at")
    external_id = reading.identifier(data.get("id"), "data.id")
    net = reading.money(data.get("net"), currency, "data.net")
    codes = data.get("promo_codes") or []
    if not isinstance(codes, list):
        raise Unreadable("data.promo_codes is not a list.")
    return IncomingOrder(
        external_id=external_id,
        number=reading.text(data.get("number"), limit=reading.MAX_ID) or external_id,
        placed_at=placed_at,
        updated_at=reading.moment(data.get("updated_at"), "data.updated_at"),
        currency=currency,
        net_minor=net,
        gross_minor=reading.money(data.get("gross"), currency, "data.gross"),
        lines=tuple(
            IncomingLine(
                external_id=reading.identifier(line.get("id"), f"data.lines[{index}].id"),
                sku=reading.text(line.get("sku"), limit=reading.MAX_ID),
                title=reading.text(line.get("title")),
                quantity=reading.quantity(line.get("quantity"), f"data.lines[{index}].quantity"),
                amount_minor=reading.money(
                    line.get("amount"), currency, f"data.lines[{index}].amount"
                ),
            )
            for index, line in enumerate(reading.as_objects(data.get("lines"), "data.lines"))
        ),
        email=reading.email(data.get("email")),
        promo_codes=reading.promo_codes(codes),
        click_id=reading.click_id(data.get("click_id"))
        or reading.click_id_in_url(data.get("landing_url")),
        host_name_declared=reading.text(data.get("host_name")),
        state=IncomingState.CANCELLED if kind == "order.cancelled" else IncomingState.OPEN,
        customer_id=reading.optional_identifier(data.get("customer_id"), "data.customer_id"),
        is_test=data.get("test") is True,
    )


def _refund(data: dict[str, Any]) -> IncomingRefund:
    currency = reading.currency(data.get("currency"), "data.currency")
    whole = data.get("whole", False)
    if not isinstance(whole, bool):
        raise Unreadable("data.whole is neither true nor false.")
    said = data.get("amount")
    return IncomingRefund(
        external_id=reading.identifier(data.get("id"), "data.id"),
        order_external_id=reading.identifier(data.get("order_id"), "data.order_id"),
        amount_minor=0 if whole and said is None else reading.money(said, currency, "data.amount"),
        currency=currency,
        at=reading.moment(data.get("at"), "data.at"),
        lines=tuple(
            IncomingRefundLine(
                line_external_id=reading.identifier(
                    line.get("line_id"), f"data.lines[{index}].line_id"
                ),
                quantity=reading.quantity(line.get("quantity"), f"data.lines[{index}].quantity"),
                amount_minor=reading.money(
                    line.get("amount"), currency, f"data.lines[{index}].amount"
                ),
            )
            for index, line in enumerate(reading.as_objects(data.get("lines"), "data.lines"))
        ),
        whole=whole,
    )
