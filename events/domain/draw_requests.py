"""The work behind *seal* and *draw*: asked for once, claimed by one worker, gone on with after a kill.

The press stores a row and answers at once. A worker claims the row for a while and works in steps;
each step is a transaction that first makes sure the claim still holds and says how far the work is.
Whoever dies is followed by another, who reads from the rows where to go on.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from events.domain.refusals import DrawRefused
from events.models import Campaign, Draw, DrawRequest, Phase, RequestKind, RequestState

LEASE = timedelta(seconds=20)
PEOPLE_A_SECOND = 5_000  # computing a large list may take so much longer between two steps


class AtWork(Exception):
    """The campaign's draw is being sealed or drawn at this moment."""


class LostClaim(Exception):
    """Another worker went on with this request; what this one did last is not kept."""


def ask(
    *,
    kind: RequestKind,
    campaign: Campaign,
    by: User,
    at: datetime,
    total: int,
    draw: Draw | None = None,
    **columns: Any,
) -> DrawRequest:
    """Store a request about ``total`` people. Raises AtWork when one is being worked off."""
    try:
        with transaction.atomic():
            return DrawRequest.objects.create(
                kind=kind,
                campaign=campaign,
                draw=draw,
                asked_by=by,
                asked_at=at,
                total=total,
                phase=Phase.FREEZING if kind == RequestKind.SEAL else Phase.COMPUTING,
                **columns,
            )
    except IntegrityError as error:
        raise AtWork from error


def waiting(*, at: datetime) -> QuerySet[DrawRequest]:
    """Requests that nobody has in hand, oldest first."""
    return DrawRequest.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=at), state=RequestState.WAITING
    ).order_by("pk")


def claim(*, request: DrawRequest, now: Callable[[], datetime]) -> "Claim | None":
    """Take a waiting request in hand; None when somebody else has it, or it has ended."""
    token = secrets.token_hex(16)
    until = now() + _lease(request.total)
    if not waiting(at=now()).filter(pk=request.pk).update(claimed_by=token, claimed_until=until):
        return None
    held = DrawRequest.objects.select_related("campaign__brand", "asked_by").get(pk=request.pk)
    return Claim(request=held, token=token, now=now)


@dataclass(slots=True, kw_only=True)
class Claim:
    """One worker's hold on a request; ``now`` tells the time."""

    request: DrawRequest
    token: str
    now: Callable[[], datetime]

    @contextmanager
    def step(self, phase: Phase, done: int, total: int) -> Iterator[None]:
        """One transaction of the work, after which ``done`` of ``total`` are done.

        Raises LostClaim when another worker has taken the request over.
        """
        with transaction.atomic():
            self._update(
                phase=phase, done=done, total=total, claimed_until=self.now() + _lease(total)
            )
            yield

    def end(self) -> None:
        """Say that the work is done, inside its last step."""
        self._update(state=RequestState.DONE, **_ended(self.now()))

    def refuse(self, error: DrawRefused) -> None:
        """Say why the work cannot be done."""
        with transaction.atomic():
            self._update(
                state=RequestState.REFUSED,
                refusal=error.code,
                figures=error.figures,
                **_ended(self.now()),
            )
            self.request.pages.all().delete()

    def _update(self, **columns: Any) -> None:
        mine = DrawRequest.objects.filter(
            pk=self.request.pk, claimed_by=self.token, state=RequestState.WAITING
        )
        if not mine.update(**columns):
            raise LostClaim
        for name, value in columns.items():
            setattr(self.request, name, value)


def _ended(at: datetime) -> dict[str, Any]:
    return {"ended_at": at, "household_key": "", "commit_secret": "", "claimed_until": None}


def _lease(people: int) -> timedelta:
    return LEASE + timedelta(seconds=people // PEOPLE_A_SECOND)
