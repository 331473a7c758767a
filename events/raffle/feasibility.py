"""Can the plan be kept whatever the randomness? Asked before the seal, answered with numbers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from events.raffle.plan import ImpossibleQuota, JsonObject, Overflow, Plan


@dataclass(slots=True)
class Certain:
    """What a stratum is sure to have: households that lie wholly in it, and those of them in which
    everyone is a newcomer. A household with members in two strata is represented in only one of
    them, by chance, so it is certain for neither.
    """

    entrants: int = 0
    households: int = 0
    newcomers: int = 0


def certain_counts(*, plan: Plan, records: Sequence[JsonObject]) -> dict[str, Certain]:
    """One Certain per stratum of the plan; `records` are the entrants' public records."""
    counts = {stratum.code: Certain() for stratum in plan.strata}
    homes: dict[str, list[JsonObject]] = defaultdict(list)
    for record in records:
        counts[record["stratum"]].entrants += 1
        homes[record["household"]].append(record)
    for members in homes.values():
        strata = {member["stratum"] for member in members}
        if len(strata) == 1:
            certain = counts[strata.pop()]
            certain.households += 1
            certain.newcomers += all(member["newcomer"] for member in members)
    return counts


def check_quotas(*, plan: Plan, records: Sequence[JsonObject]) -> None:
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
    counts = certain_counts(plan=plan, records=records)
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
    households = len({record["household"] for record in records})
    if households < needed:
        raise ImpossibleQuota(
            "TOO_FEW_HOUSEHOLDS_OVERALL",
            f"The plan needs {needed} households and {households} entered. Lower the quotas.",
            needed=needed,
            households=households,
        )
