"""Published draws, whole and tampered with: what both verifiers are given, `verify.py` and the page's script.

A forger's work is played: an edit alone, or an edit with every hash after it made anew.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from events.raffle.forging import rebuilt, relogged
from tests.events.raffle.tools import VECTORS, published, refused_files

Bundle = dict[str, Any]
FORGED = ("bundle-rehearsal", "bundle-pool", "bundle-commit-reveal", "bundle-default")


@dataclass(frozen=True)
class Variant:
    """One file to verify, with the root a person noted and the receipt they hold, if any."""

    name: str
    text: str
    root: str = ""
    receipt: str = ""


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
        care, remake = ("rehashed", relogged) if edit in LOG_EDITS else ("rebuilt", rebuilt)
        bundle = copy.deepcopy(whole)
        try:
            edit(bundle)
        except (KeyError, IndexError):
            continue  # nothing of the kind in this draw
        yield f"{edit.__name__}, alone", copy.deepcopy(bundle)
        if edit is not half_drawn:
            yield f"{edit.__name__}, {care}", remake(bundle)


def written(bundle: Bundle) -> str:
    return json.dumps(bundle, ensure_ascii=False)


def of_bundle(name: str, whole: Bundle) -> Iterator[Variant]:
    """A published bundle, and everything that can be done to it."""
    text = written(whole)
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
    yield Variant(
        f"{name}: rebuilt, the old root noted", written(rebuilt(bundle)), root=whole["root"]
    )


def of_receipt() -> Iterator[Variant]:
    """The vector's receipt with the list that it belongs to; changed, it is among the refusals."""
    text, receipt = written(published("bundle-undrawn.json")), published("receipt.json")["receipt"]
    yield Variant("receipt: whole", text, receipt=written(receipt))
    yield Variant("receipt: not JSON", text, receipt=written(receipt)[:-1])
    yield Variant(
        "receipt: another root noted",
        text,
        root=other_digit(receipt["root"]),
        receipt=written(receipt),
    )


def of_refusals() -> Iterator[tuple[Variant, str]]:
    """Each with its step; without the one that needs a log's head, which the page does not ask."""
    for name, step, text, given in refused_files():
        if "log_head" not in given:
            root, receipt = given.get("root", ""), given.get("receipt", "")
            yield Variant(f"{step}: {name}", text, root=root, receipt=receipt), step


def of_vectors() -> Iterator[Variant]:
    """Every valid file of the protocol, and what can be done to one of each chain."""
    for path in sorted(VECTORS.glob("bundle-*.json")):
        yield Variant(f"{path.stem}: as published", path.read_text(encoding="utf-8"))
    for name in FORGED:
        yield from of_bundle(name, published(f"{name}.json"))
    yield from of_receipt()
