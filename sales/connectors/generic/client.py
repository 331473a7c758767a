"""Signatures of the Standard Webhooks specification (standardwebhooks.com, version 1.0.0).

The package ``standardwebhooks`` signs what we send, and the tests check this module against it. It
does not verify here: it reads the clock itself, and decodes base64 so leniently that several
spellings of one signature pass.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sales.connectors.shapes import BadSignature, Delivery
from sales.connectors.signing import any_signature_matches, header

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
SECRET_PREFIX = "whsec_"  # noqa: S105 - the scheme's public prefix, not a secret

FUTURE_TOLERANCE = timedelta(minutes=5)
"""How far ahead of ours the sender's clock may run. There is no limit into the past: the id is under
the signature and kept for ever, so a repeated delivery is known however old it is, and an honest one
that waited out a long breakdown is still an order."""

_MAX_SIGNATURES = 8  # one for each secret while one is replaced; more is not a shop
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")  # no point: it parts the signed text
_TIMESTAMP = re.compile(r"[0-9]{1,11}")
_TYPE = re.compile(r"[a-z0-9_.]{1,64}")


def verify(
    *, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], at: datetime
) -> Delivery:
    """Check that id, timestamp and raw body are signed by one of the secrets.

    A secret is "whsec_" and base64, as the specification writes it; the prefix may be missing. The
    topic is the body's ``type``, so it is under the signature too. Raises BadSignature.
    """
    delivery_id = header(headers, ID_HEADER)
    timestamp = header(headers, TIMESTAMP_HEADER)
    given = header(headers, SIGNATURE_HEADER).split(" ")
    if not _ID.fullmatch(delivery_id) or not _TIMESTAMP.fullmatch(timestamp):
        raise BadSignature("The delivery id or the timestamp is malformed.")
    if len(given) > _MAX_SIGNATURES:
        raise BadSignature("There are too many signatures.")
    matched = any_signature_matches(
        candidates=[part.removeprefix("v1,") for part in given if part.startswith("v1,")],
        keys=[signing_key(secret) for secret in secrets],
        message=b".".join([delivery_id.encode("ascii"), timestamp.encode("ascii"), body]),
    )
    if not matched:
        raise BadSignature("The signature does not match the delivery.")
    if int(timestamp) > at.astimezone(UTC).timestamp() + FUTURE_TOLERANCE.total_seconds():
        raise BadSignature("The timestamp lies in the future.")
    return Delivery(delivery_id=delivery_id, topic=_topic(body))


def signing_key(secret: str) -> bytes:
    """The key's bytes; none for a secret that is not base64, which then matches nothing."""
    encoded = secret.removeprefix(SECRET_PREFIX)
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _topic(body: bytes) -> str:
    """The body's ``type``, or "": a signed body we cannot read is kept, and refused by ``read``."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    topic = message.get("type") if isinstance(message, dict) else None
    return topic if isinstance(topic, str) and _TYPE.fullmatch(topic) else ""
