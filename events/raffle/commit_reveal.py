"""Commit-and-reveal: the explicit fallback when no public beacon can be used (draw-v1, section 5.3).

Weaker than a beacon, and labelled so everywhere: the draw is unpredictable only if at least one
party kept its value secret and did not agree with the others, and a party may spoil the draw by not
revealing (then it is void, in public, and a new one is sealed).
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any


class CommitRevealRefused(ValueError):
    """A value is missing, unknown, or not the one committed to; the message says which."""


class PartyRole(StrEnum):
    """Who commits: exactly one organiser, at least one witness."""

    ORGANISER = "ORGANISER"
    WITNESS = "WITNESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One who commits. `label` is public (a function or an office, not a private person's name)."""

    role: PartyRole
    label: str
    commitment: str


def new_value() -> str:
    """A fresh secret of 32 bytes in hex, to be kept by one party until the sealing is public."""
    return secrets.token_hex(32)


def commitment_to(*, draw_code: str, label: str, value: str) -> str:
    """What a party hands over before the seal: hex SHA-256 over draw, label and value."""
    return sha256(
        b"convive-commit-v1\x00"
        + draw_code.encode()
        + b"\x00"
        + label.encode()
        + b"\x00"
        + _value(label, value)
    ).hexdigest()


def parties_of(randomness: Mapping[str, Any]) -> tuple[Party, ...]:
    """The parties of a sealed header's `randomness` (mode COMMIT_REVEAL), in the sealed order."""
    return tuple(
        Party(role=PartyRole(party["role"]), label=party["label"], commitment=party["commitment"])
        for party in randomness["parties"]
    )


def randomness_from(
    *, draw_code: str, parties: Sequence[Party], values: Mapping[str, str]
) -> bytes:
    """The 32 bytes made of every party's revealed value, in the sealed order of the parties.

    `values` maps label to hex value. Raises CommitRevealRefused if one is missing, unknown or
    other than committed.
    """
    unknown = sorted(set(values) - {party.label for party in parties})
    if unknown:
        raise CommitRevealRefused(f"{unknown[0]!r} committed to nothing in this draw.")
    digest = sha256(b"convive-reveal-v1\x00")
    for party in parties:
        if party.label not in values:
            raise CommitRevealRefused(
                f"{party.label!r} has not revealed yet; the draw needs all {len(parties)} values."
            )
        value = values[party.label]
        made = commitment_to(draw_code=draw_code, label=party.label, value=value)
        if made != party.commitment:
            raise CommitRevealRefused(
                f"The value of {party.label!r} is not the one it committed to before the seal."
            )
        digest.update(_value(party.label, value))
    return digest.digest()


def _value(label: str, value: str) -> bytes:
    try:
        raw = bytes.fromhex(value)
    except ValueError as error:
        raise CommitRevealRefused(f"The value of {label!r} is not hexadecimal.") from error
    if len(raw) != 32 or raw.hex() != value:
        raise CommitRevealRefused(
            f"The value of {label!r} must be 32 bytes: 64 digits 0-9 a-f in lower case."
        )
    return raw
