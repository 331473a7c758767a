"""The code in the mail: pasted anyhow, sent again after a pause, and what happens when it is too late."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.addresses import likelier
from accounts.models import User
from common import clock
from mailing.models import Message
from tests.factories.events import CampaignFactory

pytestmark = pytest.mark.django_db
CONFIRM = "/account/login/code/confirm/"


@pytest.fixture
def campaign():
    return CampaignFactory()


@pytest.fixture
def fan():
    cache.clear()  # codes are asked for a few times a minute at most
    return Client(headers={"accept-language": "en"})


def ask(fan, campaign, address="camille@example.com"):
    """Type an address at the campaign; returns where the code is typed."""
    following = f"/c/{campaign.slug}/apply/you"
    asked = fan.post("/account/login/", {"login": address, "next": following})
    assert asked.status_code == 302, asked.content.decode()
    assert asked["Location"].startswith(CONFIRM)
    fan.get(asked["Location"])
    return asked["Location"], following


def code_for(address="camille@example.com"):
    mail = Message.objects.filter(to_address=address).latest("pk")
    return re.search(r"^\s*([A-Z]{4}-[A-Z]{4})\s*$", mail.text, re.MULTILINE)[1]


@pytest.mark.parametrize(
    "pasted",
    ["{}", " {} ", "{0[0]}{0[1]}", "\N{NO-BREAK SPACE}{}\n", "{0[0]} {0[1]}", "{0[0]}–{0[1]}."],
    ids=["as sent", "spaces", "no dash", "no-break space", "space for the dash", "other dash"],
)
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_a_code_is_taken_however_it_is_pasted(fan, campaign, pasted, case):
    where, following = ask(fan, campaign)
    code = code_for()
    text = pasted.format(code) if "[0]" not in pasted else pasted.format(code.split("-"))

    answered = fan.post(where, {"code": case(text), "next": following})

    assert (answered.status_code, answered["Location"]) == (302, following)


def test_a_code_read_on_another_device_opens_the_page_left_open(fan, campaign):
    where, following = ask(fan, campaign)
    elsewhere = Client()
    ask(elsewhere, campaign, "camille@example.com")

    answered = elsewhere.post(where, {"code": code_for(), "next": following})

    assert answered["Location"] == following


def test_another_code_leaves_after_a_pause_and_the_first_no_longer_opens(fan, campaign, at):
    where, following = ask(fan, campaign)
    first = code_for()

    again = fan.post(where, {"action": "resend", "next": following}, follow=True)
    assert "in 30 seconds we can send another one" in again.content.decode()
    assert Message.objects.count() == 1
    with clock.fixed(at + timedelta(seconds=31)):
        again = fan.post(where, {"action": "resend", "next": following}, follow=True)
        assert "Another code is on its way" in again.content.decode()
        assert following in again.content.decode()
        assert Message.objects.count() == 2
        wrong = fan.post(where, {"code": first, "next": following})
        assert "2 tries are left" in wrong.content.decode()
        assert f'value="{first}"' in wrong.content.decode(), "what was typed is still there"
        answered = fan.post(where, {"code": code_for(), "next": following})

    assert answered["Location"] == following


@pytest.mark.parametrize("how", ["expired", "three wrong ones", "nothing asked for"])
def test_too_late_says_so_and_keeps_the_way_back(fan, campaign, settings, how):
    where, following = (
        f"{CONFIRM}?next=/c/{campaign.slug}/apply/you",
        f"/c/{campaign.slug}/apply/you",
    )
    tries = 1
    if how != "nothing asked for":
        where, following = ask(fan, campaign)
    if how == "expired":
        settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    if how == "three wrong ones":
        tries = 3
    for _ in range(tries):
        refused = fan.post(where, {"code": "XXXXXXXX", "next": following})
    page = fan.get(refused["Location"]).content.decode()

    said = "it no longer opens" if tries == 3 else "This code is too old, or its page was closed."
    assert said in page
    assert "XXXXXXXX" not in page
    assert f'name="next" value="{following}"' in page


def test_a_slip_in_the_address_is_offered_not_refused(fan, campaign):
    where, following = ask(fan, campaign, "Camille@gmial.com")
    page = fan.get(where).content.decode()
    assert "Did you mean camille@gmail.com?" in page
    assert Message.objects.filter(to_address="camille@gmial.com").exists(), "it was not refused"

    instead = fan.post(where, {"action": "instead", "next": following})
    page = fan.get(instead["Location"]).content.decode()
    assert "camille@gmail.com" in page
    assert "Did you mean" not in page
    code = code_for("camille@gmail.com")
    answered = fan.post(instead["Location"], {"code": code, "next": following})

    assert answered["Location"] == following
    assert fan.session["_auth_user_id"] == str(User.objects.get(email="camille@gmail.com").pk)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmail.con", "a@gmail.com"),
        ("a@gmail.fr", "a@gmail.com"),
        ("a@gmal.com", "a@gmail.com"),
        ("A.B+c@Hotmial.fr", "a.b+c@hotmail.fr"),
        ("a@wanado.fr", "a@wanadoo.fr"),
        ("a@lapose.net", "a@laposte.net"),
        ("a@outlok.com", "a@outlook.com"),
        ("a@icloud.fr", "a@icloud.com"),
        ("a@gmail.com", ""),
        ("a@ymail.com", ""),
        ("a@mail.com", ""),
        ("a@sfr.fr", ""),
        ("a@fre.fr", ""),
        ("a@maison-alma.example", ""),
        ("gmial.com", ""),
        ("", ""),
    ],
)
def test_what_was_probably_meant(typed, meant):
    assert likelier(typed) == meant


@pytest.mark.parametrize(
    "address",
    [
        "o'brien@example.com",
        "camille+kit@example.com",
        "a!#$%&*/=?^_`{|}~-z@example.com",
        '"camille..durand"@example.com',
        "x@sub.domain.example.co.uk",
        "1@example.museum",
        "camille@xn--exmple-cua.com",
        "c" * 64 + "@example.com",
    ],
)
def test_every_address_that_is_allowed_gets_its_code(fan, campaign, address):
    where, following = ask(fan, campaign, address)

    answered = fan.post(where, {"code": code_for(address), "next": following})

    assert answered["Location"] == following


@pytest.mark.parametrize("address", ["camille", "camille@", "@example.com", "a b@example.com", ""])
def test_what_is_no_address_is_said_and_stays_in_the_field(fan, campaign, address):
    page = fan.post("/account/login/", {"login": address, "next": f"/c/{campaign.slug}/apply/you"})

    html = page.content.decode()
    assert page.status_code == 200
    assert 'aria-invalid="true"' in html
    assert f'value="{address}"' in html or not address
    assert f'value="/c/{campaign.slug}/apply/you"' in html
