"""Recomputing what was sealed and drawn: whatever was edited in the database is found and named.

Triggers refuse such edits; this finds them where somebody took the triggers away first. The root is
the anchor, and the mails that carried it before the round are the anchor of the root.
"""

import hmac
import logging
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from django.db import transaction

from common import audit, outbox
from events.domain import draw_log
from events.domain.draw_columns import column_faults, place_faults
from events.models import Draw, DrawState, Entrant, Rank, Rules, Verdict
from events.queries import draws as queries
from events.raffle import merkle
from events.raffle.canonical import NotCanonical, canonical_bytes, canonical_text, parse_json
from events.raffle.log import BrokenLog, LogKind, check_chain
from events.raffle.order import draw as draw_order
from events.raffle.seal import SealBroken, commitment_of, read_sealed

logger = logging.getLogger(__name__)
ROWS_AT_ONCE = 5_000


def audit_all(*, at: datetime) -> int:
    """Recompute every draw; returns how many do not hold. Only ids and figures are written down."""
    broken = 0
    for number in Draw.objects.order_by("pk").values_list("pk", flat=True):
        broken += bool(audit_draw(draw=Draw.objects.get(pk=number), at=at))
    return broken


def audit_draw(*, draw: Draw, at: datetime) -> str:
    """The first thing of a draw that does not hold, kept with the draw; "" when everything does.

    Publishes ``draw.found_edited`` when this is news.
    """
    fault = _first_fault(draw)
    with transaction.atomic():
        if fault:
            # Answers go on while a large list is read: what does not hold must not hold at rest.
            draw = draw_log.locked(draw.pk)
            fault = _first_fault(draw)
        if fault and fault != draw.audit_fault:
            outbox.publish("draw.found_edited", draw_id=draw.pk)
        Draw.objects.filter(pk=draw.pk).update(audited_at=at, audit_fault=fault)
    return fault


def _first_fault(draw: Draw) -> str:
    try:
        with transaction.atomic():
            fault = next(_faults(draw), "")
    except (SealBroken, NotCanonical, BrokenLog) as error:
        fault = str(error)
    except Exception as error:  # rows edited at random may break anything: that is the finding
        logger.exception("draw %s could not be recomputed", draw.pk)
        fault = f"It cannot be recomputed: {type(error).__name__}."
    return fault[:300]


def _faults(draw: Draw) -> Iterator[str]:
    yield from _log_faults(draw)
    sealed = parse_json(draw.bundle.sealed_text)
    read_sealed(draw.bundle.sealed_text, expected_root=draw.root)
    header = sealed["header"]
    if canonical_text(header) != draw.header_text:
        yield "The header beside the sealed object is not the sealed one."
    yield from column_faults(draw, header)
    yield from _rules_faults(draw, header)
    yield from _entrant_faults(draw, sealed)
    if draw.drawn_at is not None:
        yield from _result_faults(draw)
        yield from place_faults(draw)


def _log_faults(draw: Draw) -> Iterator[str]:
    broken = audit.first_broken(queries.audit_chain(draw.code))
    if broken is not None:
        yield f"Line {broken.seq} of the log does not hold: {broken.reason}."
    lines = queries.log_lines(draw)
    check_chain(lines)
    if not lines or lines[0].kind != LogKind.SEALED or lines[0].data["root"] != draw.root:
        yield "The log does not begin with the sealing of this root."
    drawn = [line for line in lines if line.kind == LogKind.DRAWN]
    if len(drawn) != (draw.drawn_at is not None):
        yield "Log and draw disagree on whether it took place."
    for line in drawn:
        made = sha256(canonical_bytes(queries.revealed(draw))).hexdigest()
        if line.data["revealed_sha256"] != made:
            yield "The randomness is not the one that was drawn with."
    voided = [line.data["reason"] for line in lines if line.kind == LogKind.VOIDED]
    if voided != ([draw.void_reason] if draw.state == DrawState.VOID else []):
        yield "Log and draw disagree on whether it is void."


def _rules_faults(draw: Draw, header: dict[str, Any]) -> Iterator[str]:
    rules = Rules.objects.filter(campaign_id=draw.campaign_id, version=int(header["rules_version"]))
    if header["rules_sha256"] not in {sha256(text.text.encode()).hexdigest() for text in rules}:
        yield "The published rules are not the sealed ones."


def _entrant_faults(draw: Draw, sealed: dict[str, Any]) -> Iterator[str]:
    rows = (
        Entrant.objects.filter(draw=draw)
        .select_related("application__stratum")
        .order_by("index")
        .iterator(chunk_size=ROWS_AT_ONCE)
    )
    records = [*sealed["entrants"], *sealed["ineligible"]]
    for index, (row, record) in enumerate(zip_longest(rows, records), start=1):
        if row is None or record is None or row.public_id != record["id"]:
            yield f"Entrant {index} is missing, or was added."
        elif not _row_holds(row, record, index):
            yield f"Entrant {row.public_id} is not the sealed one."
        elif not _person_holds(row, record):
            yield f"The application behind entrant {row.public_id} was changed after the seal."


def _row_holds(row: Entrant, record: dict[str, Any], index: int) -> bool:
    return (
        row.index,
        row.stratum_key,
        row.chances,
        row.reason,
        row.leaf,
    ) == (
        index,
        record.get("stratum", ""),
        record.get("chances", 1),
        record.get("reason", ""),
        merkle.leaf_hash(canonical_bytes(record)).hex(),
    )


def _person_holds(row: Entrant, record: dict[str, Any]) -> bool:
    """Whether salt and application still give the sealed commitment, unless they were erased."""
    application = row.application
    if not row.salt or application is None:
        return True
    if application.verdict != (Verdict.INELIGIBLE if row.reason else Verdict.ELIGIBLE):
        return False
    if not row.reason and (
        application.stratum is None or application.stratum.key != row.stratum_key
    ):
        return False
    made = commitment_of(salt=bytes.fromhex(row.salt), private=queries.private_record(application))
    return hmac.compare_digest(made, record["commitment"])


def _result_faults(draw: Draw) -> Iterator[str]:
    sealed = read_sealed(draw.bundle.sealed_text)
    result = draw_order(sealed=sealed, randomness=bytes.fromhex(draw.randomness))
    if result.text() != draw.bundle.result_text:
        yield "The stored result does not follow from the sealed object and the randomness."
    made = (
        (ranked.entrant_id, ranked.stratum, ranked.position, str(ranked.arm), ranked.ticket)
        for ranked in result.ranked
    )
    for row, wanted in zip_longest(_ranks(draw, sealed.header["strata"]), made):
        if row != wanted:
            found = row or wanted
            assert found is not None
            yield f"Position {found[2]} of {found[1]} is not the drawn one."
    if Rank.objects.filter(draw=draw).count() != len(result.ranked):
        yield "There are ranks of a stratum that was not sealed."


def _ranks(draw: Draw, strata: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """The stored order, stratum by stratum as sealed: databases sort text in ways of their own."""
    for stratum in strata:
        yield from (
            Rank.objects.filter(draw=draw, stratum_key=stratum["code"])
            .order_by("position")
            .values_list("entrant__public_id", "stratum_key", "position", "arm", "ticket")
            .iterator(chunk_size=ROWS_AT_ONCE)
        )
