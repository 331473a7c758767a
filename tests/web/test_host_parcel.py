"""What the host reads of the parcel and of the link: never an alarm that the calendar does not give."""

from datetime import timedelta

import pytest
from django.test import Client

from common import clock
from kits.domain import shipments
from kits.models import KitState
from links.domain import clicks
from tests.factories.guests import guest_of, open_invitation
from tests.factories.kits import kit_of

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def page_of(client, party, path=""):
    return client.get(f"/h/{party.code}{path}").content.decode()


def test_a_missing_piece_is_late_only_once_the_day_to_leave_has_passed(client):
    kit = kit_of(in_state=KitState.SHORT)

    page = page_of(client, kit.party)
    assert "Part of the parcel is not in stock yet; we are on it." in page
    assert 'aria-current="step"' not in page
    with clock.fixed(clock.now() + timedelta(days=19)):
        assert "The parcel is late" in page_of(client, kit.party)


def test_a_labelled_parcel_keeps_its_address_whatever_the_evening_does(client):
    kit = kit_of(in_state=KitState.PACKED)
    party = kit.party
    open_invitation(party)
    assert "The parcel keeps its address" not in page_of(client, party, "/address")

    shipments.prepare(kit=kit, by="user:1", at=clock.now())
    type(party).objects.update(address_line="3 rue Neuve")

    page = page_of(client, party)
    assert "12 rue des Lilas, 59000 Lille" in page
    assert "Change the evening’s address" in page
    asked = page_of(client, party, "/address")
    assert "The parcel keeps its address: 12 rue des Lilas, Lille." in asked


def test_answers_without_a_visit_do_not_read_as_never_opened(client):
    invitation = open_invitation()
    guest_of(invitation, adults=2)

    assert "<dt>Opened</dt>" not in page_of(client, invitation.party)
    clicks.record(link=invitation.link, at=clock.now(), user_agent=BROWSER)
    page = page_of(client, invitation.party)
    assert "<dt>Opened</dt><dd>1 time</dd>" in page
    assert "+1 Jules" in page
