"""A place taken from somebody who may not hold it by the rules: by a person, for a reason of a list,
after the other could explain. It is not undone: whoever stands next has been asked meanwhile.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import outbox
from events.domain import draw_log
from events.domain.places import AlreadyAnswered, PlaceRefused, cancel_party
from events.models import Disqualification, DrawState, Party, PartyState, Place, PlaceState
from events.queries import draws as draw_queries
from events.queries import places as place_queries
from events.raffle.log import Answer, LogKind, answered_data


@transaction.atomic
def disqualify(*, place: Place, reason: Disqualification, by: User, at: datetime) -> Place:
    """Take an asked or accepted place away; its party is cancelled. Publishes ``place.freed`` and
    ``party.cancelled``; the same again is harmless.

    Raises PlaceRefused before the person was told of the offer (until then the whole draw can be made
    void), AlreadyAnswered once the place is nobody's any more or the party took place.
    """
    draw = draw_log.locked(place.draw_id)
    if draw_queries.is_closed(draw):
        raise AlreadyAnswered(_("The record of this draw is closed."))
    place.refresh_from_db()
    if not place_queries.may_be_told(place, at):
        raise PlaceRefused(_("The answers of this draw have not left yet. Wait until they have."))
    told_at = draw_log.never_before(draw=draw, at=at)
    claimed = Place.objects.filter(
        pk=place.pk,
        state__in=[PlaceState.ASKED, PlaceState.ACCEPTED],
        draw__state=DrawState.DRAWN,
    ).update(state=PlaceState.DISQUALIFIED, reason=reason, answered_at=told_at)
    place.refresh_from_db()
    if not claimed:
        if place.state == PlaceState.DISQUALIFIED and place.reason == reason:
            return place
        raise AlreadyAnswered(_("This place is not held any more."))
    draw_log.append(
        draw=draw,
        kind=LogKind.ANSWERED,
        by=draw_log.officer_code(draw_code=draw.code, user_id=by.pk),
        data=answered_data(
            entrant_id=place.rank.entrant.public_id, answer=Answer.DISQUALIFIED, reason=str(reason)
        ),
        at=told_at,
        actor=f"user:{by.pk}",
    )
    for party in Party.objects.filter(place=place):
        if not cancel_party(party=party, at=told_at) and party.state == PartyState.HELD:
            raise AlreadyAnswered(_("The party has taken place."))
    outbox.publish("place.freed", place_id=place.pk)
    return place
