"""Comparing signatures, shared by the connectors."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence

from sales.connectors.shapes import BadSignature


def hmac_sha256_base64(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode("ascii")


def any_signature_matches(
    *, candidates: Sequence[str], keys: Iterable[bytes], message: bytes
) -> bool:
    """Whether a candidate is the HMAC-SHA256 of the message under one of the keys.

    Candidates are compared as text with the one canonical base64 form: another spelling of the same
    bits (hex, padding left out, a newline after it) is refused. All pairs are compared in constant
    time, so the answer's time tells neither which key nor how much of it was right. An empty key
    would let anybody sign, and is passed over.
    """
    matched = False
    for key in keys:
        if not key:
            continue
        expected = hmac_sha256_base64(key, message).encode("ascii")
        for candidate in candidates:
            matched |= hmac.compare_digest(expected, candidate.encode("utf-8", "backslashreplace"))
    return matched


def header(headers: Mapping[str, str], name: str) -> str:
    """A header's value whatever its capitals. Raises BadSignature when it is missing or empty."""
    wanted = name.lower()
    values = [value for key, value in headers.items() if key.lower() == wanted]
    if len(values) != 1 or not values[0]:
        raise BadSignature(f"The header {name} is missing.")
    return values[0]
