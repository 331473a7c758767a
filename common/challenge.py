"""A small piece of work for a browser, asked of it under suspicion: nobody else is asked anything.

The browser looks for a number with which the SHA-256 of challenge and number begins with enough zero
bits (static/js/challenge.js): about a second for a telephone. It is no wall, and quick for whoever writes a
program for it; it sorts out those that only send forms. Each challenge is taken from the person and for
the campaign it was made for, within two hours; twice too, for whoever presses twice: nobody applies twice.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.core import signing

BITS = 14  # sixteen thousand tries on average
VALID = timedelta(hours=2)
_SALT = "convive.challenge"


def make(*, of: str, at: datetime) -> str:
    """Return a challenge for ``of``, a name of who has to solve it for what."""
    return signing.Signer(salt=_SALT).sign(
        f"{_seconds(at)}.{_name(of)}.{secrets.token_urlsafe(12)}"
    )


def solved(*, challenge: str, answer: str, of: str, at: datetime) -> bool:
    """Whether ``answer`` solves a challenge that was made for ``of`` not long ago."""
    try:
        begun, name, _nonce = signing.Signer(salt=_SALT).unsign(challenge).split(".")
    except (signing.BadSignature, ValueError):
        return False
    age = _seconds(at) - int(begun)
    return name == _name(of) and 0 <= age <= VALID.total_seconds() and is_answer(challenge, answer)


def is_answer(challenge: str, answer: str) -> bool:
    """Whether the number ``answer`` gives the challenge enough zero bits."""
    if not (answer.isascii() and answer.isdigit() and len(answer) <= 12):
        return False
    digest = hashlib.sha256(f"{challenge}:{answer}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0


def _name(of: str) -> str:
    return hashlib.sha256(of.encode()).hexdigest()[:16]


def _seconds(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp())
