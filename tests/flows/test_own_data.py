"""What is held of somebody is told in full, and nothing of anybody else."""

import json

import pytest

from accounts.domain import consents
from accounts.identity import email_hash
from accounts.models import Consent, Purpose, StaffInvitation
from common import clock
from events.models import Application
from flows import own_data
from guests.models import Rsvp
from kits.domain import shipments
from sales.models import InboxAddress, InboxMessage
from tests.factories.accounts import MembershipFactory
from tests.factories.draws import scheduled_party
from tests.factories.guests import guest_of, open_invitation
from tests.factories.kits import kit_of
from tests.factories.sales import OrderFactory, ShopFactory
from tests.flows.test_erasure import EMAIL, PERSON, of_person, only_she_can_win, traces
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def told(user) -> str:
    """The file, as text."""
    at = clock.now()
    found = own_data.of_person(own_data.person_of(user), at=at)
    return json.dumps(own_data.as_json(found, at=at), ensure_ascii=False)


def test_a_host_is_told_everything_that_an_erasure_would_take(deliver_all):
    draw, application = only_she_can_win()
    deliver_all()
    party = scheduled_party(draw)
    deliver_all()
    invitation = open_invitation(party)
    guest_of(invitation, name="Lou", email="lou@friends.example", health=True, needs="Noix")
    shipments.prepare(kit=kit_of(party), by="user:1", at=clock.now())
    shop = ShopFactory(brand=draw.campaign.brand)
    OrderFactory(shop=shop, number="#4711", email_hash=email_hash(EMAIL))
    message = InboxMessage.objects.create(
        shop=shop,
        delivery_id="d",
        topic="orders/paid",
        body=b"as sent by the shop",
        received_at=NOON,
    )
    InboxAddress.objects.create(message=message, email_hash=email_hash(EMAIL))
    StaffInvitation.objects.create(
        brand=shop.brand,
        email=EMAIL,
        role="CARE",
        language="fr",
        token_hash="t" * 64,
        invited_by=MembershipFactory(brand=shop.brand).user,
        invited_at=NOON,
        sent_at=NOON,
        expires_at=NOON.replace(year=2030),
    )
    deliver_all()
    needles = of_person(application.user)
    # Addresses of her own pages are doors, not words about her; she has them in her letters.
    needles = {k: v for k, v in needles.items() if not k.startswith(("code", "page"))}
    assert traces(needles) == set(needles)

    with clock.fixed(clock.now().replace(year=2030)):  # long after the answers may be seen
        text = told(application.user)

    missing = {name for name, needle in needles.items() if needle not in text}
    assert missing == set()
    for word in ("#4711", "as sent by the shop", "WINNER", "StaffInvitation", "CARE"):
        assert word in text, word
    assert "lou@friends.example" not in text
    assert "Noix" not in text


def test_nothing_is_told_of_somebody_else():
    _draw, application = only_she_can_win()
    other = Application.objects.exclude(pk=application.pk).first()

    text = told(other.user)

    assert other.receipt_number in text
    for word in (EMAIL, *PERSON.values()):
        assert word not in text, word


def test_the_outcome_is_not_told_before_the_answers_may_be_seen():
    """The undo window: staff may still make the draw void."""
    draw, application = only_she_can_win()

    with clock.fixed(draw.drawn_at):
        assert '"arm"' not in told(application.user)
        assert '"public_id"' in told(application.user)


def test_a_guests_link_tells_that_answer_alone(deliver_all):
    invitation = open_invitation(capacity=4)
    guest = guest_of(invitation, name="Lou", email="lou@friends.example", health=True, needs="Noix")
    other = guest_of(open_invitation(), name="Loulou", email="lou@friends.example")
    deliver_all()

    text = json.dumps(own_data.as_json(own_data.of_guest(guest), at=NOON), ensure_ascii=False)

    assert "Noix" in text
    assert text.count('"guests.Guest"') == 1
    assert other.first_name not in text
    assert '"mailing.Message"' in text


def test_allergies_go_with_their_agreement_and_the_others_stay(deliver_all):
    invitation = open_invitation(capacity=6)
    named = guest_of(invitation, name="Lou", email="lou@friends.example", health=True, needs="Noix")
    nameless = guest_of(invitation, name="Bo", email="", health=True, needs="Lait")

    for guest in (named, nameless):
        [consent] = Consent.objects.filter(
            purpose=Purpose.ALLERGENS, pk__in=[c.pk for c in own_data.agreements.given_with(guest)]
        )
        assert own_data.withdraw(consent=consent, at=NOON) is True
        assert own_data.withdraw(consent=Consent.objects.get(pk=consent.pk), at=NOON) is False
        assert Rsvp.objects.get(guest=guest).needs == ""
    assert Rsvp.objects.filter(answer="YES").count() == 2


def test_the_ground_of_an_application_is_not_taken_back_by_itself(brand):
    rules = consents.give(
        brand=brand,
        purpose=Purpose.RULES,
        text="x",
        text_version="1",
        language="fr",
        where="apply",
        at=NOON,
        email="a@b.example",
    )

    assert own_data.withdraw(consent=rules, at=NOON) is False
    rules.refresh_from_db()
    assert rules.withdrawn_at is None
