"""Whose e-mail addresses stand in the raw words of a shop, and how one of them is taken out."""

import re

from accounts.identity import email_hash

# An escape is read as one sign, so that the n of a line break is not taken for part of a name.
_ADDRESS = re.compile(
    r"\\u[0-9a-fA-F]{4}|\\.|([\w+-][\w.+'-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})"
)


def hashes_in(body: bytes) -> set[str]:
    """The hashes of every address that stands in ``body``."""
    if b"@" not in body:
        return set()
    found = {one[1] for one in _ADDRESS.finditer(_text(body)) if one[1]}
    return {email_hash(address) for address in found}


def without(*, body: bytes, hashed: str) -> bytes:
    """``body`` with every way of writing one address taken out; all else stays as it is."""

    def keep(found: re.Match[str]) -> str:
        return "" if found[1] and email_hash(found[1]) == hashed else found[0]

    return _ADDRESS.sub(keep, _text(body)).encode("utf-8", "surrogateescape")


def _text(body: bytes) -> str:
    return body.decode("utf-8", "surrogateescape")
