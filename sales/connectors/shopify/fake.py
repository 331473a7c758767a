"""A Shopify that signs and speaks as the real one, for tests, the demo and rehearsals.

Its bodies are held to the shape of ``fixtures/`` by the tests: it writes no key that Shopify does
not, and every key the mapping reads. Each function returns (headers, body), ready to post.
"""

import json
from datetime import datetime
from typing import Any

from common.money import to_decimal
from sales.connectors.reading import CLICK_ATTRIBUTE, CLICK_PARAMETER, HOST_ATTRIBUTE
from sales.connectors.shapes import IncomingOrder, IncomingRefund, IncomingState
from sales.connectors.shopify.client import DELIVERY_HEADER, SIGNATURE_HEADER, TOPIC_HEADER
from sales.connectors.signing import hmac_sha256_base64


def order_delivery(
    *,
    order: IncomingOrder,
    secret: str,
    at: datetime,
    delivery_id: str,
    topic: str = "orders/create",
    click_in_landing_site: bool = True,
) -> tuple[dict[str, str], bytes]:
    """The delivery that ``read`` turns back into ``order`` (times to the second).

    Ids must be written in digits, as Shopify's are. The click id goes into the landing page's
    address, or into a cart attribute. Prices are without tax, so that net is the subtotal; what
    gross has above net is written as shipping.
    """
    attributes = []
    if order.click_id and not click_in_landing_site:
        attributes.append({"name": CLICK_ATTRIBUTE, "value": order.click_id})
    if order.host_name_declared:
        attributes.append({"name": HOST_ATTRIBUTE, "value": order.host_name_declared})
    landing = None
    if order.click_id and click_in_landing_site:
        landing = f"/?{CLICK_PARAMETER}={order.click_id}"
    shipping = max(order.gross_minor - order.net_minor, 0)
    cancelled = order.state == IncomingState.CANCELLED
    body = {
        "id": int(order.external_id),
        "name": order.number,
        "created_at": _when(order.placed_at),
        "processed_at": _when(order.placed_at),
        "updated_at": _when(order.updated_at),
        "cancelled_at": _when(order.updated_at) if cancelled else None,
        "cancel_reason": "customer" if cancelled else None,
        "currency": order.currency,
        "taxes_included": False,
        "subtotal_price": _amount(order.net_minor, order.currency),
        "total_shipping_price_set": _set(shipping, order.currency),
        "total_tax": _amount(0, order.currency),
        "total_price": _amount(order.gross_minor, order.currency),
        "email": order.email,
        "contact_email": order.email or None,
        "landing_site": landing,
        "note_attributes": attributes,
        "discount_codes": [
            {"code": code, "amount": _amount(0, order.currency), "type": "percentage"}
            for code in order.promo_codes
        ],
        "customer": {"id": int(order.customer_id)} if order.customer_id else None,
        "test": order.is_test,
        "line_items": [
            _line(
                line_id=line.external_id,
                sku=line.sku,
                title=line.title,
                quantity=line.quantity,
                amount_minor=line.amount_minor,
                currency=order.currency,
            )
            for line in order.lines
        ],
        "refunds": [_refund(refund) for refund in order.refunds],
    }
    return _signed(topic=topic, body=body, secret=secret, at=at, delivery_id=delivery_id)


def refund_delivery(
    *, refund: IncomingRefund, secret: str, at: datetime, delivery_id: str
) -> tuple[dict[str, str], bytes]:
    """The delivery that ``read`` turns back into ``refund`` (times to the second).

    What ``amount_minor`` has above its lines is written as given without goods, what it has below
    as kept by the shop. ``whole`` is not a word of Shopify's: raises ValueError.
    """
    if refund.whole:
        raise ValueError("Shopify does not say that a refund is whole; give its lines.")
    return _signed(
        topic="refunds/create",
        body=_refund(refund),
        secret=secret,
        at=at,
        delivery_id=delivery_id,
    )


def sign(
    *,
    body: bytes,
    secret: str,
    at: datetime,
    delivery_id: str,
    topic: str = "orders/create",
    shop_domain: str = "maison-aubrac.example",
) -> dict[str, str]:
    """The headers for any body, right or wrong."""
    return {
        TOPIC_HEADER: topic,
        SIGNATURE_HEADER: hmac_sha256_base64(secret.encode("utf-8"), body),
        DELIVERY_HEADER: delivery_id,
        "X-Shopify-Event-Id": f"event-{delivery_id}",
        "X-Shopify-Shop-Domain": shop_domain,
        "X-Shopify-Api-Version": "2024-10",
        "X-Shopify-Triggered-At": _when(at),
    }


def _refund(refund: IncomingRefund) -> dict[str, Any]:
    currency = refund.currency
    discrepancy = sum(line.amount_minor for line in refund.lines) - refund.amount_minor
    adjustments = []
    if discrepancy:
        adjustments.append(
            {
                "id": int(refund.external_id) + 1,
                "order_id": int(refund.order_external_id),
                "refund_id": int(refund.external_id),
                "kind": "refund_discrepancy",
                "reason": "Refund discrepancy",
                "amount": _amount(discrepancy, currency),
                "amount_set": _set(discrepancy, currency),
                "tax_amount": _amount(0, currency),
                "tax_amount_set": _set(0, currency),
            }
        )
    return {
        "id": int(refund.external_id),
        "order_id": int(refund.order_external_id),
        "created_at": _when(refund.at),
        "processed_at": _when(refund.at),
        "order_adjustments": adjustments,
        "refund_line_items": [
            {
                "id": int(refund.external_id) + 2 + index,
                "line_item_id": int(line.line_external_id),
                "quantity": line.quantity,
                "subtotal": float(to_decimal(line.amount_minor, currency)),
                "subtotal_set": _set(line.amount_minor, currency),
                "total_tax": 0,
                "total_tax_set": _set(0, currency),
                "line_item": _line(
                    line_id=line.line_external_id,
                    sku="",
                    title="",
                    quantity=line.quantity,
                    amount_minor=line.amount_minor,
                    currency=currency,
                ),
            }
            for index, line in enumerate(refund.lines)
        ],
        "transactions": [
            {
                "id": int(refund.external_id) + 1000,
                "order_id": int(refund.order_external_id),
                "kind": "refund",
                "status": "success",
                "amount": _amount(refund.amount_minor, currency),
                "currency": currency,
            }
        ],
    }


def _line(
    *, line_id: str, sku: str, title: str, quantity: int, amount_minor: int, currency: str
) -> dict[str, Any]:
    """One line: a price for each piece, and a discount where the amount does not divide."""
    price = -(-amount_minor // quantity) if quantity else 0
    taken_off = price * quantity - amount_minor
    return {
        "id": int(line_id),
        "sku": sku,
        "title": title,
        "quantity": quantity,
        "price": _amount(price, currency),
        "price_set": _set(price, currency),
        "gift_card": False,
        "tax_lines": [],
        "discount_allocations": [
            {
                "amount": _amount(taken_off, currency),
                "amount_set": _set(taken_off, currency),
                "discount_application_index": 0,
            }
        ]
        if taken_off
        else [],
    }


def _signed(
    *, topic: str, body: dict[str, Any], secret: str, at: datetime, delivery_id: str
) -> tuple[dict[str, str], bytes]:
    raw = json.dumps(body, ensure_ascii=False).encode("utf-8")
    return sign(body=raw, secret=secret, at=at, delivery_id=delivery_id, topic=topic), raw


def _set(amount_minor: int, currency: str) -> dict[str, dict[str, str]]:
    money = {"amount": _amount(amount_minor, currency), "currency_code": currency}
    return {"shop_money": money, "presentment_money": dict(money)}


def _amount(amount_minor: int, currency: str) -> str:
    return format(to_decimal(amount_minor, currency), "f")


def _when(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
