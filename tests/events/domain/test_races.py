"""Two people, two connections, one moment: one of them is first and the other is told."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections

from common.models import OutboxMessage
from events.domain import draw_work, draws, places
from events.models import Draw, DrawRequest, Party, Place, PlaceState, Rank
from events.queries.draws import log_lines
from events.raffle.log import check_chain
from tests.factories.draws import asked_place, due, officer, sealed_draw, with_beacon

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def together(*calls: Callable[[], object]) -> list[object]:
    """Run each call in a thread with its own connection, at once; answers or errors, in order."""
    answers: list[object] = [None] * len(calls)
    gate = Barrier(len(calls))

    def run(index: int, call: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            answers[index] = call()
        except Exception as error:
            answers[index] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(index, call)) for index, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def fact_count(fact: str) -> int:
    return OutboxMessage.objects.filter(fact=fact).count()


def test_two_officers_at_once_make_one_draw():
    draw = with_beacon(sealed_draw())
    first, second = officer(draw.campaign.brand), officer(draw.campaign.brand)

    answers = together(
        lambda: draws.run_draw(draw=Draw.objects.get(pk=draw.pk), by=first, at=due(draw)),
        lambda: draws.run_draw(draw=Draw.objects.get(pk=draw.pk), by=second, at=due(draw)),
    )

    refused = [answer for answer in answers if isinstance(answer, draws.AlreadyDrawn)]
    assert len(refused) == 1, answers
    assert (Rank.objects.count(), Place.objects.count(), fact_count("draw.drawn")) == (9, 3, 1)
    check_chain(log_lines(draw))


def test_two_officers_who_press_at_once_ask_for_one_draw_and_two_workers_make_one():
    draw = with_beacon(sealed_draw())
    first, second = officer(draw.campaign.brand), officer(draw.campaign.brand)

    answers = together(
        *[
            lambda by=by: draws.ask_draw(draw=Draw.objects.get(pk=draw.pk), by=by, at=due(draw))
            for by in (first, second)
        ]
    )
    worked = together(*[lambda: draw_work.work_waiting(now=lambda: due(draw)) for _ in range(2)])

    refused = [answer for answer in answers if isinstance(answer, draws.AlreadyDrawn)]
    assert (len(refused), DrawRequest.objects.filter(kind="DRAW").count()) == (1, 1), answers
    assert sorted(worked) == [0, 1]
    assert (Rank.objects.count(), Place.objects.count(), fact_count("draw.drawn")) == (9, 3, 1)
    check_chain(log_lines(draw))


def test_two_seals_at_once_make_one_draw():
    from tests.factories.draws import closed_campaign

    campaign = closed_campaign()
    first, second = officer(campaign.brand), officer(campaign.brand)

    answers = together(
        lambda: sealed_draw(campaign=campaign, by=first),
        lambda: sealed_draw(campaign=campaign, by=second),
    )

    refused = [answer for answer in answers if isinstance(answer, draws.SealImpossible)]
    assert (len(refused), Draw.objects.count(), fact_count("draw.sealed")) == (1, 1, 1), answers


def a_place() -> Place:
    draw = with_beacon(sealed_draw())
    draws.run_draw(draw=draw, by=officer(draw.campaign.brand), at=due(draw))
    return asked_place(draw)


def test_a_yes_and_the_limit_at_once_leave_one_answer():
    place = a_place()

    answers = together(
        lambda: places.accept(
            place=Place.objects.get(pk=place.pk), at=place.answer_by - timedelta(seconds=1)
        ),
        lambda: places.expire(place=Place.objects.get(pk=place.pk), at=place.answer_by),
    )

    place.refresh_from_db()
    assert sum(isinstance(answer, places.PlaceRefused) for answer in answers) == 1, answers
    accepted = place.state == PlaceState.ACCEPTED
    assert (Party.objects.count(), fact_count("party.accepted"), fact_count("place.freed")) == (
        (1, 1, 0) if accepted else (0, 0, 1)
    )
    check_chain(log_lines(place.draw))


def test_two_yeses_at_once_open_one_party():
    place = a_place()
    at = place.asked_at + HOUR

    answers = together(
        *[lambda: places.accept(place=Place.objects.get(pk=place.pk), at=at) for _ in range(2)]
    )

    assert answers[0] == answers[1]
    assert (Party.objects.count(), fact_count("party.accepted")) == (1, 1)


def test_two_promotions_at_once_ask_one_person():
    place = a_place()
    at = place.asked_at + HOUR
    places.refuse(place=place, at=at)

    answers = together(
        *[
            lambda: places.promote_next(freed=Place.objects.get(pk=place.pk), at=at)
            for _ in range(2)
        ]
    )

    assert answers[0] == answers[1]
    assert Place.objects.filter(replaces=place).count() == 1
    check_chain(log_lines(place.draw))
