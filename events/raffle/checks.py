"""Is the plan well formed, and the list of people? Asked before anything is sealed."""

import re
from collections import Counter
from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from heapq import merge
from itertools import pairwise

from events.raffle.canonical import clean_text
from events.raffle.chains import PUBLIC_CHAINS, time_of_round
from events.raffle.commit_reveal import PartyRole
from events.raffle.plan import (
    MAX_CHANCES,
    MIN_LEAD_S,
    BeaconPlan,
    CommitRevealPlan,
    EntrantInput,
    IneligibleInput,
    Plan,
    SealRefused,
)

_CODE = re.compile(r"[A-Za-z0-9._~-]{1,64}\Z")
_REASON = re.compile(r"[A-Z][A-Z0-9_]{0,63}\Z")
_HEX_32 = re.compile(r"[0-9a-f]{64}\Z")


def check_plan(*, plan: Plan, sealed_at: datetime) -> None:
    """Raises SealRefused if the plan itself is not one (codes, texts, hashes, round, parties)."""
    _check_code("DRAW_CODE", "draw code", plan.draw_code)
    for code, name, text in (
        ("CAMPAIGN", "campaign title", plan.campaign),
        ("ORGANISER", "organiser", plan.organiser),
        ("RULES_VERSION", "rules version", plan.rules_version),
    ):
        if not clean_text(text) or len(text) > 500:
            raise SealRefused(code, f"The {name} must be filled in, 500 characters at most.")
    if plan.rules_version != clean_text(plan.rules_version):
        raise SealRefused("RULES_VERSION", "The rules version holds unusual spaces or characters.")
    if not _HEX_32.match(plan.rules_sha256):
        raise SealRefused("RULES_SHA256", "The rules have no SHA-256 of 64 hexadecimal digits.")
    if not plan.strata:
        raise SealRefused("NO_STRATA", "The plan has no stratum; it needs at least one.")
    codes = Counter(stratum.code for stratum in plan.strata)
    for stratum in plan.strata:
        _check_code("STRATUM_CODE", "stratum code", stratum.code)
        if codes[stratum.code] > 1:
            raise SealRefused(
                "DUPLICATE_STRATUM",
                f"Stratum {stratum.code!r} stands {codes[stratum.code]} times in the plan.",
                stratum=stratum.code,
            )
        if not clean_text(stratum.title) or len(stratum.title) > 500:
            raise SealRefused(
                "STRATUM_TITLE", f"Stratum {stratum.code!r} needs a title.", stratum=stratum.code
            )
    measurement = plan.measurement
    if measurement and not (
        measurement.from_date < measurement.until_date and clean_text(measurement.outcome)
    ):
        raise SealRefused(
            "MEASUREMENT", "The measurement needs an outcome and a window that ends after it began."
        )
    if plan.replaces:
        _check_code("REPLACES", "code of the replaced draw", plan.replaces.draw_code)
        if not _HEX_32.match(plan.replaces.root) or not clean_text(plan.replaces.reason):
            raise SealRefused(
                "REPLACES", "A draw that replaces another names its root and a public reason."
            )
    if isinstance(plan.randomness, BeaconPlan):
        _check_beacon(plan.randomness, sealed_at)
    else:
        _check_parties(plan.randomness)


def _check_beacon(plan: BeaconPlan, sealed_at: datetime) -> None:
    named = plan.chain
    pinned = PUBLIC_CHAINS.get(named.name)
    if pinned != named and (pinned or named.name != "rehearsal"):
        raise SealRefused(
            "CHAIN", f"{named.name!r} is not a beacon chain with the facts known here."
        )
    if plan.round_number < 1:
        raise SealRefused("ROUND", "Beacon rounds are counted from 1.", round=plan.round_number)
    lead = time_of_round(chain=named, round_number=plan.round_number) - sealed_at
    least = timedelta(seconds=MIN_LEAD_S if pinned else 1)
    if lead < least:
        raise SealRefused(
            "ROUND_TOO_SOON",
            f"Round {plan.round_number} is due {int(lead.total_seconds())} seconds after the seal; "
            f"it must be at least {int(least.total_seconds())}. Name a later round.",
            round=plan.round_number,
            lead_s=int(lead.total_seconds()),
            min_lead_s=int(least.total_seconds()),
        )


def _check_parties(plan: CommitRevealPlan) -> None:
    parties = plan.parties
    if not parties or parties[0].role is not PartyRole.ORGANISER or len(parties) < 2:
        raise SealRefused(
            "PARTIES",
            "Commit-and-reveal needs the organiser first and at least one witness.",
            parties=len(parties),
        )
    if any(party.role is not PartyRole.WITNESS for party in parties[1:]):
        raise SealRefused("PARTIES", "Commit-and-reveal has one organiser; all others witness.")
    labels = [party.label for party in parties]
    if len(set(labels)) < len(labels) or len({p.commitment for p in parties}) < len(labels):
        raise SealRefused("PARTIES", "Each party needs its own label and its own commitment.")
    for party in parties:
        if not party.label or clean_text(party.label) != party.label or len(party.label) > 200:
            raise SealRefused("PARTIES", f"{party.label!r} is not a plain label.")
        if not _HEX_32.match(party.commitment):
            raise SealRefused("PARTIES", f"The commitment of {party.label!r} is not a SHA-256.")


def check_entrant(person: EntrantInput, strata: Container[str]) -> None:
    """Raises SealRefused for an id that is no code, an unknown stratum, impossible chances."""
    _check_code("ENTRANT_ID", "entrant id", person.entrant_id)
    if person.stratum not in strata:
        raise SealRefused(
            "UNKNOWN_STRATUM",
            f"Entrant {person.entrant_id!r} is in stratum {person.stratum!r}, "
            "which is not in the plan.",
            entrant=person.entrant_id,
            stratum=person.stratum,
        )
    if isinstance(person.chances, bool) or not 1 <= person.chances <= MAX_CHANCES:
        raise SealRefused(
            "CHANCES",
            f"Entrant {person.entrant_id!r} has {person.chances} chances; "
            f"a whole number from 1 to {MAX_CHANCES} is allowed.",
            entrant=person.entrant_id,
            chances=person.chances,
        )


def check_verdict(person: IneligibleInput) -> None:
    """Raises SealRefused for an id that is no code, or an odd reason code."""
    _check_code("ENTRANT_ID", "entrant id", person.entrant_id)
    if not _REASON.match(person.reason):
        raise SealRefused(
            "REASON",
            f"{person.reason!r} is not a reason code in capitals, like TOO_YOUNG.",
            entrant=person.entrant_id,
        )


def check_ids(entrants: Iterable[str], refused: Iterable[str]) -> None:
    """Raises SealRefused for an id that stands twice, in one list or in both. Each is in order."""
    for one, other in pairwise(merge(entrants, refused)):
        if one == other:
            raise SealRefused(
                "DUPLICATE_ENTRANT",
                f"Entrant {one!r} stands twice in the list; each enters once.",
                entrant=one,
            )


def _check_code(code: str, name: str, text: str) -> None:
    if not _CODE.match(text):
        raise SealRefused(
            code,
            f"The {name} {text[:80]!r} must be 1 to 64 of A-Z a-z 0-9 . _ ~ -.",
            value=text[:80],
        )
