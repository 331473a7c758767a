"""Addresses of mail that are probably a slip of the finger: a better one is offered, none is refused."""

PROVIDERS = (
    "gmail.com hotmail.com hotmail.fr outlook.com outlook.fr live.fr live.com yahoo.fr yahoo.com"
    " orange.fr wanadoo.fr laposte.net icloud.com proton.me protonmail.com numericable.fr bbox.fr"
    " googlemail.com msn.com gmx.fr neuf.fr free.fr"
).split()
# One letter away from one of those, and just as real.
REAL_TOO = frozenset(
    "mail.com ymail.com email.com live.be live.nl live.it gmx.de gmx.ch gmx.at gmx.net orange.com"
    " orange.es orange.pl yahoo.de yahoo.es yahoo.it yahoo.be yahoo.ca hotmail.be hotmail.de hotmail.es"
    " hotmail.it outlook.be outlook.de outlook.es outlook.it free.com".split()
)
SHORTEST = 7  # letters of a domain: below, one letter away is a good part of the word


def likelier(email: str) -> str:
    """Return the address that was probably meant, in lower case as it is kept; "" when this one looks right."""
    local, at, domain = email.strip().lower().rpartition("@")
    if not (local and at) or domain in PROVIDERS or domain in REAL_TOO:
        return ""
    for known in PROVIDERS:
        name, _dot, ending = domain.partition(".")
        wrong_ending = name in ("gmail", "icloud", "wanadoo") and known.startswith(f"{name}.")
        near = len(domain) >= SHORTEST and _one_slip(domain, known)
        if (wrong_ending and ending) or near:
            return f"{local}@{known}"
    return ""


def masked(email: str) -> str:
    """Return an address as its owner knows it again and nobody else learns it: its first letter, its domain."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _one_slip(typed: str, meant: str) -> bool:
    """Whether one letter too many, missing, wrong, or two swapped, tell these apart."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), None)
    if start is None:
        return len(typed) != len(meant)
    a, b = typed[start:], meant[start:]
    swapped = len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
