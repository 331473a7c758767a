"""A guest's own page: the chair, the door only for those who have one, the calendar, a change."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from common import clock
from events.domain import parties
from events.models import Party
from guests.models import Guest, Invitation, Rsvp
from tests.factories.guests import guest_of, open_invitation, says
from tests.moments import NOON

pytestmark = pytest.mark.django_db
STREET = "12 rue des Lilas"


@pytest.fixture
def invitation() -> Invitation:
    return open_invitation(capacity=2)


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def page_of(client: Client, guest: Guest) -> str:
    response = client.get(f"/g/{guest.code}")
    assert response.status_code == 200
    return response.content.decode()


def ics(text: str) -> str:
    return text.replace("\r\n ", "")


def test_an_admitted_guest_finds_the_door_the_calendar_and_the_shop(
    client, invitation, deliver_all
):
    Party.objects.get().campaign.__class__.objects.update(
        shop_url="https://shop.maison-test.example/hiver"
    )
    guest = guest_of(invitation, name="Lou", adults=2)
    deliver_all()

    page = page_of(client, guest)

    assert "Lou, your chair is waiting for you." in page
    assert STREET in page
    assert "https://calendar.google.com/" in page
    assert "https://outlook.live.com/" in page
    assert f'href="/g/{guest.code}/party.ics"' in page
    assert re.search(r'href="http://testserver/go/[0-9A-Z]{10}"', page)
    assert "What we keep on you" in page


@pytest.mark.parametrize("state", ["WAITING", "MAYBE", "NO", "CANCELLED"])
def test_without_a_chair_the_door_is_nowhere(client, invitation, state, deliver_all):
    if state == "WAITING":
        guest_of(invitation, adults=2)
    guest = guest_of(
        invitation, name="Lou", answer={"MAYBE": "MAYBE", "NO": "NO"}.get(state, "YES")
    )
    if state == "CANCELLED":
        parties.cancel(party=invitation.party, by=None, at=NOON)
    deliver_all()

    page = page_of(client, guest)
    calendar = client.get(f"/g/{guest.code}/party.ics")

    assert STREET not in page
    assert "calendar.google.com" not in page
    assert calendar.status_code == 404


def test_the_calendar_file_holds_the_door_and_nobody_elses_address(client, invitation):
    guest_of(invitation, name="Bo", email="bo@friends.example")
    guest = guest_of(invitation, name="Lou", email="lou@friends.example")

    response = client.get(f"/g/{guest.code}/party.ics")

    text = ics(response.content.decode())
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "LOCATION:12 rue des Lilas\\, 59000 Lille" in text
    assert "DTSTART:20270410T173000Z" in text
    assert "ATTENDEE" not in text
    assert "friends.example" not in text


def test_who_waits_reads_their_place_in_line(client, invitation):
    guest_of(invitation, adults=2)
    guest_of(invitation, name="Bo")
    guest = guest_of(invitation, name="Lou")

    assert "You are 2nd in line. We write as soon as a chair is free." in page_of(client, guest)


def test_another_answer_frees_the_chair_and_comes_back_to_the_page(client, invitation):
    guest = guest_of(invitation, name="Lou", adults=2)
    waiting = guest_of(invitation, name="Bo")

    response = client.post(
        f"/g/{guest.code}", {"answer": "NO", "adults": "1", "children": "0"}, follow=True
    )

    page = response.content.decode()
    assert response.redirect_chain == [(f"/g/{guest.code}", 302)]
    assert "Your answer is noted." in page
    assert "Thank you for telling us." in page
    assert Rsvp.objects.get(guest=waiting).seating == "ADMITTED"


def test_a_change_that_does_not_fit_is_refused_and_nothing_typed_is_lost(client, invitation):
    guest = guest_of(invitation, name="Lou")
    guest_of(invitation, name="Bo")

    page = client.post(
        f"/g/{guest.code}",
        {"answer": "YES", "adults": "3", "children": "0", "message": "We are three now"},
    ).content.decode()

    assert "your first answer stands" in page
    assert "We are three now</textarea>" in page
    assert Rsvp.objects.get(guest=guest).adults == 1


def test_a_get_changes_nothing(client, invitation):
    guest = guest_of(invitation)

    client.get(f"/g/{guest.code}", {"answer": "NO"})

    assert Rsvp.objects.get().answer == "YES"


def test_the_page_is_private_and_tells_no_other_site_its_address(client, invitation):
    response = client.get(f"/g/{guest_of(invitation).code}")

    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert '<meta name="referrer" content="same-origin">' in response.content.decode()


def test_everything_kept_is_shown(client, invitation):
    guest = guest_of(
        invitation,
        name="Lou",
        email="lou@friends.example",
        allergens=("NUTS", "EGGS"),
        needs="No stairs",
        health=True,
        measurement=True,
        message="I bring cheese",
    )

    kept = page_of(client, guest).split("What we keep on you")[1]

    for word in ("Lou", "lou@friends.example", "Eggs, Nuts", "No stairs", "I bring cheese"):
        assert word in kept


def test_other_guests_are_initials(client, invitation):
    guest_of(invitation, name="Zélie", email="zelie@friends.example")
    guest = guest_of(invitation, name="Lou")

    page = page_of(client, guest)

    assert ">Z</text>" in page
    assert "Zélie" not in page
    assert "zelie@" not in page


def test_after_the_evening_the_page_stays_and_answers_are_closed(client, invitation):
    guest = guest_of(invitation, name="Lou")

    with clock.fixed(Party.objects.get().ends_at + timedelta(hours=1)):
        page = page_of(client, guest)
        changed = client.post(f"/g/{guest.code}", {"answer": "NO", "adults": "1", "children": "0"})

    assert "thank you for being there" in page
    assert changed.status_code == 200
    assert Rsvp.objects.get().answer == "YES"


@pytest.mark.parametrize("code", ["0" * 27, "short", "é", "../../etc"])
def test_an_unknown_code_is_the_calm_404(client, code):
    assert client.get(f"/g/{code}").status_code == 404


def test_who_says_no_after_a_yes_sees_the_door_no_more(client, invitation):
    guest = guest_of(invitation)
    assert STREET in page_of(client, guest)

    says(guest)

    assert STREET not in page_of(client, guest)


def test_those_who_wait_see_each_other_as_initials(client, invitation):
    guest_of(invitation, adults=2)
    guest_of(invitation, name="Zélie", email="zelie@friends.example")
    guest = guest_of(invitation, name="Lou")

    page = page_of(client, guest)

    assert ">Z</text>" in page
    assert "Zélie" not in page


def test_leaving_the_list_is_asked_once_and_moves_the_next_one_up(client, invitation):
    guest_of(invitation, adults=2)
    first, second = (guest_of(invitation, name=name) for name in ("Lou", "Bo"))

    assert f'href="/g/{first.code}/leave"' in page_of(client, first)
    asked = client.get(f"/g/{first.code}/leave").content.decode()
    assert "You are 1st in line." in asked
    assert Rsvp.objects.get(guest=first).seating == "WAITING"

    left = client.post(f"/g/{first.code}/leave", follow=True).content.decode()

    assert "You have left the list." in left
    assert "Thank you for telling us." in left
    assert "You are 1st in line." in page_of(client, second)


def test_a_chair_that_came_free_meanwhile_is_not_given_back_with_the_list(client, invitation):
    host_friend = guest_of(invitation, adults=2)
    guest = guest_of(invitation, name="Lou")
    client.get(f"/g/{guest.code}/leave")
    says(host_friend, "NO")

    page = client.post(f"/g/{guest.code}/leave", follow=True).content.decode()

    assert Rsvp.objects.get(guest=guest).seating == "ADMITTED"
    assert "You were not on the list any more; nothing has changed." in page
    assert client.get(f"/g/{guest.code}/leave").status_code == 302


def test_the_shop_waits_until_the_party_has_begun_and_is_only_for_who_has_a_chair(
    client, invitation, deliver_all
):
    Party.objects.get().campaign.__class__.objects.update(shop_url="https://shop.example/hiver")
    guest, maybe = guest_of(invitation, name="Lou"), guest_of(invitation, answer="MAYBE")
    deliver_all()
    party = invitation.party

    assert "caught your eye?" not in page_of(client, guest)
    assert "/go/" not in page_of(client, maybe)
    with clock.fixed(party.starts_at + timedelta(hours=1)):
        page = page_of(client, guest)
    assert "caught your eye?" in page
    assert f"It pays {party.host_first_name} nothing" in page
    assert "’s evening has begun." in page
    with clock.fixed(party.ends_at + timedelta(days=30)):
        page = page_of(client, guest)
        over = client.get(f"/i/{invitation.link.slug}").content.decode()
    assert "’s evening is over." in page
    assert "’s evening is over." in over
    assert "has begun" not in page + over


def test_each_chair_of_a_party_of_two_is_theirs_on_the_picture(client, invitation):
    page = page_of(client, guest_of(invitation, name="Lou", adults=2))

    assert "The 2 chairs pulled out are yours." in page
    assert page.count(">you</text>") == 2
