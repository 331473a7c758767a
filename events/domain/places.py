"""A host's place: offered in the order of the draw, accepted or freed, and offered to the next.

Every move is a conditional update whose row count is the answer; the draw's row is taken first, so
that the log tells moves in the order in which they happened.
"""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from common import codes, outbox
from events.domain import draw_log
from events.domain.draw_words import CALLED_OFF, NO_ALTERNATE, NO_TIME, stays_empty
from events.domain.offers import Offer, offer_all
from events.models import (
    Application,
    ApplicationState,
    Campaign,
    CampaignState,
    Draw,
    DrawState,
    Entrant,
    Party,
    PartyState,
    Place,
    PlaceState,
)
from events.queries import draws as draw_queries
from events.queries import places as place_queries
from events.raffle.log import Answer, LogKind, answered_data, note_data

LAST_REMINDER = timedelta(hours=24)


class PlaceRefused(Exception):
    """The place cannot be moved that way; the message speaks to the person who holds it."""


class TooLate(PlaceRefused):
    """The time to answer is over, or somebody else holds the place now."""


class AlreadyAnswered(PlaceRefused):
    """The place was answered before, in another way."""


@transaction.atomic
def accept(*, place: Place, at: datetime) -> Party:
    """Say yes. Creates the party, to be scheduled; publishes ``party.accepted``.

    A repeated yes returns the same party. Raises TooLate when the time is over, AlreadyAnswered
    after another answer.
    """
    draw = draw_log.locked(place.draw_id)
    told_at = draw_log.never_before(draw=draw, at=at)
    claimed = Place.objects.filter(
        pk=place.pk, state=PlaceState.ASKED, answer_by__gt=at, draw__state=DrawState.DRAWN
    ).update(state=PlaceState.ACCEPTED, answered_at=told_at)
    place.refresh_from_db()
    if not claimed:
        known = Party.objects.filter(place=place).first()
        if place.state == PlaceState.ACCEPTED and known is not None:
            return known
        raise _too_late(place)
    entrant = Entrant.objects.select_related("application").get(rank=place.rank_id)
    application = entrant.application
    if application is None or application.state != ApplicationState.SUBMITTED:
        raise AlreadyAnswered(
            _("You withdrew your application; the place goes to the next person.")
        )
    party = _open_party(draw=draw, place=place, application=application, at=at)
    _log_answer(draw=draw, entrant=entrant, answer=Answer.ACCEPTED, at=at)
    outbox.publish("party.accepted", party_id=party.pk)
    return party


@transaction.atomic
def refuse(*, place: Place, at: datetime) -> Place:
    """Leave the place to the next person. Publishes ``place.freed``; a repeated no is harmless."""
    return _end_asking(place=place, to=PlaceState.REFUSED, answer=Answer.REFUSED, at=at)


@transaction.atomic
def expire(*, place: Place, at: datetime) -> Place:
    """End an asking whose time is over. Publishes ``place.freed``. Raises TooLate before the limit
    and when an answer was first."""
    if place.answer_by > at:
        raise TooLate(_("There is still time to answer."))
    return _end_asking(place=place, to=PlaceState.EXPIRED, answer=Answer.EXPIRED, at=at)


def expire_due(*, at: datetime) -> int:
    """Expire every asking whose time is over, each in its own transaction; returns how many."""
    done = 0
    due = Place.objects.filter(
        state=PlaceState.ASKED, answer_by__lte=at, draw__state=DrawState.DRAWN
    ).order_by("pk")
    for place in due:
        try:
            expire(place=place, at=at)
            done += 1
        except PlaceRefused:
            continue  # the answer was first, and stands
    return done


def remind_due(*, at: datetime) -> int:
    """Remind whoever has not answered: half-way, and a day before the limit, once each.

    Publishes ``place.reminded``; returns how many. Where both moments have passed, as after a long
    stop, one reminder is enough.
    """
    done = 0
    asked = Place.objects.filter(
        state=PlaceState.ASKED,
        answer_by__gt=at,
        reminders__lt=2,
        draw__state=DrawState.DRAWN,
    ).order_by("pk")
    for place in asked:
        wanted = sum(moment <= at for moment in reminder_moments(place))
        if wanted <= place.reminders:
            continue
        with transaction.atomic():
            if Place.objects.filter(
                pk=place.pk, state=PlaceState.ASKED, reminders=place.reminders
            ).update(reminders=wanted):
                outbox.publish("place.reminded", place_id=place.pk, number=wanted)
                done += 1
    return done


def reminder_moments(place: Place) -> list[datetime]:
    """When the holder of an asked place is reminded, first to last: never two at one moment."""
    half = place.asked_at + (place.answer_by - place.asked_at) / 2
    return sorted({half, max(half, place.answer_by - LAST_REMINDER)})


@transaction.atomic
def withdraw(*, place: Place, at: datetime, by: User | None) -> Place:
    """Give back an accepted place; its party is cancelled. Publishes ``place.freed`` and
    ``party.cancelled``. Raises AlreadyAnswered unless it is held, and once the party took place."""
    draw = draw_log.locked(place.draw_id)
    if draw_queries.is_closed(draw):
        raise AlreadyAnswered(_("The record of this draw is closed."))
    at = draw_log.never_before(draw=draw, at=at)
    claimed = Place.objects.filter(pk=place.pk, state=PlaceState.ACCEPTED).update(
        state=PlaceState.WITHDRAWN, answered_at=at
    )
    place.refresh_from_db()
    if not claimed:
        if place.state == PlaceState.WITHDRAWN:
            return place
        raise AlreadyAnswered(_("This place is not held any more."))
    entrant = Entrant.objects.get(rank=place.rank_id)
    _log_answer(draw=draw, entrant=entrant, answer=Answer.WITHDRAWN, at=at, by=by)
    for party in Party.objects.filter(place=place):
        if not cancel_party(party=party, at=at) and party.state == PartyState.HELD:
            raise AlreadyAnswered(_("The party has taken place."))
    outbox.publish("place.freed", place_id=place.pk)
    return place


@transaction.atomic
def end_all(*, draw: Draw, by: User, at: datetime) -> None:
    """End every place of a draw whose campaign was called off, but those whose party was held.

    As ``withdraw`` and a refusal, by ``by``; whoever is asked hears of the campaign, not of this.
    """
    draw_log.locked(draw.pk)
    for place in Place.objects.filter(draw=draw, state=PlaceState.ASKED).order_by("pk"):
        _end_asking(place=place, to=PlaceState.REFUSED, answer=Answer.WITHDRAWN, at=at, by=by)
    held = Place.objects.filter(draw=draw, state=PlaceState.ACCEPTED)
    for place in held.exclude(party__state=PartyState.HELD).order_by("pk"):
        withdraw(place=place, at=at, by=by)


def cancel_party(*, party: Party, at: datetime) -> bool:
    """Cancel a party that has not been held; says whether it did. Publishes ``party.cancelled``.

    The caller holds the draw (``draw_log.locked``); a party ends without it, hence the condition.
    """
    cancelled = Party.objects.filter(
        pk=party.pk, state__in=[PartyState.TO_SCHEDULE, PartyState.SCHEDULED]
    ).update(state=PartyState.CANCELLED, cancelled_at=at, sequence=F("sequence") + 1)
    party.refresh_from_db()
    if cancelled:
        outbox.publish("party.cancelled", party_id=party.pk)
    return bool(cancelled)


@transaction.atomic
def promote_next(*, freed: Place, at: datetime) -> Place | None:
    """Offer a freed place to the next in order; publishes ``place.asked``.

    Next is the first of the place's stratum not asked yet, whatever the arm; then, when the plan
    lets places pass (POOL), the best ticket of the draw. Returns the place that replaces ``freed``
    (the known one when called again), or None when nobody is left or the clock no longer allows a
    party: the log says which.
    """
    draw = draw_log.locked(freed.draw_id)
    freed.refresh_from_db()
    if freed.state in (PlaceState.ASKED, PlaceState.ACCEPTED):
        raise AlreadyAnswered(_("This place is held; nobody else is asked."))
    known = Place.objects.filter(replaces=freed).first()
    if known is not None or draw.state != DrawState.DRAWN:
        return known
    campaign = Campaign.objects.get(pk=draw.campaign_id)
    told = {freed.rank.entrant.public_id}
    if campaign.state == CampaignState.CANCELLED:
        _note_once(draw, freed, at, CALLED_OFF, told)
        return None
    if not _time_for_another(campaign, at):
        _note_once(draw, freed, at, NO_TIME, told)
        return None
    rank = place_queries.next_in_line(draw, freed.stratum_key)
    if rank is None:
        _note_once(draw, freed, at, NO_ALTERNATE, told)
        draw_log.close_if_settled(draw=draw, at=at)
        return None
    offer = Offer(rank, freed.stratum_key, freed.slot, replaces=freed)
    return offer_all(draw=draw, offers=[offer], at=at)[0]


@transaction.atomic
def close_if_settled(*, draw_id: int, at: datetime) -> bool:
    """Close the draw's log once no place can change any more; says whether it is closed."""
    return draw_log.close_if_settled(draw=draw_log.locked(draw_id), at=at)


def earliest_party_day(campaign: Campaign, at: datetime) -> date:
    """The first day a party may take place if its kit leaves today: transit, then the kit's days."""
    today = at.astimezone(ZoneInfo(campaign.timezone)).date()
    soonest = today + timedelta(days=campaign.transit_days + campaign.kit_days_before)
    return max(soonest, campaign.party_from_date)


def _time_for_another(campaign: Campaign, at: datetime) -> bool:
    return earliest_party_day(campaign, at) < campaign.party_until_date


def _end_asking(
    *, place: Place, to: PlaceState, answer: Answer, at: datetime, by: User | None = None
) -> Place:
    draw = draw_log.locked(place.draw_id)
    at = draw_log.never_before(draw=draw, at=at)
    claimed = Place.objects.filter(pk=place.pk, state=PlaceState.ASKED).update(
        state=to, answered_at=at
    )
    place.refresh_from_db()
    if not claimed:
        if place.state == to:
            return place
        raise _too_late(place)
    entrant = Entrant.objects.get(rank=place.rank_id)
    actor = draw_log.SYSTEM if to == PlaceState.EXPIRED else ""
    _log_answer(draw=draw, entrant=entrant, answer=answer, at=at, by=by, actor=actor)
    outbox.publish("place.freed", place_id=place.pk)
    return place


def _open_party(*, draw: Draw, place: Place, application: Application, at: datetime) -> Party:
    return Party.objects.create(
        campaign_id=draw.campaign_id,
        place=place,
        host_id=application.user_id,
        code=codes.capability(),
        uid=f"{uuid.uuid4()}@{settings.MAIL_DOMAIN}",
        host_first_name=application.first_name,
        host_last_name=application.last_name,
        phone=str(application.phone or ""),
        address_line=application.address_line,
        address_extra=application.address_extra,
        postcode=application.postcode,
        city=application.city,
        country=application.country,
        timezone=draw.campaign.timezone,
        accepted_at=at,
    )


def _log_answer(
    *,
    draw: Draw,
    entrant: Entrant,
    answer: Answer,
    at: datetime,
    by: User | None = None,
    actor: str = "",
) -> None:
    """The person acts under the number of the application: erased with it, while an account's may
    live on."""
    who = entrant.public_id
    own = (
        entrant.application is not None and by is not None and entrant.application.user_id == by.pk
    )
    officer = by is not None and not own
    if actor == draw_log.SYSTEM:
        who = draw_log.SYSTEM
    elif by is not None and officer:
        who = draw_log.officer_code(draw_code=draw.code, user_id=by.pk)
    draw_log.append(
        draw=draw,
        kind=LogKind.ANSWERED,
        by=who,
        data=answered_data(entrant_id=entrant.public_id, answer=answer),
        at=at,
        actor=actor
        or (
            f"user:{by.pk}"
            if by is not None and officer
            else f"applicant:{entrant.application_id or 0}"
        ),
    )


def _note_once(draw: Draw, freed: Place, at: datetime, why: str, public_ids: Iterable[str]) -> None:
    """Say in the log why a freed place stays empty, once for each place."""
    text = stays_empty(", ".join(public_ids), freed.stratum_key, why)
    notes = (line.data.get("text") for line in draw_queries.log_lines(draw))
    if text not in notes:
        draw_log.append(
            draw=draw, kind=LogKind.NOTE, by=draw_log.SYSTEM, data=note_data(text=text), at=at
        )


def _too_late(place: Place) -> PlaceRefused:
    if place.state == PlaceState.ASKED:
        return TooLate(_("The time to answer is over; the place goes to the next person."))
    if place.state == PlaceState.EXPIRED:
        return TooLate(_("The time to answer was over, and the place went to the next person."))
    if place.state == PlaceState.REFUSED:
        return AlreadyAnswered(_("You left this place to the next person."))
    if place.state == PlaceState.ACCEPTED:
        return AlreadyAnswered(
            _("You said yes to this place; give it back from your party’s page.")
        )
    if place.state == PlaceState.DISQUALIFIED:
        return AlreadyAnswered(_("This place was taken back, as our mail says."))
    return AlreadyAnswered(_("You gave this place back."))
