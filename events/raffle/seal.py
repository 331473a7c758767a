"""The sealed object: plan, entrants and verdicts as one canonical text under one Merkle root.

Nothing here is random: salts and the household key come in as arguments, so that a sealing begun
again after a crash gives the same root.
"""

import hmac
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from events.raffle import merkle
from events.raffle.canonical import (
    PROTOCOL,
    NotCanonical,
    canonical_bytes,
    clean_text,
    date_text,
    parse_json,
    timestamp,
)
from events.raffle.chains import time_of_round
from events.raffle.checks import check_entrant, check_ids, check_plan, check_verdict
from events.raffle.entrants import (
    Entrants,
    in_columns,
    read_entrants,
    read_verdicts,
    verdict_text,
)
from events.raffle.feasibility import check_quotas
from events.raffle.plan import (
    BeaconPlan,
    CommitRevealPlan,
    EntrantInput,
    IneligibleInput,
    JsonObject,
    Plan,
    SealRefused,
)

# What stands around the three parts of a sealed text. Codes and hashes hold no quotation mark and
# texts only an escaped one, so none of these can stand elsewhere.
BEFORE_LIST, AFTER_LIST = b'{"entrants":[', b'],"header":'
BEFORE_VERDICTS, AFTER_VERDICTS = b',"ineligible":[', b"]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedLeaf:
    """One person's leaf: `index` in the tree (0 is the header), `leaf` and `commitment` in hex."""

    entrant_id: str
    index: int
    leaf: str
    commitment: str


class Leaves(Mapping[str, SealedLeaf]):
    """Everybody's leaf by entrant id, in the order of the tree; each made when asked for.

    `ids`: those who entered and those who did not, each in order; `commitments`: 32 bytes each;
    `hashes`: of the leaves, the header's first.
    """

    __slots__ = ("_commitments", "_hashes", "_ids")

    def __init__(
        self,
        *,
        ids: tuple[Sequence[str], Sequence[str]],
        commitments: bytes,
        hashes: Sequence[bytes],
    ) -> None:
        self._ids, self._commitments, self._hashes = ids, commitments, hashes

    def __len__(self) -> int:
        return sum(map(len, self._ids))

    def __iter__(self) -> Iterator[str]:
        return chain(*self._ids)

    def __getitem__(self, entrant_id: str) -> SealedLeaf:
        before = 0
        for ids in self._ids:
            at = bisect_left(ids, entrant_id)
            if at < len(ids) and ids[at] == entrant_id:
                number = before + at
                return SealedLeaf(
                    entrant_id=entrant_id,
                    index=number + 1,
                    leaf=self._hashes[number + 1].hex(),
                    commitment=self._commitments[32 * number : 32 * number + 32].hex(),
                )
            before += len(ids)
        raise KeyError(entrant_id)


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
    entrants: Entrants
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
    check_plan(plan=plan, sealed_at=sealed_at)
    if len(household_key) < 32:
        raise SealRefused("HOUSEHOLD_KEY", "The household key needs at least 32 random bytes.")
    people = _listed(plan, entrants, household_key)
    refused = sorted(map(_verdict, ineligible))
    refused_ids = [entrant_id for entrant_id, _reason, _commitment in refused]
    check_ids(people.ids, refused_ids)
    check_quotas(plan=plan, people=people)
    header = _header(
        plan,
        sealed_at,
        entrants=people.by_stratum(),
        households=people.households,
        reasons=Counter(reason for _id, reason, _commitment in refused),
    )

    header_raw = canonical_bytes(header)
    hashes = [merkle.leaf_hash(header_raw)]
    raw = bytearray(BEFORE_LIST)
    _lay(people.texts(), raw=raw, hashes=hashes)
    raw += AFTER_LIST + header_raw + BEFORE_VERDICTS
    _lay((verdict_text(*verdict) for verdict in refused), raw=raw, hashes=hashes)
    raw += AFTER_VERDICTS
    commitments = b"".join(bytes.fromhex(commitment) for _id, _reason, commitment in refused)
    return Sealed(
        text=raw.decode(),
        root=merkle.root_of(hashes).hex(),
        header=header,
        leaves=Leaves(
            ids=(people.ids, refused_ids),
            commitments=people.commitments + commitments,
            hashes=hashes,
        ),
    )


def _listed(plan: Plan, entrants: Iterable[EntrantInput], household_key: bytes) -> Entrants:
    """Those who enter, in order of id. Of each only what is published is kept, so that a million
    people given one by one are never all there.
    """
    strata = {stratum.code: stratum.code for stratum in plan.strata}
    rows = []
    for person in entrants:
        check_entrant(person, strata)
        rows.append(
            (
                person.entrant_id,
                strata[person.stratum],
                person.chances,
                person.newcomer,
                _household_tag(person, household_key),
                _commitment(salt=person.salt, private=person.private),
            )
        )
    rows.sort()
    return in_columns(
        codes=sorted(strata),
        ids=[row[0] for row in rows],
        strata=[row[1] for row in rows],
        chances=[row[2] for row in rows],
        newcomers=[row[3] for row in rows],
        tags=b"".join([row[4] for row in rows]),
        commitments=b"".join([row[5] for row in rows]),
    )


def _verdict(person: IneligibleInput) -> tuple[str, str, str]:
    """Id, reason and commitment (hex) of somebody who does not enter."""
    check_verdict(person)
    commitment = commitment_of(salt=person.salt, private=person.private)
    return person.entrant_id, person.reason, commitment


def _lay(texts: Iterable[str], *, raw: bytearray, hashes: list[bytes]) -> None:
    """Append records to `raw`, a comma between two, and to `hashes` the leaf hash of each."""
    for number, text in enumerate(texts):
        record = text.encode()
        hashes.append(merkle.leaf_hash(record))
        if number:
            raw += b","
        raw += record


class SealBroken(ValueError):
    """The stored sealed text does not lead to the root that was published."""


def read_sealed(text: str, *, expected_root: str | None = None) -> SealedObject:
    """Read a stored sealed text and recompute its root.

    Raises NotCanonical if the text is not the canonical text of a sealed object of this protocol,
    SealBroken if its root is not `expected_root` (the published one; always give it when there is
    one, as any changed byte shows there).
    """
    raw = text.encode()
    try:
        after_list = raw.index(AFTER_LIST)
        before_verdicts = raw.rindex(BEFORE_VERDICTS)
    except ValueError:
        raise NotCanonical("This is not a sealed object.") from None
    if not raw.startswith(BEFORE_LIST) or not raw.endswith(AFTER_VERDICTS):
        raise NotCanonical("This is not a complete sealed object.")
    header_raw = raw[after_list + len(AFTER_LIST) : before_verdicts]
    header = parse_json(header_raw.decode())
    if not isinstance(header, dict) or canonical_bytes(header) != header_raw:
        raise NotCanonical("The sealed header is not in canonical form: it was changed.")
    if header.get("protocol") != PROTOCOL:
        raise NotCanonical(f"Unknown protocol {header.get('protocol')!r}; expected {PROTOCOL}.")
    try:
        codes = [stratum["code"] for stratum in header["strata"]]
    except (KeyError, TypeError):
        raise NotCanonical("The sealed header names no strata: it was changed.") from None
    entrants, leaves = read_entrants(raw, start=len(BEFORE_LIST), end=after_list, codes=codes)
    ineligible, refused = read_verdicts(
        raw, start=before_verdicts + len(BEFORE_VERDICTS), end=len(raw) - len(AFTER_VERDICTS)
    )
    root = merkle.root_of([merkle.leaf_hash(header_raw), *leaves, *refused]).hex()
    if expected_root is not None and root != expected_root:
        raise SealBroken(
            f"The sealed object was changed after it was sealed: its root is {root[:12]}…, "
            f"published was {expected_root[:12]}…. Nothing is drawn from it."
        )
    return SealedObject(header=header, entrants=entrants, ineligible=ineligible, root=root)


def commitment_of(*, salt: bytes, private: Mapping[str, str]) -> str:
    """Hex HMAC-SHA256(salt, canonical private record): without the salt nobody can tie it to a
    person, not even by guessing.
    """
    return _commitment(salt=salt, private=private).hex()


def _commitment(*, salt: bytes, private: Mapping[str, str]) -> bytes:
    if len(salt) != 32:
        raise SealRefused("SALT", "A salt has 32 random bytes.", bytes=len(salt))
    cleaned = {key: clean_text(text) for key, text in private.items()}
    return hmac.digest(salt, canonical_bytes(cleaned), "sha256")


def _household_tag(person: EntrantInput, key: bytes) -> bytes:
    """16 bytes, equal inside one household of one draw, unrelated to any other draw."""
    kind, text = ("shared", person.household) if person.household else ("alone", person.entrant_id)
    return hmac.digest(key, f"{kind}\x00{text}".encode(), "sha256")[:16]


def _header(
    plan: Plan,
    sealed_at: datetime,
    *,
    entrants: Counter[str],
    households: int,
    reasons: Counter[str],
) -> JsonObject:
    measurement, replaces = plan.measurement, plan.replaces
    return {
        "applications": entrants.total() + reasons.total(),
        "campaign": clean_text(plan.campaign),
        "draw_code": plan.draw_code,
        "eligible": entrants.total(),
        "households": households,
        "ineligible": dict(reasons),
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
                "entrants": entrants[stratum.code],
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
