"""Whether a program fills in the form: doubted, asked for work, held; never refused."""

import re
from datetime import timedelta
from itertools import count

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.mail_domains import is_throwaway
from common import challenge, clock
from events.models import Application, Hold
from tests.factories.accounts import UserFactory
from tests.factories.events import CampaignFactory
from tests.moments import NOON
from tests.web.test_applying import HOME, YOU

pytestmark = pytest.mark.django_db
OFFICE = "203.0.114.7"  # an address of the wide world


@pytest.fixture(autouse=True)
def _limits(settings):
    cache.clear()
    settings.FORM_SECONDS_AT_LEAST = 3
    settings.APPLICATIONS_AN_HOUR = 2
    settings.APPLICATIONS_AN_HOUR_HELD = 6


@pytest.fixture
def campaign():
    return CampaignFactory()


def work(token):
    return next(str(n) for n in count() if challenge.is_answer(token, str(n)))


def apply(campaign, email, *, seconds=5, remote="127.0.0.1", trap="", script=True):
    """Go through both steps as a browser would; the hold, if it is held."""
    browser = Client(headers={"accept-language": "en"}, REMOTE_ADDR=remote)
    browser.force_login(
        UserFactory(email=email), backend="django.contrib.auth.backends.ModelBackend"
    )
    for step, said in (("you", {**YOU, **HOME}), ("agree", {"RULES": "on", "PRIVACY": "on"})):
        address = f"/c/{campaign.slug}/apply/{step}"
        page = browser.get(address).content.decode()
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        if hidden.get("challenge") and script:
            hidden["challenge_answer"] = work(hidden["challenge"])
        with clock.fixed(NOON + timedelta(seconds=seconds)):
            sent = browser.post(address, {**hidden, **said, "nickname": trap})
        assert sent.status_code == 302, sent.content.decode()
    application = Application.objects.get(user__email=email)
    assert application.state == "SUBMITTED"
    return Hold.objects.filter(application=application).first()


def test_somebody_who_takes_their_time_is_asked_nothing(campaign):
    assert apply(campaign, "ada@example.com") is None


@pytest.mark.parametrize(
    ("how", "doubts"),
    [
        ({"seconds": 1, "script": False}, ["TOO_FAST"]),
        ({"seconds": 1}, None),  # a browser that fills in by itself, and works
        ({"trap": "Ada"}, ["HONEYPOT"]),
        ({"email": "ada@yopmail.com"}, ["THROWAWAY"]),
        ({"email": "ada@deep.in.yopmail.com", "seconds": 0}, ["THROWAWAY"]),
    ],
)
def test_what_a_program_does_holds_the_application(campaign, how, doubts):
    hold = apply(campaign, **{"email": "ada@example.com", **how})

    assert (hold and hold.doubts) == doubts


def test_an_office_works_a_little_and_a_flood_waits_for_staff(campaign):
    doubts = []
    for number in range(8):
        hold = apply(campaign, f"a{number}@gmail.com", remote=OFFICE, script=number != 3)
        doubts.append(hold and hold.doubts)

    assert doubts == [None, None, None, ["NETWORK"], None, None, ["FLOOD"], ["FLOOD"]]
    # Next door is the same network, another one is not; a proxy's own address is nobody's.
    assert apply(campaign, "b@gmail.com", remote="203.0.114.99") is not None
    assert apply(campaign, "c@gmail.com", remote="203.0.115.1", script=False) is None
    assert all(apply(campaign, f"d{n}@gmail.com", script=False) is None for n in range(3))


def test_many_of_one_domain_are_asked_and_those_of_a_large_provider_are_not(campaign):
    assert [apply(campaign, f"{n}@bots.example", script=False) for n in range(2)] == [None, None]
    assert apply(campaign, "3@bots.example", script=False).doubts == ["DOMAIN"]


def test_the_status_page_says_that_somebody_looks(campaign):
    hold = apply(campaign, "ada@example.com", trap="x")
    page = Client(headers={"accept-language": "en"}).get(f"/a/{hold.application.code}")

    assert "looks at your application before the draw" in page.content.decode()


def test_work_counts_for_one_person_for_a_while_and_for_two_presses():
    token = challenge.make(of="1 2", at=NOON)
    answer = work(token)

    def taken(**other):
        return challenge.solved(
            **{"challenge": token, "answer": answer, "of": "1 2", "at": NOON, **other}
        )

    wrong = next(str(n) for n in count() if not challenge.is_answer(token, str(n)))
    assert not taken(of="1 3")
    assert not taken(answer=wrong)
    assert not taken(answer="٣")
    assert not taken(challenge=token[:-1])
    assert not taken(at=NOON + timedelta(hours=3))
    assert not taken(at=NOON - timedelta(seconds=1))
    assert taken()
    assert taken()


def test_the_list_of_domains_knows_what_it_should():
    assert is_throwaway("mailinator.com")
    assert not any(is_throwaway(one) for one in ("gmail.com", "laposte.net", "com", ""))
