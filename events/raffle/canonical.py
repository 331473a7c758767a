"""Canonical JSON of the draw protocol (draw-v1, section 2): one value, one text, one hash."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

PROTOCOL = "convive-draw-v1"
MAX_INTEGER = 2**53 - 1  # beyond it JavaScript would round, and two readers would disagree

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)\Z")


class NotCanonical(ValueError):
    """The value has no canonical form (a float, a control character, text that is not NFC...)."""


def canonical_text(value: Any) -> str:
    """The one JSON text of `value`: keys sorted by code point, no spaces, integers only, NFC.

    Raises NotCanonical for floats, keys that are not text, integers beyond 2^53-1, control
    characters, lone surrogates and text that is not in NFC.
    """
    _check(value, "$")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_bytes(value: Any) -> bytes:
    """UTF-8 bytes of `canonical_text`: what every hash of the protocol is taken over."""
    return canonical_text(value).encode("utf-8")


def clean_text(text: str) -> str:
    """`text` as the protocol wants it: NFC, white space runs and control characters one space."""
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


def parse_json(text: str) -> Any:
    """Read JSON strictly: no doubled key, no float, no NaN. Raises NotCanonical with the reason."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise NotCanonical(
            f"This is not complete JSON: {error.msg} at character {error.pos}."
        ) from error
    except RecursionError as error:
        raise NotCanonical("This JSON is nested too deeply.") from error
    _check(value, "$")
    return value


def timestamp(at: datetime) -> str:
    """An aware moment as `2026-11-21T18:30:00Z`, UTC, whole seconds (rounded down)."""
    if at.tzinfo is None:
        raise NotCanonical("A moment of the draw needs a time zone.")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_timestamp(text: str) -> datetime:
    """The moment written by `timestamp`; any other form raises NotCanonical."""
    try:
        at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise NotCanonical(f"{text!r} is not a moment like 2026-11-21T18:30:00Z.") from error
    if timestamp(at) != text:
        raise NotCanonical(f"{text!r} is not a moment like 2026-11-21T18:30:00Z.")
    return at


def date_text(day: date) -> str:
    """A day as `2026-11-21`."""
    return day.strftime("%Y-%m-%d")


def _check(value: Any, where: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return  # which is in normal form C and holds no control character
        if _CONTROL.search(value):
            raise NotCanonical(f"{where}: control characters are not allowed.")
        if not unicodedata.is_normalized("NFC", value):
            raise NotCanonical(f"{where}: text must be in Unicode normal form C.")
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical(f"{where}: {value} is beyond 2^53-1.")
    elif isinstance(value, (dict, Mapping)):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"{where}: keys must be text.")
            _check(key, f"{where} (a key)")
            _check(item, f"{where}.{key}")
    elif isinstance(value, (list, tuple)):
        for position, item in enumerate(value):
            _check(item, f"{where}[{position}]")
    else:
        raise NotCanonical(f"{where}: a {type(value).__name__} has no canonical form.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise NotCanonical(f"The key {key!r} stands twice in one object.")
        found[key] = value
    return found


def _no_float(text: str) -> Any:
    raise NotCanonical(f"{text} is not an integer; the protocol knows no other number.")


def _integer(text: str) -> int:
    if not _INTEGER.match(text) or text == "-0" or len(text) > 17:
        raise NotCanonical(f"{text[:20]} is not an integer in canonical form.")
    return int(text)
