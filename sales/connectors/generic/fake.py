"""A shop that signs as Standard Webhooks asks, for tests, the demo and rehearsals.

Its bodies are held to the shape of ``fixtures/`` and its signatures to the ``standardwebhooks``
package by the tests. Each function returns (headers, body), ready to post.
"""

import json
import secrets as random_source
from base64 import b64encode
from datetime import datetime
from typing import Any

from common.money import to_decimal
from sales.connectors.generic.client import (
    ID_HEADER,
    SECRET_PREFIX,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    signing_key,
)
from sales.connectors.shapes import IncomingOrder, IncomingRefund
from sales.connectors.signing import hmac_sha256_base64


def new_secret() -> str:
    """A fresh secret of 256 random bits, written as the specification writes it."""
    return SECRET_PREFIX + b64encode(random_source.token_bytes(32)).decode("ascii")


def order_delivery(
    *,
    order: IncomingOrder,
    secret: str,
    at: datetime,
    delivery_id: str,
    topic: str = "order.created",
) -> tuple[dict[str, str], bytes]:
    """The delivery that ``read`` turns back into ``order`` (times to the second).

    The order's state is its topic: give "order.cancelled" for a cancelled one.
    """
    data = {
        "id": order.external_id,
        "number": order.number,
        "placed_at": _when(order.placed_at),
        "updated_at": _when(order.updated_at),
        "currency": order.currency,
        "net": _amount(order.net_minor, order.currency),
        "gross": _amount(order.gross_minor, order.currency),
        "lines": [
            {
                "id": line.external_id,
                "sku": line.sku,
                "title": line.title,
                "quantity": line.quantity,
                "amount": _amount(line.amount_minor, order.currency),
            }
            for line in order.lines
        ],
        "email": order.email,
        "customer_id": order.customer_id,
        "promo_codes": list(order.promo_codes),
        "click_id": order.click_id,
        "host_name": order.host_name_declared,
        "test": order.is_test,
    }
    return _signed(topic=topic, data=data, secret=secret, at=at, delivery_id=delivery_id)


def refund_delivery(
    *, refund: IncomingRefund, secret: str, at: datetime, delivery_id: str
) -> tuple[dict[str, str], bytes]:
    """The delivery that ``read`` turns back into ``refund`` (times to the second)."""
    data = {
        "id": refund.external_id,
        "order_id": refund.order_external_id,
        "amount": _amount(refund.amount_minor, refund.currency),
        "currency": refund.currency,
        "at": _when(refund.at),
        "whole": refund.whole,
        "lines": [
            {
                "line_id": line.line_external_id,
                "quantity": line.quantity,
                "amount": _amount(line.amount_minor, refund.currency),
            }
            for line in refund.lines
        ],
    }
    return _signed(topic="order.refunded", data=data, secret=secret, at=at, delivery_id=delivery_id)


def sign(*, body: bytes, secret: str, at: datetime, delivery_id: str) -> dict[str, str]:
    """The headers for any body, right or wrong."""
    timestamp = str(int(at.timestamp()))
    message = b".".join([delivery_id.encode("ascii"), timestamp.encode("ascii"), body])
    return {
        ID_HEADER: delivery_id,
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: f"v1,{hmac_sha256_base64(signing_key(secret), message)}",
    }


def _signed(
    *, topic: str, data: dict[str, Any], secret: str, at: datetime, delivery_id: str
) -> tuple[dict[str, str], bytes]:
    message = {"type": topic, "timestamp": _when(at), "data": data}
    body = json.dumps(message, ensure_ascii=False).encode("utf-8")
    return sign(body=body, secret=secret, at=at, delivery_id=delivery_id), body


def _when(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _amount(amount_minor: int, currency: str) -> str:
    return format(to_decimal(amount_minor, currency), "f")
