"""Codes that go into links, receipts and promo fields.

Crockford's base 32 leaves out I, L, O and U: it can be read aloud and typed from paper.
"""

import re
import secrets
import uuid

from common import chance, clock

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Promo codes also leave out 0, 1, 5, 8, B and S: people copy them from a hang-tag in poor light.
PROMO = "234679ACDEFGHJKMNPQRTVWXYZ"
CAPABILITY_LENGTH = 27  # 135 bits
SLUG_LENGTH = 10  # 50 bits
PROMO_LENGTH = 8


def capability() -> str:
    """Return a code that is itself the permission (27 characters, 135 bits)."""
    return _random(CROCKFORD, CAPABILITY_LENGTH)


def slug(*, of: str = "") -> str:
    """Return a short code for shared links (10 characters, 50 bits); reveals nothing alone.

    ``of``, as ``chance.token`` takes it, for a code on which the result of a draw depends.
    """
    return _crockford(SLUG_LENGTH, of) if of else _random(CROCKFORD, SLUG_LENGTH)


def promo() -> str:
    """Return an 8-character promo code without look-alikes."""
    return _random(PROMO, PROMO_LENGTH)


def uuid7() -> uuid.UUID:
    """Return a UUIDv7 (RFC 9562): 48 bits of milliseconds, then random bits; sorts by time."""
    stamp = int(clock.now().timestamp() * 1000) & ((1 << 48) - 1)
    value = stamp << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def receipt(prefix: str, *, of: str) -> str:
    """Return a receipt number such as ``ALMA-7Q4K-2M9X`` (40 random bits).

    ``of`` as ``chance.token`` takes it: the number stands in what a draw seals.
    """
    letters = re.sub(r"[^A-Z]", "", prefix.upper())[:4] or "CVV"
    number = _crockford(8, of)
    return f"{letters}-{number[:4]}-{number[4:]}"


def normalise(code: str) -> str:
    """Read a typed code kindly: case, spaces, and the letters people confuse (O, I, L)."""
    return re.sub(r"[\s]", "", code).upper().replace("O", "0").replace("I", "1").replace("L", "1")


def _crockford(length: int, of: str) -> str:
    return "".join(CROCKFORD[byte % len(CROCKFORD)] for byte in chance.token(length, of=of))


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
