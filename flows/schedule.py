"""What falls due by itself: each sweep reads which rows are due and calls one domain function a row.

One row that fails is logged and does not hold up the others; it is due again at the next sweep.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, OuterRef

from common.models import HandledFact, IdempotencyKey, OutboxMessage
from events.models import Campaign, CampaignState, Party, PartyState, Place, PlaceState

logger = logging.getLogger(__name__)
Row = TypeVar("Row")

IDEMPOTENCY_KEPT = timedelta(days=2)
TOLD_FACTS_KEPT = timedelta(days=30)


def each(what: str, rows: Iterable[Row], work: Callable[[Row], object]) -> int:
    """Do ``work`` for each row; returns for how many it went well."""
    done = 0
    for row in rows:
        try:
            work(row)
            done += 1
        except Exception:  # the next row is due as well
            logger.exception("%s failed for %s", what, getattr(row, "pk", "?"))
    return done


def move_campaigns(*, at: datetime) -> None:
    """Close campaigns whose applications have ended; start and finish those whose parties are due."""
    from events.domain import campaigns

    ended = Campaign.objects.filter(
        state=CampaignState.PUBLISHED, applications_close_at__lte=at
    ).order_by("pk")
    each("close", ended, lambda c: campaigns.close(campaign=c, by=None, at=at))
    held = Exists(Party.objects.filter(campaign=OuterRef("pk")))
    begun = Campaign.objects.filter(held, state=CampaignState.DRAWN).order_by("pk")
    each("start", begun, lambda c: campaigns.start(campaign=c, by=None, at=at))
    today = at.date()
    open_party = Exists(
        Party.objects.filter(
            campaign=OuterRef("pk"), state__in=[PartyState.TO_SCHEDULE, PartyState.SCHEDULED]
        )
    )
    over = Campaign.objects.filter(
        ~open_party, state=CampaignState.RUNNING, party_until_date__lt=today
    ).order_by("pk")
    each("finish", over, lambda c: campaigns.finish(campaign=c, by=None, at=at))


def expire_places(*, at: datetime) -> None:
    """Free the places that were asked and not answered in time."""
    from events.domain import places

    silent = Place.objects.filter(state=PlaceState.ASKED, answer_by__lte=at).order_by("answer_by", "pk")
    each("expire", silent, lambda p: places.expire(place=p, at=at))


def end_parties(*, at: datetime) -> None:
    """End the parties whose last hour has struck."""
    from events.domain import parties

    over = Party.objects.filter(state=PartyState.SCHEDULED, ends_at__lte=at).order_by("ends_at", "pk")
    each("end", over, lambda p: parties.end(party=p, at=at))


def fetch_beacons(*, at: datetime) -> None:
    """Fetch the rounds that are out for sealed draws which do not have theirs yet."""
    from events.domain import draws

    draws.collect_beacons(at=at)


def retention(*, at: datetime) -> None:
    """Forget replayable answers and facts that were told long ago."""
    IdempotencyKey.objects.filter(created_at__lt=at - IDEMPOTENCY_KEPT).delete()
    old = OutboxMessage.objects.filter(done_at__lt=at - TOLD_FACTS_KEPT)
    HandledFact.objects.filter(message__in=old).delete()
    old.delete()
