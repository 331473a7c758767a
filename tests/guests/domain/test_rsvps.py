"""A friend answers: chairs are taken and given back once, those who wait move up in order."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from accounts.models import Consent, Purpose
from common import clock
from events.domain import parties
from events.models import Party
from guests import queries
from guests.domain import agreements, invitations, rsvps
from guests.domain.rsvps import Reply
from guests.models import Answer, Guest, Invitation, Rsvp, Seating
from tests.factories.draws import scheduled_party
from tests.factories.guests import guest_of, open_invitation, says
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def seating(guest: Guest) -> str:
    return Rsvp.objects.get(guest=guest).seating


def taken(invitation: Invitation) -> int:
    return Invitation.objects.get(pk=invitation.pk).taken


def test_open_for_twice_is_one_invitation():
    party = scheduled_party()

    first = invitations.open_for(party=party, capacity=8, at=NOON)
    second = invitations.open_for(party=party, capacity=3, at=NOON)

    assert (first.pk, first.link_id, 8) == (second.pk, second.link_id, second.capacity)


def test_a_yes_takes_its_chairs_and_says_so(outbox_messages):
    invitation = open_invitation(capacity=4)

    guest = guest_of(invitation, adults=2, children=1)

    rsvp = Rsvp.objects.get(guest=guest)
    assert (rsvp.answer, rsvp.seating, rsvp.admitted_at) == ("YES", "ADMITTED", NOON)
    assert taken(invitation) == 3
    assert outbox_messages()[-1] == ("rsvp.answered", {"guest_id": guest.pk})


@pytest.mark.parametrize("answer", [Answer.NO, Answer.MAYBE])
def test_no_and_maybe_take_no_chair(answer):
    invitation = open_invitation()

    guest = guest_of(invitation, answer=answer, adults=2)

    assert (seating(guest), taken(invitation)) == (Seating.NONE, 0)


def test_who_finds_no_chair_waits_in_the_order_of_arrival():
    invitation = open_invitation(capacity=2)
    guest_of(invitation, adults=2)
    waiting = []
    for minute, name in enumerate(["Lou", "Max", "Nina"], start=1):
        with clock.fixed(NOON + timedelta(minutes=minute)):
            waiting.append(guest_of(invitation, name=name))

    places = [queries.place_in_line(Guest.objects.get(pk=guest.pk)) for guest in waiting]

    assert places == [1, 2, 3]
    assert taken(invitation) == 2


def test_freed_chairs_go_to_the_first_who_fit_and_a_large_group_keeps_its_place(outbox_messages):
    invitation = open_invitation(capacity=2)
    first = guest_of(invitation, name="Ada")
    guest_of(invitation, name="Bo")
    group = guest_of(invitation, name="Cleo", adults=2)
    single = guest_of(invitation, name="Dan")

    says(first)

    assert [seating(g) for g in (group, single)] == [Seating.WAITING, Seating.ADMITTED]
    assert queries.place_in_line(Guest.objects.get(pk=group.pk)) == 1
    assert taken(invitation) == 2
    assert [ids for fact, ids in outbox_messages() if fact == "rsvp.promoted"] == [
        {"guest_id": single.pk}
    ]


@pytest.mark.parametrize("times", range(2, 11))
def test_a_cancellation_sent_again_gives_back_one_chair_and_promotes_one(times, outbox_messages):
    invitation = open_invitation(capacity=2)
    leaving = guest_of(invitation, name="Ada")
    guest_of(invitation, name="Bo")
    waiting = [guest_of(invitation, name=name) for name in ("Cleo", "Dan")]

    for _ in range(times):
        says(leaving)

    assert [seating(g) for g in waiting] == [Seating.ADMITTED, Seating.WAITING]
    assert taken(invitation) == 2
    facts = [fact for fact, _ids in outbox_messages()]
    assert (facts.count("rsvp.promoted"), facts.count("rsvp.answered")) == (1, 5)


def test_asking_for_more_than_there_is_keeps_the_chairs_held():
    invitation = open_invitation(capacity=3)
    held = guest_of(invitation, name="Ada", adults=2)
    guest_of(invitation, name="Bo")

    with pytest.raises(rsvps.NotAnswerable, match=r"premi|first"):
        says(held, Answer.YES, adults=3)

    rsvp = Rsvp.objects.get(guest=held)
    assert (rsvp.seating, rsvp.adults, taken(invitation)) == (Seating.ADMITTED, 2, 3)


def test_repeating_an_answer_keeps_the_place_in_line():
    invitation = open_invitation(capacity=1)
    guest_of(invitation)
    first, second = guest_of(invitation, name="Ada"), guest_of(invitation, name="Bo")

    with clock.fixed(NOON + timedelta(hours=1)):
        says(first, Answer.YES)

    assert [queries.place_in_line(Guest.objects.get(pk=g.pk)) for g in (first, second)] == [1, 2]


def test_asking_for_fewer_chairs_keeps_the_place_in_line():
    invitation = open_invitation(capacity=1)
    guest_of(invitation)
    first, second = guest_of(invitation, name="Ada", adults=3), guest_of(invitation, name="Bo")

    with clock.fixed(NOON + timedelta(hours=1)):
        says(first, Answer.YES, adults=2)

    assert [queries.place_in_line(Guest.objects.get(pk=g.pk)) for g in (first, second)] == [1, 2]


def test_more_chairs_seat_those_who_wait():
    invitation = open_invitation(capacity=1)
    guest_of(invitation)
    waiting = [guest_of(invitation, name=name) for name in ("Ada", "Bo")]

    invitations.set_capacity(invitation=invitation, capacity=2, at=NOON)

    assert [seating(g) for g in waiting] == [Seating.ADMITTED, Seating.WAITING]


def test_fewer_chairs_than_guests_are_refused():
    invitation = open_invitation(capacity=4)
    guest_of(invitation, adults=3)

    with pytest.raises(invitations.CapacityTooSmall, match="3"):
        invitations.set_capacity(invitation=invitation, capacity=2, at=NOON)

    assert Invitation.objects.get(pk=invitation.pk).capacity == 4


def test_a_known_address_changes_nothing_whatever_its_spelling(outbox_messages):
    invitation = open_invitation(capacity=4)
    guest = guest_of(invitation, email="lou@friends.example")
    before = (Guest.objects.count(), outbox_messages())

    with pytest.raises(rsvps.AlreadyAnswered) as caught:
        guest_of(invitation, email=" LOU@friends.example", answer=Answer.NO)

    assert caught.value.guest == guest
    assert (Guest.objects.count(), outbox_messages()) == before
    assert (seating(guest), taken(invitation)) == (Seating.ADMITTED, 1)


def test_too_many_people_in_one_answer_are_refused():
    invitation = open_invitation(capacity=12)

    with pytest.raises(rsvps.NotAnswerable, match="4"):
        guest_of(invitation, adults=3, children=2)

    assert (Guest.objects.count(), taken(invitation)) == (0, 0)


@pytest.mark.parametrize("what", ["cancelled", "begun", "closed"])
def test_nothing_is_answered_after_the_end(what):
    invitation = open_invitation()
    guest = guest_of(invitation)
    later = NOON
    if what == "cancelled":
        parties.cancel(party=invitation.party, by=None, at=NOON)
    elif what == "closed":
        invitations.close(invitation=invitation, at=NOON)
    else:
        later = Party.objects.get(pk=invitation.party_id).starts_at
    invitation = Invitation.objects.get(pk=invitation.pk)

    with pytest.raises(rsvps.NotAnswerable):
        rsvps.answer(
            invitation=invitation,
            at=later,
            first_name="Lou",
            email="",
            reply=Reply(answer=Answer.YES),
            language="fr",
        )
    with pytest.raises(rsvps.NotAnswerable):
        rsvps.change(guest=Guest.objects.get(pk=guest.pk), reply=Reply(answer=Answer.NO), at=later)
    assert (Guest.objects.count(), seating(guest)) == (1, Seating.ADMITTED)


# --- what concerns health, and counting ----------------------------------------------------------


def test_allergies_without_the_tick_are_not_kept():
    invitation = open_invitation()

    with pytest.raises(rsvps.AnswerIncomplete) as caught:
        guest_of(invitation, allergens=("NUTS",), needs="No stairs")

    assert caught.value.field == "health"
    assert (Guest.objects.count(), Rsvp.objects.count(), taken(invitation)) == (0, 0, 0)


@pytest.mark.parametrize("email", ["lou@friends.example", ""])
def test_allergies_with_the_tick_leave_a_dated_consent_in_the_words_shown(email):
    invitation = open_invitation()

    guest = guest_of(
        invitation, email=email, allergens=("NUTS", "EGGS"), health=True, language="en"
    )

    consent = Consent.objects.get(purpose=Purpose.ALLERGENS)
    assert Rsvp.objects.get(guest=guest).allergens == ["EGGS", "NUTS"]
    assert (consent.language, consent.where, consent.given_at) == ("en", "rsvp", NOON)
    assert consent.text.startswith("I agree that Camille and whoever cooks read my allergies")


def test_the_tick_taken_away_deletes_allergies_and_withdraws_the_consent():
    guest = guest_of(open_invitation(), allergens=("NUTS",), health=True)

    says(guest, Answer.YES)

    assert Rsvp.objects.get(guest=guest).allergens == []
    assert Consent.objects.get(purpose=Purpose.ALLERGENS).withdrawn_at == NOON


def test_taking_it_back_for_one_evening_leaves_the_other_evening():
    first, second = open_invitation(), open_invitation()
    second.party.campaign.brand = first.party.campaign.brand
    second.party.campaign.save()
    guests = [
        guest_of(invitation, email="lou@friends.example", allergens=("NUTS",), health=True)
        for invitation in (first, second)
    ]

    says(guests[0], Answer.NO)

    withdrawn = Consent.objects.filter(purpose=Purpose.ALLERGENS).values_list(
        "text_version", "withdrawn_at"
    )
    assert dict(withdrawn) == {
        f"{agreements.TEXTS_VERSION}:{first.link.slug}": NOON,
        f"{agreements.TEXTS_VERSION}:{second.link.slug}": None,
    }


def test_who_does_not_come_leaves_no_allergies_behind():
    guest = guest_of(
        open_invitation(), answer=Answer.NO, allergens=("NUTS",), needs="x", health=True
    )

    rsvp = Rsvp.objects.get(guest=guest)
    assert (rsvp.allergens, rsvp.needs, Consent.objects.count()) == ([], "", 0)


def test_measurement_needs_an_address():
    with pytest.raises(rsvps.AnswerIncomplete) as caught:
        guest_of(open_invitation(), email="", measurement=True)

    assert (caught.value.field, Guest.objects.count()) == ("measurement", 0)


def test_measurement_is_given_by_its_tick_and_taken_back_without_it():
    guest = guest_of(open_invitation(), measurement=True)
    assert agreements.measured(guest)

    says(guest, Answer.YES)

    assert not agreements.measured(guest)
    assert Consent.objects.get(purpose=Purpose.MEASUREMENT).withdrawn_at == NOON


def test_a_first_answer_without_the_tick_takes_nothing_back():
    first = open_invitation()
    guest = guest_of(first, email="lou@friends.example", measurement=True)
    second = open_invitation()
    second.party.campaign.brand = first.party.campaign.brand
    second.party.campaign.save()

    guest_of(second, email="lou@friends.example")

    assert agreements.measured(guest)


def test_forget_needs_deletes_what_only_the_evening_needed():
    invitation = open_invitation()
    guest_of(invitation, allergens=("NUTS",), needs="ramp", health=True, message="Hello")
    guest_of(invitation, name="Bo")

    assert rsvps.forget_needs(invitation=invitation) == 1

    rows = Rsvp.objects.values_list("allergens", "needs", "message")
    assert list(rows) == [([], "", "")] * 2


# --- what stands behind ---------------------------------------------------------------------------


def test_database_refuses_more_guests_than_chairs():
    invitation = open_invitation(capacity=2)

    with pytest.raises(IntegrityError, match="never_more_than_seats"):
        Invitation.objects.filter(pk=invitation.pk).update(taken=3)


def test_database_refuses_a_seated_no():
    guest = guest_of(open_invitation())

    with pytest.raises(IntegrityError, match="rsvp_seated_when_yes"):
        Rsvp.objects.filter(guest=guest).update(answer=Answer.NO)


def test_without_the_conditional_update_the_check_still_refuses(monkeypatch):
    """The condition on the claim is what seats people rightly; take it away, and it shows."""
    invitation = open_invitation(capacity=1)
    guest_of(invitation)

    def claim_without_looking(*, invitation_id: int, seats: int) -> bool:
        Invitation.objects.filter(pk=invitation_id).update(taken=1 + seats)
        return True

    monkeypatch.setattr(rsvps, "_claim", claim_without_looking)

    with pytest.raises(IntegrityError, match="never_more_than_seats"):
        guest_of(invitation, name="Bo")
