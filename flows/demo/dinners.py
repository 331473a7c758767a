"""The dinners of Les Frères Sucre at the other stages: open now, under way, and over with orders."""

from datetime import datetime, timedelta

from events.domain import campaigns, parties, places
from events.models import Campaign, Party, Place, PlaceState
from flows.demo import seasons
from flows.demo.evenings import Says, chooses_evening, crowd_applies, friends_answer, ships
from flows.demo.seed import Story, open_season, recruit, seal_and_draw
from flows.demo.shopping import Purchase, Till, shop_at
from guests.models import Answer

TILL = Till(
    shop="Boutique Les Frères Sucre",
    domain="boutique.freres-sucre.example",
    number="FS-{}",
    first=501,
    shipping_minor=690,
    goods={
        "SUCRE-NAPPE": ("Nappe vichy", 3_900),
        "SUCRE-BOUGIES": ("Bougies cerise", 900),
        "SUCRE-COFFRET": ("Coffret de bergamotes", 2_400),
        "SUCRE-LIVRE": ("Le carnet des deux frères", 1_900),
    },
)
PURCHASES = [
    Purchase(0, 1, ("SUCRE-LIVRE",), by_code=True),
    Purchase(0, 3, ("SUCRE-NAPPE", "SUCRE-BOUGIES"), by_click=True),
    Purchase(1, 2, ("SUCRE-COFFRET",), by_email=True),
    Purchase(2, 1, ("SUCRE-COFFRET", "SUCRE-LIVRE"), by_code=True, also_clicked=0),
    Purchase(2, 4, ("SUCRE-NAPPE",), by_click=True),
]
TABLE = [
    Says(message="Je garde de la place pour la suite."),
    Says(adults=2, allergens=["NUTS"]),
    Says(Answer.NO),
]


def run_open(story: Story) -> None:
    """The yule logs: applications come in for six more days."""
    season = seasons.LOG
    campaign = open_season(
        story,
        season,
        created=story.day(-8, 10),
        published=story.day(-7, 9),
        applications_open_at=story.day(-6, 9),
        applications_close_at=story.day(6, 20),
        draw_at=story.day(7, 18),
        party_from_date=story.day(16).date(),
        party_until_date=story.day(38).date(),
    )
    recruit(story, campaign, season.networks, at=story.day(-6, 10))
    crowd_applies(story, campaign, season.as_many, first=story.day(-5, 9), last=story.day(-1, 20))


def run_under_way(story: Story) -> None:
    """The tartes tatin: one dinner was held, one is near, one host has yet to choose."""
    season = seasons.TATIN
    campaign = open_season(
        story,
        season,
        created=story.day(-36, 10),
        published=story.day(-35, 9),
        applications_open_at=story.day(-34, 9),
        applications_close_at=story.day(-24, 20),
        draw_at=story.day(-22, 18),
        party_from_date=story.day(-3).date(),
        party_until_date=story.day(20).date(),
    )
    recruit(story, campaign, season.networks, at=story.day(-34, 10))
    crowd_applies(story, campaign, season.as_many, first=story.day(-33, 9), last=story.day(-25, 9))
    seal_and_draw(story, campaign, sealed_at=story.day(-23, 10))
    hosts = _everybody_accepts(story, campaign, first=story.day(-21, 9))
    for number, days in enumerate((-2, 4)):
        hosts[number] = chooses_evening(
            story,
            hosts[number],
            at=story.day(-18, 18, number),
            starts=story.day(days, 20),
            says=seasons.HOSTS_SAY[number],
        )
    with story.at(story.day(-3, 7)) as at:
        campaigns.move_due(at=at)
    ships(story, hosts[0], at=story.day(-12, 16), delivered=story.day(-9, 11))
    ships(story, hosts[1], at=story.day(-4, 16), delivered=story.day(-2, 11))
    for number, first in ((0, story.day(-10, 12)), (1, story.day(-5, 12))):
        friends_answer(story, hosts[number], TABLE, first=first, every=timedelta(hours=17))
    _ends(story, hosts[0])


def run_over(story: Story) -> None:
    """The clafoutis: three dinners, and what their guests ordered since."""
    season = seasons.CLAFOUTIS
    campaign = open_season(
        story,
        season,
        created=story.day(-72, 10),
        published=story.day(-70, 9),
        applications_open_at=story.day(-69, 9),
        applications_close_at=story.day(-58, 20),
        draw_at=story.day(-56, 18),
        party_from_date=story.day(-42).date(),
        party_until_date=story.day(-21).date(),
    )
    recruit(story, campaign, season.networks, at=story.day(-69, 10))
    crowd_applies(story, campaign, season.as_many, first=story.day(-68, 9), last=story.day(-59, 9))
    seal_and_draw(story, campaign, sealed_at=story.day(-57, 10))
    held = _everybody_accepts(story, campaign, first=story.day(-55, 9))
    for number, party in enumerate(held):
        held[number] = chooses_evening(
            story,
            party,
            at=story.day(-54, 18, number),
            starts=story.day(-38 + 4 * number, 20),
            says=seasons.HOSTS_SAY[number],
        )
    with story.at(story.day(-41, 7)) as at:
        campaigns.move_due(at=at)
    for number, party in enumerate(held):
        day = -38 + 4 * number
        ships(story, party, at=story.day(day - 9, 16), delivered=story.day(day - 7, 11))
        friends_answer(story, party, TABLE, first=story.day(day - 6, 12), every=timedelta(hours=19))
        _ends(story, party)
    shop_at(story, TILL, PURCHASES, held, opened=story.day(-40, 11))
    with story.at(story.day(-20, 7)) as at:
        campaigns.move_due(at=at)


def _everybody_accepts(story: Story, campaign: Campaign, *, first: datetime) -> list[Party]:
    asked = Place.objects.filter(draw__campaign=campaign, state=PlaceState.ASKED).order_by("pk")
    found = []
    for number, place in enumerate(asked):
        with story.at(first + timedelta(hours=number)) as at:
            found.append(places.accept(place=place, at=at))
    return found


def _ends(story: Story, party: Party) -> None:
    assert party.ends_at is not None
    with story.at(party.ends_at + timedelta(minutes=5)) as at:
        parties.end(party=party, at=at)
