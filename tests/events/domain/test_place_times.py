"""Reminders before the limit, and the log closed once nothing can change any more."""

from datetime import timedelta

import pytest

from events.domain import draw_audit, parties, places
from events.models import Party, PartyState, Place
from events.queries import draws as queries
from mailing.models import Message
from tests.factories.draws import accepted_party, asked_place, closed_campaign, drawn_draw

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def one_place(**columns) -> Place:
    campaign = closed_campaign(strata={"nord": (1, 3)}, **columns)
    return asked_place(drawn_draw(campaign=campaign))


def test_two_reminders_half_way_and_a_day_before_each_once(outbox_messages):
    place = one_place(answer_within_hours=72)
    half, day_before = places.reminder_moments(place)
    assert half == place.asked_at + timedelta(hours=36)
    assert day_before == place.answer_by - timedelta(hours=24)

    done = [places.remind_due(at=at) for at in (half - MINUTE, half, half, day_before, day_before)]

    assert done == [0, 1, 0, 1, 0]
    told = [payload for fact, payload in outbox_messages() if fact == "place.reminded"]
    assert told == [{"place_id": place.pk, "number": 1}, {"place_id": place.pk, "number": 2}]


def test_a_short_limit_has_one_reminder_and_a_long_stop_sends_one():
    assert len(places.reminder_moments(one_place(answer_within_hours=24))) == 1

    place = one_place(answer_within_hours=72)
    assert places.remind_due(at=place.answer_by - MINUTE) == 1
    place.refresh_from_db()
    assert place.reminders == 2


def test_nobody_who_answered_is_reminded(outbox_messages, deliver_all):
    place = one_place(answer_within_hours=72)
    half, _day_before = places.reminder_moments(place)
    places.remind_due(at=half)
    places.accept(place=place, at=half)
    deliver_all(send=False)

    assert places.remind_due(at=place.answer_by - MINUTE) == 0
    assert not Message.objects.filter(template="place_reminder").exists()


def test_the_reminder_names_the_limit_and_leads_to_the_answer(deliver_all):
    place = one_place(answer_within_hours=72)
    places.remind_due(at=places.reminder_moments(place)[0])

    deliver_all(send=False)

    mail = Message.objects.get(template="place_reminder")
    application = place.rank.entrant.application
    assert mail.to_address == application.user.email
    assert f"/a/{application.code}/answer" in mail.text


def held(party: Party) -> None:
    Party.objects.filter(pk=party.pk).update(
        state=PartyState.HELD,
        starts_at=party.accepted_at,
        ends_at=party.accepted_at + timedelta(hours=4),
        scheduled_at=party.accepted_at,
        address_confirmed_at=party.accepted_at,
    )


def test_the_log_closes_when_the_last_party_was_held_and_not_before():
    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (1, 3)}))
    party = accepted_party(draw)
    later = party.accepted_at + timedelta(days=60)
    assert not places.close_if_settled(draw_id=draw.pk, at=later), "a yes may be given back"
    held(party)

    assert places.close_if_settled(draw_id=draw.pk, at=later)
    assert places.close_if_settled(draw_id=draw.pk, at=later)

    kinds = [line.kind for line in queries.log_lines(draw)]
    assert (kinds[-1], kinds.count("CLOSED"), kinds.count("PUBLISHED")) == ("CLOSED", 1, 1)
    assert draw_audit.audit_draw(draw=draw, at=later) == ""


def test_the_log_closes_when_nobody_is_left_to_ask():
    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (1, 2)}))
    at = draw.drawn_at + timedelta(hours=1)
    first = asked_place(draw)
    places.refuse(place=first, at=at)
    second = places.promote_next(freed=first, at=at)
    assert not queries.is_closed(draw)
    places.refuse(place=second, at=at)

    assert places.promote_next(freed=second, at=at) is None

    assert queries.is_closed(draw)
    assert [len(chain) for chain in queries.promotion_chains(draw)] == [2]


def test_ending_the_last_party_closes_the_log(deliver_all):
    from tests.factories.draws import scheduled_party

    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (1, 3)}))
    party = scheduled_party(draw)

    parties.end_due(at=party.ends_at + timedelta(days=1))
    deliver_all(send=False)

    assert queries.is_closed(draw)
