"""A plan is tried before it is sealed: by whoever may seal, as a task, with nothing of the draw in it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Membership, Role, User
from events.domain import trials
from events.models import Application, Draw, PlaceState, Stratum, Trial
from tests.desk.conftest import sign_in
from tests.factories.draws import closed_campaign, drawn_draw, officer, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_desk() -> Callable[[User], Client]:
    return lambda user: sign_in(Membership.objects.get(user=user))


def path(campaign):
    return f"/desk/{campaign.brand.slug}/draws/{campaign.slug}/trial"


def tried(campaign, at_desk, deliver_all):
    client = at_desk(officer(campaign.brand))
    client.post(path(campaign))
    deliver_all(send=False)
    return client.get(path(campaign), {"lang": "en"}).text


def test_a_press_asks_and_the_figures_appear(at_desk, deliver_all):
    campaign = closed_campaign(strata={"nord": (1, 4), "sud": (2, 5)})
    client = at_desk(officer(campaign.brand))

    assert client.get(path(campaign).removesuffix("/trial"), {"lang": "en"}).text.count("/trial")
    assert client.post(path(campaign)).status_code == 302
    assert "The trial is under way" in client.get(path(campaign)).text
    deliver_all(send=False)
    page = client.get(path(campaign)).text

    result = Trial.objects.get().result
    assert (result["seeds"], result["entrants"]) == (2000, 9)
    assert [row["exact"] for row in result["strata"]] == [0.25, 0.4]
    assert [round(row["chance"], 9) for row in result["strata"]] == [0.25, 0.4]
    assert "highest in Sud, 40.0%, and lowest in Nord, 25.0%" in page
    assert page.count('<svg class="ch"') == 4
    assert not Draw.objects.exists()


def test_a_home_of_two_has_nearly_twice_the_chance_and_the_exact_figure_agrees(
    at_desk, deliver_all
):
    campaign = closed_campaign(strata={"nord": (2, 10)})
    one, other = Application.objects.order_by("pk")[:2]
    Application.objects.filter(pk=other.pk).update(household_key=one.household_key)

    tried(campaign, at_desk, deliver_all)

    alone, pair = Trial.objects.get().result["homes"]
    assert (alone["size"], alone["homes"], pair["size"], pair["homes"]) == (1, 8, 2, 1)
    # By hand: the pair is first with 2/10, or second after one of the eight with 8/10 * 2/9.
    assert pair["exact"] == pytest.approx(0.2 + 0.8 * 2 / 9, abs=1e-6)
    assert pair["chance"] == pytest.approx(pair["exact"], abs=0.045)
    assert 8 * alone["exact"] + pair["exact"] == pytest.approx(2, abs=1e-6)


def test_what_the_seal_would_refuse_the_trial_says_with_numbers(at_desk, deliver_all):
    campaign = closed_campaign(strata={"nord": (1, 4), "sud": (3, 2)})

    page = tried(campaign, at_desk, deliver_all)

    assert "This list could not be sealed as it is" in page
    assert "Sud needs 3 eligible homes and has 2 (2 people)." in page


@pytest.mark.parametrize("answered", [4, 12])
def test_alternates_are_reckoned_from_the_brands_own_past_or_from_a_stated_guess(
    at_desk, deliver_all, answered
):
    campaign = closed_campaign(strata={"nord": (4, 20)})
    before = drawn_draw(
        campaign=closed_campaign(strata={"nord": (answered, answered)}, brand=campaign.brand)
    )
    for number, place in enumerate(before.places.order_by("pk")):
        place.state = PlaceState.ACCEPTED if number < 3 else PlaceState.REFUSED
        place.answered_at = place.asked_at
        place.save()

    page = tried(campaign, at_desk, deliver_all)

    acceptance = Trial.objects.get().result["acceptance"]
    if answered == 4:
        assert (acceptance["share"], acceptance["known"]) == (0.8, False)
        assert "it is assumed that 80% are taken" in page
    else:
        assert (acceptance["share"], acceptance["known"]) == (0.25, True)
        assert "You have offered 12\N{NO-BREAK SPACE}places so far, of which 3 were taken" in page
        assert "Nord may run out of alternates" in page


def test_each_comparison_the_groups_allow_has_its_smallest_lift(at_desk, deliver_all):
    campaign = closed_campaign(strata={"nord": (10, 60)})
    Stratum.objects.filter(campaign=campaign).update(share_only=20, holdout=25)

    page = tried(campaign, at_desk, deliver_all)

    lifts = {(row["treated"], row["compared"]): row for row in Trial.objects.get().result["lifts"]}
    assert {pair: row["people"] for pair, row in lifts.items()} == {
        ("HOSTS", "NEITHER"): [10, 25],
        ("HOSTS", "LINK"): [10, 20],
        ("LINK", "NEITHER"): [20, 25],
    }
    # The sum of the two quantiles, 2.802, times the root of a tenth of nine tenths of 9/100.
    assert lifts["LINK", "NEITHER"]["lift"][1] == pytest.approx(0.2522, abs=1e-4)
    assert "a difference of 25 points or more" in page


def test_only_whoever_may_seal_sees_it(at_desk):
    campaign = closed_campaign()

    assert at_desk(officer(campaign.brand, Role.CARE)).get(path(campaign)).status_code == 403
    assert at_desk(officer(campaign.brand)).get(path(campaign)).status_code == 200


def test_pressed_twice_it_is_tried_once_and_again_after(at_desk, deliver_all):
    campaign = closed_campaign()
    client = at_desk(officer(campaign.brand))

    client.post(path(campaign))
    client.post(path(campaign))
    assert Trial.objects.count() == 1
    deliver_all(send=False)
    submitted(campaign=campaign, stratum=campaign.strata.get(key="nord"))
    client.post(path(campaign))
    deliver_all(send=False)

    assert [one.result["entrants"] for one in Trial.objects.order_by("pk")] == [9, 10]


def test_a_trial_that_breaks_down_does_not_hold_up_the_next(at_desk, deliver_all, monkeypatch):
    broken, sound = closed_campaign(), closed_campaign()
    result_of = trials.result_of

    def breaks(campaign, at):
        if campaign.pk == broken.pk:
            raise MemoryError
        return result_of(campaign, at)

    monkeypatch.setattr(trials, "result_of", breaks)
    for campaign in (broken, sound):
        at_desk(officer(campaign.brand)).post(path(campaign))
    deliver_all(send=False)

    first, second = Trial.objects.order_by("pk")
    assert (first.refusal, bool(first.ended_at), second.result["entrants"]) == ("FAILED", True, 9)
    page = at_desk(officer(broken.brand)).get(path(broken), {"lang": "en"}).text
    assert "It broke down on our side" in page


def test_once_sealed_there_is_nothing_left_to_try(at_desk):
    draw = drawn_draw()

    answer = at_desk(officer(draw.campaign.brand)).get(path(draw.campaign))

    assert answer.url == path(draw.campaign).removesuffix("/trial")
