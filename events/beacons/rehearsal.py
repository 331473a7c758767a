"""The demo's own beacon: a chain whose key lies on this disk, so that a draw can be rehearsed.

It has quicknet's shape and proves nothing, because whoever holds the key knows every round; pages
and bundles call it a rehearsal. Production has no such door. In a seeded demo the key is the seed's.
"""

from datetime import datetime

from django.conf import settings

from common import chance
from events.raffle.beacon import BeaconRound, make_rehearsal_key, sign_round
from events.raffle.chains import Chain, rehearsal_chain, time_of_round

GENESIS_TIME = 1_577_836_800  # 2020-01-01T00:00:00Z
FILE_NAME = "rehearsal-beacon.key"


class NoRehearsal(Exception):
    """There is no rehearsal chain outside the demo."""


class RoundNotYet(Exception):
    """The round's time has not come."""


def chain() -> Chain:
    """Return the rehearsal chain of this demo; its key is made when first asked for."""
    return rehearsal_chain(public_key=_key()[1], genesis_time=GENESIS_TIME)


def round_of(*, round_number: int, at: datetime) -> BeaconRound:
    """Sign one round, once its time has come. Raises RoundNotYet or NoRehearsal."""
    secret, public_key = _key()
    found = rehearsal_chain(public_key=public_key, genesis_time=GENESIS_TIME)
    if time_of_round(chain=found, round_number=round_number) > at:
        raise RoundNotYet(f"Round {round_number} of the rehearsal chain is not due yet.")
    return sign_round(chain=found, secret=secret, round_number=round_number)


def _key() -> tuple[bytes, bytes]:
    if not settings.DEMO:
        raise NoRehearsal("The rehearsal beacon exists in demo mode only.")
    path = settings.VAR_DIR / FILE_NAME
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            file.write(chance.token(32, of="rehearsal beacon").hex())
        path.chmod(0o600)
    except FileExistsError:
        pass
    return make_rehearsal_key(bytes.fromhex(path.read_text().strip()))
