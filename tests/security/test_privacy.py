"""The door is for those who have a chair; cookies, sessions and searches give nothing away."""

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.domain import keys
from accounts.models import Role
from events.domain import parties
from guests.models import Guest
from mailing.models import Message
from tests.desk.conftest import sign_in
from tests.factories.accounts import BrandFactory, MembershipFactory, UserFactory
from tests.factories.draws import NOON, scheduled_party
from tests.factories.events import ApplicationFactory
from tests.factories.guests import guest_of, open_invitation, says

pytestmark = pytest.mark.django_db
STREET = "12 rue des Lilas"


def where_the_street_stands(guest: Guest) -> set[str]:
    """Every place this guest can look at, and those in which the street is."""
    client = Client()
    seen = {
        "page": client.get(f"/g/{guest.code}").content.decode(),
        "invitation": client.get(f"/i/{guest.invitation.link.slug}").content.decode(),
        "ics": client.get(f"/g/{guest.code}/party.ics").content.decode(),
    }
    for message in Message.objects.filter(to_address=guest.email):
        seen[f"mail {message.template}"] = (
            message.subject + message.text + message.html + message.calendar_text
        )
    plain = {where: re.sub(r"\r\n ", "", text) for where, text in seen.items()}
    return {where for where, text in plain.items() if STREET in text or "Lilas" in text}


@pytest.mark.parametrize("answer", ["YES", "MAYBE", "NO", "WAITING", "LEFT", "CANCELLED"])
def test_the_street_is_shown_to_the_admitted_alone(answer, deliver_all):
    party = scheduled_party()
    invitation = open_invitation(party, capacity=2)
    if answer == "WAITING":
        guest_of(invitation, name="Ada", adults=2)
    given = {"MAYBE": "MAYBE", "NO": "NO"}.get(answer, "YES")
    guest = guest_of(invitation, name="Lou", email="lou@friends.example", answer=given)
    if answer in ("LEFT", "CANCELLED"):
        deliver_all()
        Message.objects.all().delete()
    if answer == "LEFT":
        says(guest, "NO")
    if answer == "CANCELLED":
        parties.cancel(party=party, by=None, at=NOON)
    deliver_all()

    stands = where_the_street_stands(guest)

    expected = {"page", "ics", "mail guest_admitted"} if answer == "YES" else set()
    # What takes an evening out of a calendar repeats what stood there.
    assert stands - {"mail guest_freed", "mail guest_called_off"} == expected


def test_no_guest_learns_anothers_address_of_mail(deliver_all):
    invitation = open_invitation(capacity=4)
    first = guest_of(invitation, name="Ada", email="ada@friends.example")
    second = guest_of(invitation, name="Bo", email="bo@friends.example")
    deliver_all()

    for one, other in ((first, second), (second, first)):
        page = Client().get(f"/g/{one.code}").content.decode()
        mails = "".join(
            m.text + m.html + m.calendar_text for m in Message.objects.filter(to_address=one.email)
        )
        assert other.email not in page + mails
        assert other.code not in page + mails
        assert invitation.party.host.email not in page + mails


def test_somebody_who_types_a_known_address_learns_nothing_and_changes_nothing():
    invitation = open_invitation(capacity=4)
    guest = guest_of(invitation, name="Ada", email="ada@friends.example")
    form = {"first_name": "Eve", "email": "A.da+x@friends.example".replace(".", ""), "answer": "NO"}
    form |= {"adults": 1, "children": 0}
    answer = Client().post(f"/i/{invitation.link.slug}", form)

    guest.rsvp.refresh_from_db()
    assert (answer.status_code, Guest.objects.count(), guest.rsvp.answer) == (200, 1, "YES")
    assert guest.code not in answer.content.decode()


def test_the_api_names_nobody_whatever_the_scopes():
    party = scheduled_party()
    _, plain = keys.create(
        brand=party.campaign.brand, name="x", scopes=keys.SCOPES, by=UserFactory(), at=NOON
    )
    _, foreign = keys.create(
        brand=BrandFactory(), name="y", scopes=keys.SCOPES, by=UserFactory(), at=NOON
    )
    for path in ("campaigns", "applications", "draws", "parties", "orders"):
        own, other = (
            Client().get(f"/api/v1/{path}", headers={"authorization": f"Bearer {key}"})
            for key in (plain, foreign)
        )
        assert (own.status_code, other.json()["results"]) == (200, []), path
        text = own.content.decode()
        for personal in (STREET, "Camille", "Durand", party.code, party.host.email, "+336"):
            assert personal not in text, (path, personal)


def test_a_search_at_the_desk_finds_nothing_of_another_brand():
    ours, theirs = BrandFactory(), ApplicationFactory(first_name="Oursonne", last_name="Theirs")
    client = sign_in(MembershipFactory(brand=ours, role=Role.OWNER))
    queries = [
        "q=Oursonne",
        f"q={theirs.user.email}",
        f"q={theirs.receipt_number}",
        f"campaign={theirs.campaign.slug}",
        f"before={theirs.pk + 1}",
        "q=%25",
        "q=_______",
    ]
    for page in ("applications", "kits", "orders"):
        for query in queries:
            text = client.get(f"/desk/{ours.slug}/{page}?{query}").content.decode()
            assert "Theirs" not in text, (page, query)
            assert "Winter at your table" not in text, (page, query)


def test_cookies_are_kept_from_scripts_and_other_sites():
    client = Client()
    client.post("/account/login/", {"login": UserFactory().email})
    client.cookies |= Client().get("/account/login/").cookies

    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for name in ("sessionid", "csrftoken"):
        assert (client.cookies[name]["httponly"], client.cookies[name]["samesite"]) == (True, "Lax")
    assert settings.SESSION_COOKIE_SECURE == settings.SECURE


def test_strangers_pages_set_no_cookie_at_all():
    party = scheduled_party()
    for path in ("/", f"/c/{party.campaign.slug}", f"/proof/{party.place.draw.code}", "/nothing"):
        answer = Client().get(path)
        assert dict(answer.cookies) == {}, path
        assert "Accept-Language" in answer.headers["Vary"], path
