"""A plan tried before it is sealed: many draws of the people there are, by seeds of its own.

Nothing of a trial can tell anything about the draw: its ids, salts and seeds are made for it and
forgotten, and the randomness of the draw does not exist yet.
"""

import logging
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from common import codes, outbox
from events.domain.freezing import frozen_pages
from events.domain.refusals import SealImpossible
from events.domain.seal_plans import Moment, new_plan
from events.domain.sealing import sealed_of
from events.models import Campaign, DrawMode, DrawState, Place, PlaceState, Trial
from events.raffle import simulation
from events.raffle.entrants import Entrants
from events.raffle.plan import JsonObject, Overflow
from events.raffle.seal import read_sealed

logger = logging.getLogger(__name__)
SEEDS, FEWEST_SEEDS = 2_000, 20
ENTRANTS_IN_ALL = 10_000_000  # drawn over all seeds: a large list is drawn less often
ENOUGH_ANSWERS = 10
USUAL_ACCEPTANCE = 0.8  # assumed of a brand without a past
SURE, MOST_PLACES = 0.95, 500  # beyond so many places the exact chance is not worked out
SHARES = (0.05, 0.1, 0.2)  # of homes that order anyhow, as nobody knows it beforehand
SMALL_GROUP = 30  # below, the reckoning of the smallest lift is optimistic
LEASE = timedelta(minutes=10)  # of a worker; a lost one is followed by another
LEAD = timedelta(minutes=10)


def ask(*, campaign: Campaign, by: User, at: datetime) -> Trial:
    """Store the wish for a trial; a worker does the rest. Returns the one at work if there is one.

    Publishes ``trial.requested``.
    """
    try:
        with transaction.atomic():
            trial = Trial.objects.create(campaign=campaign, asked_by=by, asked_at=at)
            outbox.publish("trial.requested", trial_id=trial.pk)
    except IntegrityError:
        return Trial.objects.filter(campaign=campaign).latest("pk")
    return trial


def work_waiting(*, at: datetime) -> int:
    """Carry out every trial that nobody has in hand. Returns how many."""
    waiting = _waiting(at).select_related("campaign__brand")
    return sum(_work(trial, at) for trial in waiting.order_by("pk"))


def _waiting(at: datetime) -> QuerySet[Trial]:
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    return Trial.objects.filter(free, ended_at__isnull=True)


def _work(trial: Trial, at: datetime) -> bool:
    """Carry one trial out; False when somebody else has it. Done twice, it is stored once."""
    if not _waiting(at).filter(pk=trial.pk).update(claimed_until=at + LEASE):
        return False
    columns: dict[str, Any]
    try:
        columns = {"result": result_of(trial.campaign, at)}
    except SealImpossible as error:
        columns = {"refusal": error.code, "figures": error.figures}
    except Exception:  # the trials of others wait behind this one
        logger.exception("trial %s broke down", trial.pk)
        columns = {"refusal": "FAILED"}
    mine = Trial.objects.filter(pk=trial.pk, ended_at__isnull=True)
    return bool(mine.update(ended_at=at, **columns))


def result_of(campaign: Campaign, at: datetime) -> dict[str, Any]:
    """What ``Trial.result`` holds, figures as numbers, chances and shares from 0 to 1:

    ``seeds``, ``entrants``, ``households``; ``strata``: of each ``name``, ``quota``, ``entrants``,
    ``chance`` as counted and ``exact`` (null where it cannot be had); ``homes``: the same by
    ``size`` with ``homes``, how many there are; ``acceptance``; ``alternates``: of each region
    ``few``, ``middle`` and ``many`` needed (5, 50 and 95 % of all cases) and ``there``; ``lifts``: of each
    pair of ``treated`` and ``compared`` the ``people`` in both and the smallest ``lift`` by share.

    Raises SealImpossible, as the seal would.
    """
    header, entrants, quotas = _frozen(campaign, at)
    names = {row["code"]: row["title"] for row in header["strata"]}
    seeds = max(FEWEST_SEEDS, min(SEEDS, ENTRANTS_IN_ALL // max(1, len(entrants))))
    counted = simulation.chances(header=header, entrants=entrants, seeds=seeds)
    people = np.bincount(entrants.stratum, minlength=len(entrants.codes)).tolist()
    homes = _Homes.of(entrants)
    kept = _quotas_are_kept(header, homes)
    acceptance = _acceptance(campaign)
    return {
        "seeds": seeds,
        "entrants": len(entrants),
        "households": entrants.households,
        "strata": [
            {
                "name": names[code],
                "quota": quotas[code],
                "entrants": many,
                "chance": counted.by_stratum[code],
                "exact": min(1.0, quotas[code] / many) if kept else None,
            }
            for code, many in zip(entrants.codes, people, strict=True)
        ],
        "homes": list(_by_size(header, homes, counted.by_household, exact=kept)),
        "acceptance": acceptance,
        "alternates": [
            {
                "name": row["title"],
                "quota": row["quota"],
                **_alternates(row["quota"], acceptance["share"]),
                "there": max(0, homes.in_stratum(number) - sum(_wanted(row))),
            }
            for number, row in enumerate(header["strata"])
        ],
        "lifts": list(_lifts(header, entrants.households)),
    }


def _frozen(campaign: Campaign, at: datetime) -> tuple[JsonObject, Entrants, dict[str, int]]:
    """The list sealed for nobody: its header, its people, the quota of each stratum."""
    at = at.replace(microsecond=0)
    plan = new_plan(
        campaign=campaign,
        draw_code=codes.slug(),
        number=1,
        mode=DrawMode.BEACON,
        chain="quicknet",
        moment=Moment(sealed_at=at, lead=LEAD),
        witnesses=(),
        secret="",
        replaces=None,
    )
    ids: set[str] = set()
    pages = frozen_pages(campaign, draw_code=plan["draw_code"], ids=ids)
    people = [person for page in pages for person in page]
    sealed = sealed_of(plan, lambda: people, household_key=secrets.token_bytes(32))
    found = read_sealed(sealed.text)
    return (
        found.header,
        found.entrants,
        {row["code"]: row["quota"] for row in found.header["strata"]},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Homes:
    """Households in columns: how many people, how many chances, and the stratum all are in (or -1)."""

    sizes: list[int]
    chances: list[int]
    strata: list[int]

    @classmethod
    def of(cls, entrants: Entrants) -> "_Homes":
        many, of = entrants.households, entrants.household
        lowest = np.full(many, len(entrants.codes), dtype=np.intp)
        highest = np.full(many, -1, dtype=np.intp)
        np.minimum.at(lowest, of, entrants.stratum)
        np.maximum.at(highest, of, entrants.stratum)
        chances = np.bincount(of, weights=np.asarray(entrants.chances), minlength=many)
        return cls(
            sizes=np.bincount(of, minlength=many).tolist(),
            chances=chances.astype(int).tolist(),
            strata=np.where(lowest == highest, lowest, -1).tolist(),
        )

    def in_stratum(self, number: int) -> int:
        """How many households lie wholly in the stratum of this number in the header."""
        return self.strata.count(number)


def _wanted(row: JsonObject) -> tuple[int, int, int]:
    return row["quota"], row["share_only"], row["holdout"]


def _quotas_are_kept(header: JsonObject, homes: _Homes) -> bool:
    """Whether every stratum has exactly its quota of winners, whatever the randomness."""
    return header["overflow"] == Overflow.REFUSE or all(
        homes.in_stratum(number) >= row["quota"] for number, row in enumerate(header["strata"])
    )


def _by_size(
    header: JsonObject, homes: _Homes, counted: Any, *, exact: bool
) -> Iterator[dict[str, Any]]:
    """Households by their number of people. Exact where none lies in two strata and no place is
    kept for newcomers: then only chances decide."""
    rows = header["strata"]
    exact = exact and -1 not in homes.strata
    exact = exact and all(not row["min_newcomers"] and row["quota"] <= MOST_PLACES for row in rows)
    known: dict[tuple[int, int], float] = {}
    if exact:
        for number, row in enumerate(rows):
            mix = Counter(
                k for k, of in zip(homes.chances, homes.strata, strict=True) if of == number
            )
            found = simulation.exact_chances(places=row["quota"], chances=mix)
            known |= {(number, k): chance for k, chance in found.items()}
    for size in sorted(set(homes.sizes)):
        these = [number for number, people in enumerate(homes.sizes) if people == size]
        yield {
            "size": size,
            "homes": len(these),
            "chance": sum(counted[one] for one in these) / len(these),
            "exact": sum(known[homes.strata[one], homes.chances[one]] for one in these) / len(these)
            if exact
            else None,
        }


def _acceptance(campaign: Campaign) -> dict[str, Any]:
    """The share of all who were offered a place by this brand and took it; assumed when few were."""
    answered = (
        Place.objects.filter(draw__campaign__brand_id=campaign.brand_id)
        .exclude(draw__state=DrawState.VOID)
        .exclude(state=PlaceState.ASKED)
    )
    asked = answered.count()
    accepted = answered.filter(state=PlaceState.ACCEPTED).count()
    known = asked >= ENOUGH_ANSWERS and accepted > 0
    share = accepted / asked if known else USUAL_ACCEPTANCE
    return {"share": share, "asked": asked, "accepted": accepted, "known": known}


def _alternates(places: int, acceptance: float) -> dict[str, int]:
    return {
        name: simulation.alternates_needed(
            places=places, acceptance=acceptance, certainty=certainty
        )
        for name, certainty in (("few", 1 - SURE), ("middle", 0.5), ("many", SURE))
    }


def _lifts(header: JsonObject, households: int) -> Iterator[dict[str, Any]]:
    """Each comparison the groups allow, as intention to treat; hosts against all others if none."""
    hosts, links, neither = (
        sum(found) for found in zip(*map(_wanted, header["strata"]), strict=True)
    )
    pairs = [
        ("HOSTS", hosts, "NEITHER", neither),
        ("HOSTS", hosts, "LINK", links),
        ("LINK", links, "NEITHER", neither),
    ]
    if not links and not neither:
        pairs = [("HOSTS", hosts, "OTHERS", households - hosts)]
    for treated, many, compared, few in pairs:
        if many and few > 0:
            yield {
                "treated": treated,
                "compared": compared,
                "people": [many, few],
                "lift": [
                    simulation.smallest_rate_lift(treated=many, compared=few, rate=share)
                    for share in SHARES
                ],
            }
