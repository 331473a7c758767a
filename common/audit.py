"""The append-only, hash-chained log. Chains are short (one per brand, one per draw)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from common import clock
from common.models import AuditEntry

FIRST = "0" * 64


@dataclass(frozen=True)
class Broken:
    """The first line of a chain that does not hold, and why."""

    chain: str
    seq: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a line is to say. ``data`` holds ids, hashes and figures, never names."""

    actor: str
    action: str
    subject: str = ""
    data: dict[str, Any] | None = None
    at: datetime | None = None


def record(*, chain: str, **said: Any) -> AuditEntry:
    """Append one line to ``chain``; ``said`` as in Line."""
    return record_all(chain=chain, lines=[Line(**said)])[0]


@transaction.atomic
def record_all(*, chain: str, lines: Iterable[Line]) -> list[AuditEntry]:
    """Append lines to ``chain``, each after the one before.

    Writers of one chain take turns: SQLite has one writer anyway, PostgreSQL an advisory lock that
    lasts as long as the transaction. The unique (chain, seq) stands behind.
    """
    _take_turn(chain)
    last = AuditEntry.objects.filter(chain=chain).order_by("-seq").first()
    entries: list[AuditEntry] = []
    for line in lines:
        entry = AuditEntry(
            chain=chain,
            seq=last.seq + 1 if last else 1,
            at=line.at or clock.now(),
            actor=line.actor,
            action=line.action,
            subject=line.subject,
            data=line.data or {},
            previous_hash=last.hash if last else FIRST,
        )
        entry.hash = line_hash(entry)
        entries.append(entry)
        last = entry
    return AuditEntry.objects.bulk_create(entries)


def _take_turn(chain: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])


def line_hash(entry: AuditEntry) -> str:
    """Return SHA-256 (hex) of the line's canonical JSON."""
    line = {
        "action": entry.action,
        "actor": entry.actor,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "chain": entry.chain,
        "data": entry.data,
        "previous_hash": entry.previous_hash,
        "seq": entry.seq,
        "subject": entry.subject,
    }
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken(chain: str) -> Broken | None:
    """Walk ``chain`` from its first line; return the first that does not hold, or None."""
    previous, expected = FIRST, 1
    for entry in AuditEntry.objects.filter(chain=chain).order_by("seq").iterator():
        if entry.seq != expected:
            return Broken(chain, expected, "a line is missing")
        if entry.previous_hash != previous:
            return Broken(chain, entry.seq, "it does not follow the line before")
        if line_hash(entry) != entry.hash:
            return Broken(chain, entry.seq, "its text was changed")
        previous, expected = entry.hash, expected + 1
    return None
