"""Beacon rounds: read, checked against the chain's key, or signed for the rehearsal chain.

The signature decides, not the relay that delivered it: a round may be fetched, pasted or read from
a file. All cryptography of curves goes through `_signature_holds`.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from events.raffle.canonical import NotCanonical, parse_json
from events.raffle.chains import CHAINED, Chain

_G1_DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
_G2_DST = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
_HEX = re.compile(r"(?:[0-9a-f]{2})+\Z")


class BeaconRefused(ValueError):
    """The round cannot be used for this draw; the message says why and what to do."""


class UnreadableRound(BeaconRefused):
    """The text is not a drand round."""


class WrongRound(BeaconRefused):
    """A true round, perhaps, but not the one that was sealed."""


class WrongChain(BeaconRefused):
    """The round belongs to another chain than the sealed one."""


class BadSignature(BeaconRefused):
    """The signature is not the chain's signature of that round."""


class EditedRandomness(BeaconRefused):
    """The randomness written beside the signature is not the signature's hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeaconRound:
    """A round as a relay publishes it, hex in lower case. Randomness and chain hash may be absent:
    they are never trusted, only compared.
    """

    round_number: int
    signature: str
    previous_signature: str | None = None
    randomness: str | None = None
    chain_hash: str | None = None


def read_round(text: str) -> BeaconRound:
    """A round from the JSON that drand relays answer, pasted or from a file.

    Raises UnreadableRound. Unknown keys are ignored; what is read is checked by `verify_round`.
    """
    if len(text) > 10_000:
        raise UnreadableRound("This text is too long for one beacon round.")
    try:
        value = parse_json(text.strip())
    except NotCanonical as error:
        raise UnreadableRound(f"This is not a beacon round: {error}") from error
    if not isinstance(value, dict):
        raise UnreadableRound("This is not a beacon round: an object in braces is expected.")
    number = value.get("round")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise UnreadableRound("This is not a beacon round: the round number is missing.")
    signature = _hex(value, "signature")
    if signature is None:
        raise UnreadableRound("This is not a beacon round: the signature is missing.")
    return BeaconRound(
        round_number=number,
        signature=signature,
        previous_signature=_hex(value, "previous_signature"),
        randomness=_hex(value, "randomness"),
        chain_hash=_hex(value, "chain_hash"),
    )


def verify_round(*, chain: Chain, expected_round: int, beacon: BeaconRound) -> bytes:
    """The 32 bytes of randomness of the sealed round, once its signature is verified.

    Raises WrongRound, WrongChain, BadSignature or EditedRandomness, each with the reason.
    """
    if beacon.chain_hash is not None and beacon.chain_hash != chain.chain_hash:
        raise WrongChain(
            f"This round comes from chain {beacon.chain_hash[:12]}…, "
            f"the draw names {chain.name} ({chain.chain_hash[:12]}…)."
        )
    if beacon.round_number != expected_round:
        raise WrongRound(
            f"This is round {beacon.round_number}, the draw was sealed for round {expected_round}."
        )
    try:
        signature = bytes.fromhex(beacon.signature)
        previous = bytes.fromhex(beacon.previous_signature or "")
    except ValueError as error:
        raise BadSignature("The signature is not written in hexadecimal.") from error
    if len(signature) != chain.signature_bytes:
        raise WrongChain(
            f"A signature of {chain.name} has {chain.signature_bytes} bytes, "
            f"this one has {len(signature)}: the round comes from another chain."
        )
    if chain.scheme == CHAINED:
        if len(previous) != 96 and not (expected_round == 1 and len(previous) == 32):
            raise BadSignature(
                f"A round of {chain.name} needs the previous round's signature; it is missing."
            )
    elif previous:
        raise WrongChain(
            f"Rounds of {chain.name} carry no previous signature: this one is of another chain."
        )
    if not _signature_holds(chain, expected_round, signature, previous):
        raise BadSignature(
            f"The signature is not {chain.name}'s signature of round {expected_round}. "
            "Fetch the round again from another relay."
        )
    randomness = sha256(signature).digest()
    if beacon.randomness is not None and beacon.randomness != randomness.hex():
        raise EditedRandomness(
            "The signature is right, but the randomness beside it was changed: "
            "it must be the signature's SHA-256."
        )
    return randomness


def make_rehearsal_key(seed: bytes) -> tuple[bytes, bytes]:
    """(secret of 32 bytes, public key of 96 bytes) for a rehearsal chain, from 32 random bytes."""
    from py_arkworks_bls12381 import G2Point, Scalar

    if len(seed) < 32:
        raise ValueError("A rehearsal key is made from at least 32 random bytes.")
    secret = Scalar.from_be_bytes_mod_order(sha256(b"convive-rehearsal-key\x00" + seed).digest())
    return secret.to_be_bytes(), (G2Point() * secret).to_compressed_bytes()


def sign_round(*, chain: Chain, secret: bytes, round_number: int) -> BeaconRound:
    """The rehearsal chain's answer for one round: the same shape as a relay's."""
    from py_arkworks_bls12381 import G1Point, Scalar

    if chain.name != "rehearsal":
        raise ValueError("Only the rehearsal chain is signed here.")
    point = G1Point.hash_to_curve(_message(chain, round_number, b""), _G1_DST)
    signature = (point * Scalar.from_be_bytes(secret)).to_compressed_bytes()
    return BeaconRound(
        round_number=round_number,
        signature=signature.hex(),
        randomness=sha256(signature).hexdigest(),
        chain_hash=chain.chain_hash,
    )


def _message(chain: Chain, round_number: int, previous: bytes) -> bytes:
    prefix = previous if chain.scheme == CHAINED else b""
    return sha256(prefix + round_number.to_bytes(8, "big")).digest()


def _signature_holds(chain: Chain, round_number: int, signature: bytes, previous: bytes) -> bool:
    """BLS12-381 check e(signature, generator) == e(H(message), key): the only door to the library.

    The library is imported here so that ordering and sealing work without it.
    """
    from py_arkworks_bls12381 import GT, G1Point, G2Point

    message = _message(chain, round_number, previous)
    key = bytes.fromhex(chain.public_key)
    try:
        if chain.scheme == CHAINED:
            on_g2 = G2Point.from_compressed_bytes(signature)
            if on_g2 == G2Point.identity():
                return False
            hashed = G2Point.hash_to_curve(message, _G2_DST)
            return GT.pairing_check(
                [-G1Point(), G1Point.from_compressed_bytes(key)], [on_g2, hashed]
            )
        on_g1 = G1Point.from_compressed_bytes(signature)
        if on_g1 == G1Point.identity():
            return False
        point = G1Point.hash_to_curve(message, _G1_DST)
        return GT.pairing_check([on_g1, point], [-G2Point(), G2Point.from_compressed_bytes(key)])
    except ValueError:  # not a point of the curve, or outside its subgroup
        return False


def _hex(value: dict[str, Any], key: str) -> str | None:
    found = value.get(key)
    if found is None or found == "":
        return None
    if not isinstance(found, str) or not _HEX.match(found.lower()):
        raise UnreadableRound(f"This is not a beacon round: {key} is not hexadecimal.")
    return found.lower()
