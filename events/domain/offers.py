"""Places offered: rows, lines of the log and facts, for the first of a draw and for each that frees.

A draw offers all its places at once, so there are as many statements for a thousand as for one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from common import outbox
from events.domain import draw_log
from events.models import ApplicationState, Draw, Place, PlaceState, Rank
from events.raffle.log import Answer, LogKind, answered_data, asked_data
from events.raffle.order import DrawResult
from events.raffle.plan import JsonObject
from events.raffle.promotions import first_asks


class Offer(NamedTuple):
    """A place to be offered, and whose it was."""

    rank: Rank
    stratum: str
    slot: int
    replaces: Place | None = None

    @property
    def is_heard(self) -> bool:
        """Somebody who withdrew since the seal does not hear it."""
        application = self.rank.entrant.application
        return application is not None and application.state == ApplicationState.SUBMITTED

    def said(self, *, answer_by: datetime) -> Iterator[draw_log.Said]:
        """The lines of the log. Whoever withdrew is asked and answered for at once: the order of
        the draw allows no silent skipping."""
        entrant_id = self.rank.entrant.public_id
        asked = asked_data(
            entrant_id=entrant_id,
            stratum=self.stratum,
            answer_by=answer_by,
            in_place_of=self.replaces.rank.entrant.public_id if self.replaces else None,
        )
        yield draw_log.Said(LogKind.ASKED, asked)
        if not self.is_heard:
            answered = answered_data(entrant_id=entrant_id, answer=Answer.WITHDRAWN)
            yield draw_log.Said(LogKind.ANSWERED, answered)


def offer_all(*, draw: Draw, offers: Sequence[Offer], at: datetime) -> list[Place]:
    """Offer places in this order; as many statements for a thousand as for one."""
    at = draw_log.never_before(draw=draw, at=at)
    answer_by = at + timedelta(hours=draw.campaign.answer_within_hours)
    places = Place.objects.bulk_create(
        Place(
            draw=draw,
            rank=offer.rank,
            stratum_key=offer.stratum,
            slot=offer.slot,
            state=PlaceState.ASKED if offer.is_heard else PlaceState.REFUSED,
            asked_at=at,
            answer_by=answer_by,
            answered_at=None if offer.is_heard else at,
            replaces=offer.replaces,
        )
        for offer in offers
    )
    said = (line for offer in offers for line in offer.said(answer_by=answer_by))
    draw_log.append_all(draw=draw, said=said, at=at)
    asked = [{"place_id": place.pk} for place in places if place.state == PlaceState.ASKED]
    freed = [{"place_id": place.pk} for place in places if place.state == PlaceState.REFUSED]
    outbox.publish_each("place.asked", asked)
    outbox.publish_each("place.freed", freed)
    return places


def offer_first_places(
    *, draw: Draw, header: JsonObject, result: DrawResult, at: datetime
) -> list[Place]:
    """Offer the first places of a draw, inside its transaction; the draw is held."""
    asks = first_asks(header=header, result=result)
    public_ids = [entrant_id for entrant_id, _stratum in asks]
    ranks = {
        rank.entrant.public_id: rank
        for rank in Rank.objects.filter(draw=draw, entrant__public_id__in=public_ids)
        .select_related("entrant__application")
        .order_by("pk")
    }
    slots: Counter[str] = Counter()
    offers = []
    for entrant_id, stratum in asks:
        slots[stratum] += 1
        offers.append(Offer(ranks[entrant_id], stratum, slots[stratum]))
    return offer_all(draw=draw, offers=offers, at=at)
