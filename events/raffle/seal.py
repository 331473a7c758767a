"""The sealed object: plan, entrants and verdicts as one canonical text under one Merkle root.

Nothing here is random: salts and the household key come in as arguments, so that a sealing begun
again after a crash gives the same root.
"""

import hmac
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from events.raffle import merkle
from events.raffle.canonical import (
    PROTOCOL,
    NotCanonical,
    canonical_bytes,
    canonical_text,
    clean_text,
    date_text,
    parse_json,
    timestamp,
)
from events.raffle.chains import PUBLIC_CHAINS, time_of_round
from events.raffle.commit_reveal import PartyRole
from events.raffle.feasibility import check_quotas
from events.raffle.plan import (
    MAX_CHANCES,
    MIN_LEAD_S,
    BeaconPlan,
    CommitRevealPlan,
    EntrantInput,
    IneligibleInput,
    JsonObject,
    Plan,
    SealRefused,
)

_CODE = re.compile(r"[A-Za-z0-9._~-]{1,64}\Z")
_REASON = re.compile(r"[A-Z][A-Z0-9_]{0,63}\Z")
_HEX_32 = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedLeaf:
    """One person's leaf: `index` in the tree (0 is the header), `leaf` and `commitment` in hex."""

    entrant_id: str
    index: int
    leaf: str
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What the sealing made. `text` is the canonical sealed object, to be stored byte for byte;
    `root` its Merkle root in hex; `leaves` one row per entrant and per ineligible applicant.
    """

    text: str
    root: str
    header: JsonObject
    leaves: Mapping[str, SealedLeaf]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedObject:
    """A sealed text read back: its header, its records in tree order, its root in hex."""

    header: JsonObject
    entrants: Sequence[JsonObject]
    ineligible: Sequence[JsonObject]
    root: str


def build_sealed(
    *,
    plan: Plan,
    entrants: Iterable[EntrantInput],
    sealed_at: datetime,
    household_key: bytes,
    ineligible: Iterable[IneligibleInput] = (),
) -> Sealed:
    """Freeze the draw. The order of `entrants` and `ineligible` does not matter.

    `household_key`: 32 random bytes for this draw alone, never published; destroy it once the
    sealing is stored. Raises SealRefused (ImpossibleQuota among them) with numbers.
    """
    people = sorted(entrants, key=lambda person: person.entrant_id)
    refused = sorted(ineligible, key=lambda person: person.entrant_id)
    _check_plan(plan, sealed_at)
    _check_people(plan, people, refused)
    if len(household_key) < 32:
        raise SealRefused("HOUSEHOLD_KEY", "The household key needs at least 32 random bytes.")
    records = [_entrant_record(person, household_key) for person in people]
    verdicts = [_verdict_record(person) for person in refused]
    check_quotas(plan=plan, records=records)
    header = _header(plan, sealed_at, records, verdicts)

    header_text = canonical_text(header)
    record_texts = [canonical_text(record) for record in records]
    verdict_texts = [canonical_text(record) for record in verdicts]
    hashes = [
        merkle.leaf_hash(text.encode()) for text in (header_text, *record_texts, *verdict_texts)
    ]
    leaves = {
        record["id"]: SealedLeaf(
            entrant_id=record["id"],
            index=index,
            leaf=hashes[index].hex(),
            commitment=record["commitment"],
        )
        for index, record in enumerate((*records, *verdicts), start=1)
    }
    text = (
        f'{{"entrants":[{",".join(record_texts)}],"header":{header_text},'
        f'"ineligible":[{",".join(verdict_texts)}]}}'
    )
    return Sealed(text=text, root=merkle.root_of(hashes).hex(), header=header, leaves=leaves)


def read_sealed(text: str) -> SealedObject:
    """Read a stored sealed text and recompute its root.

    Raises NotCanonical if the text is not the canonical text of a sealed object of this protocol:
    a changed byte is found by comparing the root that was published.
    """
    value = parse_json(text)
    if not isinstance(value, dict) or set(value) != {"entrants", "header", "ineligible"}:
        raise NotCanonical("This is not a sealed object.")
    if canonical_text(value) != text:
        raise NotCanonical("The sealed text is not in canonical form: it was changed.")
    header = value["header"]
    if header.get("protocol") != PROTOCOL:
        raise NotCanonical(f"Unknown protocol {header.get('protocol')!r}; expected {PROTOCOL}.")
    return SealedObject(
        header=header,
        entrants=value["entrants"],
        ineligible=value["ineligible"],
        root=merkle.root_of(leaf_hashes(value)).hex(),
    )


def leaf_hashes(sealed: Mapping[str, object]) -> list[bytes]:
    """The leaf hashes in tree order: header, entrants by id, ineligible by id."""
    entrants, ineligible = sealed["entrants"], sealed["ineligible"]
    assert isinstance(entrants, list) and isinstance(ineligible, list)
    return [
        merkle.leaf_hash(canonical_bytes(item))
        for item in (sealed["header"], *entrants, *ineligible)
    ]


def commitment_of(*, salt: bytes, private: Mapping[str, str]) -> str:
    """Hex HMAC-SHA256(salt, canonical private record): without the salt nobody can tie it to a
    person, not even by guessing.
    """
    if len(salt) != 32:
        raise SealRefused("SALT", "A salt has 32 random bytes.", bytes=len(salt))
    cleaned = {key: clean_text(text) for key, text in private.items()}
    return hmac.digest(salt, canonical_bytes(cleaned), "sha256").hex()


def _household_tag(person: EntrantInput, key: bytes) -> str:
    """32 hex digits, equal inside one household of one draw, unrelated to any other draw."""
    kind, text = ("shared", person.household) if person.household else ("alone", person.entrant_id)
    return hmac.digest(key, f"{kind}\x00{text}".encode(), "sha256").hex()[:32]


def _entrant_record(person: EntrantInput, household_key: bytes) -> JsonObject:
    return {
        "chances": person.chances,
        "commitment": commitment_of(salt=person.salt, private=person.private),
        "household": _household_tag(person, household_key),
        "id": person.entrant_id,
        "newcomer": person.newcomer,
        "stratum": person.stratum,
    }


def _verdict_record(person: IneligibleInput) -> JsonObject:
    return {
        "commitment": commitment_of(salt=person.salt, private=person.private),
        "id": person.entrant_id,
        "reason": person.reason,
    }


def _header(
    plan: Plan,
    sealed_at: datetime,
    records: Sequence[JsonObject],
    verdicts: Sequence[JsonObject],
) -> JsonObject:
    by_stratum = Counter(record["stratum"] for record in records)
    measurement, replaces = plan.measurement, plan.replaces
    return {
        "applications": len(records) + len(verdicts),
        "campaign": clean_text(plan.campaign),
        "draw_code": plan.draw_code,
        "eligible": len(records),
        "households": len({record["household"] for record in records}),
        "ineligible": dict(Counter(record["reason"] for record in verdicts)),
        "measurement": measurement
        and {
            "from_date": date_text(measurement.from_date),
            "outcome": clean_text(measurement.outcome),
            "until_date": date_text(measurement.until_date),
        },
        "organiser": clean_text(plan.organiser),
        "overflow": str(plan.overflow),
        "places": plan.places,
        "protocol": PROTOCOL,
        "randomness": _randomness(plan.randomness),
        "replaces": replaces
        and {
            "draw_code": replaces.draw_code,
            "reason": clean_text(replaces.reason),
            "root": replaces.root,
        },
        "rules_sha256": plan.rules_sha256,
        "rules_version": plan.rules_version,
        "sealed_at": timestamp(sealed_at),
        "strata": [
            {
                "code": stratum.code,
                "entrants": by_stratum[stratum.code],
                "holdout": stratum.holdout,
                "min_newcomers": stratum.min_newcomers,
                "quota": stratum.quota,
                "share_only": stratum.share_only,
                "title": clean_text(stratum.title),
            }
            for stratum in sorted(plan.strata, key=lambda stratum: stratum.code)
        ],
    }


def _randomness(plan: BeaconPlan | CommitRevealPlan) -> JsonObject:
    if isinstance(plan, CommitRevealPlan):
        return {
            "mode": "COMMIT_REVEAL",
            "parties": [
                {"commitment": party.commitment, "label": party.label, "role": str(party.role)}
                for party in plan.parties
            ],
        }
    chain = plan.chain
    return {
        "beacon_id": chain.beacon_id,
        "chain": chain.name,
        "chain_hash": chain.chain_hash,
        "genesis_time": chain.genesis_time,
        "group_hash": chain.group_hash,
        "mode": "BEACON",
        "period_s": chain.period_s,
        "public_key": chain.public_key,
        "round": plan.round_number,
        "round_at": timestamp(time_of_round(chain=chain, round_number=plan.round_number)),
        "scheme": chain.scheme,
    }


def _check_plan(plan: Plan, sealed_at: datetime) -> None:
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
    chain = plan.chain
    pinned = PUBLIC_CHAINS.get(chain.name)
    if pinned != chain and (pinned or chain.name != "rehearsal"):
        raise SealRefused(
            "CHAIN", f"{chain.name!r} is not a beacon chain with the facts known here."
        )
    if plan.round_number < 1:
        raise SealRefused("ROUND", "Beacon rounds are counted from 1.", round=plan.round_number)
    lead = time_of_round(chain=chain, round_number=plan.round_number) - sealed_at
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


def _check_people(
    plan: Plan, people: Sequence[EntrantInput], refused: Sequence[IneligibleInput]
) -> None:
    strata = {stratum.code for stratum in plan.strata}
    seen: set[str] = set()
    for person in (*people, *refused):
        _check_code("ENTRANT_ID", "entrant id", person.entrant_id)
        if person.entrant_id in seen:
            raise SealRefused(
                "DUPLICATE_ENTRANT",
                f"Entrant {person.entrant_id!r} stands twice in the list; each enters once.",
                entrant=person.entrant_id,
            )
        seen.add(person.entrant_id)
    for person in people:
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
    for verdict in refused:
        if not _REASON.match(verdict.reason):
            raise SealRefused(
                "REASON",
                f"{verdict.reason!r} is not a reason code in capitals, like TOO_YOUNG.",
                entrant=verdict.entrant_id,
            )


def _check_code(code: str, name: str, text: str) -> None:
    if not _CODE.match(text):
        raise SealRefused(
            code,
            f"The {name} {text[:80]!r} must be 1 to 64 of A-Z a-z 0-9 . _ ~ -.",
            value=text[:80],
        )
