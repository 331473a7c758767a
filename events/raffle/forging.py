"""What a forger can do to a published draw: change it, and make its hashes anew.

Used for the test vectors alone: a verifier must refuse each such file at the step that it betrays.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from events.raffle import merkle
from events.raffle.bundle import digest_of
from events.raffle.canonical import canonical_bytes
from events.raffle.log import NOTHING_BEFORE, drawn_data, line_hash
from events.raffle.plan import JsonObject

Bundle = dict[str, Any]
Edit = Callable[[Bundle], None]
Path = tuple[str | int, ...]

SMALL, CLOSED, UNDRAWN = "bundle-drawn.json", "bundle-rehearsal.json", "bundle-undrawn.json"
QUICKNET, DEFAULT = "bundle-quicknet.json", "bundle-default.json"
REVEAL, ANSWERS = "bundle-commit-reveal.json", "bundle-answers.json"
OTHER = sha256(b"another").hexdigest()


@dataclass(frozen=True, slots=True)
class Refusal:
    """`edits` of one bundle, then its hashes `again`; `given` is what the reader holds beside it."""

    step: str
    name: str
    edits: tuple[tuple[str, Any] | Edit, ...] = ()
    bundle: str = SMALL
    again: Callable[[Bundle], Bundle] | None = None
    given: dict[str, Any] = field(default_factory=dict)


def refused(step: str, *rows: tuple[Any, ...], **same: Any) -> tuple[Refusal, ...]:
    """Rows of name and edits, all refused at one step."""
    return tuple(Refusal(step, name, tuple(edits), **same) for name, *edits in rows)


def at(bundle: Any, path: str) -> Any:
    """What stands at a place such as `sealed.entrants.0.chances`; a number may count from the end."""
    for key in filter(None, path.split(".")):
        bundle = bundle[int(key) if key.lstrip("-").isdigit() else key]
    return bundle


def put(bundle: Bundle, path: str, value: Any) -> None:
    """Change what stands at a place."""
    holder, _, key = path.rpartition(".")
    at(bundle, holder)[int(key) if key.lstrip("-").isdigit() else key] = value


def swap(path: str, one: int, other: int) -> Edit:
    """Two items of a list change places."""

    def edit(bundle: Bundle) -> None:
        items = at(bundle, path)
        items[one], items[other] = items[other], items[one]

    return edit


def drop(path: str, number: int | str | slice) -> Edit:
    """An item, some items or a key go."""

    def edit(bundle: Bundle) -> None:
        del at(bundle, path)[number]

    return edit


def more(path: str, by: int = 1) -> Edit:
    """A number grows."""

    def edit(bundle: Bundle) -> None:
        put(bundle, path, at(bundle, path) + by)

    return edit


def copied(path: str, number: int, **changes: Any) -> Edit:
    """The item once more, behind itself, with `changes`."""

    def edit(bundle: Bundle) -> None:
        items = at(bundle, path)
        items.insert(number + 1 or len(items), {**deepcopy(items[number]), **changes})

    return edit


def redigested(bundle: Mapping[str, Any]) -> JsonObject:
    """The bundle with its digest made anew."""
    return {**bundle, "digest": digest_of(bundle)}


def relogged(bundle: Mapping[str, Any]) -> JsonObject:
    """The bundle with numbers and hashes of its log, and the digest, made anew."""
    previous = NOTHING_BEFORE
    lines = []
    for n, line in enumerate(bundle["log"], start=1):
        body = {**line, "n": n, "previous": previous}
        del body["hash"]
        previous = line_hash(**body)
        lines.append({**body, "hash": previous})
    return redigested({**bundle, "log": lines})


def rebuilt(bundle: Mapping[str, Any]) -> JsonObject:
    """The bundle with root, seed, the log's facts and all hashes made anew; it is not drawn again."""
    whole = deepcopy(dict(bundle))
    sealed = whole["sealed"]
    items = [sealed["header"], *sealed["entrants"], *sealed["ineligible"]]
    root = merkle.root_of([merkle.leaf_hash(canonical_bytes(item)) for item in items])
    whole["root"] = root.hex()
    revealed, result = whole["revealed"], whole["result"]
    if result is not None:
        whole["seed"] = sha256(root + bytes.fromhex(revealed["randomness"])).hexdigest()
    for line in whole["log"]:
        if line["kind"] == "SEALED":
            line["data"] = {"root": whole["root"]}
        if line["kind"] == "DRAWN":
            line["data"] = drawn_data(revealed=revealed, seed=whole["seed"], result=result)
    return relogged(whole)


def edits_between(old: Any, new: Any, path: Path = ()) -> Iterator[JsonObject]:
    """What turns `old` into `new`: `{"path": [...], "value": ...}`, the deepest places that do."""
    if isinstance(old, dict) and isinstance(new, dict) and set(old) == set(new):
        for key in sorted(old):
            yield from edits_between(old[key], new[key], (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from edits_between(one, other, (*path, number))
    elif type(old) is not type(new) or old != new:
        yield {"path": list(path), "value": new}
