"""Published draws, whole and tampered with: what both verifiers are given, `verify.py` and the page's script.

Canonical JSON and hashes are written out again here, from docs/protocol/draw-v1.md, so that a
forger's work can be played: an edit alone, or an edit with every hash after it made anew.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).resolve().parents[2] / "docs" / "protocol" / "vectors"
Bundle = dict[str, Any]


@dataclass(frozen=True)
class Variant:
    """One file to verify, with the root a person noted and the receipt they hold, if any."""

    name: str
    text: str
    root: str = ""
    receipt: str = ""


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


def without(item: Bundle, key: str) -> Bundle:
    return {name: value for name, value in item.items() if name != key}


def root_of(sealed: Bundle) -> str:
    items = [sealed["header"], *sealed["entrants"], *sealed["ineligible"]]
    level = [hashlib.sha256(b"\0" + canonical(item)).digest() for item in items]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        nodes = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs]
        level = nodes + level[len(level) - len(level) % 2 :]
    return level[0].hex()


def rehash(bundle: Bundle) -> None:
    """The chain of the log and the digest, made anew."""
    previous = "0" * 64
    for line in bundle["log"]:
        line["previous"] = previous
        previous = digest(b"convive-log-v1\0", canonical(without(line, "hash")))
        line["hash"] = previous
    bundle["digest"] = digest(b"convive-bundle-v1\0", canonical(without(bundle, "digest")))


def rebuild(bundle: Bundle) -> None:
    """Everything a forger can make anew short of drawing again: root, seed, the log's facts."""
    bundle["root"] = root_of(bundle["sealed"])
    if bundle["result"] is not None:
        randomness = bytes.fromhex(bundle["revealed"]["randomness"])
        bundle["seed"] = digest(bytes.fromhex(bundle["root"]), randomness)
    for line in bundle["log"]:
        if line["kind"] == "SEALED":
            line["data"]["root"] = bundle["root"]
        if line["kind"] == "DRAWN":
            line["data"] = {
                "seed": bundle["seed"],
                "revealed_sha256": digest(canonical(bundle["revealed"])),
                "result_sha256": digest(canonical(bundle["result"])),
            }
    rehash(bundle)


def other_digit(text: str) -> str:
    """The same text with one hexadecimal digit changed."""
    return text[:10] + ("0" if text[10] != "0" else "1") + text[11:]


def line_of(bundle: Bundle, kind: str, nth: int = 0) -> Bundle:
    found = [line for line in bundle["log"] if line["kind"] == kind]
    return found[nth]


# --- what a hand can do to a drawn bundle; each edits in place


def entrant_added(bundle: Bundle) -> None:
    last = bundle["sealed"]["entrants"][-1]
    bundle["sealed"]["entrants"].append({**last, "id": last["id"] + "0", "household": "ab" * 16})


def entrant_removed(bundle: Bundle) -> None:
    del bundle["sealed"]["entrants"][1]


def entrant_edited(bundle: Bundle) -> None:
    bundle["sealed"]["entrants"][1]["chances"] += 1


def quota_changed(bundle: Bundle) -> None:
    bundle["sealed"]["header"]["strata"][0]["quota"] += 1


def list_out_of_order(bundle: Bundle) -> None:
    entrants = bundle["sealed"]["entrants"]
    entrants[0], entrants[1] = entrants[1], entrants[0]


def round_resealed(bundle: Bundle) -> None:
    bundle["sealed"]["header"]["randomness"]["round"] += 1


def sealed_too_late(bundle: Bundle) -> None:
    header = bundle["sealed"]["header"]
    due = datetime.fromisoformat(header["randomness"]["round_at"])
    lead_s = 0 if header["randomness"]["chain"] == "rehearsal" else 599
    header["sealed_at"] = (due - timedelta(seconds=lead_s)).strftime("%Y-%m-%dT%H:%M:%SZ")
    bundle["log"][0]["at"] = header["sealed_at"]


def chain_resealed(bundle: Bundle) -> None:
    sealed = bundle["sealed"]["header"]["randomness"]
    sealed["chain"] = "quicknet" if sealed["chain"] != "quicknet" else "default"


def party_resealed(bundle: Bundle) -> None:
    parties = bundle["sealed"]["header"]["randomness"]["parties"]
    parties[1]["commitment"] = parties[0]["commitment"]


def round_revealed(bundle: Bundle) -> None:
    bundle["revealed"]["round"] += 1


def chain_revealed(bundle: Bundle) -> None:
    chain = bundle["revealed"]["chain"]
    bundle["revealed"]["chain"] = "quicknet" if chain != "quicknet" else "default"


def signature_changed(bundle: Bundle) -> None:
    bundle["revealed"]["signature"] = other_digit(bundle["revealed"]["signature"])


def value_changed(bundle: Bundle) -> None:
    value = bundle["revealed"]["values"][0]
    value["value"] = other_digit(value["value"])


def randomness_changed(bundle: Bundle) -> None:
    bundle["revealed"]["randomness"] = other_digit(bundle["revealed"]["randomness"])


def seed_changed(bundle: Bundle) -> None:
    bundle["seed"] = other_digit(bundle["seed"])


def winner_swapped(bundle: Bundle) -> None:
    order = bundle["result"]["strata"][0]["order"]
    order[0], order[-1] = order[-1], order[0]


def winners_counted_up(bundle: Bundle) -> None:
    stratum = bundle["result"]["strata"][0]
    stratum["winners"] += 1
    stratum["alternates"] -= 1


def household_forgotten(bundle: Bundle) -> None:
    del bundle["result"]["same_household"][0]


def strata_swapped(bundle: Bundle) -> None:
    bundle["result"]["strata"].reverse()


def log_line_rewritten(bundle: Bundle) -> None:
    line_of(bundle, "ANSWERED")["data"]["answer"] = "ACCEPTED"


def log_line_removed(bundle: Bundle) -> None:
    bundle["log"].remove(line_of(bundle, "PUBLISHED"))


def log_of_unknown_words(bundle: Bundle) -> None:
    line_of(bundle, "ANSWERED")["data"]["answer"] = "PERHAPS"


def promotion_skipped(bundle: Bundle) -> None:
    skipped = line_of(bundle, "ASKED", -1)["data"]["entrant"]
    order = next(s["order"] for s in bundle["result"]["strata"] if skipped in s["order"])
    for line in bundle["log"]:
        if line["data"].get("entrant") == skipped:
            line["data"]["entrant"] = order[-1]


def place_given_twice(bundle: Bundle) -> None:
    log = bundle["log"]
    asked = line_of(bundle, "ASKED", -1)
    log.insert(log.index(asked) + 1, copy.deepcopy(asked))
    for n, line in enumerate(log, 1):
        line["n"] = n


def one_person(bundle: Bundle) -> None:
    line_of(bundle, "DRAWN")["by"] = line_of(bundle, "SEALED")["by"]


def drawn_too_early(bundle: Bundle) -> None:
    line_of(bundle, "DRAWN")["at"] = line_of(bundle, "SEALED")["at"]


def digest_changed(bundle: Bundle) -> None:
    bundle["digest"] = other_digit(bundle["digest"])


def version_unknown(bundle: Bundle) -> None:
    bundle["sealed"]["header"]["protocol"] = "convive-draw-v2"


def half_drawn(bundle: Bundle) -> None:
    bundle["result"] = None


def not_yet_drawn(bundle: Bundle) -> None:
    bundle.update(revealed=None, result=None, seed=None, log=bundle["log"][:1])


EDITS: tuple[Callable[[Bundle], None], ...] = (
    entrant_added, entrant_removed, entrant_edited, quota_changed, list_out_of_order,
    round_resealed, sealed_too_late, chain_resealed, party_resealed, round_revealed, chain_revealed,
    signature_changed, value_changed, randomness_changed, seed_changed, winner_swapped,
    winners_counted_up, household_forgotten, strata_swapped, log_line_rewritten, log_line_removed,
    log_of_unknown_words, promotion_skipped, place_given_twice, one_person, drawn_too_early,
    digest_changed, version_unknown, half_drawn, not_yet_drawn,
)  # fmt: skip
LOG_EDITS = (
    log_line_rewritten, log_line_removed, log_of_unknown_words, promotion_skipped,
    place_given_twice, one_person, drawn_too_early, not_yet_drawn,
)  # fmt: skip


def forgeries(whole: Bundle) -> Iterator[tuple[str, Bundle]]:
    """Each edit alone, and with every hash after it made anew; its name and the whole bundle."""
    for edit in EDITS:
        care, remake = ("rehashed", rehash) if edit in LOG_EDITS else ("rebuilt", rebuild)
        bundle = copy.deepcopy(whole)
        try:
            edit(bundle)
        except (KeyError, IndexError):
            continue  # nothing of the kind in this draw
        yield f"{edit.__name__}, alone", copy.deepcopy(bundle)
        if edit is not half_drawn:
            remake(bundle)
            yield f"{edit.__name__}, {care}", bundle


def written(bundle: Bundle) -> str:
    return json.dumps(bundle, ensure_ascii=False)


def of_bundle(name: str, published: str) -> Iterator[Variant]:
    """A published bundle, and everything that can be done to it."""
    whole: Bundle = json.loads(published)
    text = written(whole)
    yield Variant(f"{name}: as published", published)
    yield Variant(f"{name}: with its root noted", text, root=whole["root"])
    yield Variant(f"{name}: another root noted", text, root=other_digit(whole["root"]))
    yield Variant(f"{name}: truncated", text[:-40])
    yield Variant(f"{name}: a key twice", text.replace("{", '{"root":null,', 1))
    yield Variant(f"{name}: a fraction", text.replace('"chances": 1', '"chances": 1.0', 1))
    yield Variant(f"{name}: a byte order mark", "\ufeff" + text)
    for edit, bundle in forgeries(whole):
        yield Variant(f"{name}: {edit}", written(bundle))
    bundle = copy.deepcopy(whole)
    entrant_edited(bundle)
    rebuild(bundle)
    yield Variant(f"{name}: rebuilt, the old root noted", written(bundle), root=whole["root"])


def of_receipt() -> Iterator[Variant]:
    """The vector's receipt against its list, then with one thing changed."""
    vector = json.loads((VECTORS / "receipt.json").read_text(encoding="utf-8"))
    receipt, sealed = vector["receipt"], json.loads(vector["sealed"])
    first = {"n": 1, "at": sealed["header"]["sealed_at"], "kind": "SEALED", "by": "officer-1"}
    bundle: Bundle = {
        "bundle": "convive-draw-bundle-v1",
        "sealed": sealed,
        "log": [{**first, "data": {"root": ""}}],
        **dict.fromkeys(("revealed", "result", "seed")),
    }
    rebuild(bundle)
    text = written(bundle)
    changed = {
        "draw_code": "D-ELSE", "entrant_id": "e-nobody", "index": receipt["index"] - 1,
        "leaf": other_digit(receipt["leaf"]), "root": other_digit(receipt["root"]),
        "salt": other_digit(receipt["salt"]), "private": {**receipt["private"], "receipt": "R-0"},
        "receipt": "convive-draw-receipt-v2",
    }  # fmt: skip
    yield Variant("receipt: whole", text, receipt=written(receipt))
    yield Variant("receipt: not JSON", text, receipt=written(receipt)[:-1])
    yield Variant("receipt: a key too many", text, receipt=written({**receipt, "more": 1}))
    yield Variant("receipt: the line of the header", text, receipt=written({**receipt, "index": 0}))
    yield Variant("receipt: beyond", text, receipt=written({**receipt, "index": 10**6}))
    yield Variant(
        "receipt: another root noted",
        text,
        root=other_digit(receipt["root"]),
        receipt=written(receipt),
    )
    for key, value in changed.items():
        yield Variant(f"receipt: {key} changed", text, receipt=written({**receipt, key: value}))


def of_vectors() -> Iterator[Variant]:
    for path in sorted(VECTORS.glob("bundle-*.json")):
        yield from of_bundle(path.stem, path.read_text(encoding="utf-8"))
    yield from of_receipt()
