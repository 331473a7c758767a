"""Careful reading of a shop's JSON, shared by the mappings.

Every function takes the path of the field, so that the reason of ``Unreadable`` names it. Text is
made fit to store: no NUL, no lone surrogates. Numbers with a point become ``Decimal``, never floats.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from common.money import MoneyError, exponent, to_minor
from sales.connectors.shapes import Unreadable

CLICK_PARAMETER = "cvv"
"""Query parameter that ``/go/`` adds to the shop's address."""
CLICK_ATTRIBUTE = "convive_click"
"""Cart attribute that carries the click id where the landing page is lost."""
HOST_ATTRIBUTE = "convive_host"
"""Cart attribute in which a buyer writes who invited them."""

MAX_ID, MAX_TITLE, MAX_EMAIL, MAX_LINES, MAX_QUANTITY = 64, 255, 254, 1000, 1_000_000

_UNFIT = re.compile("[\x00\ud800-\udfff]")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_CLICK_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def load_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object. Raises Unreadable for anything else."""
    try:
        value = json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=_no_constant)
    except RecursionError:
        raise Unreadable("The body is nested too deeply.") from None
    except ValueError:  # also UnicodeDecodeError, and integers of thousands of digits
        raise Unreadable("The body is not JSON in UTF-8.") from None
    return as_object(value, "body")


def as_object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable(f"{path} is not an object.")
    return value


def as_objects(value: Any, path: str) -> list[dict[str, Any]]:
    """A list of objects; nothing at all counts as an empty list."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable(f"{path} is not a list.")
    if len(value) > MAX_LINES:
        raise Unreadable(f"{path} has more than {MAX_LINES} entries.")
    return [as_object(entry, f"{path}[{index}]") for index, entry in enumerate(value)]


def identifier(value: Any, path: str) -> str:
    """An id as text. Whole numbers keep every digit; a fraction or a float is refused."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Unreadable(f"{path} is not an id.")
    text = str(value).strip() if isinstance(value, str) or abs(value) < 10**MAX_ID else ""
    if not 0 < len(text) <= MAX_ID or not text.isprintable():
        raise Unreadable(f"{path} is not an id of 1 to {MAX_ID} characters.")
    return text


def optional_identifier(value: Any, path: str) -> str:
    return "" if value is None or value == "" else identifier(value, path)


def text(value: Any, *, limit: int = MAX_TITLE) -> str:
    """Free text, made fit to store and cut to ``limit`` characters; "" when it is no text."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**MAX_ID:
        value = str(value)
    return _UNFIT.sub("\ufffd", value).strip()[:limit] if isinstance(value, str) else ""


def currency(value: Any, path: str) -> str:
    try:
        exponent(value)
    except MoneyError as error:
        raise Unreadable(f"{path}: {error}") from None
    return str(value)


def money(value: Any, currency_code: str, path: str, *, signed: bool = False) -> int:
    """Minor units from text or a JSON number; negative only where ``signed`` says so."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    try:
        amount = to_minor(value, currency_code)
    except MoneyError as error:
        raise Unreadable(f"{path}: {error}") from None
    if amount < 0 and not signed:
        raise Unreadable(f"{path} is negative.")
    return amount


def moment(value: Any, path: str) -> datetime:
    """A time with its offset, in UTC. Raises Unreadable without an offset: it could be any hour."""
    try:
        parsed = datetime.fromisoformat(value)
        if parsed.tzinfo is None:
            raise Unreadable(f"{path} has no offset from UTC.")
        return parsed.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise Unreadable(f"{path} is not a time such as 2026-05-01T18:30:00+02:00.") from None


def quantity(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_QUANTITY:
        raise Unreadable(f"{path} is not a whole number from 0 to {MAX_QUANTITY}.")
    return value


def email(value: Any) -> str:
    """Trimmed and in lower case, the form in which addresses are compared; "" when it is none.

    Dots and "+" are kept: only the provider knows what they mean.
    """
    candidate = text(value, limit=MAX_EMAIL + 1).lower()
    return candidate if len(candidate) <= MAX_EMAIL and _EMAIL.fullmatch(candidate) else ""


def promo_codes(values: Iterable[Any]) -> tuple[str, ...]:
    """Codes in capitals, in the shop's order, each once; shops do not tell capitals apart."""
    codes = (text(value, limit=MAX_ID + 1).upper() for value in values)
    return tuple(dict.fromkeys(code for code in codes if 0 < len(code) <= MAX_ID))


def click_id(value: Any) -> str:
    """The click id, or "": what a stranger wrote into the address is not an error of the shop."""
    return value if isinstance(value, str) and _CLICK_ID.fullmatch(value) else ""


def click_id_in_url(url: Any) -> str:
    """The last ``cvv`` of the landing page's address, absolute or not; "" when there is none."""
    if not isinstance(url, str):
        return ""
    try:
        given = parse_qs(urlsplit(url).query, max_num_fields=100).get(CLICK_PARAMETER, [])
    except ValueError:
        return ""
    return click_id(given[-1]) if given else ""


def _no_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are not JSON
