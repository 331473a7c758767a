"""Beacon chains by the name a draw keeps."""

from django.conf import settings

from events.beacons import rehearsal
from events.raffle.chains import PUBLIC_CHAINS, Chain

REHEARSAL = "rehearsal"


class UnknownChain(Exception):
    """No chain of that name may be used here."""


def chain_named(name: str) -> Chain:
    """Return a pinned public chain, or in the demo the rehearsal chain. Raises UnknownChain."""
    if name in PUBLIC_CHAINS:
        return PUBLIC_CHAINS[name]
    if name == REHEARSAL and settings.DEMO:
        return rehearsal.chain()
    raise UnknownChain(f"{name!r} is not a beacon that a draw may name here.")


def chain_names() -> list[str]:
    """The names on offer, the recommended one first. The demo has no network: its own comes first."""
    return [REHEARSAL, *PUBLIC_CHAINS] if settings.DEMO else list(PUBLIC_CHAINS)
