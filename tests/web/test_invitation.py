"""The shared invitation, through its front door."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from common import clock
from events.domain import parties
from events.models import Party
from guests.domain import invitations
from guests.models import Guest, Invitation, Rsvp
from links.domain import links
from links.models import Click
from tests.factories.guests import guest_of, open_invitation
from tests.moments import NOON

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1"
YES = {"first_name": "Lou", "answer": "YES", "adults": "1", "children": "0"}


@pytest.fixture
def invitation() -> Invitation:
    return open_invitation(capacity=3)


@pytest.fixture
def client() -> Client:
    return Client(headers={"user-agent": PHONE, "accept-language": "en"})


def url(invitation: Invitation) -> str:
    return f"/i/{invitation.link.slug}"


def test_the_invitation_says_who_when_and_the_town_and_never_the_street(client, invitation):
    page = client.get(url(invitation)).content.decode()

    assert "Camille is keeping a chair for you." in page
    assert "Saturday 10\xa0April, 7.30\xa0pm" in page
    assert "Venez comme vous êtes." in page
    assert "<b>Lille</b>" in page
    assert "nobody has to buy anything" in page
    assert "What we keep on you" in page
    assert page.count("<h1") == 1
    for secret in ("rue des Lilas", "59000", "Durand", "+336", invitation.party.code):
        assert secret not in page


def test_the_table_shows_initials_of_others_only(client, invitation):
    guest_of(invitation, name="Zélie", email="zelie@friends.example")

    page = client.get(url(invitation)).content.decode()

    assert "1 friend is coming. 2 chairs are still free." in page
    assert ">Z</text>" in page
    assert "Zélie" not in page
    assert "zelie@" not in page


def test_a_yes_leads_to_the_guests_own_page(client, invitation):
    response = client.post(url(invitation), YES | {"email": "lou@friends.example"})

    guest = Guest.objects.get()
    assert (response.status_code, response.url) == (302, f"/g/{guest.code}")
    assert (guest.first_name, guest.email, guest.language) == ("Lou", "lou@friends.example", "en")
    assert guest.rsvp.seating == "ADMITTED"


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_the_link_answers_nothing(client, invitation, method):
    getattr(client, method)(url(invitation), YES)

    assert (Guest.objects.count(), Rsvp.objects.count()) == (0, 0)


def test_visits_are_counted_people_previews_and_robots_apart(client, invitation):
    client.get(url(invitation))
    client.get(url(invitation), headers={"user-agent": "WhatsApp/2.23.20.0"})
    client.get(url(invitation), headers={"user-agent": "curl/8.5"})
    client.post(url(invitation), YES)

    assert sorted(Click.objects.values_list("agent", flat=True)) == ["BOT", "HUMAN", "PREVIEW"]


def test_everything_typed_survives_an_error(client, invitation):
    typed = {
        "first_name": "",
        "answer": "YES",
        "adults": "2",
        "children": "1",
        "email": "lou@friends.example",
        "allergens": ["NUTS"],
        "needs": "No stairs, please",
        "message": "I bring the cheese",
    }

    page = client.post(url(invitation), typed).content.decode()

    assert Guest.objects.count() == 0
    assert 'role="alert"' in page
    assert 'value="lou@friends.example"' in page
    assert 'value="No stairs, please"' in page
    assert "I bring the cheese</textarea>" in page
    assert re.search(r'value="NUTS"[^>]*checked', page)
    assert re.search(r'value="YES"[^>]*checked', page)
    assert re.search(r'<option value="2" selected>2</option>', page)
    assert "Nothing you wrote is lost." in page


def test_allergies_without_the_tick_are_asked_again_and_kept_in_the_form(client, invitation):
    page = client.post(url(invitation), YES | {"allergens": ["NUTS"]}).content.decode()

    assert Guest.objects.count() == 0
    assert "we pass them on only if you tick the box" in page
    assert re.search(r'value="NUTS"[^>]*checked', page)
    assert '<details class="fold" open>' in page


@pytest.mark.parametrize(
    "more",
    [
        {"first_name": ""},
        {"answer": ""},
        {"answer": "PERHAPS"},
        {"adults": "9"},
        {"adults": "0"},
        {"children": "-1"},
        {"email": "not an address"},
        {"email": "zoé@amis.example"},
        {"allergens": ["KRYPTONITE"], "health": "on"},
        {"adults": "4", "children": "3"},
        {"measurement": "on"},
        {"message": "x" * 401},
        {"first_name": "x" * 81},
    ],
)
def test_bad_input_is_answered_in_words_and_writes_nothing(client, invitation, more):
    response = client.post(url(invitation), YES | more)

    assert response.status_code == 200
    assert 'id="form-errors"' in response.content.decode()
    assert Guest.objects.count() == 0
    assert Invitation.objects.get().taken == 0


def test_the_same_form_sent_twice_is_one_answer(client, invitation):
    page = client.get(url(invitation)).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)[1]

    answers = [client.post(url(invitation), YES | {"once": once}) for _ in range(2)]

    assert answers[0].url == answers[1].url == f"/g/{Guest.objects.get().code}"
    assert Invitation.objects.get().taken == 1


def test_a_known_address_is_told_kindly_and_learns_nothing(client, invitation, deliver_all):
    guest = guest_of(invitation, name="Lou", email="lou@friends.example", adults=2, language="en")
    deliver_all()

    response = client.post(
        url(invitation), YES | {"answer": "NO", "email": "Lou@Friends.example", "first_name": "Eve"}
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "This address has answered already." in page
    assert 'value="Eve"' in page
    assert guest.code not in page
    rsvp = Rsvp.objects.get()
    assert (rsvp.answer, rsvp.adults, rsvp.seating) == ("YES", 2, "ADMITTED")
    (mail,) = deliver_all()
    assert (mail.to_address, mail.template) == ("lou@friends.example", "guest_link")
    assert f"http://testserver/g/{guest.code}" in mail.text


def test_asking_again_and_again_sends_one_link_an_hour(client, invitation, deliver_all):
    guest_of(invitation, email="lou@friends.example")
    deliver_all()

    for _ in range(3):
        client.post(url(invitation), YES | {"email": "lou@friends.example"})

    assert [mail.template for mail in deliver_all()] == ["guest_link"]


def test_a_full_table_says_so_before_one_answers(client, invitation):
    guest_of(invitation, adults=3)
    guest_of(invitation, name="Bo")

    page = client.get(url(invitation)).content.decode()
    response = client.post(url(invitation), YES)

    assert "The table is full." in page
    assert "with 1 answer before yours" in page
    assert "Put me on the list" in page
    assert Rsvp.objects.get(guest__code=response.url.removeprefix("/g/")).seating == "WAITING"


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("cancelled", "This evening is called off."),
        ("over", "The table has been cleared."),
        ("closed", "Answers are closed."),
    ],
)
def test_every_end_has_its_page_and_takes_no_answer(client, invitation, what, says):
    at = NOON
    if what == "cancelled":
        parties.cancel(party=invitation.party, by=None, at=NOON)
    elif what == "closed":
        invitations.close(invitation=invitation, at=NOON)
    else:
        at = Party.objects.get().ends_at + timedelta(minutes=1)
    with clock.fixed(at):
        pages = [client.get(url(invitation)), client.post(url(invitation), YES)]

    for page in pages:
        assert page.status_code == 200
        assert says in page.content.decode()
        assert "<form" not in page.content.decode()
        assert "rue des Lilas" not in page.content.decode()
    assert Guest.objects.count() == 0


def test_a_revoked_unknown_or_foreign_link_is_the_same_calm_page(client, invitation):
    other = links.create(
        brand=invitation.link.brand, kind="SHOP", target_url="https://x.example/", at=NOON
    )
    gone = open_invitation()
    links.revoke(link=gone.link, at=NOON)

    pages = [client.get(f"/i/{slug}") for slug in ("NOSUCHLINK", other.slug, gone.link.slug, "%00")]

    assert {page.status_code for page in pages} == {404}


def test_a_preview_is_given_the_hosts_words_and_no_index(client, invitation):
    response = client.get(url(invitation), headers={"user-agent": "WhatsApp/2.23.20.0"})

    page = response.content.decode()
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta property="og:title" content="Camille is keeping a chair for you' in page
    assert "Venez comme vous êtes." in page.split("og:description")[1].split(">")[0]
    assert f'content="http://testserver/i/{invitation.link.slug}"' in page


def test_markup_in_a_name_or_in_words_stays_text(client, invitation):
    Party.objects.update(words="<script>alert(1)</script>", host_first_name='"><img src=x>')
    guest_of(invitation, name="<b>X")

    page = client.get(url(invitation)).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
