"""One address for the many ways to write it: for finding one person twice, never for sending."""

import hashlib

_ONE_MAILBOX = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def canonical_email(email: str) -> str:
    """Return the address without what most providers ignore.

    Case is folded, a tag after ``+`` is dropped everywhere, dots are dropped where the provider
    documents that they do not count (Gmail). Mail always goes to the address as it was typed.
    """
    local, _, domain = email.strip().casefold().rpartition("@")
    domain = _ONE_MAILBOX.get(domain, domain)
    local = local.split("+", 1)[0] or local
    if domain == "gmail.com":
        local = local.replace(".", "") or local
    return f"{local}@{domain}"


def email_hash(email: str) -> str:
    """Return SHA-256 (64 hex digits) of the canonical address; still personal data."""
    return hashlib.sha256(canonical_email(email).encode()).hexdigest()
