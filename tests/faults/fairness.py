"""draw: equal people have equal chances, and the check would see it if they had not.

Over very many draws every entrant of a stratum should win as often as any other. Chi-square says how
likely the counts are if so. The same check on an order made by a remainder, which the protocol
forbids, must say that it is not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from hashlib import sha256

import numpy as np

from events.raffle import order
from events.raffle.entrants import Entrants, in_columns
from events.raffle.plan import JsonObject
from events.raffle.seal import SealedObject
from tests.bench.harness import Outcome, Size, Target, judge_figure

ENTRANTS, STRATA, WINNERS = 5_000, 8, 40
SEEDS = {Size.SMALL: 2_000, Size.FULL: 2_000}  # as promised, whatever the size
LEAST_P = 0.001

Counts = np.ndarray[tuple[int], np.dtype[np.intp]]
Winners = Callable[[SealedObject, bytes], Iterator[np.ndarray]]


def survival(statistic: float, freedom: int) -> float:
    """The probability that a chi-square of `freedom` degrees exceeds `statistic`.

    The regularised upper incomplete gamma Q(freedom / 2, statistic / 2): by its series below
    freedom / 2 + 1 and by its continued fraction (Lentz) above, to about twelve digits; Press et
    al., "Numerical Recipes", 6.2.
    """
    a, x = freedom / 2, statistic / 2
    if x <= 0:
        return 1.0
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while abs(term) > 1e-16 * total:
            n += 1
            term *= x / n
            total += term
        return 1 - scale * total
    b = x + 1 - a
    c, d = 1e300, 1 / b
    fraction, step, n = d, 0.0, 0
    while abs(step - 1) > 1e-15:
        n += 1
        factor = -n * (n - a)
        b += 2
        d = 1 / (factor * d + b)
        c = b + factor / c
        step = c * d
        fraction *= step
    return scale * fraction


def p_value(wins: Counts, *, draws: int, winners: int) -> float:
    """How likely counts as uneven as these are, when each of `draws` gives `winners` places to
    equal people. Drawn without replacement, so the plain statistic is too small by (n - w)/(n - 1).
    """
    people = len(wins)
    expected = draws * winners / people
    plain = float(((wins - expected) ** 2).sum() / expected)
    return survival(plain * (people - 1) / (people - winners), people - 1)


def case() -> SealedObject:
    """Five thousand people in eight strata, each alone at home, with one chance."""
    codes = [f"s{number}" for number in range(STRATA)]
    people: Entrants = in_columns(
        codes=codes,
        ids=[f"fan-{number:04}" for number in range(ENTRANTS)],
        strata=[codes[number % STRATA] for number in range(ENTRANTS)],
        chances=[1] * ENTRANTS,
        newcomers=[True] * ENTRANTS,
        tags=b"".join(number.to_bytes(16) for number in range(ENTRANTS)),
        commitments=bytes(32 * ENTRANTS),
    )
    header: JsonObject = {
        "overflow": "REFUSE",
        "places": STRATA * WINNERS,
        "strata": [
            {"code": code, "quota": WINNERS, "min_newcomers": 0, "share_only": 0, "holdout": 0}
            for code in codes
        ],
    }
    return SealedObject(header=header, entrants=people, ineligible=[], root="00" * 32)


def drawn(sealed: SealedObject, randomness: bytes) -> Iterator[np.ndarray]:
    """The winners of each stratum, by the draw itself."""
    for stratum in order.draw(sealed=sealed, randomness=randomness).strata:
        yield stratum.order[: stratum.winners]


def by_remainder(sealed: SealedObject, randomness: bytes) -> Iterator[np.ndarray]:
    """What the protocol forbids: ten bits of a hash, and the remainder by the number of people, name
    the next winner; who is named again is passed over.
    """
    for number, code in enumerate(sealed.entrants.codes):
        people = np.flatnonzero(sealed.entrants.stratum == number)
        stream = b"".join(
            sha256(randomness + code.encode() + bytes([block])).digest() for block in range(16)
        )
        named = (np.frombuffer(stream, dtype=">u2") % 1024) % len(people)
        yield people[list(dict.fromkeys(named.tolist()))[:WINNERS]]


def least_p(sealed: SealedObject, winners_of: Winners, seeds: int) -> float:
    """The p-value of the stratum that looks least fair over so many seeds."""
    wins = np.zeros(len(sealed.entrants), dtype=np.intp)
    for seed in range(seeds):
        for winners in winners_of(sealed, sha256(b"fairness %d" % seed).digest()):
            wins[winners] += 1
    return min(
        p_value(wins[sealed.entrants.stratum == number], draws=seeds, winners=WINNERS)
        for number in range(STRATA)
    )


def fairness(size: Size) -> Iterator[Outcome]:
    """The draw passes in every stratum; the biased order fails in its least fair one."""
    sealed, seeds = case(), SEEDS[size]
    where = f"least of {STRATA} strata, {ENTRANTS:,} entrants, {seeds:,} seeds"
    yield judge_figure(
        name=f"draw chi-square p, {where}",
        figure=least_p(sealed, drawn, seeds),
        target=Target(at_least=LEAST_P, unit=""),
    )
    yield judge_figure(
        name=f"draw chi-square p of an order by remainder, {where}",
        figure=least_p(sealed, by_remainder, seeds),
        target=Target(at_most=LEAST_P, unit=""),
    )
