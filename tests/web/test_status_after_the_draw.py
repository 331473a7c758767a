"""What the status page says at each moment after the seal."""

import json
from datetime import timedelta

import pytest

from common import clock
from events.models import Arm, Draw, DrawState, Entrant, Place, PlaceState, Rank
from tests.factories.accounts import UserFactory
from tests.factories.events import ApplicationFactory, CampaignFactory

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
STRATA = [{"code": "nord", "title": "Nord", "quota": 1, "entrants": 15}]
HEADER = {"strata": STRATA}


def drawn(application, at, *, arm=None, state=DrawState.DRAWN, reason="", place=None):
    """Put an application through a draw by rows alone; the draw itself has tests of its own."""
    is_drawn = state == DrawState.DRAWN
    draw = Draw.every.create(
        campaign=application.campaign,
        code="K7K7K7K7K7",
        number=1,
        state=DrawState.SEALING,  # a sealed list takes nobody any more
        mode="COMMIT_REVEAL",
        header_text=json.dumps(HEADER),
        entrants_count=15,
        sealed_at=at,
        sealed_by=UserFactory(),
    )
    entrant = Entrant.objects.create(
        draw=draw,
        application=application,
        salt="ab" * 32,
        public_id="K7-0001",
        index=0,
        stratum_key="" if reason else "nord",
        reason=reason,
        leaf="c" * 64,
    )
    rank = arm and Rank.objects.create(
        draw=draw, entrant=entrant, stratum_key="nord", position=2, arm=arm, ticket="d" * 64
    )
    Draw.every.update(
        state=state,
        root="a" * 64,
        randomness="b" * 64 if is_drawn else "",
        drawn_at=at if is_drawn else None,
        drawn_by=UserFactory() if is_drawn else None,
    )
    if place:
        Place.objects.create(
            draw=draw,
            rank=rank,
            stratum_key="nord",
            slot=1,
            state=place,
            asked_at=at,
            answer_by=at + timedelta(days=3),
            answered_at=None if place == PlaceState.ASKED else at,
        )


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"state": DrawState.SEALED}, "The list is sealed, and you are on it."),
        ({"reason": "HOUSEHOLD_DUPLICATE"}, "Another application came from your home."),
        ({"arm": Arm.REST}, "The draw did not name you this time."),
        ({"arm": Arm.HOLDOUT}, "The draw did not name you this time."),
        ({"arm": Arm.ALTERNATE}, "Not drawn, but on the waiting list."),
        ({"arm": Arm.WINNER, "place": PlaceState.ASKED}, "the draw named your table."),
        ({"arm": Arm.WINNER, "place": PlaceState.REFUSED}, "You said no; thank you"),
        ({"arm": Arm.WINNER, "place": PlaceState.EXPIRED}, "has gone to somebody else"),
        ({"arm": Arm.WINNER, "place": PlaceState.WITHDRAWN}, "You gave your table back."),
    ],
)
def test_each_outcome_is_said_in_words(client, at, how, said):
    application = ApplicationFactory(campaign=CampaignFactory(in_state="DRAWN"))
    drawn(application, at, **how)

    with clock.fixed(at + timedelta(minutes=11)):
        html = client.get(f"/a/{application.code}", headers=EN).content.decode()

    assert said in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("arm", [Arm.WINNER, Arm.REST])
def test_nobody_reads_an_answer_inside_the_undo_window(client, at, arm):
    application = ApplicationFactory(campaign=CampaignFactory(in_state="DRAWN"))
    drawn(application, at, arm=arm, place=PlaceState.ASKED if arm == Arm.WINNER else None)

    with clock.fixed(at + timedelta(minutes=9)):
        html = client.get(f"/a/{application.code}", headers=EN).content.decode()

    assert "The draw has taken place." in html
    assert "named" not in html


def test_odds_are_told_with_the_proof(client, at):
    application = ApplicationFactory(campaign=CampaignFactory(in_state="DRAWN"))
    drawn(application, at, arm=Arm.REST)

    with clock.fixed(at + timedelta(hours=1)):
        html = client.get(f"/a/{application.code}", headers=EN).content.decode()

    assert "15 of you, for 1 table." in html
    assert "In your region, Nord: 15\N{NO-BREAK SPACE}people for 1\N{NO-BREAK SPACE}table." in html
    assert 'href="/proof/K7K7K7K7K7"' in html
