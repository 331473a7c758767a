"""The work that waits: every request of *seal* or *draw* that nobody has in hand, one after another."""

import logging
from collections.abc import Callable
from datetime import datetime

from events.domain import draw_requests, drawing, sealing
from events.domain.refusals import DrawRefused
from events.models import DrawRequest, RequestKind

logger = logging.getLogger(__name__)


def work(*, request: DrawRequest, now: Callable[[], datetime]) -> bool:
    """Work one request off; False when somebody else has it in hand, or it has ended.

    Not to be called inside a transaction: what is done is kept step by step.
    """
    claim = draw_requests.claim(request=request, now=now)
    if claim is None:
        return False
    carry_out = sealing.carry_out if claim.request.kind == RequestKind.SEAL else drawing.carry_out
    try:
        try:
            carry_out(claim)
        except DrawRefused as error:
            claim.refuse(error)
    except draw_requests.LostClaim:
        logger.warning("request %s went to another worker", request.pk)
        return False
    return True


def work_waiting(*, now: Callable[[], datetime]) -> int:
    """Work off every request that waits; returns how many."""
    return sum(work(request=request, now=now) for request in draw_requests.waiting(at=now()))
