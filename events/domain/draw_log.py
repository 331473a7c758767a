"""The public log of one draw: audit lines that are, word for word, the lines of the bundle.

Chain ``draw:<code>`` of the audit log carries one protocol line (draw-v1, section 9) in each
``data``; so the log is kept twice by hashes, and the bundle only copies it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from common import audit, outbox
from common.models import AuditEntry
from events.models import Draw, DrawState, PartyState, Place, PlaceState
from events.queries import draws as queries
from events.queries.draws import audit_chain, log_line
from events.queries.places import next_in_line
from events.raffle.canonical import parse_timestamp
from events.raffle.log import LogKind, LogLine, next_line, note_data

SYSTEM = "system"

# What was tried and refused, as the log says it for good; `draw_words` has them in other languages.
SEALER_DRAWS = "The person who sealed tried to draw; refused."
TOO_SOON = "Somebody tried to draw before the randomness was there; refused."
SECOND_SEAL = "Somebody tried to seal this campaign a second time; refused."
SECOND_DRAW = "Somebody tried to draw a second time; refused."
SECOND_VOID = "Somebody tried to make a void draw void again; refused."
VOID_DRAWS = "Somebody tried to draw a void draw; refused."
NOT_COMMITTED = "Somebody gave a secret that is not the one committed to; refused."
SEALED_CHANGE = "Somebody tried to change what is sealed; the database refused."
NO_ROUND_GIVEN = "Somebody gave by hand what is not a beacon round; refused."
OTHER_ROUND_GIVEN = "Somebody gave another round than the sealed one by hand; refused."
OTHER_CHAIN_GIVEN = "Somebody gave a round of another chain by hand; refused."
BAD_SIGNATURE_GIVEN = "Somebody gave a round by hand whose signature does not hold; refused."
EDITED_ROUND_GIVEN = "Somebody gave the round by hand with its randomness changed; refused."


def locked(draw_id: int) -> Draw:
    """The draw's row, held until the transaction ends: every step of one draw takes its turn here.

    Always taken before the rows of its places, so that two steps cannot wait for each other.
    """
    held: Draw = Draw.objects.select_for_update().get(pk=draw_id)
    return held


def officer_code(*, draw_code: str, user_id: int) -> str:
    """The opaque public code of one officer in one draw: the same person, the same code."""
    made = salted_hmac("events.draw.officer", f"{draw_code}:{user_id}", algorithm="sha256")
    return f"officer-{made.hexdigest()[:10]}"


class Said(NamedTuple):
    """What a line of the log is to say; ``by`` in public, ``actor`` for the audit."""

    kind: LogKind
    data: Mapping[str, Any]
    by: str = SYSTEM
    actor: str = SYSTEM


def never_before(*, draw: Draw, at: datetime) -> datetime:
    """``at``, or the moment of the last line where that is later (two clocks, one second apart).

    What the log tells is stored with the same moment in its own row: the audit compares them. The
    caller holds the draw (``locked``).
    """
    return _not_before(_last_line(draw), at)


def _last_line(draw: Draw) -> LogLine | None:
    entry = AuditEntry.objects.filter(chain=audit_chain(draw.code)).order_by("-seq").first()
    return log_line(entry) if entry else None


def _not_before(last: LogLine | None, at: datetime) -> datetime:
    return max(at, parse_timestamp(last.at)) if last else at


def append(
    *,
    draw: Draw,
    kind: LogKind,
    by: str,
    data: Mapping[str, Any],
    at: datetime,
    actor: str = SYSTEM,
) -> LogLine:
    """Write the next line; the caller holds the draw (``locked``)."""
    return append_all(draw=draw, said=[Said(kind, data, by, actor)], at=at)[0]


def append_all(*, draw: Draw, said: Iterable[Said], at: datetime) -> list[LogLine]:
    """Write the next lines, all of one moment; the caller holds the draw (``locked``).

    The log never goes back: see ``never_before``.
    """
    chain = audit_chain(draw.code)
    last = _last_line(draw)
    moment = _not_before(last, at)
    lines: list[LogLine] = []
    audited: list[audit.Line] = []
    for one in said:
        last = next_line(after=last, at=moment, kind=one.kind, by=one.by, data=one.data)
        lines.append(last)
        audited.append(
            audit.Line(
                actor=one.actor,
                action=f"draw.{one.kind.lower()}",
                subject=f"draw:{draw.pk}",
                data=last.public(),
                at=moment,
            )
        )
    audit.record_all(chain=chain, lines=audited)
    return lines


def note_attempt(*, draw: Draw, by: User | None, at: datetime, text: str) -> None:
    """Write down, in a transaction of its own, that somebody tried what is not allowed.

    ``by`` is None when it was the house itself. Publishes ``draw.attempted``; the desk's page of the
    draw shows the line.
    """
    with transaction.atomic():
        line = append(
            draw=locked(draw.pk),
            kind=LogKind.ATTEMPT,
            by=officer_code(draw_code=draw.code, user_id=by.pk) if by else SYSTEM,
            data=note_data(text=text),
            at=at,
            actor=f"user:{by.pk}" if by else SYSTEM,
        )
        outbox.publish("draw.attempted", draw_id=draw.pk, line=line.n)


def close_if_settled(*, draw: Draw, at: datetime) -> bool:
    """Close the log once no place can change any more; the caller holds the draw (``locked``).

    Nobody is being asked, nobody who said yes can still give back (their party was held), and no free
    place has a next. Says whether the log is closed.
    """
    if draw.state != DrawState.DRAWN:
        return False
    if queries.is_closed(draw):
        return True
    places = Place.objects.filter(draw=draw)
    held = places.filter(state=PlaceState.ACCEPTED)
    if (
        places.filter(state=PlaceState.ASKED).exists()
        or held.exclude(party__state=PartyState.HELD).exists()
    ):
        return False
    filled: dict[str, int] = {}
    for key in held.values_list("stratum_key", flat=True):
        filled[key] = filled.get(key, 0) + 1
    for stratum in queries.header(draw)["strata"]:
        free = filled.get(stratum["code"], 0) < stratum["quota"]
        if free and next_in_line(draw, stratum["code"]) is not None:
            return False
    append(draw=draw, kind=LogKind.CLOSED, by=SYSTEM, data={}, at=at)
    return True
