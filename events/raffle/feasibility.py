"""Can the plan be kept whatever the randomness? Asked before the seal, answered with numbers."""

from dataclasses import dataclass

import numpy as np

from events.raffle.entrants import Entrants
from events.raffle.plan import ImpossibleQuota, Overflow, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Certain:
    """What a stratum is sure to have: households that lie wholly in it, and those of them in which
    everyone is a newcomer. A household with members in two strata is represented in only one of
    them, by chance, so it is certain for neither.
    """

    entrants: int
    households: int
    newcomers: int


def certain_counts(people: Entrants) -> dict[str, Certain]:
    """One Certain per stratum of the list."""
    strata, homes = len(people.codes), people.households
    lowest = np.full(homes, strata, dtype=np.intp)
    highest = np.full(homes, -1, dtype=np.intp)
    np.minimum.at(lowest, people.household, people.stratum)
    np.maximum.at(highest, people.household, people.stratum)
    in_one = lowest == highest
    has_hosted = np.zeros(homes, dtype=np.bool_)
    has_hosted[people.household[~people.newcomer]] = True
    figures = (
        np.bincount(of, minlength=strata).tolist()
        for of in (people.stratum, lowest[in_one], lowest[in_one & ~has_hosted])
    )
    return {
        code: Certain(entrants=entrants, households=households, newcomers=newcomers)
        for code, entrants, households, newcomers in zip(people.codes, *figures, strict=True)
    }


def check_quotas(*, plan: Plan, people: Entrants) -> None:
    """Raises ImpossibleQuota with numbers and what to do; returns None when the plan can be kept."""
    for stratum in plan.strata:
        for name in ("quota", "share_only", "holdout", "min_newcomers"):
            value = getattr(stratum, name)
            least = 1 if name == "quota" else 0
            if isinstance(value, bool) or value < least:
                raise ImpossibleQuota(
                    "NEGATIVE_PLAN",
                    f"Stratum {stratum.code!r} has {name} {value}; it must be at least {least}.",
                    stratum=stratum.code,
                    field=name,
                    value=value,
                )
        if stratum.min_newcomers > stratum.quota:
            raise ImpossibleQuota(
                "NEWCOMERS_OVER_QUOTA",
                f"Stratum {stratum.code!r} wants {stratum.min_newcomers} newcomers "
                f"among {stratum.quota} places.",
                stratum=stratum.code,
                newcomers=stratum.min_newcomers,
                quota=stratum.quota,
            )
    quotas = sum(stratum.quota for stratum in plan.strata)
    if quotas != plan.places:
        raise ImpossibleQuota(
            "QUOTAS_NOT_PLACES",
            f"The quotas add up to {quotas}, the campaign has {plan.places} places. "
            "Make the two equal.",
            quotas=quotas,
            places=plan.places,
        )
    counts = certain_counts(people)
    for stratum in plan.strata:
        certain = counts[stratum.code]
        needed = stratum.quota + stratum.share_only + stratum.holdout
        if certain.entrants == 0:
            raise ImpossibleQuota(
                "EMPTY_STRATUM",
                f"Nobody eligible is in stratum {stratum.code!r}, which has {stratum.quota} "
                "places. Remove the stratum or move its places.",
                stratum=stratum.code,
                quota=stratum.quota,
            )
        if plan.overflow is Overflow.REFUSE and certain.households < needed:
            raise ImpossibleQuota(
                "TOO_FEW_HOUSEHOLDS",
                f"Stratum {stratum.code!r} needs {needed} households (quota {stratum.quota}, "
                f"share-only {stratum.share_only}, holdout {stratum.holdout}) and has "
                f"{certain.households} ({certain.entrants} entrants). Lower the quota, or choose "
                "the overflow rule POOL.",
                stratum=stratum.code,
                needed=needed,
                households=certain.households,
                entrants=certain.entrants,
            )
        if certain.newcomers < stratum.min_newcomers:
            raise ImpossibleQuota(
                "TOO_FEW_NEWCOMERS",
                f"Stratum {stratum.code!r} reserves {stratum.min_newcomers} places for newcomers "
                f"and has {certain.newcomers} households of newcomers. Lower the number.",
                stratum=stratum.code,
                needed=stratum.min_newcomers,
                newcomers=certain.newcomers,
            )
    needed = sum(s.quota + s.share_only + s.holdout for s in plan.strata)
    households = people.households
    if households < needed:
        raise ImpossibleQuota(
            "TOO_FEW_HOUSEHOLDS_OVERALL",
            f"The plan needs {needed} households and {households} entered. Lower the quotas.",
            needed=needed,
            households=households,
        )
