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
_DIGEST = b"convive-bundle-v1\x00"


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


def bundle_bytes(
    *,
    sealed_text: str,
    root: str,
    log: Sequence[LogLine],
    revealed: JsonObject | None = None,
    result_text: str | None = None,
    seed: str | None = None,
) -> bytes:
    """The file to publish, as of the log's last line, laid together from canonical texts.

    `sealed_text` and `result_text` (`DrawResult.text`) may hold a million entrants and never change
    once stored: they are taken as they are, so a longer log costs one pass of SHA-256 over the
    file. Before the draw `revealed`, `result_text` and `seed` are None. Raises BundleRefused when
    log, root and result are not of one draw, BrokenLog when the chain does not hold.
    """
    check_chain(log)
    if not log or log[0].kind != LogKind.SEALED or log[0].data["root"] != root:
        raise BundleRefused("The log does not begin with the sealing of this root.")
    is_drawn = any(line.kind == LogKind.DRAWN for line in log)
    if {revealed is None, result_text is None, seed is None} != {not is_drawn}:
        raise BundleRefused("The log and the result disagree on whether the draw took place.")
    head = f'{{"bundle":"{BUNDLE}",'.encode()
    # Each text becomes bytes once: one sign beyond Latin-1 doubles the weight of a whole str.
    rest = [
        f'"log":{canonical_text([line.public() for line in log])},"result":'.encode(),
        (result_text or "null").encode(),
        f',"revealed":{canonical_text(revealed)},"root":"{root}","sealed":'.encode(),
        sealed_text.encode(),
        f',"seed":{canonical_text(seed)}}}'.encode(),
    ]
    digest = sha256(_DIGEST + head)
    for part in rest:
        digest.update(part)
    return b"".join((head, f'"digest":"{digest.hexdigest()}",'.encode(), *rest))


def build_bundle(
    *,
    sealed_text: str,
    log: Sequence[LogLine],
    revealed: JsonObject | None = None,
    result: DrawResult | None = None,
) -> JsonObject:
    """The bundle of `bundle_bytes` as an object, with the sealed text checked too.

    Raises also NotCanonical when the sealed text was changed.
    """
    sealed = read_sealed(sealed_text)
    if result is not None and result.root != sealed.root:
        raise BundleRefused("The result belongs to another sealed object.")
    raw = bundle_bytes(
        sealed_text=sealed_text,
        root=sealed.root,
        log=log,
        revealed=revealed,
        result_text=result.text() if result else None,
        seed=result.seed if result else None,
    )
    bundle: JsonObject = parse_json(raw.decode())
    return bundle


def digest_of(bundle: Mapping[str, object]) -> str:
    """Hex SHA-256 over "convive-bundle-v1", 0x00 and the canonical bundle without its digest."""
    rest = {key: value for key, value in bundle.items() if key != "digest"}
    return sha256(_DIGEST + canonical_bytes(rest)).hexdigest()


def bundle_text(bundle: JsonObject) -> str:
    """The file to publish: canonical text, so that equal bundles are equal files."""
    return canonical_text(bundle)
