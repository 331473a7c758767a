"""What the campaign announced is what is sealed: newcomers, groups, overflow, outcome, chances."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from events.domain import chances, draws, places
from events.models import ChancesRule, Entrant, Party, Place, Stratum
from events.queries import draws as queries
from events.raffle.seal import read_sealed
from tests.factories.accounts import BrandFactory, UserFactory
from tests.factories.draws import closed_campaign, drawn_draw, sealed_draw, submitted
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def waiting(brand, **columns):
    """A campaign of three people, two of them known, waiting for its seal."""
    campaign = closed_campaign(
        strata={"nord": (1, 1)}, brand=brand, chances_rule="ONE_MORE_IF_NOT_DRAWN", **columns
    )
    return campaign, campaign.strata.get()


def entered_before(user, brand, *, drawn=False):
    """An earlier campaign in whose draw the person stood; whether they were offered the place."""
    campaign = closed_campaign(strata={"nord": (1, 1)}, brand=brand)
    stratum = campaign.strata.get()
    if drawn:
        campaign.applications.all().delete()
    submitted(campaign=campaign, stratum=stratum, user=user)
    for _ in range(20):
        draw = drawn_draw(campaign=campaign)
        if Place.objects.filter(draw=draw, rank__entrant__application__user=user).exists() is drawn:
            return draw
        draws.void(draw=draw, by=draw.sealed_by, at=draw.drawn_at, reason="Not the one wanted.")
    raise AssertionError("twenty draws of two people all went one way")


def test_the_header_holds_the_plan_the_campaign_announced():
    campaign = closed_campaign(
        strata={"nord": (2, 8), "sud": (1, 4)},
        overflow="POOL",
        outcome="NET_ORDERS",
        outcome_from_date=date(2027, 4, 1),
        outcome_until_date=date(2027, 6, 1),
    )
    Stratum.objects.filter(key="nord").update(min_newcomers=1, share_only=2, holdout=3)

    header = queries.header(sealed_draw(campaign=campaign))

    nord, sud = header["strata"]
    assert (nord["min_newcomers"], nord["share_only"], nord["holdout"]) == (1, 2, 3)
    assert (sud["min_newcomers"], sud["share_only"], sud["holdout"]) == (0, 0, 0)
    assert header["overflow"] == "POOL"
    assert header["measurement"] == {
        "outcome": "NET_ORDERS",
        "from_date": "2027-04-01",
        "until_date": "2027-06-01",
    }


def test_the_arms_are_read_from_the_order():
    campaign = closed_campaign(strata={"nord": (2, 9)})
    Stratum.objects.update(share_only=2, holdout=3)

    draw = drawn_draw(campaign=campaign)

    arms = [rank.arm for rank in draw.ranks.order_by("position")]
    assert arms == ["WINNER"] * 2 + ["ALTERNATE"] * 2 + ["SHARE_ONLY"] * 2 + ["HOLDOUT"] * 3


def test_places_for_newcomers_go_to_newcomers():
    brand, known = BrandFactory(), UserFactory()
    earlier = entered_before(known, brand, drawn=True)
    place = Place.objects.get(draw=earlier)
    places.accept(place=place, at=place.asked_at + timedelta(hours=1))
    assert Party.objects.get().host == known
    campaign = closed_campaign(strata={"nord": (1, 1)}, brand=brand)
    stratum = campaign.strata.get()
    Stratum.objects.filter(pk=stratum.pk).update(min_newcomers=1)
    submitted(campaign=campaign, stratum=stratum, user=known)

    for _ in range(6):  # by chance alone the known host would be left out once in 64
        draw = drawn_draw(campaign=campaign)
        assert not draw.ranks.filter(arm="WINNER", entrant__application__user=known).exists()
        draws.void(draw=draw, by=draw.sealed_by, at=draw.drawn_at, reason="Once more, to see.")


def test_a_host_whose_draw_was_made_void_is_still_a_newcomer():
    campaign = closed_campaign(strata={"nord": (1, 1)})
    Stratum.objects.update(min_newcomers=1)
    draw = drawn_draw(campaign=campaign)
    place = Place.objects.get()
    places.accept(place=place, at=place.asked_at + timedelta(hours=1))
    draws.void(draw=draw, by=draw.sealed_by, at=draw.drawn_at, reason="The list was wrong.")

    sealed = read_sealed(sealed_draw(campaign=campaign).bundle.sealed_text)

    assert list(sealed.entrants.newcomer) == [True]


def test_each_earlier_draw_without_a_place_gives_one_more_chance_three_in_all_at_most():
    brand = BrandFactory()
    once, often, offered, new = UserFactory.create_batch(4)
    entered_before(once, brand)
    for _ in range(3):
        entered_before(often, brand)
    entered_before(offered, brand, drawn=True)
    entered_before(new, BrandFactory())  # another brand's draw is none of ours
    campaign, stratum = waiting(brand)
    people = {
        user.pk: submitted(campaign=campaign, stratum=stratum, user=user)
        for user in (once, often, offered, new)
    }

    draw = sealed_draw(campaign=campaign)

    stored = dict(Entrant.objects.filter(draw=draw).values_list("application__user_id", "chances"))
    assert [stored[user_id] for user_id in people] == [2, 3, 1, 1]


def test_a_void_draw_gives_no_chance_and_equal_is_equal():
    brand, user = BrandFactory(), UserFactory()
    draw = entered_before(user, brand)
    campaign, _stratum = waiting(brand)
    assert chances.of_people(campaign, [user.pk]) == {user.pk: 2}

    campaign.chances_rule = ChancesRule.EQUAL
    assert chances.of_people(campaign, [user.pk]) == {}
    campaign.chances_rule = ChancesRule.ONE_MORE_IF_NOT_DRAWN
    draws.void(draw=draw, by=draw.sealed_by, at=draw.drawn_at, reason="It does not count.")
    assert chances.of_people(campaign, [user.pk]) == {}


@pytest.mark.parametrize("change", [{"min_newcomers": 3}, {"holdout": -1}, {"share_only": -1}])
def test_the_database_refuses_an_impossible_plan(change):
    closed_campaign(strata={"nord": (2, 3)})
    with pytest.raises(IntegrityError), transaction.atomic():
        Stratum.objects.update(**change)


@pytest.mark.parametrize(
    "columns",
    [
        {"overflow": "MAYBE"},
        {"chances_rule": "BOUGHT"},
        {"outcome": "NET_ORDERS"},
        {"outcome_from_date": NOON.date()},
        {
            "outcome": "NET_ORDERS",
            "outcome_from_date": NOON.date(),
            "outcome_until_date": NOON.date(),
        },
    ],
)
def test_the_database_refuses_draw_rules_it_does_not_know(columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        closed_campaign(**columns)
