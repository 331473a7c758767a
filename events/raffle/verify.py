"""Re-run a published Convive draw: one file, standard library only, Python 3.8 or newer, no network.

    python3 -I verify.py BUNDLE.json [--root HEX] [--receipt FILE_OR_JSON] [--log-head HEX]
                         [--skip-signature | --require-signature]

Written from docs/protocol/draw-v1.md alone and imports nothing of Convive. It prints each step and
ends with "VALID...", exit 0, or "NO: <step>: <what differs>", exit 1.

A bundle alone shows that the winners follow from the list and the randomness. That the list was not
rebuilt afterwards is shown by --root, with the root from a receipt mail sent before the round.
"""

# This file runs on Python 3.8, where newer spellings (unions with |, zip strict, UTC) do not exist.
# ruff: noqa: B905, UP006, UP017, UP035, UP045

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import re
import sys
import unicodedata
from datetime import datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NoReturn, Optional, Tuple

PROTOCOL, BUNDLE, RECEIPT = "convive-draw-v1", "convive-draw-bundle-v1", "convive-draw-receipt-v1"
CHAINED, UNCHAINED = "pedersen-bls-chained", "bls-unchained-g1-rfc9380"
PINNED = {
    "quicknet": {
        "beacon_id": "quicknet",
        "chain_hash": "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
        "genesis_time": 1692803367,
        "group_hash": "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
        "period_s": 3,
        "public_key": "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
        "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
        "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
        "scheme": UNCHAINED,
    },
    "default": {
        "beacon_id": "default",
        "chain_hash": "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
        "genesis_time": 1595431050,
        "group_hash": "176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a",
        "period_s": 30,
        "public_key": "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a5699"
        "37c529eeda66c7293784a9402801af31",
        "scheme": CHAINED,
    },
}
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
Json = Dict[str, Any]
Check = Callable[[Any, str], None]


class No(Exception):
    """The bundle is refused: at which step, and what differs."""

    def __init__(self, step: str, what: str) -> None:
        super().__init__(f"{step}: {what}")


def ok(step: str, what: str) -> None:
    print(f"ok  {step}: {what}")


def aside(step: str, what: str) -> None:
    print(f"--  {step}: {what}")


# Reading: strict JSON, then the exact shape of every object ------------------------------------


def read_json(text: str, step: str) -> Any:
    def unique(pairs: List[Tuple[str, Any]]) -> Json:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise No(step, f"the key {twice!r} stands twice in one object")
        return found

    def integer(digits: str) -> int:
        if digits == "-0" or len(digits) > 17 or abs(int(digits)) > 2**53 - 1:
            raise No(step, f"{digits[:20]} is not an integer of the protocol")
        return int(digits)

    def no_float(digits: str) -> NoReturn:
        raise No(step, f"{digits[:20]} is not an integer")

    try:
        value = json.loads(
            text,
            object_pairs_hook=unique,
            parse_int=integer,
            parse_float=no_float,
            parse_constant=no_float,
        )
    except (ValueError, RecursionError) as error:
        raise No(
            step, f"this is not complete JSON ({error}); download the file again, whole"
        ) from None
    check_texts(value, step)
    return value


def check_texts(value: Any, step: str) -> None:
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return  # such text is in NFC and holds no control character
        if CONTROL.search(value) or not unicodedata.is_normalized("NFC", value):
            raise No(step, f"text with control characters or not in NFC: {ascii(value)[:60]}")
    elif isinstance(value, dict):
        for key, item in value.items():
            check_texts(key, step)
            check_texts(item, step)
    elif isinstance(value, list):
        for item in value:
            check_texts(item, step)


canonical_text = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: Any) -> bytes:
    return canonical_text(value).encode("utf-8")


def canonical_pieces(value: Any) -> Iterator[bytes]:
    """The same bytes piece by piece: of a million entrants they are never all there at once."""
    if isinstance(value, dict):
        yield b"{"
        for n, key in enumerate(sorted(value)):
            yield (b"," if n else b"") + canonical(key) + b":"
            yield from canonical_pieces(value[key])
        yield b"}"
    elif isinstance(value, list):
        yield b"["
        for start in range(0, len(value), 1000):
            yield (b"," if start else b"") + canonical(value[start : start + 1000])[1:-1]
        yield b"]"
    else:
        yield canonical(value)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def tagged(tag: str, value: Any) -> str:
    made = hashlib.sha256(tag.encode() + b"\x00")
    for piece in canonical_pieces(value):
        made.update(piece)
    return made.hexdigest()


def refuse(where: str, what: str) -> NoReturn:
    raise No("structure", f"{where} {what}")


def a_text(value: Any, where: str) -> None:
    if not isinstance(value, str) or not value:
        refuse(where, "must be text")


def matching(pattern: str, name: str) -> Check:
    compiled = re.compile(pattern + r"\Z")

    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or not compiled.match(value):
            refuse(where, f"must be {name}, not {ascii(value)[:60]}")

    return check


def an_int(low: int, high: int = 2**53 - 1) -> Check:
    def check(value: Any, where: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            refuse(where, f"must be an integer from {low} to {high}, not {ascii(value)[:60]}")

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or value not in allowed:
            refuse(where, f"must be one of {', '.join(allowed)}, not {ascii(value)[:60]}")

    return check


def version(known: str) -> Check:
    def check(value: Any, where: str) -> None:
        if value != known:
            refuse(
                where,
                f"must be {known}, not {ascii(value)[:60]}; this verifier knows no other version: "
                "take the one that lies beside the file, on the page of its draw",
            )

    return check


def or_null(inner: Check) -> Check:
    def check(value: Any, where: str) -> None:
        if value is not None:
            inner(value, where)

    return check


def list_of(inner: Check) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, list):
            refuse(where, "must be a list")
        for position, item in enumerate(value):
            inner(item, f"{where}[{position}]")

    return check


def shape(**keys: Check) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            refuse(where, "must be an object")
        unknown, missing = sorted(set(value) - set(keys)), sorted(set(keys) - set(value))
        if unknown or missing:
            refuse(where, f"has unknown keys {unknown}, lacks {missing}")
        for key, inner in keys.items():
            inner(value[key], f"{where}.{key}")

    return check


def by_mode(**modes: Check) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict) or value.get("mode") not in list(modes):
            refuse(where, f"needs a mode among {', '.join(modes)}")
        modes[value["mode"]](value, where)

    return check


def when(text: Any) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def written_as(form: str, example: str) -> Check:
    """Text that the form reads and writes back unchanged."""

    def check(value: Any, where: str) -> None:
        try:
            again = datetime.strptime(value, form).strftime(form)  # noqa: DTZ007 - only its form counts
        except (TypeError, ValueError):
            again = None
        # Years before 1000 are written back with or without their zeros, as the machine pleases.
        if again is None or again != value or value.startswith("0"):
            refuse(where, f"must be written like {example}, not {ascii(value)[:60]}")

    return check


a_moment = written_as("%Y-%m-%dT%H:%M:%SZ", "2026-11-21T18:30:00Z")
a_date = written_as("%Y-%m-%d", "2026-11-21")


def a_bool(value: Any, where: str) -> None:
    if not isinstance(value, bool):
        refuse(where, "must be true or false")


def reasons(value: Any, where: str) -> None:
    if not isinstance(value, dict):
        refuse(where, "must be an object")
    for key, count in value.items():
        reason_code(key, where)
        an_int(1)(count, f"{where}.{key}")


code = matching(r"[A-Za-z0-9._~-]{1,64}", "a code of A-Z a-z 0-9 . _ ~ -")
reason_code = matching(r"[A-Z][A-Z0-9_]{0,63}", "a reason code in capitals")
by_code = matching(r"[A-Za-z0-9._:~-]{1,64}", "an opaque code")
hex32 = matching(r"[0-9a-f]{64}", "64 hexadecimal digits")
any_hex = matching(r"([0-9a-f]{2})+", "hexadecimal digits")
tag = matching(r"[0-9a-f]{32}", "32 hexadecimal digits")

header_shape = shape(
    applications=an_int(0),
    campaign=a_text,
    draw_code=code,
    eligible=an_int(0),
    households=an_int(0),
    ineligible=reasons,
    measurement=or_null(shape(from_date=a_date, outcome=a_text, until_date=a_date)),
    organiser=a_text,
    overflow=one_of("REFUSE", "POOL"),
    places=an_int(1),
    protocol=version(PROTOCOL),
    randomness=by_mode(
        BEACON=shape(
            beacon_id=a_text,
            chain=one_of("quicknet", "default", "rehearsal"),
            chain_hash=hex32,
            genesis_time=an_int(0, 2**40),
            group_hash=hex32,
            mode=one_of("BEACON"),
            period_s=an_int(1, 2**32 - 1),
            public_key=any_hex,
            round=an_int(1),
            round_at=a_moment,
            scheme=one_of(CHAINED, UNCHAINED),
        ),
        COMMIT_REVEAL=shape(
            mode=one_of("COMMIT_REVEAL"),
            parties=list_of(
                shape(commitment=hex32, label=a_text, role=one_of("ORGANISER", "WITNESS"))
            ),
        ),
    ),
    replaces=or_null(shape(draw_code=code, reason=a_text, root=hex32)),
    rules_sha256=hex32,
    rules_version=a_text,
    sealed_at=a_moment,
    strata=list_of(
        shape(
            code=code,
            entrants=an_int(0),
            holdout=an_int(0),
            min_newcomers=an_int(0),
            quota=an_int(1),
            share_only=an_int(0),
            title=a_text,
        )
    ),
)
bundle_shape = shape(
    bundle=version(BUNDLE),
    digest=hex32,
    log=list_of(
        shape(
            at=a_moment,
            by=by_code,
            data=lambda value, where: None,  # its shape depends on the kind, see LOG_DATA
            hash=hex32,
            kind=a_text,
            n=an_int(1),
            previous=hex32,
        )
    ),
    result=or_null(
        shape(
            same_household=list_of(shape(entrant=code, stands=code)),
            strata=list_of(
                shape(
                    alternates=an_int(0),
                    code=code,
                    holdout=an_int(0),
                    order=list_of(code),
                    share_only=an_int(0),
                    winners=an_int(0),
                )
            ),
        )
    ),
    revealed=or_null(
        by_mode(
            BEACON=shape(
                chain=a_text,
                mode=one_of("BEACON"),
                previous_signature=or_null(any_hex),
                randomness=hex32,
                round=an_int(1),
                signature=any_hex,
            ),
            COMMIT_REVEAL=shape(
                mode=one_of("COMMIT_REVEAL"),
                randomness=hex32,
                values=list_of(shape(label=a_text, value=hex32)),
            ),
        )
    ),
    root=hex32,
    sealed=shape(
        entrants=list_of(
            shape(
                chances=an_int(1, 1000),
                commitment=hex32,
                household=tag,
                id=code,
                newcomer=a_bool,
                stratum=code,
            )
        ),
        header=header_shape,
        ineligible=list_of(shape(commitment=hex32, id=code, reason=reason_code)),
    ),
    seed=or_null(hex32),
)
ANSWERS = ("ACCEPTED", "REFUSED", "EXPIRED", "WITHDRAWN", "DISQUALIFIED")
LOG_DATA = {
    "SEALED": shape(root=hex32),
    "DRAWN": shape(result_sha256=hex32, revealed_sha256=hex32, seed=hex32),
    "PUBLISHED": shape(),
    "ASKED": shape(answer_by=a_moment, entrant=code, in_place_of=or_null(code), stratum=code),
    "ANSWERED": shape(answer=one_of(*ANSWERS), entrant=code, reason=or_null(reason_code)),
    "ATTEMPT": shape(text=a_text),
    "NOTE": shape(text=a_text),
    "VOIDED": shape(reason=a_text, replaced_by=or_null(code)),
    "CLOSED": shape(),
}
NEXT_ANSWER = {("ASKED", answer) for answer in ANSWERS} | {
    (state, answer) for state in ("", "ACCEPTED") for answer in ("WITHDRAWN", "DISQUALIFIED")
}


# The steps --------------------------------------------------------------------------------------


def check_plan(sealed: Json) -> None:
    """Order, uniqueness, sums and feasibility of what was sealed."""
    header, entrants, ineligible = sealed["header"], sealed["entrants"], sealed["ineligible"]
    for name, records in (("entrants", entrants), ("ineligible", ineligible)):
        ids = [record["id"] for record in records]
        if ids != sorted(set(ids)):
            raise No("plan", f"{name} are not in order of id, or one stands twice")
    both = {record["id"] for record in entrants} & {record["id"] for record in ineligible}
    if both:
        raise No("plan", f"{min(both)} is both entrant and ineligible")
    codes = [stratum["code"] for stratum in header["strata"]]
    if not codes or codes != sorted(set(codes)):
        raise No("plan", "strata are missing, not in order of code, or one stands twice")
    by_reason: Dict[str, int] = {}
    for record in ineligible:
        by_reason[record["reason"]] = by_reason.get(record["reason"], 0) + 1
    homes: Dict[str, List[Json]] = {}
    for record in entrants:
        if record["stratum"] not in codes:
            raise No("plan", f"{record['id']} is in the unknown stratum {record['stratum']}")
        homes.setdefault(record["household"], []).append(record)
    for name, stated, counted in (
        ("applications", header["applications"], len(entrants) + len(ineligible)),
        ("eligible", header["eligible"], len(entrants)),
        ("households", header["households"], len(homes)),
        ("ineligible", header["ineligible"], by_reason),
        ("places", header["places"], sum(s["quota"] for s in header["strata"])),
    ):
        if stated != counted:
            raise No("plan", f"{name} is stated as {stated}, counted {counted}")
    check_places(header, codes, homes)
    ok("plan", f"{header['places']} places, {len(codes)} strata, {len(entrants)} entrants in "
       f"{len(homes)} households, {len(ineligible)} ineligible")  # fmt: skip


def check_places(header: Json, codes: List[str], homes: Dict[str, List[Json]]) -> None:
    """The plan can be kept whatever the randomness. A household with members in two strata is
    represented in one of them by chance, so it counts as certain for neither."""
    certain: Dict[str, List[int]] = {name: [0, 0, 0] for name in codes}
    for members in homes.values():
        for record in members:
            certain[record["stratum"]][0] += 1
        if len({record["stratum"] for record in members}) == 1:
            certain[members[0]["stratum"]][1] += 1
            certain[members[0]["stratum"]][2] += all(record["newcomer"] for record in members)
    needed = 0
    for stratum in header["strata"]:
        present, households, newcomers = certain[stratum["code"]]
        wanted = stratum["quota"] + stratum["share_only"] + stratum["holdout"]
        needed += wanted
        if stratum["entrants"] != present:
            raise No("plan", f"stratum {stratum['code']} states {stratum['entrants']} entrants, "
                     f"counted {present}")  # fmt: skip
        if (
            present == 0
            or stratum["min_newcomers"] > min(stratum["quota"], newcomers)
            or (header["overflow"] == "REFUSE" and households < wanted)
        ):
            raise No("plan", f"stratum {stratum['code']} cannot be filled as planned")
    if needed > len(homes):
        raise No("plan", f"the plan needs {needed} households, {len(homes)} entered")
    measurement = header["measurement"]
    if measurement and measurement["from_date"] >= measurement["until_date"]:
        raise No("plan", "the measurement's window ends before it begins")


def check_randomness_plan(header: Json) -> None:
    """The chain is the known one, or the parties committed as the protocol asks."""
    plan, step = header["randomness"], "randomness plan"
    if plan["mode"] == "BEACON":
        check_chain(plan, step)
        check_lead(plan, when(header["sealed_at"]), step)
    else:
        roles = [party["role"] for party in plan["parties"]]
        if len(roles) < 2 or roles[0] != "ORGANISER" or set(roles[1:]) != {"WITNESS"}:
            raise No(step, "needs the organiser first and at least one witness")
        for key in ("label", "commitment"):
            if len({party[key] for party in plan["parties"]}) < len(roles):
                raise No(step, f"two parties share a {key}")
        aside(step, "COMMIT AND REVEAL, weaker than a public beacon: trust at least one party")


def check_chain(plan: Json, step: str) -> None:
    facts = {
        key: plan[key]
        for key in ("beacon_id", "chain_hash", "genesis_time", "group_hash", "period_s",
                    "public_key", "scheme")
    }  # fmt: skip
    if plan["chain"] in PINNED:
        for key, value in PINNED[plan["chain"]].items():
            if facts[key] != value:
                raise No(step, f"{key} of {plan['chain']} is not the known one")
    else:
        group = hashlib.sha256(b"convive-rehearsal-v1\x00" + bytes.fromhex(plan["public_key"]))
        wanted = {"beacon_id": "rehearsal", "scheme": UNCHAINED, "group_hash": group.hexdigest()}
        for key, value in wanted.items():
            if facts[key] != value:
                raise No(step, f"{key} is not that of a rehearsal chain with this key")
        if len(plan["public_key"]) != 2 * 96:
            raise No(step, "the public key of a rehearsal chain has 96 bytes")
        aside(step, "REHEARSAL chain: its key holder knows every round, this proves no real draw")
    data = plan["period_s"].to_bytes(4, "big") + plan["genesis_time"].to_bytes(8, "big")
    data += bytes.fromhex(plan["public_key"]) + bytes.fromhex(plan["group_hash"])
    if plan["beacon_id"] != "default":
        data += plan["beacon_id"].encode()
    if hashlib.sha256(data).hexdigest() != plan["chain_hash"]:
        raise No(step, "the chain hash is not that of these chain facts")


def check_lead(plan: Json, sealed_at: datetime, step: str) -> None:
    try:
        due = datetime.fromtimestamp(plan["genesis_time"], timezone.utc)
        due += timedelta(seconds=(plan["round"] - 1) * plan["period_s"])
    except (OverflowError, ValueError, OSError):
        raise No(step, f"round {plan['round']} has no date") from None
    if due != when(plan["round_at"]):
        raise No(step, f"round {plan['round']} is due at {due:%Y-%m-%dT%H:%M:%SZ}")
    ahead, lead = int((due - sealed_at).total_seconds()), 600 if plan["chain"] in PINNED else 1
    if ahead < lead:
        raise No(step, f"the round was due {ahead} s after the seal, at least {lead} are needed")
    ok(step, f"{plan['chain']} round {plan['round']}, due {ahead} s after the seal")


def leaf_of(record: Json) -> bytes:
    return sha256(b"\x00" + canonical(record))


def check_root(bundle: Json, given: Optional[str]) -> None:
    sealed = bundle["sealed"]
    level = [leaf_of(sealed["header"])]
    level += map(leaf_of, sealed["entrants"])
    level += map(leaf_of, sealed["ineligible"])
    while len(level) > 1:
        pairs = [sha256(b"\x01" + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + (level[-1:] if len(level) % 2 else [])
    found = level[0].hex()
    if found != bundle["root"]:
        raise No("root", f"the sealed object gives {found}, the bundle states {bundle['root']}")
    ok("root", found)
    if given is None:
        aside("root", "not compared: give --root with the root of a receipt mail")
    elif given.strip().lower() != found:
        raise No("given root", f"the receipt says {given.strip()[:80]}, this bundle has {found}")
    else:
        ok("given root", "the same as in the receipt")


def signature_holds(plan: Json, revealed: Json) -> Optional[bool]:
    """BLS12-381 check by py_arkworks_bls12381; None when that library is not installed."""
    try:
        from py_arkworks_bls12381 import GT, G1Point, G2Point
    except ImportError:
        return None
    number = plan["round"].to_bytes(8, "big")
    key, signature = bytes.fromhex(plan["public_key"]), bytes.fromhex(revealed["signature"])
    try:
        if plan["scheme"] == CHAINED:
            message = sha256(bytes.fromhex(revealed["previous_signature"] or "") + number)
            dst = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
            point2 = G2Point.from_compressed_bytes(signature)
            return point2 != G2Point.identity() and GT.pairing_check(
                [-G1Point(), G1Point.from_compressed_bytes(key)],
                [point2, G2Point.hash_to_curve(message, dst)],
            )
        dst = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
        point1 = G1Point.from_compressed_bytes(signature)
        return point1 != G1Point.identity() and GT.pairing_check(
            [point1, G1Point.hash_to_curve(sha256(number), dst)],
            [-G2Point(), G2Point.from_compressed_bytes(key)],
        )
    except ValueError:
        return False


def check_randomness(bundle: Json, signature: str) -> bool:
    """True when nothing was left unchecked: the signature may have to be."""
    header, revealed = bundle["sealed"]["header"], bundle["revealed"]
    plan, step = header["randomness"], "randomness"
    if revealed["mode"] != plan["mode"]:
        raise No(step, f"{plan['mode']} was sealed, {revealed['mode']} was used")
    if plan["mode"] == "COMMIT_REVEAL":
        if [v["label"] for v in revealed["values"]] != [p["label"] for p in plan["parties"]]:
            raise No(step, "the revealing parties are not the sealed ones, in their order")
        mixed = hashlib.sha256(b"convive-reveal-v1\x00")
        for party, value in zip(plan["parties"], revealed["values"]):
            raw = bytes.fromhex(value["value"])
            said = b"\x00".join([header["draw_code"].encode(), party["label"].encode(), raw])
            made = hashlib.sha256(b"convive-commit-v1\x00" + said).hexdigest()
            if made != party["commitment"]:
                raise No(step, f"{party['label']!a} revealed another value than committed to")
            mixed.update(raw)
        if mixed.hexdigest() != revealed["randomness"]:
            raise No(step, "it does not come from the revealed values")
        ok(step, f"{len(plan['parties'])} revealed values match their commitments")
        return True
    if (revealed["chain"], revealed["round"]) != (plan["chain"], plan["round"]):
        raise No(step, f"{plan['chain']} round {plan['round']} was sealed, "
                 f"{revealed['chain']!a} round {revealed['round']} was used")  # fmt: skip
    raw = bytes.fromhex(revealed["signature"])
    previous = revealed["previous_signature"]
    if len(raw) != (96 if plan["scheme"] == CHAINED else 48):
        raise No(step, "the signature's length is not that of the chain")
    if (plan["scheme"] == CHAINED) != (previous is not None):
        raise No(step, "a previous signature belongs to chained beacons, and only to them")
    if sha256(raw).hex() != revealed["randomness"]:
        raise No(step, "it is not the SHA-256 of the beacon's signature")
    ok(step, f"SHA-256 of the signature of {plan['chain']} round {plan['round']}")
    holds = None if signature == "skip" else signature_holds(plan, revealed)
    if holds:
        ok("signature", f"verified with the public key of {plan['chain']}")
    elif holds is False:
        raise No("signature", f"not {plan['chain']}'s signature of round {plan['round']}")
    elif signature == "require":
        raise No("signature", "not checked: pip install py-arkworks-bls12381")
    else:
        why = "skipped as asked" if signature == "skip" else "py_arkworks_bls12381 is not installed"
        aside("signature", f"NOT CHECKED ({why}). {where_to_compare(plan)}")
    return bool(holds)


def where_to_compare(plan: Json) -> str:
    """What a reader may do about a signature that was not checked here."""
    if plan["chain"] == "rehearsal":
        return "A rehearsal: its number comes from the organiser's own key and proves nothing."
    return f"Compare with any public drand relay: /{plan['chain_hash']}/public/{plan['round']}"


def tickets(seed: bytes, entrants: List[Json]) -> List[bytes]:
    """The least ticket of each entrant: bytes, which sort like the number that they stand for.

    HMAC-SHA256 is spelt out, so that the two blocks of its key are hashed once.
    """
    block = seed + bytes(32)
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block)).copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block)).copy

    def ticket(message: bytes) -> bytes:
        first, second = inner(), outer()
        first.update(message)
        second.update(first.digest())
        return second.digest()

    found = []
    for record in entrants:
        stem = record["id"].encode() + b"\x00"
        best = ticket(stem + b"\x00\x00\x00\x01")
        for chance in range(2, record["chances"] + 1):
            best = min(best, ticket(stem + chance.to_bytes(4, "big")))
        found.append(best)
    return found


def redraw(sealed: Json, seed: bytes) -> Tuple[Json, List[bytes]]:
    """The result, and the tickets of the list."""
    header, entrants = sealed["header"], sealed["entrants"]
    found = tickets(seed, entrants)
    # Entrants are meant by their place in the list, which is in order of id. So of equal tickets the
    # lesser id is the one met first, and a stable sort keeps it first.
    ids = [record["id"] for record in entrants]
    homes = [record["household"] for record in entrants]
    stands: Dict[str, int] = {}
    aside = set()
    for i, home in enumerate(homes):
        other = stands.setdefault(home, i)
        if other != i:
            better, worse = (i, other) if found[i] < found[other] else (other, i)
            stands[home] = better
            aside.add(worse)
    queues: Dict[str, List[int]] = {stratum["code"]: [] for stratum in header["strata"]}
    for i, record in enumerate(entrants):
        if i not in aside:
            queues[record["stratum"]].append(i)
    winners = {}
    for stratum in header["strata"]:
        name, quota, queue = stratum["code"], stratum["quota"], queues[stratum["code"]]
        queue.sort(key=found.__getitem__)
        newcomers = (i for i in queue if entrants[i]["newcomer"])
        chosen = set(islice(newcomers, stratum["min_newcomers"]))
        chosen.update([i for i in queue[:quota] if i not in chosen][: quota - len(chosen)])
        queues[name] = [i for i in queue if i in chosen] + [i for i in queue if i not in chosen]
        winners[name] = len(chosen)
    if header["overflow"] == "POOL":
        rest = [i for name, queue in queues.items() for i in queue[winners[name] :]]
        rest.sort(key=lambda i: (found[i], i))
        for i in rest[: header["places"] - sum(winners.values())]:
            winners[entrants[i]["stratum"]] += 1
    strata = []
    for stratum in header["strata"]:
        name = stratum["code"]
        left = len(queues[name]) - winners[name]
        holdout = min(stratum["holdout"], left)
        share_only = min(stratum["share_only"], left - holdout)
        strata.append({
            "alternates": left - holdout - share_only, "code": name, "holdout": holdout,
            "order": [ids[i] for i in queues[name]], "share_only": share_only,
            "winners": winners[name],
        })  # fmt: skip
    same = [{"entrant": ids[i], "stands": ids[stands[homes[i]]]} for i in sorted(aside)]
    return {"same_household": same, "strata": strata}, found


def check_draw(bundle: Json) -> List[bytes]:
    randomness = bytes.fromhex(bundle["revealed"]["randomness"])
    seed = sha256(bytes.fromhex(bundle["root"]) + randomness)
    if seed.hex() != bundle["seed"]:
        raise No("seed", f"root and randomness give {seed.hex()}, the bundle says {bundle['seed']}")
    ok("seed", seed.hex())
    made, found = redraw(bundle["sealed"], seed)
    stated = bundle["result"]
    if [s["code"] for s in stated["strata"]] != [s["code"] for s in made["strata"]]:
        raise No("selection", "the strata of the result are not those of the plan")
    for ours, theirs in zip(made["strata"], stated["strata"]):
        name = ours["code"]
        if len(ours["order"]) != len(theirs["order"]):
            raise No("order", f"stratum {name}: {len(ours['order'])} stand in the order, "
                     f"the bundle lists {len(theirs['order'])}")  # fmt: skip
        for position, (a, b) in enumerate(zip(ours["order"], theirs["order"]), start=1):
            if a != b:
                raise No("order", f"stratum {name}, position {position}: {a}, not {b}")
    for ours, theirs in zip(made["strata"], stated["strata"]):
        for arm in ("winners", "alternates", "share_only", "holdout"):
            if ours[arm] != theirs[arm]:
                raise No("selection", f"stratum {ours['code']}: {ours[arm]} {arm}, "
                         f"not {theirs[arm]}")  # fmt: skip
    if made["same_household"] != stated["same_household"]:
        raise No("selection", "the entrants set aside for their household differ")
    total = sum(s["winners"] for s in made["strata"])
    ok("order", f"{len(bundle['sealed']['entrants'])} tickets recomputed, every position the same")
    ok("selection", f"{total} winners, {sum(s['alternates'] for s in made['strata'])} alternates, "
       f"{sum(s['share_only'] for s in made['strata'])} share-only, "
       f"{sum(s['holdout'] for s in made['strata'])} holdout, "
       f"{len(made['same_household'])} set aside for their household")  # fmt: skip
    return found


def check_log(bundle: Json, given_head: Optional[str]) -> None:
    previous, at = "0" * 64, ""
    for n, line in enumerate(bundle["log"], start=1):
        if line["n"] != n or line["previous"] != previous or line["at"] < at:
            raise No("log", f"line {n} does not continue line {n - 1}")
        body = {key: value for key, value in line.items() if key != "hash"}
        if tagged("convive-log-v1", body) != line["hash"]:
            raise No("log", f"line {n} was changed: its hash is not that of its content")
        if line["kind"] not in LOG_DATA:
            raise No("log", f"line {n} has the unknown kind {ascii(line['kind'])[:40]}")
        LOG_DATA[line["kind"]](line["data"], f"log[{n - 1}].data")
        previous, at = line["hash"], line["at"]
    check_story(bundle)
    ok("log", f"{len(bundle['log'])} lines, head {previous}")
    if given_head is not None:
        if given_head.strip().lower() not in [line["hash"] for line in bundle["log"]]:
            raise No("given log head", "no line of this log has it: history was rewritten")
        ok("given log head", "stands in this log")


def check_story(bundle: Json) -> None:
    """The log tells of this seal and of this draw, by two people, in the right order."""
    header, lines = bundle["sealed"]["header"], bundle["log"]
    drawn = [line for line in lines if line["kind"] == "DRAWN"]
    if not lines or [line["kind"] for line in lines].count("SEALED") != 1:
        raise No("log", "one line tells of the sealing, no more and no less")
    first = lines[0]
    if (first["kind"], first["at"]) != ("SEALED", header["sealed_at"]):
        raise No("log", "its first line is not the sealing at the sealed moment")
    if first["data"]["root"] != bundle["root"]:
        raise No("log", "its first line names another root")
    if len(drawn) != (bundle["result"] is not None):
        raise No("log", f"it tells of {len(drawn)} draws, which the result contradicts")
    for line in drawn:
        wanted = {
            "result_sha256": sha256(canonical(bundle["result"])).hex(),
            "revealed_sha256": sha256(canonical(bundle["revealed"])).hex(),
            "seed": bundle["seed"],
        }
        if line["data"] != wanted:
            raise No("log", f"line {line['n']} tells of another draw than this result")
        if line["by"] == first["by"]:
            raise No("log", "one person both sealed and drew; two are needed")
        if line["at"] < header["randomness"].get("round_at", ""):
            raise No("log", f"line {line['n']}: drawn before the round was due")


class Promotions:
    """Replay of who was asked: always the next in order, and never more than there are places."""

    def __init__(self, bundle: Json, found: List[bytes]) -> None:
        self.header = bundle["sealed"]["header"]
        self.quotas = {s["code"]: s["quota"] for s in self.header["strata"]}
        self.fresh = dict(self.quotas)  # places never offered yet
        self.freed: Dict[str, List[str]] = {name: [] for name in self.quotas}
        self.orders: Dict[str, List[str]] = {
            s["code"]: s["order"] for s in (bundle["result"] or {"strata": []})["strata"]
        }
        self.standing = {entrant for order in self.orders.values() for entrant in order}
        self.pool: List[Tuple[bytes, str]] = []
        if self.header["overflow"] == "POOL":
            beyond = [e for name, o in self.orders.items() for e in o[self.quotas[name] :]]
            tickets_of = dict(zip((r["id"] for r in bundle["sealed"]["entrants"]), found))
            self.pool = sorted((tickets_of[entrant], entrant) for entrant in beyond)
        self.cursor = dict.fromkeys(self.quotas, 0)
        self.pool_cursor = 0
        self.held: Dict[str, Tuple[str, str, str]] = {}  # entrant -> (stratum, state, limit)
        self.drawn = self.voided = self.closed = False
        self.promoted = 0

    def next_up(self, name: str) -> Optional[str]:
        order = self.orders.get(name, [])
        while self.cursor[name] < len(order) and order[self.cursor[name]] in self.held:
            self.cursor[name] += 1
        if self.cursor[name] < len(order):
            return order[self.cursor[name]]
        if self.header["overflow"] != "POOL":
            return None
        while self.pool_cursor < len(self.pool) and self.pool[self.pool_cursor][1] in self.held:
            self.pool_cursor += 1
        return self.pool[self.pool_cursor][1] if self.pool_cursor < len(self.pool) else None

    def take(self, line: Json) -> None:
        kind = line["kind"]
        if self.voided and kind not in ("NOTE", "ATTEMPT", "PUBLISHED"):
            self.refuse(line, f"{kind} after the draw was voided")
        if kind in ("ASKED", "ANSWERED", "CLOSED") and (self.closed or not self.drawn):
            self.refuse(line, f"{kind} {'after the end' if self.closed else 'before the draw'}")
        if kind == "DRAWN":
            self.drawn = True
        elif kind == "VOIDED":
            self.voided = True
        elif kind == "ASKED":
            self.asked(line, line["data"])
        elif kind == "ANSWERED":
            self.answered(line, line["data"])
        elif kind == "CLOSED":
            self.close(line)

    def asked(self, line: Json, data: Json) -> None:
        name, entrant, before = data["stratum"], data["entrant"], data["in_place_of"]
        if name not in self.quotas:
            self.refuse(line, f"unknown stratum {name}")
        if before is None and self.fresh[name] < 1:
            self.refuse(line, f"all {self.quotas[name]} places of {name} were offered before")
        if before is not None and before not in self.freed[name]:
            self.refuse(line, f"{before} freed no place of {name}")
        wanted = self.next_up(name)
        if entrant != wanted:
            self.refuse(line, f"{entrant} was asked, the next in order is {wanted}")
        if data["answer_by"] <= line["at"]:
            self.refuse(line, "the limit to answer lies before the asking")
        if before is None:
            self.fresh[name] -= 1
        else:
            self.freed[name].remove(before)
            self.promoted += 1
        self.held[entrant] = (name, "ASKED", data["answer_by"])

    def answered(self, line: Json, data: Json) -> None:
        entrant, answer = data["entrant"], data["answer"]
        name, state, until = self.held.get(entrant, ("", "", ""))
        if (state, answer) not in NEXT_ANSWER:
            self.refuse(line, f"{entrant} cannot be {answer} when {state or 'not asked'}")
        if entrant not in self.standing:
            self.refuse(line, f"{entrant} stands in no order")
        if (answer == "DISQUALIFIED") != (data["reason"] is not None):
            self.refuse(line, "a disqualification has a reason, and nothing else has")
        if answer == "EXPIRED" and line["at"] < until:
            self.refuse(line, f"{entrant} still had time to answer")
        self.held[entrant] = (name, answer, until)
        if answer != "ACCEPTED" and name:
            self.freed[name].append(entrant)

    def close(self, line: Json) -> None:
        self.closed = True
        for name in self.quotas:
            untaken = self.fresh[name] + len(self.freed[name])
            if untaken and self.next_up(name) is not None:
                self.refuse(line, f"closed with {untaken} places of {name} untaken")
        if any(state == "ASKED" for _, state, _ in self.held.values()):
            self.refuse(line, "closed while somebody was still being asked")

    def refuse(self, line: Json, what: str) -> NoReturn:
        raise No("promotions", f"log line {line['n']}: {what}")


def check_promotions(bundle: Json, found: List[bytes]) -> None:
    replay = Promotions(bundle, found)
    for line in bundle["log"]:
        replay.take(line)
    accepted = sum(state == "ACCEPTED" for _, state, _ in replay.held.values())
    asked = sum(bool(name) for name, _, _ in replay.held.values())
    ok("promotions", f"{asked} asked in order, {accepted} accepted, "
       f"{replay.promoted} promoted{', closed' if replay.closed else ''}"
       f"{', VOIDED' if replay.voided else ''}")  # fmt: skip


def check_receipt(bundle: Json, given: str) -> None:
    step, sealed = "receipt", bundle["sealed"]
    text = given
    if not given.lstrip().startswith("{"):
        try:
            text = Path(given).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise No(step, f"cannot be read ({error})") from None
    receipt = read_json(text, step)
    try:
        shape(draw_code=code, entrant_id=code, index=an_int(1), leaf=hex32, receipt=one_of(RECEIPT),
              private=private_texts, root=hex32, salt=hex32)(receipt, "it")  # fmt: skip
    except No as error:
        raise No(step, str(error)) from None
    if receipt["draw_code"] != sealed["header"]["draw_code"]:
        raise No(step, f"it belongs to draw {receipt['draw_code']}")
    if receipt["root"] != bundle["root"]:
        raise No(
            step, f"it was given for root {receipt['root']}: TWO ROOTS FOR ONE DRAW, report it"
        )
    records = [None] + sealed["entrants"] + sealed["ineligible"]
    index = receipt["index"]
    if index >= len(records) or records[index]["id"] != receipt["entrant_id"]:
        raise No(step, f"{receipt['entrant_id']} does not stand at index {index}")
    record = records[index]
    if leaf_of(record).hex() != receipt["leaf"]:
        raise No(step, "the leaf in the bundle is not the receipt's: the record was changed")
    made = hmac.new(bytes.fromhex(receipt["salt"]), canonical(receipt["private"]), hashlib.sha256)
    if made.hexdigest() != record["commitment"]:
        raise No(step, "salt and private record do not give the sealed commitment")
    if "reason" in record:
        said = f"ineligible ({record['reason']})"
    elif bundle["result"] is None:
        said = "entered; the draw has not taken place"
    else:
        said = f"entered in {record['stratum']}, {rank_of(bundle['result'], record)}"
    ok(step, f"{receipt['entrant_id']}: {said}")


def private_texts(value: Any, where: str) -> None:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        refuse(where, "must be an object of texts")


def rank_of(result: Json, record: Json) -> str:
    for stratum in result["strata"]:
        if record["id"] in stratum["order"]:
            position = stratum["order"].index(record["id"]) + 1
            bound = 0
            for arm in ("winners", "alternates", "share_only", "holdout"):
                bound += stratum[arm]
                if position <= bound:
                    return f"position {position} of {len(stratum['order'])}, among the {arm}"
    other = [s["stands"] for s in result["same_household"] if s["entrant"] == record["id"]]
    return f"set aside: {other[0]} stands for the household"


def verify(text: str, *, root: Optional[str] = None, receipt: Optional[str] = None,
           log_head: Optional[str] = None, signature: str = "auto") -> bool:  # fmt: skip
    """All steps on the text of a bundle; raises No at the first that fails. False: the beacon's
    signature, and only that, was left unchecked.
    """
    bundle = read_json(text, "structure")
    del text  # which may weigh as much as all the rest
    bundle_shape(bundle, "bundle")
    parts = [bundle[key] is not None for key in ("revealed", "result", "seed")]
    if any(parts) != all(parts):
        raise No("structure", "revealed, result and seed go together")
    ok("structure", f"{BUNDLE}, draw {bundle['sealed']['header']['draw_code']}")
    check_root(bundle, root)
    check_plan(bundle["sealed"])
    check_randomness_plan(bundle["sealed"]["header"])
    found: List[bytes] = []
    complete = True
    if any(parts):
        complete = check_randomness(bundle, signature)
        found = check_draw(bundle)
    else:
        aside("draw", "sealed, not drawn yet")
    check_log(bundle, log_head)
    check_promotions(bundle, found)
    body = {key: value for key, value in bundle.items() if key != "digest"}
    if tagged("convive-bundle-v1", body) != bundle["digest"]:
        raise No("digest", "the bundle is not the one that was published")
    ok("digest", bundle["digest"])
    if receipt is not None:
        check_receipt(bundle, receipt)
    return complete


def read_file(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8")
    except OSError as error:
        raise No("file", f"cannot be read ({error})") from None
    except UnicodeDecodeError as error:
        raise No("structure", f"this is not UTF-8 ({error})") from None


def main(arguments: Optional[List[str]] = None) -> int:
    parser = argparse.ArgumentParser(description="Re-run a published Convive draw.")
    parser.add_argument("bundle", help="the bundle's file, or - for standard input")
    parser.add_argument("--root", help="the root written in a receipt mail")
    parser.add_argument("--receipt", help="a receipt: its file, or its text")
    parser.add_argument("--log-head", help="a log hash noted earlier; it must stand in the log")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--skip-signature", "--skip-beacon", action="store_const", const="skip",
                     dest="signature", help="do not check the BLS signature")  # fmt: skip
    how.add_argument("--require-signature", action="store_const", const="require",
                     dest="signature", help="refuse if it cannot be checked")  # fmt: skip
    given = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        complete = verify(read_file(given.bundle), root=given.root, receipt=given.receipt, log_head=given.log_head,
               signature=given.signature or "auto")  # fmt: skip
    except No as error:
        print(f"NO: {error}")
        return 1
    print("VALID" if complete else "VALID, except that the beacon's signature was not checked here")
    return 0


if __name__ == "__main__":
    sys.exit(main())
