"""A place accepted, refused, expired, given back, and offered to the next in order."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from events.domain import places
from events.models import (
    PLACE_NEXT,
    Application,
    ApplicationState,
    Party,
    PartyState,
    Place,
    PlaceState,
    Rank,
)
from events.queries.draws import log_lines
from tests.factories.draws import accepted_party, asked_place, closed_campaign, drawn_draw
from tests.moments import NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def facts_after(outbox_messages, fact: str) -> list[tuple[str, dict]]:
    """What was written after the first ``fact``."""
    found = outbox_messages()
    start = [name for name, _ in found].index(fact) + 1
    return found[start:]


def test_accept_opens_a_party_with_the_applicants_address(outbox_messages):
    place = asked_place()

    party = places.accept(place=place, at=place.asked_at + HOUR)

    application = place.rank.entrant.application
    assert (place.state, place.answered_at) == (PlaceState.ACCEPTED, place.asked_at + HOUR)
    assert (party.state, party.host_id, party.timezone) == (
        PartyState.TO_SCHEDULE,
        application.user_id,
        "Europe/Paris",
    )
    assert (party.host_first_name, party.address_line, party.postcode, party.phone) == (
        "Camille",
        "12 rue des Lilas",
        "59000",
        str(application.phone),
    )
    assert facts_after(outbox_messages, "draw.drawn") == [
        ("party.accepted", {"party_id": party.pk})
    ]


def test_a_second_yes_returns_the_same_party(outbox_messages):
    party = accepted_party()

    again = places.accept(place=party.place, at=party.accepted_at + HOUR)

    assert again == party
    assert [fact for fact, _ in outbox_messages()].count("party.accepted") == 1


def test_a_yes_at_the_limit_is_too_late():
    place = asked_place()

    with pytest.raises(places.TooLate):
        places.accept(place=place, at=place.answer_by)

    assert not Party.objects.exists()


def test_accept_after_withdrawing_the_application_is_refused():
    place = asked_place()
    Application.objects.filter(pk=place.rank.entrant.application_id).update(
        state=ApplicationState.WITHDRAWN, withdrawn_at=NOON
    )

    with pytest.raises(places.AlreadyAnswered):
        places.accept(place=place, at=place.asked_at + HOUR)

    place.refresh_from_db()
    assert place.state == PlaceState.ASKED


def test_refuse_frees_the_place_once(outbox_messages):
    place = asked_place()

    places.refuse(place=place, at=place.asked_at + HOUR)
    places.refuse(place=place, at=place.asked_at + 2 * HOUR)

    assert place.state == PlaceState.REFUSED
    assert facts_after(outbox_messages, "draw.drawn") == [("place.freed", {"place_id": place.pk})]


def test_expire_waits_for_the_limit():
    place = asked_place()

    with pytest.raises(places.TooLate):
        places.expire(place=place, at=place.answer_by - timedelta(seconds=1))


def test_expire_due_ends_every_silence():
    draw = drawn_draw()
    limit = asked_place(draw).answer_by
    accepted_party(draw)

    assert places.expire_due(at=limit) == 2

    assert sorted(Place.objects.values_list("state", flat=True)) == [
        "ACCEPTED",
        "EXPIRED",
        "EXPIRED",
    ]


@pytest.mark.parametrize("state", list(PlaceState))
@pytest.mark.parametrize("move", ["accept", "refuse", "expire", "withdraw"])
def test_every_forbidden_move_is_refused(state, move):
    place = asked_place()
    to = {
        "accept": PlaceState.ACCEPTED,
        "refuse": PlaceState.REFUSED,
        "expire": PlaceState.EXPIRED,
        "withdraw": PlaceState.WITHDRAWN,
    }[move]
    if to in PLACE_NEXT[state] or (to == state and move != "accept"):
        pytest.skip("an allowed move, or a repeat")
    Place.objects.filter(pk=place.pk).update(
        state=state,
        answered_at=None if state == PlaceState.ASKED else NOON,
        reason="FRAUD" if state == PlaceState.DISQUALIFIED else "",
    )
    at = place.answer_by if move == "expire" else place.asked_at + HOUR
    more = {"by": None} if move == "withdraw" else {}

    with pytest.raises(places.PlaceRefused):
        getattr(places, move)(place=place, at=at, **more)

    place.refresh_from_db()
    assert place.state == state


def test_withdraw_cancels_the_party_and_frees_the_place(outbox_messages):
    party = accepted_party()

    places.withdraw(place=party.place, at=party.accepted_at + HOUR, by=party.host)

    party.refresh_from_db()
    assert (party.state, party.sequence) == (PartyState.CANCELLED, 1)
    assert facts_after(outbox_messages, "party.accepted") == [
        ("party.cancelled", {"party_id": party.pk}),
        ("place.freed", {"place_id": party.place_id}),
    ]


def test_promote_asks_the_next_of_the_stratum_in_the_same_slot(outbox_messages):
    freed = asked_place(stratum="sud")
    places.refuse(place=freed, at=freed.asked_at + HOUR)

    place = places.promote_next(freed=freed, at=freed.asked_at + HOUR)

    assert (place.rank.stratum_key, place.rank.position, place.slot) == ("sud", 3, freed.slot)
    assert (place.replaces, place.state) == (freed, PlaceState.ASKED)
    assert outbox_messages()[-1] == ("place.asked", {"place_id": place.pk})


def test_promote_again_returns_the_same_place():
    freed = asked_place()
    places.refuse(place=freed, at=freed.asked_at + HOUR)
    place = places.promote_next(freed=freed, at=freed.asked_at + HOUR)

    again = places.promote_next(freed=freed, at=freed.asked_at + 2 * HOUR)

    assert (again, Place.objects.filter(replaces=freed).count()) == (place, 1)


def test_promote_refuses_a_place_that_is_held():
    with pytest.raises(places.AlreadyAnswered):
        places.promote_next(freed=asked_place(), at=NOON + HOUR)


def test_promote_says_when_no_alternate_remains():
    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (1, 1), "sud": (1, 3)}))
    freed = asked_place(draw)
    places.refuse(place=freed, at=freed.asked_at + HOUR)

    assert places.promote_next(freed=freed, at=freed.asked_at + HOUR) is None
    assert places.promote_next(freed=freed, at=freed.asked_at + HOUR) is None

    notes = [line.data["text"] for line in log_lines(draw) if line.kind == "NOTE"]
    assert sum("no alternate remains" in note for note in notes) == 1


def test_a_place_passes_to_the_best_ticket_when_the_plan_says_so():
    draw = drawn_draw(
        campaign=closed_campaign(strata={"nord": (1, 1), "sud": (1, 3)}, overflow="POOL")
    )
    freed = asked_place(draw)
    places.refuse(place=freed, at=freed.asked_at + HOUR)

    place = places.promote_next(freed=freed, at=freed.asked_at + HOUR)

    waiting = Rank.objects.filter(stratum_key="sud", position__gt=1).order_by("ticket")
    assert (place.stratum_key, place.rank) == ("nord", waiting[0])


def test_promote_stops_when_the_parcel_could_not_arrive():
    draw = drawn_draw(
        campaign=closed_campaign(
            party_from_date=date(2027, 3, 16), party_until_date=date(2027, 3, 24)
        )
    )
    freed = asked_place(draw)
    later = freed.asked_at + timedelta(days=2)
    places.refuse(place=freed, at=later)

    assert places.promote_next(freed=freed, at=later) is None


def test_somebody_who_withdrew_is_passed_over_in_the_open():
    draw = drawn_draw()
    freed = asked_place(draw)
    second = Rank.objects.get(draw=draw, stratum_key="nord", position=2)
    Application.objects.filter(pk=second.entrant.application_id).update(
        state=ApplicationState.WITHDRAWN, withdrawn_at=NOON
    )
    places.refuse(place=freed, at=freed.asked_at + HOUR)

    passed = places.promote_next(freed=freed, at=freed.asked_at + HOUR)
    third = places.promote_next(freed=passed, at=freed.asked_at + HOUR)

    assert (passed.rank, passed.state) == (second, PlaceState.REFUSED)
    assert (third.rank.position, third.state) == (3, PlaceState.ASKED)


def test_database_refuses_two_living_places_in_one_slot():
    draw = drawn_draw()
    place = asked_place(draw)
    other = Rank.objects.get(draw=draw, stratum_key="nord", position=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(
            draw=draw,
            rank=other,
            stratum_key="nord",
            slot=place.slot,
            asked_at=NOON,
            answer_by=NOON + HOUR,
        )
