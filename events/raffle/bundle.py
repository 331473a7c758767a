"""The public bundle: everything a stranger needs to re-run the draw, and nothing personal."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from events.raffle.beacon import BeaconRound
from events.raffle.canonical import canonical_bytes, canonical_text, parse_json
from events.raffle.chains import Chain
from events.raffle.log import LogKind, LogLine, check_chain
from events.raffle.order import DrawResult
from events.raffle.plan import JsonObject
from events.raffle.seal import read_sealed

BUNDLE = "convive-draw-bundle-v1"


class BundleRefused(ValueError):
    """The parts do not belong together; the message says which."""


def revealed_beacon(*, chain: Chain, beacon: BeaconRound, randomness: bytes) -> JsonObject:
    """The bundle's `revealed` for a round that `verify_round` accepted."""
    return {
        "chain": chain.name,
        "mode": "BEACON",
        "previous_signature": beacon.previous_signature,
        "randomness": randomness.hex(),
        "round": beacon.round_number,
        "signature": beacon.signature,
    }


def revealed_values(
    *, header: JsonObject, values: Mapping[str, str], randomness: bytes
) -> JsonObject:
    """The bundle's `revealed` for values that `randomness_from` accepted, in the sealed order."""
    return {
        "mode": "COMMIT_REVEAL",
        "randomness": randomness.hex(),
        "values": [
            {"label": party["label"], "value": values[party["label"]]}
            for party in header["randomness"]["parties"]
        ],
    }


def build_bundle(
    *,
    sealed_text: str,
    log: Sequence[LogLine],
    revealed: JsonObject | None = None,
    result: DrawResult | None = None,
) -> JsonObject:
    """The bundle as of the log's last line. Before the draw `revealed` and `result` are None.

    Raises BundleRefused when log, root and result are not of one draw, BrokenLog when the chain
    does not hold, NotCanonical when the sealed text was changed.
    """
    sealed = read_sealed(sealed_text)
    check_chain(log)
    if not log or log[0].kind != LogKind.SEALED or log[0].data["root"] != sealed.root:
        raise BundleRefused("The log does not begin with the sealing of this root.")
    if (revealed is None) != (result is None):
        raise BundleRefused("Revealed randomness and result go together.")
    if result is not None and result.root != sealed.root:
        raise BundleRefused("The result belongs to another sealed object.")
    if (result is not None) != any(line.kind == LogKind.DRAWN for line in log):
        raise BundleRefused("The log and the result disagree on whether the draw took place.")
    bundle: JsonObject = {
        "bundle": BUNDLE,
        "log": [line.public() for line in log],
        "result": result.public() if result else None,
        "revealed": revealed,
        "root": sealed.root,
        "sealed": parse_json(sealed_text),
        "seed": result.seed if result else None,
    }
    bundle["digest"] = digest_of(bundle)
    return bundle


def digest_of(bundle: Mapping[str, object]) -> str:
    """Hex SHA-256 over "convive-bundle-v1", 0x00 and the canonical bundle without its digest."""
    rest = {key: value for key, value in bundle.items() if key != "digest"}
    return sha256(b"convive-bundle-v1\x00" + canonical_bytes(rest)).hexdigest()


def bundle_text(bundle: JsonObject) -> str:
    """The file to publish: canonical text, so that equal bundles are equal files."""
    return canonical_text(bundle)
