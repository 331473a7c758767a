"""Guessing, mail to strangers and sign-in codes have their limits."""

import re

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from common import codes, guessing
from guests.domain import rsvps
from guests.models import Guest
from mailing.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.draws import scheduled_party
from tests.factories.guests import guest_of, open_invitation, says

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget() -> None:
    cache.clear()


def test_twenty_one_wrong_codes_in_a_minute_are_too_many():
    party = scheduled_party()
    client = Client()
    assert client.get(f"/h/{party.code}").status_code == 200

    first = [client.get(f"/{door}/{codes.capability()}").status_code for door in "ahgi" * 5]
    last = client.get(f"/g/{codes.capability()}")
    right = client.get(f"/h/{party.code}")

    assert set(first) == {404}
    assert (last.status_code, last["Retry-After"]) == (429, "60")
    assert right.content == last.content, "a right code must not stand out while one guesses"
    assert client.get("/").status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.7").get(f"/h/{party.code}").status_code == 200


def test_right_codes_are_never_counted():
    party = scheduled_party()

    assert {Client().get(f"/h/{party.code}").status_code for _ in range(25)} == {200}


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "who"),
    [
        (0, "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (1, "10.0.0.2", "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.2", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        (2, "10.0.0.2", "1.1.1.1, 198.51.100.1, 10.0.0.9", "198.51.100.1"),
        (1, "10.0.0.2", "", "unknown"),
        (1, "10.0.0.2", "<script>", "unknown"),
        (0, "2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::"),
        (0, "::ffff:203.0.113.7", "", "203.0.113.7"),
    ],
)
def test_whom_a_request_comes_from(settings, proxies, remote, forwarded, who):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded})

    assert guessing.client(request) == who


def test_sign_in_counts_by_the_clients_own_address(settings):
    from config import settings as house

    assert house.ALLAUTH_TRUSTED_PROXY_COUNT == house.TRUSTED_PROXIES


def test_sign_in_codes_to_one_address_have_a_limit():
    for known in (True, False):
        address = UserFactory().email if known else "nobody-yet@example.com"
        for number in range(12):
            # Each time a new browser from a new place: only the address is the same.
            client = Client(REMOTE_ADDR=f"203.0.113.{number}")
            client.post("/account/login/", {"login": address})
            client.post("/account/login/code/", {"email": address})
        assert Message.objects.filter(to_address=address).count() <= 6


def test_a_sign_in_code_cannot_be_guessed_at_length():
    user = UserFactory()
    client = Client()
    client.post("/account/login/", {"login": user.email})
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", Message.objects.get().text)
    assert code, "the code stands in the mail"
    for _ in range(10):
        client.post("/account/login/code/confirm/", {"code": "AAAA-AAAA"})
    client.post("/account/login/code/confirm/", {"code": code[0]})

    assert "_auth_user_id" not in client.session


def test_one_invitation_cannot_write_to_ten_thousand_strangers(at):
    invitation = open_invitation(capacity=4)
    refused = None
    for number in range(rsvps.MOST_ADDRESSES_A_DAY + 1):
        try:
            guest_of(invitation, email=f"stranger{number}@example.com", answer="NO")
        except rsvps.AnswerIncomplete as error:
            refused = error

    assert refused is not None
    assert refused.field == "email"
    guest_of(invitation, email="", answer="NO")  # without an address one still answers
    assert Guest.objects.exclude(email="").count() == rsvps.MOST_ADDRESSES_A_DAY


def test_one_address_is_not_written_to_by_every_host_however_it_is_spelt():
    for number in range(rsvps.MOST_INVITATIONS_OF_ADDRESS_A_DAY):
        guest_of(open_invitation(), email=f"vic.tim+{number}@gmail.com")

    with pytest.raises(rsvps.AnswerIncomplete):
        guest_of(open_invitation(), email="victim@googlemail.com")


def test_changing_ones_mind_all_day_fills_no_mail_box(deliver_all):
    party = scheduled_party()
    guest = guest_of(open_invitation(party), email="victim@example.com")
    for _ in range(10):
        says(guest, "NO")
        deliver_all(send=False)
        says(guest, "YES")
        deliver_all(send=False)

    assert Message.objects.filter(to_address="victim@example.com").count() <= 12
    answers = Message.objects.filter(to_address=party.host.email, template="host_answer")
    assert answers.count() <= 12
