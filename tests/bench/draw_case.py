"""The case of H2: how many people, in which strata; what its limit and its bundle are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from events.raffle import order
from events.raffle.beacon import make_rehearsal_key, sign_round, verify_round
from events.raffle.bundle import bundle_bytes, revealed_beacon
from events.raffle.chains import time_of_round
from events.raffle.log import LogKind, drawn_data, next_line, sealed_data
from events.raffle.plan import BeaconPlan, EntrantInput, StratumPlan
from events.raffle.seal import SealedObject, build_sealed
from events.raffle.vectors import secret, small_plan

STRATA = 47
WINNERS = 20
CODES = [f"s{number:02}" for number in range(STRATA)]
SEALED_AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
PLAN = replace(
    small_plan(draw_code="D-MANY", sealed_at=SEALED_AT),
    places=STRATA * WINNERS,
    strata=tuple(
        StratumPlan(code=code, title=code, quota=WINNERS, min_newcomers=5, holdout=10)
        for code in CODES
    ),
)


def people(count: int) -> Iterator[EntrantInput]:
    """One chance each; one in fifty shares the household of somebody in the stratum before."""
    for number in range(count):
        yield EntrantInput(
            entrant_id=hashlib.sha256(b"entrant %d" % number).hexdigest()[:16],
            stratum=CODES[number % STRATA],
            salt=bytes(32),
            household=f"home {number - 1 if number % 50 == 49 else number}",
            newcomer=number % 3 != 2,
            private={"receipt_number": f"R-{number}"},
        )


def sealed_text(count: int) -> tuple[str, str]:
    """The sealed text of so many people, and its root in hex."""
    sealed = build_sealed(
        plan=PLAN, entrants=people(count), sealed_at=SEALED_AT, household_key=secret("household")
    )
    return sealed.text, sealed.root


def limit(sealed: SealedObject, seed: bytes) -> Callable[[], object]:
    """What no draw can do without: a ticket for everyone by the protocol's own function, and in
    each stratum the winners and as many alternates parted from the rest, by 64 bits alone.
    """
    entrants = sealed.entrants
    chances = list(zip(entrants.ids, entrants.chances, strict=True))
    members = [np.flatnonzero(entrants.stratum == number) for number in range(STRATA)]

    def work() -> object:
        found = order.tickets(seed=seed, chances=chances)
        first = np.frombuffer(b"".join(found), dtype=">u8")[::4].astype(np.uint64)
        return [
            queue[np.argpartition(first[queue], 2 * WINNERS)[: 2 * WINNERS]] for queue in members
        ]

    return work


def drawn_bundle(sealed: SealedObject, text: str) -> bytes:
    """Draw it with the rehearsal beacon and give the bundle to publish."""
    assert isinstance(PLAN.randomness, BeaconPlan)
    chain, number = PLAN.randomness.chain, PLAN.randomness.round_number
    beacon = sign_round(
        chain=chain, secret=make_rehearsal_key(secret("rehearsal"))[0], round_number=number
    )
    randomness = verify_round(chain=chain, expected_round=number, beacon=beacon)
    revealed = revealed_beacon(chain=chain, beacon=beacon, randomness=randomness)
    result = order.draw(sealed=sealed, randomness=randomness)
    first = next_line(
        after=None,
        at=SEALED_AT,
        kind=LogKind.SEALED,
        by="officer-1",
        data=sealed_data(root=sealed.root),
    )
    second = next_line(
        after=first,
        at=time_of_round(chain=chain, round_number=number) + timedelta(minutes=1),
        kind=LogKind.DRAWN,
        by="officer-2",
        data=drawn_data(revealed=revealed, seed=result.seed, result=result.public()),
    )
    return bundle_bytes(
        sealed_text=text,
        root=sealed.root,
        log=[first, second],
        revealed=revealed,
        result_text=result.text(),
        seed=result.seed,
    )
