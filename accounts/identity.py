"""One address for the many ways to write it: for finding one person twice, never for sending."""

import hashlib
import re
import unicodedata
from typing import Final

# Domains behind which a provider keeps one mailbox.
_ONE_MAILBOX: Final = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
}
# What a provider documents that it does not read in the part before the @.
_NOT_READ: Final = {"gmail.com": re.compile(r"\."), "proton.me": re.compile(r"[._-]")}


def canonical_email(email: str) -> str:
    """Return the address without what most providers ignore.

    Case and width of the letters are folded, a tag after ``+`` is dropped everywhere; dots (Gmail) and dots,
    hyphens and underscores (Proton) where the provider documents that they do not count; a domain in
    its own script and in punycode are one. Mail always goes to the address as it was typed.
    """
    local, _, domain = unicodedata.normalize("NFKC", email).strip().casefold().rpartition("@")
    domain = _plain_domain(domain)
    domain = _ONE_MAILBOX.get(domain, domain)
    local = local.split("+", 1)[0] or local
    if domain in _NOT_READ:
        local = _NOT_READ[domain].sub("", local) or local
    # Folding may take letters apart that were one: the same name is written in one way alone.
    return f"{unicodedata.normalize('NFC', local)}@{domain}"


def domain_of(email: str) -> str:
    """Return the canonical domain of an address, "" for none."""
    return canonical_email(email).rpartition("@")[2]


def email_hash(email: str) -> str:
    """Return SHA-256 (64 hex digits) of the canonical address; still personal data."""
    return hashlib.sha256(canonical_email(email).encode()).hexdigest()


def _plain_domain(domain: str) -> str:
    domain = domain.rstrip(".")
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:  # no domain at all: nothing could be sent there
        return domain


def token_hash(token: str) -> str:
    """Return the SHA-256 (hex) of a link's secret: all that is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()
