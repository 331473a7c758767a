"""The plan of a draw as it was when *seal* was pressed, stored with the request and read back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Brand
from events.beacons.chains import UnknownChain, chain_named
from events.domain.refusals import SealImpossible
from events.models import Campaign, Draw, DrawMode, Rules, Stratum
from events.raffle import commit_reveal
from events.raffle.canonical import parse_timestamp, timestamp
from events.raffle.chains import Chain, round_at, time_of_round
from events.raffle.commit_reveal import PartyRole
from events.raffle.plan import (
    BeaconPlan,
    CommitRevealPlan,
    Measurement,
    Overflow,
    Plan,
    Replaces,
    StratumPlan,
)

STRATUM = ("key", "name", "quota", "share_only", "holdout", "min_newcomers")
ORGANISER_LABEL = "organiser"
LATE = timedelta(minutes=1)
# Before the round everyone holds the root by mail: so many leave in a minute, by the schedule.
MAILS_A_MINUTE = 6_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Who commits beside the organiser: a public label, and the commitment made outside."""

    label: str
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When the seal is dated and how far its round must lie ahead; the round follows from both."""

    sealed_at: datetime
    lead: timedelta
    not_before: datetime | None = None

    def round_of(self, chain: Chain) -> int:
        """The first round due after the lead, and not before the announced hour."""
        earliest = self.sealed_at + self.lead
        return round_at(chain=chain, at=max(earliest, self.not_before or earliest))


def new_plan(
    *,
    campaign: Campaign,
    draw_code: str,
    number: int,
    mode: str,
    chain: str,
    moment: Moment,
    witnesses: Sequence[Witness],
    secret: str,
    replaces: Draw | None,
) -> dict[str, Any]:
    """Everything decided at the press, as JSON. Raises SealImpossible."""
    return {
        "draw_code": draw_code,
        "number": number,
        "mode": mode,
        "chain": chain_or_refused(chain).name if mode == DrawMode.BEACON else "",
        "sealed_at": timestamp(moment.sealed_at),
        "lead_s": int(moment.lead.total_seconds()),
        "not_before": moment.not_before and moment.not_before.isoformat(),
        "parties": [] if mode == DrawMode.BEACON else _parties(draw_code, secret, witnesses),
        "overflow": str(Overflow(campaign.overflow)),
        "places": campaign.hosts_wanted,
        "strata": list(Stratum.objects.filter(campaign=campaign).order_by("key").values(*STRATUM)),
        "measurement": _compared(campaign),
        "replaces": replaces
        and {
            "draw_code": replaces.code,
            "root": replaces.root,
            "reason": replaces.void_reason,
        },
        **_names(campaign),
    }


def moment_of(stored: dict[str, Any]) -> Moment:
    """When the stored plan is dated."""
    not_before = stored["not_before"]
    return Moment(
        sealed_at=parse_timestamp(stored["sealed_at"]),
        lead=timedelta(seconds=stored["lead_s"]),
        not_before=datetime.fromisoformat(not_before) if not_before else None,
    )


def round_due(stored: dict[str, Any]) -> tuple[int, datetime] | None:
    """The round that a stored plan leads to and when it is due; None without a beacon."""
    if stored["mode"] != DrawMode.BEACON:
        return None
    chain = chain_or_refused(stored["chain"])
    number = moment_of(stored).round_of(chain)
    return number, time_of_round(chain=chain, round_number=number)


def too_late(stored: dict[str, Any], at: datetime) -> bool:
    """Whether publishing now would leave clearly less time before the round than was planned.

    A worker that died may come back much later; then a later round is named. Nothing of the first
    plan was public.
    """
    due = round_due(stored)
    lead = timedelta(seconds=stored["lead_s"])
    return due is not None and at > due[1] - lead + LATE


def lead_for(*, minutes: int, people: int) -> timedelta:
    """The lead of a list of ``people``: at least ``minutes`` stay once the root is on its way.

    It may become public ``LATE``, and the mails that carry it take their time.
    """
    return timedelta(minutes=minutes + people // MAILS_A_MINUTE) + LATE


def plan_of(stored: dict[str, Any]) -> Plan:
    """The protocol's plan from a stored one. Raises SealImpossible."""
    due = round_due(stored)
    randomness: BeaconPlan | CommitRevealPlan
    if due is not None:
        randomness = BeaconPlan(chain=chain_or_refused(stored["chain"]), round_number=due[0])
    else:
        randomness = CommitRevealPlan(
            parties=tuple(
                commit_reveal.Party(
                    role=PartyRole(party["role"]),
                    label=party["label"],
                    commitment=party["commitment"],
                )
                for party in stored["parties"]
            )
        )
    return Plan(
        draw_code=stored["draw_code"],
        campaign=stored["campaign"],
        organiser=stored["organiser"],
        rules_version=stored["rules_version"],
        rules_sha256=stored["rules_sha256"],
        places=stored["places"],
        strata=tuple(
            StratumPlan(
                code=row["key"],
                title=row["name"],
                quota=row["quota"],
                share_only=row["share_only"],
                holdout=row["holdout"],
                min_newcomers=row["min_newcomers"],
            )
            for row in stored["strata"]
        ),
        randomness=randomness,
        overflow=Overflow(stored["overflow"]),
        measurement=_measurement(stored["measurement"]),
        replaces=Replaces(**stored["replaces"]) if stored["replaces"] else None,
    )


def chain_or_refused(name: str) -> Chain:
    """The chain of that name. Raises SealImpossible."""
    try:
        return chain_named(name)
    except UnknownChain as error:
        raise SealImpossible(_("This beacon cannot be used here."), "CHAIN") from error


def _compared(campaign: Campaign) -> dict[str, str] | None:
    if not campaign.outcome:
        return None
    return {
        "outcome": campaign.outcome,
        "from_date": str(campaign.outcome_from_date),
        "until_date": str(campaign.outcome_until_date),
    }


def _measurement(stored: dict[str, str] | None) -> Measurement | None:
    if stored is None:
        return None
    return Measurement(
        outcome=stored["outcome"],
        from_date=date.fromisoformat(stored["from_date"]),
        until_date=date.fromisoformat(stored["until_date"]),
    )


def _parties(code: str, secret: str, witnesses: Sequence[Witness]) -> list[dict[str, str]]:
    own = commit_reveal.commitment_to(draw_code=code, label=ORGANISER_LABEL, value=secret)
    rows = [{"role": PartyRole.ORGANISER, "label": ORGANISER_LABEL, "commitment": own}]
    return rows + [
        {"role": PartyRole.WITNESS, "label": witness.label, "commitment": witness.commitment}
        for witness in witnesses
    ]


def _names(campaign: Campaign) -> dict[str, str]:
    """Who seals what under which rules, in the brand's own language."""
    brand: Brand = campaign.brand
    rules = list(Rules.objects.filter(campaign=campaign).order_by("-version", "pk"))
    if not rules:
        raise SealImpossible(_("The campaign has no published rules to seal."), "RULES_SHA256")
    newest = [text for text in rules if text.version == rules[0].version]
    chosen = next((text for text in newest if text.language == brand.language), newest[0])
    wordings = {wording.language: wording.title for wording in campaign.wordings.all()}
    return {
        "campaign": wordings.get(brand.language) or next(iter(wordings.values()), campaign.slug),
        "organiser": brand.legal_name,
        "rules_version": str(chosen.version),
        "rules_sha256": chosen.sha256,
    }
