"""What is known of the domain of an address: everybody's, thrown away after use, or neither."""

import gzip
from functools import cache
from pathlib import Path
from typing import Final

_FILE = Path(__file__).parent / "data" / "throwaway.txt.gz"

# Behind these stand so many people that how many of them apply says nothing.
EVERYBODYS: Final = frozenset(
    """
    aliceadsl.fr aol.com bbox.fr bluewin.ch club-internet.fr duck.com fastmail.com free.fr gmail.com
    gmx.com gmx.de gmx.fr hey.com hotmail.be hotmail.com hotmail.fr icloud.com laposte.net libero.it
    live.be live.com live.fr mail.com mailo.com msn.com neuf.fr numericable.fr orange.fr outlook.be
    outlook.com outlook.fr posteo.net proton.me sfr.fr skynet.be telenet.be tutanota.com voila.fr
    wanadoo.fr web.de yahoo.com yahoo.fr yandex.com ymail.com zoho.com
    """.split()
)


def is_everybodys(domain: str) -> bool:
    """Whether a canonical domain is that of a large provider of mailboxes."""
    return domain in EVERYBODYS


def is_throwaway(domain: str) -> bool:
    """Whether a canonical domain, or one it lies in, is of a service for addresses to throw away."""
    parts = domain.split(".")
    return any(".".join(parts[at:]) in _known() for at in range(len(parts) - 1))


@cache
def _known() -> frozenset[str]:
    return frozenset(gzip.decompress(_FILE.read_bytes()).decode().split())
