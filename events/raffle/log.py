"""The append-only log of a draw: each line's hash covers the line before it (draw-v1, section 9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from events.raffle.canonical import canonical_bytes, timestamp
from events.raffle.plan import JsonObject

NOTHING_BEFORE = "0" * 64


class LogKind(StrEnum):
    """What a line tells; the keys of `data` are fixed for each kind (draw-v1, section 9)."""

    SEALED = "SEALED"
    DRAWN = "DRAWN"
    PUBLISHED = "PUBLISHED"
    ASKED = "ASKED"
    ANSWERED = "ANSWERED"
    ATTEMPT = "ATTEMPT"
    NOTE = "NOTE"
    VOIDED = "VOIDED"
    CLOSED = "CLOSED"


class Answer(StrEnum):
    """How an asking ended. EXPIRED is silence. WITHDRAWN and DISQUALIFIED may follow ACCEPTED, or
    come before any asking: that person is then passed over.
    """

    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"
    DISQUALIFIED = "DISQUALIFIED"


class BrokenLog(ValueError):
    """The chain does not hold; the message names the first bad line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line. `n` counts from 1; `at` is protocol text (UTC); `by` an opaque public code, never a
    name; `hash` covers all the rest.
    """

    n: int
    at: str
    kind: str
    by: str
    data: Mapping[str, Any]
    previous: str
    hash: str

    def public(self) -> JsonObject:
        """The line as the bundle shows it."""
        return {
            "at": self.at,
            "by": self.by,
            "data": dict(self.data),
            "hash": self.hash,
            "kind": str(self.kind),
            "n": self.n,
            "previous": self.previous,
        }


def next_line(
    *, after: LogLine | None, at: datetime, kind: LogKind, by: str, data: Mapping[str, Any]
) -> LogLine:
    """The line that follows `after` (None for the first). Make `data` with the functions below."""
    n = after.n + 1 if after else 1
    previous = after.hash if after else NOTHING_BEFORE
    moment = timestamp(at)
    if after and moment < after.at:
        raise BrokenLog(f"Line {n} would be dated {moment}, before line {after.n} ({after.at}).")
    return LogLine(
        n=n,
        at=moment,
        kind=str(kind),
        by=by,
        data=dict(data),
        previous=previous,
        hash=line_hash(n=n, at=moment, kind=str(kind), by=by, data=data, previous=previous),
    )


def read_line(public: Mapping[str, Any]) -> LogLine:
    """A line as stored or published, back from `LogLine.public`. Not checked: see `check_chain`."""
    return LogLine(
        n=public["n"],
        at=public["at"],
        kind=public["kind"],
        by=public["by"],
        data=dict(public["data"]),
        previous=public["previous"],
        hash=public["hash"],
    )


def line_hash(
    *, n: int, at: str, kind: str, by: str, data: Mapping[str, Any], previous: str
) -> str:
    """Hex SHA-256 over "convive-log-v1", 0x00 and the canonical line without its hash."""
    line = {"at": at, "by": by, "data": dict(data), "kind": kind, "n": n, "previous": previous}
    return sha256(b"convive-log-v1\x00" + canonical_bytes(line)).hexdigest()


def check_chain(lines: Sequence[LogLine]) -> None:
    """Raises BrokenLog naming the first line whose number, link, time or hash is wrong."""
    previous, at = NOTHING_BEFORE, ""
    for n, line in enumerate(lines, start=1):
        if line.n != n:
            raise BrokenLog(f"Line {n} of the log carries the number {line.n}.")
        if line.previous != previous:
            raise BrokenLog(f"Line {n} does not continue line {n - 1}.")
        if line.at < at:
            raise BrokenLog(f"Line {n} is dated before line {n - 1}.")
        made = line_hash(
            n=n, at=line.at, kind=line.kind, by=line.by, data=line.data, previous=line.previous
        )
        if made != line.hash:
            raise BrokenLog(f"Line {n} was changed: its hash is not that of its content.")
        previous, at = line.hash, line.at


def sealed_data(*, root: str) -> JsonObject:
    """Data of SEALED. The line's `at` must be the header's `sealed_at`."""
    return {"root": root}


def drawn_data(*, revealed: JsonObject, seed: str, result: JsonObject) -> JsonObject:
    """Data of DRAWN: hashes of the bundle's `revealed` and `result`, and the seed."""
    return {
        "result_sha256": sha256(canonical_bytes(result)).hexdigest(),
        "revealed_sha256": sha256(canonical_bytes(revealed)).hexdigest(),
        "seed": seed,
    }


def asked_data(
    *, entrant_id: str, stratum: str, answer_by: datetime, in_place_of: str | None = None
) -> JsonObject:
    """Data of ASKED: `stratum` is the one whose place is offered; `in_place_of` the entrant whose
    refusal, silence or withdrawal freed it (None the first time a place is offered).
    """
    return {
        "answer_by": timestamp(answer_by),
        "entrant": entrant_id,
        "in_place_of": in_place_of,
        "stratum": stratum,
    }


def answered_data(*, entrant_id: str, answer: Answer, reason: str | None = None) -> JsonObject:
    """Data of ANSWERED. `reason`: the public reason code of DISQUALIFIED, None otherwise."""
    if (reason is None) == (answer is Answer.DISQUALIFIED):
        raise ValueError("A disqualification has a reason code, and only a disqualification.")
    return {"answer": str(answer), "entrant": entrant_id, "reason": reason}


def voided_data(*, reason: str, replaced_by: str | None = None) -> JsonObject:
    """Data of VOIDED: the public reason, and the code of the draw that repairs it, if known."""
    return {"reason": reason, "replaced_by": replaced_by}


def note_data(*, text: str) -> JsonObject:
    """Data of NOTE and ATTEMPT: plain public words, nothing personal."""
    return {"text": text}
