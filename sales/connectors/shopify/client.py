"""Is this delivery Shopify's? Source: Shopify's "Verify webhook deliveries" (API 2024-10)."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sales.connectors.shapes import BadSignature, Delivery
from sales.connectors.signing import any_signature_matches, header

SIGNATURE_HEADER = "X-Shopify-Hmac-Sha256"
DELIVERY_HEADER = "X-Shopify-Webhook-Id"
TOPIC_HEADER = "X-Shopify-Topic"

_DELIVERY_ID = re.compile(r"[\x21-\x7e]{1,128}")
_TOPIC = re.compile(r"[a-z_]{1,64}/[a-z_]{1,64}")


def verify(
    *, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], at: datetime
) -> Delivery:
    """Check the base64 HMAC-SHA256 of the raw body; ``secrets`` are the app's client secrets.

    Only the body is signed. The delivery id and the topic are not, so whoever holds one true
    delivery can send it again under others: what is done with it must rest on ids and states in
    the body. ``at`` is not used: Shopify repeats a delivery unchanged for hours. Raises
    BadSignature.
    """
    signature = header(headers, SIGNATURE_HEADER)
    keys = [secret.encode("utf-8") for secret in secrets]
    if not any_signature_matches(candidates=[signature], keys=keys, message=body):
        raise BadSignature("The signature does not match the body.")
    delivery_id, topic = header(headers, DELIVERY_HEADER), header(headers, TOPIC_HEADER)
    if not _DELIVERY_ID.fullmatch(delivery_id) or not _TOPIC.fullmatch(topic):
        raise BadSignature("The delivery id or the topic is malformed.")
    return Delivery(delivery_id=delivery_id, topic=topic)
