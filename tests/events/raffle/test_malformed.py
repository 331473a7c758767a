"""Whatever stands where something else should: the verifier says no at a step of the protocol."""

import contextlib
import io
import json
import random
import re
from copy import deepcopy
from pathlib import Path

import pytest

from events.raffle import forging, verify

ROOT = Path(__file__).resolve().parents[3]
VECTORS = ROOT / "docs" / "protocol" / "vectors"
PROTOCOL = (ROOT / "docs" / "protocol" / "draw-v1.md").read_text(encoding="utf-8")
STEPS = set(re.findall(r"\*\*([a-z ]+)\*\*", PROTOCOL.partition("## 12.")[2]))
WRONG = [None, True, 7, -1, 0, 2**53, 1.5, "x", "", [], {}, [[]], [None], {"a": 1}, "e\u0301", "\u0007",
         "2026-13-45T99:00:00Z", "00" * 32, "A" * 70, ["a", "a"]]  # fmt: skip


def places(value, path=()):
    """Every place of a bundle, of long lists the first two."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value[:2]) if isinstance(value, list) else inner
    for key, one in inner:
        yield from places(one, (*path, key))


def answer(text: str) -> str:
    """The step that says no, or "" when the bundle holds."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            verify.verify(text, signature="skip")
    except verify.No as error:
        return str(error).partition(":")[0]
    return ""


@pytest.mark.parametrize(
    "name", ["bundle-drawn.json", "bundle-commit-reveal.json", "bundle-answers.json"]
)
def test_a_wrong_value_anywhere_is_refused_with_its_step(name):
    bundle, chance = json.loads((VECTORS / name).read_text(encoding="utf-8")), random.Random(6)
    found = set()
    for path in places(bundle):
        value = chance.choice(WRONG)
        forged = deepcopy(bundle)
        holder = forged
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = value
        as_it_was = forged == bundle
        again = chance.random() < 0.5
        if again:
            with contextlib.suppress(Exception):  # some values cannot even be hashed
                forged = forging.rebuilt(forged)
        said = answer(json.dumps(forged))
        found.add(said)
        # A forger who makes all hashes anew may well change a title: the root of the mails tells.
        assert said in STEPS or (not said and (again or as_it_was)), (path, value, said)

    assert {"structure", "root"} <= found


@pytest.mark.parametrize(
    "text",
    ["", "[" * 50_000, '{"a":' * 50_000, '{"bundle":' + "9" * 6_000 + "}", "NaN", "1e400", "\ufeff{}",
     '{"a":1,"a":2}', '"\\ud800"', "null", "{} x", "\x00"],
)  # fmt: skip
def test_what_is_no_bundle_at_all_is_refused_as_structure(text):
    assert answer(text) == "structure"
