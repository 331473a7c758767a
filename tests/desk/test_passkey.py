"""Officers whose second factor is a key alone: set up, let in, asked again when they draw."""

import html
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from common import clock
from events.models import DrawRequest, DrawState
from mailing.models import Message
from tests.desk.conftest import sign_in
from tests.desk.passkey import Passkey
from tests.factories.draws import due, officer, sealed_draw, with_beacon

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_yet():
    cache.clear()


def options(page: str) -> dict:
    """What the page hands to the browser's own question for a key."""
    found = re.search(r'data-key-options="([^"]*)"', page)
    assert found, "the page asks for a key"
    return json.loads(html.unescape(found[1]))["publicKey"]


def browser(user: User, *, second_factor: bool = False) -> Client:
    """A browser in which somebody has just signed in by mail, without any second factor yet."""
    user.set_unusable_password()  # as everybody who signs in by mail
    user.save()
    client = sign_in(user.memberships.get(), second_factor=second_factor)
    if not second_factor:
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "code", "at": clock.now().timestamp()}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def with_key(user: User) -> Passkey:
    """The person's key, added through the pages."""
    key, client = Passkey(), browser(user)
    page = client.get("/account/2fa/webauthn/add/").text
    client.post(
        "/account/2fa/webauthn/add/", {"name": "blue key", "credential": key.made(options(page))}
    )
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    return key


def url(draw, more: str = "") -> str:
    return f"/desk/{draw.campaign.brand.slug}/draws/{draw.campaign.slug}{more}"


def ready_draw() -> tuple:
    draw = with_beacon(sealed_draw())
    person = officer(draw.campaign.brand)
    return draw, person, with_key(person)


def test_a_key_opens_the_desk():
    draw = sealed_draw()
    person = officer(draw.campaign.brand)
    key, client = with_key(person), browser(person)

    sent = client.get(url(draw))
    page = client.get(sent.url).text
    back = client.post(sent.url, {"credential": key.answer(options(page)), "next": url(draw)})

    assert sent.url.startswith("/account/2fa/webauthn/reauthenticate/")
    assert (back.status_code, back.url) == (302, url(draw))
    assert client.get(url(draw)).status_code == 200


def test_an_officer_seals_and_another_draws_with_their_key_alone(deliver_all):
    draw, person, key = ready_draw()
    Authenticator.objects.filter(user=person).exclude(type="webauthn").delete()
    client = browser(person, second_factor=True)

    with clock.fixed(due(draw)):
        page = client.get(url(draw)).text
        client.post(url(draw, "/run"), {"credential": key.answer(options(page))})
        deliver_all(send=False)

    draw.refresh_from_db()
    assert 'name="code"' not in page, "there is no code to ask for"
    assert (draw.state, draw.drawn_by) == (DrawState.DRAWN, person)


def other_key(key, page):
    return Passkey().answer(options(page))


def other_challenge(key, page):
    return key.answer({**options(page), "challenge": "AAAA"})


def other_site(key, page):
    return key.answer({**options(page), "rpId": "example.com"})


def cut(key, page):
    return key.answer(options(page))[:-40]


@pytest.mark.parametrize(
    "answer",
    [
        other_key,
        other_challenge,
        other_site,
        cut,
        lambda key, page: "",
        lambda key, page: "[]",
        lambda key, page: "7",
        lambda key, page: "{}",
        lambda key, page: '{"id": 1, "rawId": [], "response": null}',
    ],
)
def test_what_is_not_the_keys_answer_draws_nothing_and_says_so(answer):
    draw, person, key = ready_draw()
    client = browser(person, second_factor=True)

    with clock.fixed(due(draw)):
        page = client.get(url(draw)).text
        refused = client.post(url(draw, "/run"), {"credential": answer(key, page)})

    assert refused.status_code == 200
    assert 'role="alert"' in refused.text
    assert not DrawRequest.objects.filter(kind="DRAW").exists()


def test_a_keys_answer_counts_once():
    draw, person, key = ready_draw()
    client = browser(person, second_factor=True)

    with clock.fixed(due(draw)):
        sent = {"credential": key.answer(options(client.get(url(draw)).text))}
        first = client.post(url(draw, "/run"), sent)
        DrawRequest.objects.filter(kind="DRAW").delete()
        second = client.post(url(draw, "/run"), sent)

    assert (first.status_code, second.status_code) == (302, 200)
    assert not DrawRequest.objects.filter(kind="DRAW").exists()


def test_somebody_with_a_key_alone_signs_in(client):
    person = officer(sealed_draw().campaign.brand)
    key = with_key(person)
    Authenticator.objects.filter(user=person).exclude(type="webauthn").delete()

    client.post("/account/login/", {"login": person.email})
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", Message.objects.get().text)
    assert code
    sent = client.post("/account/login/code/confirm/", {"code": code[0]})
    page = client.get(sent.url).text
    client.post(sent.url, {"credential": key.answer(options(page))})

    assert sent.url.startswith("/account/2fa/authenticate/")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_key_is_named_renamed_and_removed():
    person = officer(sealed_draw().campaign.brand)
    with_key(person)
    one = Authenticator.objects.get(user=person, type="webauthn")
    client = browser(person, second_factor=True)
    session = client.session
    session["account_authentication_methods"][0].update(
        at=clock.now().timestamp(), reauthenticated=True
    )
    session.save()

    listed = client.get("/account/2fa/webauthn/").text
    client.post(f"/account/2fa/webauthn/keys/{one.pk}/edit/", {"name": "red key"})
    renamed = client.get("/account/2fa/").text
    asked = client.get(f"/account/2fa/webauthn/keys/{one.pk}/remove/").text
    client.post(f"/account/2fa/webauthn/keys/{one.pk}/remove/")

    assert "blue key" in listed
    assert "red key" in renamed and "red key" in asked
    assert not Authenticator.objects.filter(pk=one.pk).exists()
