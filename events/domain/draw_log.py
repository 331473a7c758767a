"""The public log of one draw: audit lines that are, word for word, the lines of the bundle.

Chain ``draw:<code>`` of the audit log carries one protocol line (draw-v1, section 9) in each
``data``; so the log is kept twice by hashes, and the bundle only copies it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac

from common import audit
from common.models import AuditEntry
from events.models import Draw
from events.queries.draws import audit_chain, log_line
from events.raffle.canonical import parse_timestamp
from events.raffle.log import LogKind, LogLine, next_line

SYSTEM = "system"


def locked(draw_id: int) -> Draw:
    """The draw's row, held until the transaction ends: every step of one draw takes its turn here.

    Always taken before the rows of its places, so that two steps cannot wait for each other.
    """
    return Draw.objects.select_for_update().defer("sealed_text").get(pk=draw_id)


def officer_code(*, draw_code: str, user_id: int) -> str:
    """The opaque public code of one officer in one draw: the same person, the same code."""
    made = salted_hmac("events.draw.officer", f"{draw_code}:{user_id}", algorithm="sha256")
    return f"officer-{made.hexdigest()[:10]}"


def append(
    *,
    draw: Draw,
    kind: LogKind,
    by: str,
    data: Mapping[str, Any],
    at: datetime,
    actor: str = SYSTEM,
) -> LogLine:
    """Write the next line; the caller holds the draw (``locked``).

    A moment before the last line's (two clocks, one second apart) becomes the last line's: the
    log never goes back.
    """
    chain = audit_chain(draw.code)
    entry = AuditEntry.objects.filter(chain=chain).order_by("-seq").first()
    last = log_line(entry) if entry else None
    moment = max(at, parse_timestamp(last.at)) if last else at
    line = next_line(after=last, at=moment, kind=kind, by=by, data=data)
    audit.record(
        chain=chain,
        actor=actor,
        action=f"draw.{kind.lower()}",
        subject=f"draw:{draw.pk}",
        data=line.public(),
        at=moment,
    )
    return line
