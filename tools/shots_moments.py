"""The moments a demonstration passes through, each bringing pages that were not there before.

Played in the database of a running demo house, in whose mode and folder this process must be.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from common import clock, codes
from events.domain import applications, campaigns, draws, holds, parties, places, witnesses
from events.models import Campaign, Draw, Hold, HoldOutcome, Party, Place
from flows import delivery
from flows.demo.people import PEOPLE
from guests.domain import invitations, rsvps
from guests.domain.rsvps import Reply
from guests.models import Answer, Invitation
from kits.domain import kits, shipments
from mailing.domain import messages

WINTER = "lhiver-chez-vous"  # the campaign that the moments move forward
PARIS = ZoneInfo("Europe/Paris")


def _until(moment: datetime) -> None:
    left = moment - clock.now()
    if left > timedelta(0):
        clock.move(by=left + timedelta(seconds=1))


def _settle() -> None:
    """Tell what is waiting, as the worker would within seconds."""
    from common.models import OutboxMessage

    for _round in range(40):
        waiting = list(
            OutboxMessage.objects.filter(done_at__isnull=True, parked_at__isnull=True)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if not waiting:
            break
        for number in waiting:
            delivery.deliver(message_id=number)
    messages.send_due(at=clock.now(), limit=10_000)


def _user(key: str) -> User:
    return User.objects.get(email=next(one.email for one in PEOPLE if one.key == key))


def _winter() -> Campaign:
    return Campaign.objects.get(slug=WINTER)


def written() -> None:
    """The fan has answered everything, as one before her did, and not handed it in."""
    fan = _user("fan")
    for campaign in Campaign.objects.filter(state="PUBLISHED"):
        other = campaign.applications.filter(state="SUBMITTED").order_by("pk").first()
        if other is None:
            continue
        at = clock.now()
        mine = applications.begin(campaign=campaign, user=fan, at=at, language="fr")
        answers = {name: getattr(other, name) for name in (*applications.YOU, *applications.HOME)}
        names = {"first_name": fan.first_name, "last_name": fan.last_name}
        applications.save(application=mine, at=at, **{**answers, **names})


def closed() -> None:
    """Applications are over; nothing is sealed yet, and a witness is asked."""
    campaign = _winter()
    _until(campaign.applications_close_at)
    campaigns.move_due(at=clock.now())
    witnesses.ask(
        campaign=campaign,
        draw_code=codes.slug(),
        label="Office of a bailiff",
        email="temoin@exemple.example",
        language="fr",
        by=_user("officer-1"),
        at=clock.now(),
    )
    _settle()


def sealed() -> None:
    """The list is sealed and the number does not exist yet."""
    campaign = _winter()
    waiting = Hold.objects.filter(campaign=campaign, outcome="").values_list("pk", flat=True)
    holds.decide(
        brand=campaign.brand,
        holds=list(waiting),
        outcome=HoldOutcome.LET_THROUGH,
        by=_user("officer-1"),
        at=clock.now(),
    )
    draws.seal(
        campaign=campaign,
        by=_user("officer-1"),
        at=clock.now(),
        chain="rehearsal",
        not_before=campaign.draw_at,
    )
    _settle()


def due() -> None:
    """The number is out and the second officer may draw."""
    draw = Draw.objects.filter(campaign__slug=WINTER).order_by("-pk")[0]
    _until((draw.round_at or draw.campaign.draw_at) + timedelta(seconds=40))
    draws.collect_beacons(at=clock.now())
    _settle()


def drawn() -> None:
    """Names are out, the answers have left, nobody has answered."""
    draw = Draw.objects.filter(campaign__slug=WINTER).order_by("-pk")[0]
    draws.run_draw(draw=draw, by=_user("officer-2"), at=clock.now())
    _settle()
    clock.move(by=timedelta(minutes=12))
    _settle()


def answered() -> None:
    """A no, and five hosts at five points of their road; the others are still asked."""
    asked = list(Place.objects.filter(state="ASKED", draw__campaign__slug=WINTER).order_by("pk"))
    clock.move(by=timedelta(hours=3))
    places.refuse(place=asked[0], at=clock.now())
    held = [places.accept(place=place, at=clock.now()) for place in asked[1:7]]
    _settle()
    for party in held[1:]:
        parties.confirm_address(party=party, at=clock.now())
    for number, party in enumerate(held[2:]):
        _laid(Party.objects.get(pk=party.pk), days=18 + number)
    _settle()
    for number, party in enumerate(held[3:]):
        _sent(party, number)
    _settle()
    _friends(Party.objects.get(pk=held[3].pk), full=False)
    _friends(Party.objects.get(pk=held[4].pk), full=True)
    _settle()


def unsettled() -> None:
    """One evening moves, one is called off, and whoever kept silent has lost the table."""
    fresh = list(Party.objects.filter(state="SCHEDULED", campaign__slug=WINTER).order_by("pk"))
    _laid(fresh[1], days=25)
    parties.cancel(party=fresh[2], by=None, at=clock.now())
    _settle()
    last = (
        Place.objects.filter(state="ASKED", draw__campaign__slug=WINTER)
        .order_by("-answer_by")
        .first()
    )
    if last is not None:
        _until(last.answer_by + timedelta(minutes=1))
        places.expire_due(at=clock.now())
    _settle()


def _laid(party: Party, *, days: int) -> None:
    date = (clock.now().astimezone(PARIS) + timedelta(days=days)).date()
    first, last = parties.day_bounds(party=party, at=clock.now())
    starts = datetime.combine(min(max(date, first), last), time(19, 30), tzinfo=PARIS)
    at = clock.now()
    party = parties.schedule(
        party=party,
        starts_at=starts,
        ends_at=starts + timedelta(hours=4),
        words="Soupe de potimarron, tarte aux noix, et tout le temps d’essayer.",
        at=at,
    )
    kits.set_deadline(kit=kits.reserve(party=party, at=at), at=at)


def _sent(party: Party, how_far: int) -> None:
    """Pack, then ship, then deliver: as far as asked."""
    by, at = f"user:{_user('logistics').pk}", clock.now()
    kit = kits.reserve(party=party, at=at)
    shipment = shipments.prepare(kit=kit, by=by, at=at)
    kits.mark_packed(kit=kit, by=by, at=at)
    if how_far >= 1:
        shipments.mark_shipped(
            shipment=shipment,
            carrier="Colis Exemple",
            tracking_code=f"CX9{party.pk:04d}FR",
            by=by,
            at=at,
        )
    if how_far >= 2:
        shipments.mark_delivered(shipment=shipment, by=by, at=clock.now())


def _friends(party: Party, *, full: bool) -> None:
    """Three yes, a maybe and a no; or a table so full that two stand at the door."""
    answers = [Answer.YES] * 3 + [Answer.MAYBE, Answer.NO] if not full else [Answer.YES] * 8
    names = ["Camille", "Maël", "Solène", "Inès", "Loïc", "Jérôme", "Capucine", "Matthieu"]
    invitation = invitations.open_for(party=party, capacity=5 if full else 8, at=clock.now())
    for number, (name, said) in enumerate(zip(names, answers, strict=False)):
        rsvps.answer(
            invitation=Invitation.objects.get(pk=invitation.pk),
            at=clock.now() + timedelta(seconds=number),
            first_name=name,
            email=f"{number}.{party.pk}@invite.example",
            reply=Reply(answer=said, adults=1, children=0, message="", measurement=False),
            language="fr",
        )


MOMENTS: dict[str, Callable[[], None]] = {
    "written": written,
    "closed": closed,
    "sealed": sealed,
    "due": due,
    "drawn": drawn,
    "answered": answered,
    "unsettled": unsettled,
}
