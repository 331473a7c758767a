"""A forger at work on a downloaded bundle, with the public verifier as their only tool."""

from __future__ import annotations

import contextlib
import copy
import importlib.util
import io
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from tests.journeys.drawing import VERIFIER, verified

Path = tuple[Any, ...]
STRIDE = 20  # of all changes, each twentieth is also given to the program itself


def _load() -> ModuleType:
    """The verifier as a stranger holds it: one file, of which nothing else is known."""
    spec = importlib.util.spec_from_file_location("a_strangers_verifier", VERIFIER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every leaf of a JSON value; an empty list or object is one too."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path


def other_values(value: Any) -> list[Any]:
    """One other value of the same kind, and one of another kind."""
    if value is None:
        return [0, "0" * 64]
    if isinstance(value, bool):
        return [not value, None]
    if isinstance(value, int):
        return [value + 1, str(value)]
    if isinstance(value, str):
        return [value[:-1] + ("1" if value[-1:] != "1" else "2"), None]
    return [["x"] if isinstance(value, list) else {"x": "x"}, None]


def with_leaf(bundle: Any, path: Path, value: Any) -> Any:
    """The bundle with one leaf changed; the rest is shared with the original."""
    if not path:
        return value
    changed = copy.copy(bundle)
    changed[path[0]] = with_leaf(bundle[path[0]], path[1:], value)
    return changed


def every_leaf_is_refused(text: str, root: str) -> int:
    """Change each leaf by itself, list what the verifier lets pass (nothing); returns how many.

    The beacon's signature takes a second to check, so that most are checked without it: every
    change must be caught all the same.
    """
    verifier = _load()
    bundle = json.loads(text)
    passed, tried = [], 0
    for path in leaves(bundle):
        before = bundle
        for step in path:
            before = before[step]
        for value in other_values(before):
            forged = json.dumps(with_leaf(bundle, path, value))
            if _says(verifier, forged) == "VALID":
                passed.append((path, value))
            if tried % STRIDE == 0:
                code, said = verified(forged, root)
                if code != 1 or "NO: " not in said:
                    passed.append((path, value, said))
            tried += 1
    assert passed == []
    return tried


def rebuilt(text: str) -> str:
    """A bundle made anew from end to end around another list, as whoever runs the house could.

    One person is exchanged for another; root, seed, order, winners, log and digest follow.
    """
    verifier = _load()
    bundle = json.loads(text)
    sealed = bundle["sealed"]
    sealed["entrants"][0]["commitment"] = "5" * 64
    items = [sealed["header"], *sealed["entrants"], *sealed["ineligible"]]
    bundle["root"] = _root(verifier, items)
    seed = verifier.sha256(
        bytes.fromhex(bundle["root"]) + bytes.fromhex(bundle["revealed"]["randomness"])
    )
    bundle["seed"] = seed.hex()
    bundle["result"], _tickets = verifier.redraw(sealed, seed)
    kinds = [line["kind"] for line in bundle["log"]]
    bundle["log"] = bundle["log"][: kinds.index("DRAWN") + 1]
    previous = "0" * 64
    for line in bundle["log"]:
        if line["kind"] == "SEALED":
            line["data"]["root"] = bundle["root"]
        if line["kind"] == "DRAWN":
            line["data"] = {
                "result_sha256": verifier.sha256(verifier.canonical(bundle["result"])).hex(),
                "revealed_sha256": verifier.sha256(verifier.canonical(bundle["revealed"])).hex(),
                "seed": bundle["seed"],
            }
        line["previous"] = previous
        del line["hash"]
        line["hash"] = previous = verifier.tagged("convive-log-v1", dict(line))
    del bundle["digest"]
    bundle["digest"] = verifier.tagged("convive-bundle-v1", bundle)
    return json.dumps(bundle)


def only_the_root_refuses_a_rebuilt_one(text: str, root: str) -> None:
    """By itself a rebuilt bundle holds together; the root of the receipt mail gives it away."""
    forged = rebuilt(text)
    assert _says(_load(), forged) == "VALID"
    code, said = verified(forged, root)
    assert code == 1, said
    assert said.splitlines()[-1].startswith("NO: given root:"), said


def _root(verifier: ModuleType, items: list[Any]) -> str:
    level = [verifier.sha256(b"\x00" + verifier.canonical(item)) for item in items]
    while len(level) > 1:
        pairs = [
            verifier.sha256(b"\x01" + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)
        ]
        level = pairs + (level[-1:] if len(level) % 2 else [])
    return level[0].hex()


def _says(verifier: ModuleType, text: str) -> str:
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            verifier.verify(text, signature="skip")
        except verifier.No as refusal:
            return f"NO: {refusal}"
    return "VALID"
