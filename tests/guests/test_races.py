"""Everybody at once, each with a connection of their own: never more people than chairs."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import IntegrityError, connections
from django.db.models import F

from common import clock
from common.models import OutboxMessage
from guests import queries
from guests.domain import rsvps
from guests.domain.rsvps import Reply
from guests.models import Answer, Guest, Invitation, Rsvp, Seating
from kits.domain import kits, plan
from kits.models import ItemSize, Kit, StockMovement
from tests.factories.accounts import UserFactory
from tests.factories.draws import closed_campaign, drawn_draw, scheduled_party
from tests.factories.guests import guest_of, open_invitation
from tests.factories.kits import planned_item
from tests.moments import NOON

pytestmark = pytest.mark.django_db(transaction=True)
YES, NO = Reply(answer=Answer.YES), Reply(answer=Answer.NO)


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run each call in a thread with its own connection, at once; answers or errors, in order."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=30)
            with clock.fixed(NOON):
                return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def answering(
    invitation: Invitation, number: int, *, email: str | None = None
) -> Callable[[], Any]:
    def call() -> Guest:
        return rsvps.answer(
            invitation=Invitation.objects.get(pk=invitation.pk),
            at=NOON,
            first_name=f"F{number}",
            email=f"f{number}@friends.example" if email is None else email,
            reply=YES,
            language="fr",
        )

    return call


def test_sixty_friends_at_once_never_take_more_than_twenty_chairs():
    invitation = open_invitation(capacity=20)

    answers = together(*(answering(invitation, number) for number in range(60)))

    assert [answer for answer in answers if not isinstance(answer, Guest)] == []
    assert Counter(Rsvp.objects.values_list("seating", flat=True)) == {
        Seating.ADMITTED: 20,
        Seating.WAITING: 40,
    }
    assert Invitation.objects.get().taken == 20
    waiting = Guest.objects.filter(rsvp__seating=Seating.WAITING).select_related("rsvp")
    assert sorted(queries.place_in_line(guest) for guest in waiting) == list(range(1, 41))


def test_without_the_condition_the_same_crowd_meets_the_check(monkeypatch):
    """What the test above rests on: take the condition away and it no longer holds."""

    def claim_without_looking(*, invitation_id: int, seats: int) -> bool:
        Invitation.objects.filter(pk=invitation_id).update(taken=F("taken") + seats)
        return True

    monkeypatch.setattr(rsvps, "_claim", claim_without_looking)
    invitation = open_invitation(capacity=2)

    answers = together(*(answering(invitation, number) for number in range(6)))

    assert sum(isinstance(answer, IntegrityError) for answer in answers) == 4
    assert Invitation.objects.get().taken == 2


def test_one_address_answering_six_times_at_once_is_one_guest_and_one_chair():
    invitation = open_invitation(capacity=20)

    answers = together(
        *(answering(invitation, number, email="lou@friends.example") for number in range(6))
    )

    assert sum(isinstance(answer, Guest) for answer in answers) == 1
    others = [answer for answer in answers if not isinstance(answer, Guest)]
    assert all(isinstance(one, rsvps.AlreadyAnswered | rsvps.NotAnswerable) for one in others)
    assert (Guest.objects.count(), Invitation.objects.get().taken) == (1, 1)


def test_a_chair_given_back_ten_times_at_once_is_free_once_and_seats_the_first_in_line():
    invitation = open_invitation(capacity=2)
    leaving = guest_of(invitation, name="Ada")
    guest_of(invitation, name="Bo")
    line = [guest_of(invitation, name=name) for name in ("Cleo", "Dan", "Eve")]

    def leave() -> Guest:
        return rsvps.change(guest=Guest.objects.get(pk=leaving.pk), reply=NO, at=NOON)

    answers = together(*([leave] * 10))

    assert [answer for answer in answers if not isinstance(answer, Guest)] == []
    seated = [Rsvp.objects.get(guest=guest).seating for guest in line]
    assert seated == [Seating.ADMITTED, Seating.WAITING, Seating.WAITING]
    assert Invitation.objects.get().taken == 2
    assert OutboxMessage.objects.filter(fact="rsvp.promoted").count() == 1


def test_leaving_and_arriving_at_once_keep_the_count():
    invitation = open_invitation(capacity=5)
    seated = [guest_of(invitation, name=f"S{number}") for number in range(5)]
    waiting = [guest_of(invitation, name=f"W{number}") for number in range(3)]

    def leave(guest: Guest) -> Callable[[], Any]:
        return lambda: rsvps.change(guest=Guest.objects.get(pk=guest.pk), reply=NO, at=NOON)

    together(
        *(leave(guest) for guest in seated[:4]),
        *(answering(invitation, number) for number in range(4)),
    )

    held = Rsvp.objects.filter(seating=Seating.ADMITTED)
    assert Invitation.objects.get().taken == held.count() == 5
    # Whoever waited before had the chair before anyone who came later had to wait.
    assert not Rsvp.objects.filter(guest__in=waiting, seating=Seating.WAITING).exists()


def test_the_last_piece_goes_to_one_kit_only():
    strata = dict.fromkeys(("nord", "sud", "est", "ouest"), (1, 2))
    draw = drawn_draw(campaign=closed_campaign(strata=strata))
    planned_item(draw.campaign, sizes={"": 2})
    parties = [scheduled_party(draw, name) for name in strata]

    def reserve(party: Any) -> Callable[[], Any]:
        return lambda: kits.reserve(party=party, at=NOON)

    together(*(reserve(party) for party in parties for _ in range(2)))

    assert Counter(Kit.objects.values_list("state", flat=True)) == {"ALLOCATED": 2, "SHORT": 2}
    size = ItemSize.objects.get()
    assert (size.on_hand, size.reserved) == (2, 2)
    assert StockMovement.objects.filter(kind="RESERVED").count() == 2


def test_a_plan_is_not_replaced_under_a_kit_that_is_being_made_from_it(monkeypatch):
    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (1, 2), "sud": (1, 2)}))
    item = planned_item(draw.campaign)
    party, officer = scheduled_party(draw, "nord"), UserFactory()
    reading, replaced = Event(), Event()
    fill = kits._fill

    def slowly(**kit: Any) -> None:
        reading.set()
        replaced.wait(timeout=0.5)  # the other must wait for us, and so cannot be done
        fill(**kit)

    def replace() -> Any:
        reading.wait(timeout=30)
        try:
            return plan.set_lines(campaign=draw.campaign, lines=[], by=officer, at=NOON)
        finally:
            replaced.set()

    monkeypatch.setattr(kits, "_fill", slowly)
    kit, refused = together(lambda: kits.reserve(party=party, at=NOON), replace)

    assert isinstance(refused, plan.KitPlanFixed), refused
    assert [line.item_size.item for line in kit.lines.all()] == [item]
