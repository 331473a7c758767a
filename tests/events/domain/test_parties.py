"""Address, date, hour, end of a party."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from events.domain import parties
from events.models import Party, PartyState, PlaceState
from tests.factories.draws import accepted_party, closed_campaign, drawn_draw, scheduled_party

pytestmark = pytest.mark.django_db
STARTS = datetime(2027, 4, 10, 17, 30, tzinfo=UTC)
ENDS = datetime(2027, 4, 10, 21, 0, tzinfo=UTC)


def facts(outbox_messages, party: Party) -> list[str]:
    return [fact for fact, payload in outbox_messages() if payload.get("party_id") == party.pk]


def confirmed() -> Party:
    party = accepted_party()
    return parties.confirm_address(party=party, at=party.accepted_at)


def schedule(party: Party, starts_at=STARTS, ends_at=ENDS, at=None, **more) -> Party:
    return parties.schedule(
        party=party,
        starts_at=starts_at,
        ends_at=ends_at,
        words="Venez.",
        at=at or party.accepted_at,
        **more,
    )


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2027, 3, 27), time(19, 30), datetime(2027, 3, 27, 18, 30, tzinfo=UTC)),
        (date(2027, 3, 28), time(19, 30), datetime(2027, 3, 28, 17, 30, tzinfo=UTC)),
        (date(2027, 10, 31), time(2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
    ],
)
def test_local_moment_is_what_the_wall_says(day, clock, utc):
    assert parties.local_moment(day=day, clock=clock, timezone="Europe/Paris") == utc


def test_local_moment_refuses_the_skipped_hour():
    with pytest.raises(parties.NoSuchHour):
        parties.local_moment(day=date(2027, 3, 28), clock=time(2, 30), timezone="Europe/Paris")


def test_schedule_asks_for_the_address_first():
    with pytest.raises(parties.PartyRefused):
        schedule(accepted_party())


def test_the_first_date_is_a_fact(outbox_messages):
    party = schedule(confirmed())

    assert (party.state, party.starts_at, party.ends_at, party.sequence, party.words) == (
        PartyState.SCHEDULED,
        STARTS,
        ENDS,
        0,
        "Venez.",
    )
    assert facts(outbox_messages, party) == ["party.accepted", "party.scheduled"]


def test_a_move_raises_the_sequence(outbox_messages):
    party = scheduled_party()

    schedule(party, STARTS + timedelta(days=1), ENDS + timedelta(days=1))

    assert party.sequence == 1
    assert facts(outbox_messages, party)[-1] == "party.moved"


def test_the_same_date_again_tells_nobody(outbox_messages):
    party = scheduled_party()

    schedule(party)

    assert party.sequence == 0
    assert facts(outbox_messages, party) == ["party.accepted", "party.scheduled"]


def test_another_address_moves_a_scheduled_party(outbox_messages):
    party = scheduled_party()

    parties.confirm_address(party=party, at=party.accepted_at, address_line="3 rue du Four")

    assert (party.address_line, party.sequence) == ("3 rue du Four", 1)
    assert facts(outbox_messages, party)[-1] == "party.moved"


@pytest.mark.parametrize("day", [date(2027, 3, 31), date(2027, 5, 1)])
def test_a_day_outside_the_window_is_refused(day):
    party = confirmed()
    starts = parties.local_moment(day=day, clock=time(19), timezone=party.timezone)

    with pytest.raises(parties.DateRefused):
        schedule(party, starts, starts + timedelta(hours=4))


def test_the_first_day_leaves_time_for_the_parcel():
    party = confirmed()
    at = datetime(2027, 4, 5, 10, tzinfo=UTC)

    waiting = parties.day_bounds(party=party, at=at)
    delivered = parties.day_bounds(party=party, at=at, kit_delivered=True)

    assert waiting == (date(2027, 4, 13), date(2027, 4, 30))
    assert delivered == (date(2027, 4, 5), date(2027, 4, 30))
    with pytest.raises(parties.DateRefused):
        schedule(party, at=at)
    assert schedule(party, at=at, kit_delivered=True).starts_at == STARTS


def test_a_party_ends_after_it_starts():
    with pytest.raises(parties.DateRefused):
        schedule(confirmed(), STARTS, STARTS)


def test_end_due_ends_what_is_over_once(outbox_messages):
    party = scheduled_party()

    early = parties.end_due(at=ENDS - timedelta(seconds=1))
    done = parties.end_due(at=ENDS)
    again = parties.end_due(at=ENDS)

    party.refresh_from_db()
    assert (early, done, again, party.state) == (0, 1, 0, PartyState.HELD)
    assert facts(outbox_messages, party)[-1] == "party.ended"


def test_cancel_gives_the_place_back(outbox_messages):
    party = scheduled_party()

    parties.cancel(party=party, by=party.host, at=party.accepted_at)

    party.place.refresh_from_db()
    assert (party.state, party.sequence, party.place.state) == (
        PartyState.CANCELLED,
        1,
        PlaceState.WITHDRAWN,
    )


def test_nothing_moves_a_party_that_was_held():
    party = scheduled_party(drawn_draw(campaign=closed_campaign()))
    parties.end(party=party, at=ENDS)

    for move in (
        lambda: schedule(party, STARTS + timedelta(days=1), ENDS + timedelta(days=1)),
        lambda: parties.confirm_address(party=party, at=ENDS),
        lambda: parties.cancel(party=party, by=None, at=ENDS),
    ):
        with pytest.raises(parties.PartyRefused):
            move()
