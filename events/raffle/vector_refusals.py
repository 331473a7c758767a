"""Refused files of the test vectors: what was changed in a valid one, and the step that says no."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from hashlib import sha256

from events.raffle.canonical import canonical_text
from events.raffle.chains import chain_of
from events.raffle.forging import (
    DEFAULT,
    OTHER,
    QUICKNET,
    REVEAL,
    UNDRAWN,
    Bundle,
    Edit,
    Refusal,
    at,
    copied,
    drop,
    edits_between,
    more,
    put,
    rebuilt,
    refused,
    relogged,
    swap,
)
from events.raffle.order import draw
from events.raffle.plan import JsonObject
from events.raffle.refused_logs import LOG, PROMOTIONS
from events.raffle.seal import read_sealed

HEADER, RANDOMNESS = "sealed.header", "sealed.header.randomness"


def refusals(bundles: Mapping[str, JsonObject], receipt: JsonObject) -> JsonObject:
    """`{"refusals": [...], "texts": [...]}` of refusals.json (draw-v1, section 13)."""
    return {
        "refusals": [_public(one, bundles) for one in (*ALL, *_receipts(receipt))],
        "texts": [
            {"bundle": UNDRAWN, "find": find, "name": name, "put": put, "step": "structure"}
            for name, find, put in TEXTS
        ],
    }


def _public(refusal: Refusal, bundles: Mapping[str, JsonObject]) -> JsonObject:
    whole = bundles[refusal.bundle]
    forged = deepcopy(whole)
    for edit in refusal.edits:
        if isinstance(edit, tuple):
            put(forged, *edit)
        else:
            edit(forged)
    if refusal.again:
        forged = refusal.again(forged)
    return {
        "bundle": refusal.bundle,
        "edits": list(edits_between(whole, forged)),
        "given": refusal.given,
        "name": refusal.name,
        "step": refusal.step,
    }


def _short_key(bundle: Bundle) -> None:
    """A rehearsal chain whose facts fit its key, which has half the bytes."""
    plan = at(bundle, RANDOMNESS)
    key = plan["public_key"][:96]
    group = sha256(b"convive-rehearsal-v1\x00" + bytes.fromhex(key)).hexdigest()
    chain = replace(chain_of(plan), public_key=key, group_hash=group)
    for name in ("public_key", "group_hash", "chain_hash"):
        plan[name] = getattr(chain, name)


def _signature_of_another_round(bundle: Bundle) -> None:
    """Drawn from the signature of a round of quicknet, to the letter: only the key can tell."""
    revealed = bundle["revealed"]
    revealed["signature"] = (
        "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
        "e342b73a8dd2bacbe47e4b6b63ed5e39"
    )
    randomness = sha256(bytes.fromhex(revealed["signature"])).digest()
    revealed["randomness"] = randomness.hex()
    sealed = read_sealed(canonical_text(bundle["sealed"]))
    bundle["result"] = draw(sealed=sealed, randomness=randomness).public()


def _signature_of_other_bytes(signature: str) -> Edit:
    def edit(bundle: Bundle) -> None:
        digest = sha256(bytes.fromhex(signature)).hexdigest()
        bundle["revealed"].update(signature=signature, randomness=digest)

    return edit


def _astray(bundle: Bundle) -> None:
    """An entrant whose stratum is none, missing where the strata are counted."""
    entrant = bundle["sealed"]["entrants"][0]
    for stratum in bundle["sealed"]["header"]["strata"]:
        stratum["entrants"] -= stratum["code"] == entrant["stratum"]
    entrant["stratum"] = "west"


def _mixed_again(bundle: Bundle) -> None:
    """The randomness that the values give, whoever gave them."""
    mixed = sha256(b"convive-reveal-v1\x00")
    for party in bundle["revealed"]["values"]:
        mixed.update(bytes.fromhex(party["value"]))
    bundle["revealed"]["randomness"] = mixed.hexdigest()


def _on_both_lists(bundle: Bundle) -> None:
    """One more entrant and one more verdict of the same id, with every count right."""
    header, sealed = bundle["sealed"]["header"], bundle["sealed"]
    for name in ("entrants", "ineligible"):
        sealed[name].append({**sealed[name][-1], "id": "zz"})
    header["applications"] += 2
    header["eligible"] += 1
    header["ineligible"][sealed["ineligible"][-1]["reason"]] += 1
    for stratum in header["strata"]:
        stratum["entrants"] += stratum["code"] == sealed["entrants"][-1]["stratum"]


def _newcomers_called(bundle: Bundle) -> None:
    """More newcomers asked for than there are certain households of them, and places for them."""
    stratum = at(bundle, f"{HEADER}.strata.1")
    homes = {e["household"] for e in bundle["sealed"]["entrants"] if e["stratum"] == "sud"}
    stratum["quota"] = stratum["min_newcomers"] = len(homes)
    at(bundle, HEADER)["places"] = 2 + len(homes)


def _two_wrongs(bundle: Bundle) -> None:
    """A count in the first stratum, a position in the second: the order is told first."""
    more("result.strata.0.winners")(bundle)
    swap("result.strata.1.order", 0, 1)(bundle)


STRUCTURE = refused(
    "structure",
    ("unknown version of the bundle", ("bundle", "convive-draw-bundle-v2")),
    ("unknown version of the protocol", (f"{HEADER}.protocol", "convive-draw-v2")),
    ("a key too many", (f"{HEADER}.strata.0.more", 1)),
    ("a key missing", drop("sealed.entrants.0", "newcomer")),
    ("true instead of 1", ("sealed.entrants.0.chances", True)),
    ("no chance", ("sealed.entrants.0.chances", 0)),
    ("1001 chances", ("sealed.entrants.0.chances", 1001)),
    ("a number for true", ("sealed.entrants.0.newcomer", 1)),
    ("an object for a list", ("sealed.ineligible", {})),
    ("a list for an object", (f"{HEADER}.ineligible", [])),
    ("a number as text", (f"{HEADER}.places", "3")),
    ("no place in a stratum", (f"{HEADER}.strata.0.quota", 0)),
    ("a negative count", ("result.strata.0.holdout", -1)),
    ("capitals in a hash", ("root", OTHER.upper())),
    ("a hash too short", ("seed", OTHER[:-1])),
    ("half a byte", ("revealed.signature", "abc")),
    ("empty text", (f"{HEADER}.campaign", "")),
    ("a code of 65 letters", ("sealed.entrants.0.id", "a" * 65)),
    ("a moment that is not", (f"{HEADER}.sealed_at", "2026-02-30T18:00:00Z")),
    ("a moment of the year 999", (f"{HEADER}.sealed_at", "0999-11-21T18:00:00Z")),
    ("a moment at 24 o’clock", (f"{HEADER}.sealed_at", "2026-11-21T24:00:00Z")),
    ("a moment with an offset", (f"{HEADER}.sealed_at", "2026-11-21T18:00:00+00:00")),
    ("an unknown rule of overflow", (f"{HEADER}.overflow", "SHARE")),
    ("an unknown chain", (f"{RANDOMNESS}.chain", "fastnet")),
    ("an unknown scheme", (f"{RANDOMNESS}.scheme", "bls-unchained")),
    ("a period of no second", (f"{RANDOMNESS}.period_s", 0)),
    ("a period that needs five bytes", (f"{RANDOMNESS}.period_s", 2**32)),
    ("a genesis beyond 2^40", (f"{RANDOMNESS}.genesis_time", 2**40 + 1)),
    ("an unknown mode", ("revealed.mode", "DICE")),
    ("a reason counted 0 times", (f"{HEADER}.ineligible.TOO_OLD", 0)),
    ("a result without its seed", ("seed", None)),
    ("nobody's line", ("log.0.by", "")),
)
LIST = (
    *refused(
        "root",
        ("an entrant added", copied("sealed.entrants", -1, id="zz", household="0" * 32)),
        ("an entrant removed", drop("sealed.entrants", 1)),
        ("an entrant edited", more("sealed.entrants.2.chances")),
        ("a quota changed", more(f"{HEADER}.strata.0.quota")),
        ("a verdict changed", ("sealed.ineligible.0.reason", "TOO_OLD")),
        ("the root changed", ("root", OTHER)),
        again=relogged,
    ),
    Refusal("given root", "another root noted", given={"root": OTHER}),
    *refused(
        "plan",
        ("entrants out of order", swap("sealed.entrants", 0, 1)),
        ("verdicts out of order", swap("sealed.ineligible", 0, 1)),
        ("a reason miscounted", more(f"{HEADER}.ineligible.TOO_YOUNG")),
        ("an entrant twice", copied("sealed.entrants", 3)),
        ("entrant and ineligible", _on_both_lists),
        ("an entrant added", copied("sealed.entrants", -1, id="zz", household="0" * 32)),
        ("applications miscounted", more(f"{HEADER}.applications")),
        ("eligible miscounted", more(f"{HEADER}.eligible")),
        ("households miscounted", more(f"{HEADER}.households")),
        ("a reason that nobody has", (f"{HEADER}.ineligible.TOO_OLD", 1)),
        ("a stratum's entrants miscounted", more(f"{HEADER}.strata.0.entrants")),
        ("more places than quotas", more(f"{HEADER}.places")),
        ("no stratum", (f"{HEADER}.strata", [])),
        ("strata out of order", swap(f"{HEADER}.strata", 0, 1)),
        ("a stratum of nobody", (f"{HEADER}.overflow", "POOL"),
         copied(f"{HEADER}.strata", 1, code="west", entrants=0, quota=1),
         more(f"{HEADER}.places")),
        ("an entrant of no stratum", _astray),
        ("a quota that cannot be kept", (f"{HEADER}.strata.0.quota", 9), (f"{HEADER}.places", 10)),
        ("an arm that cannot be kept", (f"{HEADER}.strata.0.holdout", 9)),
        ("more places than households, whatever the region", (f"{HEADER}.overflow", "POOL"),
         (f"{HEADER}.strata.0.quota", 20), (f"{HEADER}.places", 21)),
        ("more newcomers than places", (f"{HEADER}.strata.1.min_newcomers", 2)),
        ("more newcomers than there are", _newcomers_called),
        ("a window that ends before it begins", (f"{HEADER}.measurement.until_date", "2026-12-01")),
        again=rebuilt,
    ),
)  # fmt: skip
CHANCE = (
    *refused(
        "randomness plan",
        ("a rehearsal key of 48 bytes", _short_key),
        ("a rehearsal named otherwise", (f"{RANDOMNESS}.beacon_id", "quicknet")),
        ("a rehearsal of the other scheme", (f"{RANDOMNESS}.scheme", "pedersen-bls-chained")),
        ("another group hash", (f"{RANDOMNESS}.group_hash", OTHER)),
        ("another chain hash", (f"{RANDOMNESS}.chain_hash", OTHER)),
        ("a rehearsal called quicknet", (f"{RANDOMNESS}.chain", "quicknet")),
        ("a round due at another moment", more(f"{RANDOMNESS}.round")),
        ("a round beyond all dates", (f"{RANDOMNESS}.round", 2**53 - 1)),
        ("a round due at the seal", (f"{HEADER}.sealed_at", "2026-11-21T18:20:02Z"),
         ("log.0.at", "2026-11-21T18:20:02Z")),
        again=rebuilt,
    ),
    *refused(
        "randomness plan",
        ("quicknet with another genesis", more(f"{RANDOMNESS}.genesis_time")),
        ("a public round 599 seconds ahead", (f"{HEADER}.sealed_at", "2023-08-23T15:55:25Z"),
         ("log.0.at", "2023-08-23T15:55:25Z")),
        again=rebuilt,
        bundle=QUICKNET,
    ),
    *refused(
        "randomness plan",
        ("one party alone", drop(f"{RANDOMNESS}.parties", slice(1, None))),
        ("the witness first", swap(f"{RANDOMNESS}.parties", 0, 1)),
        ("two organisers", (f"{RANDOMNESS}.parties.1.role", "ORGANISER")),
        ("one commitment twice", copied(f"{RANDOMNESS}.parties", 1, label="Another")),
        ("one label twice", copied(f"{RANDOMNESS}.parties", 1, commitment=OTHER)),
        again=rebuilt,
        bundle=REVEAL,
    ),
    *refused(
        "randomness",
        ("another round", more("revealed.round")),
        ("another chain", ("revealed.chain", "quicknet")),
        ("a chain of no name", ("revealed.chain", "dice")),
        ("another randomness", ("revealed.randomness", OTHER)),
        ("another signature", ("revealed.signature", "ab" * 48)),
        ("a signature of 96 bytes", _signature_of_other_bytes("ab" * 96)),
        ("a previous signature on an unchained one", ("revealed.previous_signature", "ab" * 48)),
        ("the other mode", ("revealed", {"mode": "COMMIT_REVEAL", "randomness": OTHER, "values": []})),
        again=rebuilt,
    ),
    *refused("randomness", ("no previous signature", ("revealed.previous_signature", None)),
            again=rebuilt, bundle=DEFAULT),
    *refused(
        "randomness",
        ("another value", ("revealed.values.0.value", OTHER), _mixed_again),
        ("values in another order", swap("revealed.values", 0, 1), _mixed_again),
        ("a value missing", drop("revealed.values", -1), _mixed_again),
        ("a value that no party gave", copied("revealed.values", -1), _mixed_again),
        ("another randomness of the values", ("revealed.randomness", OTHER)),
        again=rebuilt,
        bundle=REVEAL,
    ),
    *refused("signature", ("the signature of another round", _signature_of_another_round),
            again=rebuilt),
    *refused("seed", ("another seed", ("seed", OTHER)), again=relogged),
)  # fmt: skip
RESULT = (
    *refused(
        "order",
        ("an entrant edited", more("sealed.entrants.2.chances")),
        ("two positions swapped", swap("result.strata.0.order", 0, -1)),
        ("the last position left out", drop("result.strata.0.order", -1)),
        ("a wrong count in one stratum, a wrong position in the next", _two_wrongs),
        again=rebuilt,
    ),
    *refused(
        "selection",
        ("one winner more", more("result.strata.0.winners"), more("result.strata.0.alternates", -1)),
        ("one holdout less", more("result.strata.0.holdout", -1)),
        ("the strata swapped", swap("result.strata", 0, 1)),
        ("a stratum left out", drop("result.strata", 1)),
        ("another stands for a household", ("result.same_household.0.stands", "zz")),
        ("a household too many", copied("result.same_household", -1)),
        ("a household forgotten", drop("result.same_household", 0)),
        again=rebuilt,
    ),
)  # fmt: skip
DIGEST = Refusal("digest", "another digest", (("digest", OTHER),))
ALL = (*STRUCTURE, *LIST, *CHANCE, *RESULT, *LOG, *PROMOTIONS, DIGEST)

TEXTS = (
    ("a key twice", '{"bundle":', '{"bundle":"a","bundle":'),
    ("a fraction", '"chances":1,', '"chances":1.0,'),
    ("an exponent", '"chances":1,', '"chances":1e0,'),
    ("not a number", '"chances":1,', '"chances":NaN,'),
    ("less than nothing", '"share_only":0,', '"share_only":-0,'),
    ("an integer beyond 2^53 - 1", '"round":', '"round":90071992547'),
    ("half a sign", '"A draw was', '"\\ud800 was'),
    ("not in form C", '"A draw was', '"e\\u0301 was'),
    ("a control character", '"A draw was', '"\\u0007 was'),
    ("a byte order mark", '{"bundle":', '\ufeff{"bundle":'),
    ("not complete", ',"seed":null}', ',"seed":null'),
    ("more behind the end", ',"seed":null}', ',"seed":null} {}'),
)


def _receipts(receipt: JsonObject) -> tuple[Refusal, ...]:
    """The vector's receipt with one thing changed, given with the list that it belongs to."""
    private = {**receipt["private"], "receipt": "R-0"}
    changes = {
        "draw_code": "D-ELSE", "entrant_id": "e-nobody", "index": receipt["index"] - 1,
        "leaf": OTHER, "private": private, "receipt": "convive-draw-receipt-v2", "root": OTHER,
        "salt": OTHER,
    }  # fmt: skip
    changed = [(f"{key} of the receipt changed", {key: value}) for key, value in changes.items()]
    changed.append(("a receipt of the header", {"index": 0}))
    changed.append(("a receipt beyond the list", {"index": 1000}))
    changed.append(("a key too many in the receipt", {"more": 1}))
    return tuple(
        Refusal("receipt", name, bundle=UNDRAWN, given={"receipt": {**receipt, **change}})
        for name, change in changed
    )
