"""The campaign that is over: sealed, drawn, held at six tables, bought from, credited."""

from datetime import datetime, timedelta

from events.domain import campaigns, parties, places
from events.models import Campaign, Party, Place, PlaceState
from flows.demo import words
from flows.demo.crowd import Fan
from flows.demo.people import person
from flows.demo.seed import (
    BROWSER,
    PARIS,
    Story,
    apply,
    open_campaign,
    recruit,
    seal_and_draw,
)
from flows.demo.shopping import ALMA, ALMA_PURCHASES, shop_at
from guests.domain import invitations, rsvps
from guests.domain.rsvps import Reply
from guests.models import Answer, Guest
from kits.domain import kits, shipments
from links.domain import clicks

NETWORKS = [("Instagram", "Atelier Fil", 46), ("Facebook", "", 21), ("Lettre", "Septembre", 30)]
AS_MANY = {"nord-est": 14, "ouest": 12, "sud": 9}
REGIONS = {
    "nord-est": words.NORTH_EAST,
    "ouest": words.WEST,
    "sud": (*words.SOUTH_WEST, *words.SOUTH_EAST),
}
HOST_WORDS = [
    "Venez comme vous êtes, repartez comme vous aimez. Il y aura une soupe de potimarron.",
    "Vin chaud, tarte aux noix, et tout le temps d’essayer.",
    "On pousse le canapé, on dresse la grande table. Apportez vos rires.",
]


def run(story: Story) -> None:
    """Tell the autumn from its opening to its last credited order."""
    campaign = open_campaign(
        story,
        created=story.day(-82, 10),
        published=story.day(-79, 9),
        said=words.AUTUMN_WORDS,
        strata=words.AUTUMN_STRATA,
        applications_open_at=story.day(-78, 9),
        applications_close_at=story.day(-62, 20),
        draw_at=story.day(-60, 18),
        party_from_date=story.day(-48).date(),
        party_until_date=story.day(-20).date(),
        hashtag="lautomnechezvous",
    )
    recruit(story, campaign, NETWORKS, at=story.day(-78, 10))
    _applications(story, campaign)
    seal_and_draw(story, campaign, sealed_at=story.day(-61, 10))
    held = _answers(story, campaign)
    with story.at(story.day(-47, 7)) as at:
        campaigns.move_due(at=at)
    for number, party in enumerate(held):
        _evening(story, party, number)
    shop_at(story, ALMA, ALMA_PURCHASES, held, opened=story.day(-46, 11))
    with story.at(story.day(-19, 7)) as at:
        campaigns.move_due(at=at)


def _applications(story: Story, campaign: Campaign) -> None:
    """Fifteen or so in each region; in Corsica one alone, who is therefore sure of her table."""
    first, dice = story.day(-78, 9, 10), story.crowd.dice
    wanted = [key for key, many in AS_MANY.items() for _ in range(many)]
    dice.shuffle(wanted)
    step = timedelta(days=15) / (len(wanted) + 1)
    year = story.present.year
    for number, key in enumerate(wanted):
        fan = story.crowd.fan(*REGIONS[key], year=year)
        extra = ["MEASUREMENT"] if dice.random() < 0.7 else []
        apply(story, campaign, fan, first + step * number, *extra)
    apply(story, campaign, _noemie(story), first + step * len(wanted), "MEASUREMENT", "MARKETING")


def _noemie(story: Story) -> Fan:
    """The host who can be signed in with one click."""
    host = person("host")
    assert host is not None
    fan = story.crowd.fan(*words.CORSICA, year=story.present.year)
    fan.answers.update(
        {
            "first_name": host.first_name,
            "last_name": host.last_name,
            "seats": 10,
            "room_to_try": True,
        }
    )
    return Fan(email=host.email, language="fr", answers=fan.answers)


def _answers(story: Story, campaign: Campaign) -> list[Party]:
    """One says no, one stays silent, the others say yes; alternates take the two tables."""
    asked = list(
        Place.objects.filter(draw__campaign=campaign, state=PlaceState.ASKED).order_by("pk")
    )
    with_alternates = [place for place in asked if place.stratum_key != "corse"]
    refuses, silent = with_alternates[0], with_alternates[-1]
    with story.at(story.day(-59, 9)) as at:
        places.refuse(place=refuses, at=at)
    for number, place in enumerate(one for one in asked if one.pk not in {refuses.pk, silent.pk}):
        with story.at(story.day(-59, 10 + number)) as at:
            places.accept(place=place, at=at)
    with story.at(silent.answer_by + timedelta(minutes=1)) as at:
        places.expire_due(at=at)
    replaced = Place.objects.filter(draw__campaign=campaign, state=PlaceState.ASKED).order_by("pk")
    for place in replaced:
        with story.at(story.day(-57, 20)) as at:
            places.accept(place=place, at=at)
    return list(Party.objects.filter(campaign=campaign).order_by("pk"))


def _evening(story: Story, party: Party, number: int) -> None:
    """Date, kit, guests, the evening itself."""
    starts = story.day(-44 + number * 4, 19, 30)
    with story.at(story.day(-56, 18, number)) as at:
        party = parties.confirm_address(party=party, at=at)
        party = parties.schedule(
            party=party,
            starts_at=starts,
            ends_at=starts + timedelta(hours=4),
            words=HOST_WORDS[number % len(HOST_WORDS)],
            at=at,
        )
        kits.set_deadline(kit=kits.reserve(party=party, at=at), at=at)
        invitations.open_for(party=party, capacity=8, at=at)
    _send_kit(story, party, starts - timedelta(days=9))
    _guests(story, party, starts - timedelta(days=6))
    with story.at(party.ends_at + timedelta(minutes=5) if party.ends_at else starts) as at:
        parties.end(party=party, at=at)


def _send_kit(story: Story, party: Party, leaves: datetime) -> None:
    by = f"user:{story.users['logistics'].pk}"
    morning = leaves.astimezone(PARIS).replace(hour=9, minute=0)
    with story.at(morning) as at:
        kit = kits.reserve(party=party, at=at)
        shipment = shipments.prepare(kit=kit, by=by, at=at)
        kits.mark_packed(kit=kit, by=by, at=at)
    with story.at(morning + timedelta(hours=7)) as at:
        shipments.mark_shipped(
            shipment=shipment,
            carrier="Colis Exemple",
            tracking_code=f"CX{party.pk:04d}0000FR",
            cost_minor=1_290,
            by=by,
            at=at,
        )
    with story.at(morning + timedelta(days=2, hours=2)) as at:
        shipments.mark_delivered(shipment=shipment, by=by, at=at)


def _guests(story: Story, party: Party, first: datetime) -> list[Guest]:
    """Five or six answers: mostly yes, one no, one maybe, some with children or allergies."""
    dice, found = story.crowd.dice, []
    with story.at(first) as at:
        invitation = invitations.open_for(party=party, capacity=8, at=at)
    for number in range(dice.randint(5, 6)):
        name, email = story.crowd.friend()
        reply = Reply(
            answer=Answer.NO if number == 4 else Answer.MAYBE if number == 5 else Answer.YES,
            adults=2 if number == 1 else 1,
            children=1 if number == 2 else 0,
            message="Avec joie !" if number == 0 else "",
            measurement=number % 2 == 0,
        )
        with story.at(first + timedelta(hours=5 * number)) as at:
            clicks.record(link=invitation.link, at=at, user_agent=BROWSER)
            found.append(
                rsvps.answer(
                    invitation=invitation,
                    at=at,
                    first_name=name,
                    email=email,
                    reply=reply,
                    language="fr",
                )
            )
    return found
