"""The campaign that is under way: ten tables, kits in every state, one evening held, one called off."""

import json
from datetime import timedelta

from events.domain import campaigns, parties, places
from events.models import Campaign, Party, Place, PlaceState
from events.queries.audiences import Audience
from flows.demo import words
from flows.demo.evenings import (
    Says,
    chooses_evening,
    crowd_applies,
    friends_answer,
    packs,
    prepared_fan,
    ships,
)
from flows.demo.seed import Story, apply, open_campaign, recruit, seal_and_draw
from guests.models import Answer
from mailing.domain import batches
from sales.domain import inbox
from sales.models import Shop

NETWORKS = [("Instagram", "Les Mailles d’Oé", 41), ("Pinterest", "", 14), ("TikTok", "", 19)]
AS_MANY = {
    words.PARIS: 5,
    words.NORTH_EAST: 6,
    words.WEST_BESIDES: 4,
    (*words.SOUTH_WEST, *words.SOUTH_EAST): 5,
}
# The day of each evening counted from today, in the order in which the hosts said yes; one has not
# chosen yet.
EVENINGS = [3, -1, 5, 2, 6, 8, 10, 14, None, 17]
WORDS = [
    "Crêpes, cidre, et dix manteaux à se disputer gentiment. Venez affamés !",
    "On a poussé les meubles jusqu’à Noël. Il ne manque que vous.",
    "Essayez tout, même ce qui vous fait peur. Surtout ce qui vous fait peur.",
    "Gratin, salade, et un grand miroir emprunté à ma sœur.",
    "Le dîner sera simple, l’essayage beaucoup moins.",
]
FULL_TABLE = [
    Says(adults=2, message="Nous apportons le fromage."),
    Says(allergens=["MILK"], message="Trop hâte !"),
    Says(children=1, allergens=["GLUTEN", "NUTS"], needs="une chaise haute"),
    Says(),
    Says(),
    Says(Answer.MAYBE),
    Says(message="Si une chaise se libère, j’accours."),
    Says(adults=2),
]
HALF_TABLE = [Says(message="Avec joie !"), Says(adults=2), Says(Answer.NO), Says(Answer.MAYBE)]


def run(story: Story) -> None:
    """Tell mid-season from its opening to this morning."""
    campaign = open_campaign(
        story,
        created=story.day(-44, 10),
        published=story.day(-42, 9),
        said=words.MIDSEASON_WORDS,
        strata=words.MIDSEASON_STRATA,
        plan=words.MIDSEASON_PLAN,
        applications_open_at=story.day(-41, 9),
        applications_close_at=story.day(-27, 20),
        draw_at=story.day(-25, 18),
        party_from_date=story.day(-2).date(),
        party_until_date=story.day(25).date(),
        hashtag="demisaisonchezvous",
    )
    recruit(story, campaign, NETWORKS, at=story.day(-41, 10))
    maelys = prepared_fan(story, "host-soon", "Bretagne", seats=8, room_to_try=True)
    apply(story, campaign, maelys, story.day(-41, 19), "MEASUREMENT", "MARKETING")
    crowd_applies(story, campaign, AS_MANY, first=story.day(-40, 9), last=story.day(-28, 9))
    seal_and_draw(story, campaign, sealed_at=story.day(-26, 10))
    hosts = _everybody_accepts(story, campaign)
    for number, (party, day) in enumerate(zip(hosts, EVENINGS, strict=True)):
        if day is None:
            continue
        hosts[number] = chooses_evening(
            story,
            party,
            at=story.day(-20, 18, number),
            starts=story.day(day, 19, 30),
            says=WORDS[number % len(WORDS)],
        )
    _called_off(story, campaign, hosts[2])
    with story.at(story.day(-2, 7)) as at:
        campaigns.move_due(at=at)
    _kits(story, hosts)
    _friends(story, hosts)
    with story.at(story.day(-1, 23, 35)) as at:
        parties.end(party=hosts[1], at=at)
    _delivery_nobody_can_read(story)
    _message_to_read_over(story, campaign)


def _message_to_read_over(story: Story, campaign: Campaign) -> None:
    """The organiser has written to the hosts, and wants to read it over before it leaves."""
    with story.at(story.day(-1, 17)) as at:
        batches.draft(
            brand=campaign.brand,
            about=f"campaign:{campaign.pk}",
            audience=Audience.HOSTS,
            title=words.MIDSEASON_WORDS["fr"]["title"],
            words=words.MIDSEASON_NEWS,
            by=story.users["organiser"],
            at=at,
        )


def _everybody_accepts(story: Story, campaign: Campaign) -> list[Party]:
    """Ten hosts say yes, Maëlys first; the last of them finds the capes gone."""
    asked = Place.objects.filter(draw__campaign=campaign, state=PlaceState.ASKED)
    order = sorted(asked, key=lambda place: (place.stratum_key != "bretagne", place.pk))
    found = []
    for number, place in enumerate(order):
        with story.at(story.day(-24, 9 + number)) as at:
            found.append(places.accept(place=place, at=at))
    return found


def _called_off(story: Story, campaign: Campaign, party: Party) -> None:
    """A host gives the place back with one friend told; the next in line takes it, and a date."""
    friends_answer(story, party, [Says()], first=story.day(-14, 12), every=timedelta(hours=1))
    with story.at(story.day(-12, 12)) as at:
        parties.cancel(party=party, by=party.host, at=at)
    place = Place.objects.get(draw__campaign=campaign, state=PlaceState.ASKED)
    with story.at(story.day(-11, 9)) as at:
        replaced = places.accept(place=place, at=at)
    chooses_evening(
        story,
        replaced,
        at=story.day(-10, 18),
        starts=story.day(19, 19),
        says="La table est petite, le cœur non.",
    )


def _kits(story: Story, hosts: list[Party]) -> None:
    """Delivered, on its way too late, packed too late, packed, reserved, and waiting for stock."""
    ships(story, hosts[0], at=story.day(-7, 16), delivered=story.day(-5, 11))
    ships(story, hosts[1], at=story.day(-11, 16), delivered=story.day(-8, 11))
    ships(story, hosts[3], at=story.day(-3, 16))
    packs(story, hosts[4], at=story.day(-1, 10))
    packs(story, hosts[6], at=story.day(-1, 11))
    ships(story, hosts[7], at=story.day(-1, 16))


def _friends(story: Story, hosts: list[Party]) -> None:
    friends_answer(story, hosts[0], FULL_TABLE, first=story.day(-9, 12), every=timedelta(hours=19))
    friends_answer(
        story,
        hosts[1],
        [Says(), Says(), Says(adults=2)],
        first=story.day(-8, 9),
        every=timedelta(days=1),
    )
    friends_answer(story, hosts[3], HALF_TABLE, first=story.day(-6, 14), every=timedelta(hours=23))


def _delivery_nobody_can_read(story: Story) -> None:
    """The shop sends an order without its currency: stored, set aside with the reason, mendable."""
    shop = Shop.objects.get(brand=story.brand)
    body = json.dumps({"type": "order.created", "data": {"id": "1015", "number": "MA-1015"}})
    with story.at(story.day(-1, 9)) as at:
        inbox.store(
            shop=shop, delivery_id="order-1015", topic="order.created", body=body.encode(), at=at
        )
