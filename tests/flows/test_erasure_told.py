"""Who is told what when somebody at a table is erased; and what waits until a loan is back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.core.management.base import CommandError

from common import clock
from common.models import AuditEntry
from events.domain import parties
from events.models import Party
from flows import erasure
from guests.models import Invitation
from kits.models import ItemKind, Kit, KitState
from mailing.domain import messages
from mailing.models import Message
from tests.desk.conftest import sign_in
from tests.factories.accounts import MembershipFactory
from tests.factories.draws import scheduled_party
from tests.factories.guests import guest_of, open_invitation
from tests.factories.kits import kit_of

pytestmark = pytest.mark.django_db
LOU = "lou@friends.example"


@pytest.fixture
def party() -> Party:
    return scheduled_party()


def erase(email: str, party: Party, **how: Any) -> erasure.Done:
    return erasure.erase(
        email=email, brand=party.campaign.brand, at=clock.now(), by="person", **how
    )


def test_guests_are_told_even_if_the_first_attempt_had_failed(
    party: Party, deliver_all: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest_of(open_invitation(party), name="Lou", email=LOU)
    deliver_all()
    parties.cancel(party=party, by=party.host, at=clock.now())
    settings.DEMO = False
    with monkeypatch.context() as away:
        away.setattr(messages, "_hand_over", lambda _: 1 / 0)
        deliver_all()
    django_mail.outbox.clear()

    erase(party.host.email, party)
    messages.send_due(at=clock.now() + timedelta(hours=1))

    [told] = [mail for mail in django_mail.outbox if LOU in mail.to[0]]
    assert "Lou" in told.body
    assert not Message.objects.filter(template="guest_called_off").exists()


def test_the_host_is_told_of_free_chairs_but_not_whose(party: Party, deliver_all: Any) -> None:
    invitation = open_invitation(party, capacity=6)
    guest_of(invitation, name="Lou", email=LOU, adults=3, children=1)
    guest_of(invitation, name="Bo", email="bo@friends.example")
    deliver_all()

    erase(LOU, party)
    left = deliver_all()

    assert Invitation.objects.get(pk=invitation.pk).taken == 1
    [told] = [mail for mail in left if mail.to_address == party.host.email]
    assert told.template == "host_freed"
    assert "4 " in told.subject
    assert "Lou" not in told.subject + told.text + told.html


@pytest.mark.parametrize("answer", ["WAITING", "MAYBE"])
def test_who_held_no_chair_leaves_none_free(party: Party, deliver_all: Any, answer: str) -> None:
    invitation = open_invitation(party, capacity=1)
    if answer == "WAITING":
        guest_of(invitation, name="Bo", email="bo@friends.example")
        guest_of(invitation, name="Lou", email=LOU)
    else:
        guest_of(invitation, name="Lou", email=LOU, answer="MAYBE")
    deliver_all()

    erase(LOU, party)

    assert [mail.template for mail in deliver_all()] == []


def lent(party: Party, *, kind: str = ItemKind.LOANED, state: str = KitState.DELIVERED) -> None:
    kit = kit_of(party, kind=kind)
    Kit.objects.filter(pk=kit.pk).update(state=state, delivered_at=clock.now())


def test_with_something_lent_at_home_it_waits(party: Party) -> None:
    lent(party)

    with pytest.raises(erasure.CannotEraseYet, match="has not come back"):
        erase(party.host.email, party)

    party.refresh_from_db()
    assert party.address_line


@pytest.mark.parametrize(
    ("kind", "state"),
    [(ItemKind.LOANED, KitState.RETURNED), (ItemKind.GIVEN, KitState.DELIVERED)],
)
def test_what_is_back_or_was_given_keeps_nobody(party: Party, kind: str, state: str) -> None:
    lent(party, kind=kind, state=state)

    assert erase(party.host.email, party).parties == 1


def test_staff_say_that_a_loan_is_settled(party: Party) -> None:
    lent(party)
    brand = party.campaign.brand
    application = party.place.rank.entrant.application
    client = sign_in(MembershipFactory(brand=brand, role="OWNER"))
    address = f"/desk/{brand.slug}/applications/{application.receipt_number}/erase"

    refused = client.post(address, {"sure": "on"})
    assert "has not come back" in refused.content.decode()
    assert 'name="loan_settled"' in refused.content.decode()
    done = client.post(address, {"sure": "on", "loan_settled": "on"})

    assert done.headers["Location"] == f"/desk/{brand.slug}/applications"
    entry = AuditEntry.objects.get(action="person.erased")
    assert (entry.data["loan_settled"], entry.actor.startswith("user:")) == (True, True)


def test_staff_are_not_asked_about_a_loan_where_there_is_none(party: Party) -> None:
    brand = party.campaign.brand
    application = party.place.rank.entrant.application
    client = sign_in(MembershipFactory(brand=brand, role="OWNER"))

    page = client.get(f"/desk/{brand.slug}/applications/{application.receipt_number}/erase")

    assert "loan_settled" not in page.content.decode()


def test_the_command_waits_for_a_loan_unless_told(party: Party) -> None:
    lent(party)
    email = party.host.email

    with pytest.raises(CommandError, match="has not come back"):
        call_command("erase_person", email=email)
    call_command("erase_person", email=email, loan_settled=True)

    assert not Party.objects.filter(host__email=email).exists()
