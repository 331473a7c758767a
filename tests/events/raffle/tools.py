"""What the draw's tests share: running the verifier, walking a bundle's values, rebuilding hashes."""

import copy
import io
import json
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from events.raffle import verify

ROOT = Path(__file__).resolve().parents[3]
VECTORS = ROOT / "docs" / "protocol" / "vectors"
VERIFIER = ROOT / "events" / "raffle" / "verify.py"


LIKELY = {  # other words of the protocol in the same place
    "REFUSE": "POOL",
    "POOL": "REFUSE",
    "ACCEPTED": "REFUSED",
    "REFUSED": "EXPIRED",
    "rehearsal": "quicknet",
    "default": "quicknet",
    "BEACON": "COMMIT_REVEAL",
    "COMMIT_REVEAL": "BEACON",
    "ORGANISER": "WITNESS",
    "WITNESS": "ORGANISER",
    "PUBLISHED": "CLOSED",
    "ATTEMPT": "NOTE",
    "nord": "sud",
    "sud": "nord",
    "TOO_YOUNG": "OUTSIDE_AREA",
    "OUTSIDE_AREA": "TOO_YOUNG",
}


def published(name: str) -> dict[str, Any]:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def answer(bundle: Any, **options: Any) -> str:
    """ "VALID", or the sentence of the refusal."""
    text = bundle if isinstance(bundle, str) else json.dumps(bundle)
    with redirect_stdout(io.StringIO()):
        try:
            verify.verify(text, **options)
        except verify.No as error:
            return f"NO: {error}"
    return "VALID"


def leaves_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every scalar in a JSON value."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves_of(item, (*path, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from leaves_of(item, (*path, position))
    else:
        yield path


def changes_of(value: Any) -> list[Any]:
    """Other values that a forger might put there, of the same kind and of other kinds."""
    if value is None:
        return [False, 0, "", "aa", "2026-11-21T18:00:00Z"]
    if isinstance(value, bool):
        return [not value, int(value), None]
    if isinstance(value, int):
        return [value + 1, value - 1, -value - 1, str(value), None, True, value + 0.0]
    last = "1" if value[-1:] != "1" else "2"
    likely = [LIKELY[value]] if value in LIKELY else []
    if re.match(r"\d{4}-\d\d-\d\d", value):
        likely = [value.replace("2026", "2025"), re.sub(r"\d(Z?)$", r"7\1", value)]
        likely = [text for text in likely if text != value]
    return [*likely, value[:-1] + last, value + "0", value[:-1], value.upper() + " ", None, 7]


def put(bundle: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The bundle with one value changed; only the containers on the way are copied."""
    changed = copy.copy(bundle)
    inner = changed
    for step in path[:-1]:
        inner[step] = copy.copy(inner[step])
        inner = inner[step]
    inner[path[-1]] = value
    return changed


def get(bundle: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        bundle = bundle[step]
    return bundle


def refused_files() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Of refusals.json: name, the step that must refuse it, the file, what the reader holds."""
    found = published("refusals.json")
    for refusal in found["refusals"]:
        bundle = published(refusal["bundle"])
        for edit in refusal["edits"]:
            bundle = put(bundle, tuple(edit["path"]), edit["value"])
        given = dict(refusal["given"])
        if "receipt" in given:
            given["receipt"] = json.dumps(given["receipt"])
        yield refusal["name"], refusal["step"], json.dumps(bundle), given
    for text in found["texts"]:
        whole = (VECTORS / text["bundle"]).read_text(encoding="utf-8")
        assert text["find"] in whole
        yield text["name"], text["step"], whole.replace(text["find"], text["put"], 1), {}
