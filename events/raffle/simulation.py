"""What a plan would do, asked before anything is sealed: chances, alternates, the lift to be seen.

Nothing here touches a draw: the seeds are counted, not revealed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from events.raffle.entrants import Entrants
from events.raffle.order import draw
from events.raffle.plan import JsonObject
from events.raffle.seal import SealedObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Chances to win a place, 0 to 1, as counted over `seeds` draws; the standard error of any one
    is at most 0.5 / sqrt(seeds). `by_stratum`: of an average entrant, by code. `by_household`: that
    the household has a winner, by the number of its tag in `Entrants.household`.
    """

    seeds: int
    by_stratum: Mapping[str, float]
    by_household: Sequence[float]


def chances(*, header: JsonObject, entrants: Entrants, seeds: int = 1_000) -> Chances:
    """Draw `seeds` times and count. `header` needs `strata`, `overflow` and `places` as sealed.

    The same plan and list give the same figures: seed number s is SHA-256 of its decimal digits.
    """
    sealed = SealedObject(header=header, entrants=entrants, ineligible=[], root="00" * 32)
    wins = np.zeros(len(entrants), dtype=np.intp)
    for number in range(seeds):
        result = draw(sealed=sealed, randomness=sha256(str(number).encode()).digest())
        for stratum in result.strata:
            wins[stratum.order[: stratum.winners]] += 1
    people = np.bincount(entrants.stratum, minlength=len(entrants.codes))
    won = np.bincount(entrants.stratum, weights=wins, minlength=len(entrants.codes))
    homes = np.bincount(entrants.household, weights=wins, minlength=entrants.households)
    return Chances(
        seeds=seeds,
        by_stratum={
            code: float(w / (seeds * n)) if n else 0.0
            for code, w, n in zip(entrants.codes, won, people, strict=True)
        },
        by_household=(homes / seeds).tolist(),
    )


def alternates_needed(*, places: int, acceptance: float, certainty: float = 0.95) -> int:
    """How many alternates fill `places` with probability `certainty`, when everyone who is asked
    accepts with probability `acceptance` (0 to 1, exclusive of 0), independently.

    The refusals met before the last place is taken are negative binomial; this is its quantile,
    summed term by term: P(k refusals) = C(places + k - 1, k) acceptance^places (1 - acceptance)^k.
    """
    if places < 0 or not 0 < acceptance <= 1 or not 0 < certainty < 1:
        raise ValueError("Places from 0, acceptance above 0 up to 1, certainty between 0 and 1.")
    if places == 0 or acceptance == 1:
        return 0
    base, refusal = places * math.log(acceptance), math.log1p(-acceptance)
    total, refusals = 0.0, 0
    while True:
        ways = math.lgamma(places + refusals) - math.lgamma(refusals + 1) - math.lgamma(places)
        total += math.exp(base + ways + refusals * refusal)
        if total >= certainty:
            return refusals
        refusals += 1


def smallest_lift(
    *, treated: int, compared: int, variance: float, power: float = 0.80, alpha: float = 0.05
) -> float:
    """The least true difference of two means that a two-sided test at `alpha` finds with
    probability `power`, in the outcome's unit; `variance` is that of one person, in its square.

    Normal approximation: (z(1 - alpha/2) + z(power)) sqrt(variance (1/treated + 1/compared)), as in
    Bloom, "Minimum detectable effects", Evaluation Review 19 (1995) 547-556. Optimistic for arms
    below about thirty people.
    """
    if min(treated, compared) < 1 or variance < 0 or not (0 < alpha < 1 and 0 < power < 1):
        raise ValueError("Two arms of at least one person, no negative variance, odds within 0-1.")
    normal = NormalDist()
    multiplier = normal.inv_cdf(1 - alpha / 2) + normal.inv_cdf(power)
    return multiplier * math.sqrt(variance * (1 / treated + 1 / compared))


def smallest_rate_lift(
    *, treated: int, compared: int, rate: float, power: float = 0.80, alpha: float = 0.05
) -> float:
    """`smallest_lift` for a share of people (0 to 1), in points of that share: a person of the
    comparison arm counts 1 with probability `rate`, whose variance is rate (1 - rate).
    """
    if not 0 <= rate <= 1:
        raise ValueError("A rate lies between 0 and 1.")
    return smallest_lift(
        treated=treated,
        compared=compared,
        variance=rate * (1 - rate),
        power=power,
        alpha=alpha,
    )


def exact_chances(*, places: int, chances: Mapping[int, int], nodes: int = 400) -> dict[int, float]:
    """The chance of a household to be among the first `places`, by its number of chances.

    `chances` counts the households with each number. A household's least ticket beats another's as
    an exponential clock with its number of chances as rate beats another's, so with x = e^-t a
    household with k chances has rung after x with probability x^k. Its place is then
    the integral over x of k x^(k-1) P(fewer than `places` others have rung), others counted by
    convolved binomials; Gauss and Legendre's rule with `nodes` points.
    """
    points, weights = np.polynomial.legendre.leggauss(nodes)
    xs, weights = (points + 1) / 2, weights / 2
    found = {}
    for mine in chances:
        others = {k: n - (k == mine) for k, n in chances.items()}
        total = 0.0
        for x, weight in zip(xs.tolist(), weights.tolist(), strict=True):
            ahead = np.ones(1)
            for k, count in others.items():
                ahead = np.convolve(ahead, _rung(count, k * math.log(x), places))[:places]
            total += weight * mine * x ** (mine - 1) * float(ahead.sum())
        found[mine] = min(1.0, total)
    return found


def _rung(count: int, silent: float, most: int) -> NDArray[np.float64]:
    """The chances that 0, 1... of `count` clocks have rung, the first `most` of them; `silent` is
    the logarithm of the probability that one has not.
    """
    rung = np.arange(min(count, most - 1) + 1)
    ways = np.concatenate(([0.0], np.cumsum(np.log((count - rung[1:] + 1) / rung[1:]))))
    logs = ways + rung * math.log(-math.expm1(silent)) + (count - rung) * silent
    return np.asarray(np.exp(logs))
