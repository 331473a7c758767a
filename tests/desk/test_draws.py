"""The draw at the desk: sealed by one person, drawn by another, with the second factor given anew."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Membership, Role, User
from common import clock
from events.beacons import rehearsal
from events.domain import places
from events.models import Draw, DrawState, Rank
from events.queries.draws import log_lines
from tests.desk.conftest import sign_in
from tests.factories.draws import (
    accepted_party,
    closed_campaign,
    drawn_draw,
    due,
    officer,
    sealed_draw,
    with_beacon,
)
from tests.moments import NOON

pytestmark = pytest.mark.django_db
SEAL = {
    "mode": "BEACON",
    "chain": "rehearsal",
    "moment": "SOON",
    "code": "A1B2C3D4E5",
}


@pytest.fixture
def staff_client() -> Callable[[User], Client]:
    """A function: a browser in which this officer is signed in, second factor used."""

    def at_desk(user: User) -> Client:
        client = sign_in(Membership.objects.get(user=user))
        session = client.session
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return at_desk


@pytest.fixture(autouse=True)
def _no_code_is_used_yet():
    cache.clear()


def code_now(user: User) -> str:
    secret = totp.decrypt(
        Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"]
    )
    counters = list(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counters[len(counters) // 2]))


def url(draw_or_campaign, more: str = "") -> str:
    campaign = getattr(draw_or_campaign, "campaign", draw_or_campaign)
    return f"/desk/{campaign.brand.slug}/draws/{campaign.slug}{more}"


def round_text(draw: Draw) -> str:
    beacon = rehearsal.round_of(round_number=draw.round, at=due(draw))
    return f'{{"round":{beacon.round_number},"signature":"{beacon.signature}"}}'


def test_the_seal_page_shows_who_would_enter(staff_client):
    campaign = closed_campaign(strata={"nord": (1, 4), "sud": (3, 2)})
    client = staff_client(officer(campaign.brand))

    page = client.get(url(campaign), {"lang": "en"}).text

    assert "too few homes" in page
    assert "Seal the list" in page


def test_a_seal_that_cannot_be_kept_is_refused_with_numbers(staff_client, deliver_all):
    campaign = closed_campaign(strata={"nord": (1, 4), "sud": (3, 2)})
    client = staff_client(officer(campaign.brand))

    client.post(url(campaign, "/seal"), SEAL)
    deliver_all(send=False)
    page = client.get(url(campaign), {"lang": "en"}).text

    assert "The list could not be sealed" in page
    assert "Sud needs 3 eligible homes and has 2 (2 people)." in page
    assert not Draw.objects.exists()


def test_a_seal_address_can_be_reloaded(staff_client):
    campaign = closed_campaign(strata={"nord": (1, 4), "sud": (3, 2)})

    page = staff_client(officer(campaign.brand)).get(url(campaign, "/seal?lang=en"))

    assert (page.status_code, Draw.objects.count()) == (200, 0)
    assert "Seal the list" in page.text


def test_sealing_leads_to_the_ceremony(staff_client, deliver_all):
    campaign = closed_campaign()
    user = officer(campaign.brand)
    client = staff_client(user)

    response = client.post(url(campaign, "/seal"), SEAL)
    meanwhile = client.get(url(campaign), {"lang": "en"}).text
    deliver_all(send=False)
    page = client.get(url(campaign), {"lang": "en"}).text

    draw = Draw.objects.get()
    assert (response.status_code, draw.sealed_by, draw.chain) == (302, user, "rehearsal")
    assert "The list is being sealed" in meanwhile and "Applications frozen: 0 of 9." in meanwhile
    assert "The number does not exist yet." in page
    assert "A second person, with the right to draw" in page
    assert draw.root[:8] in page


@pytest.mark.parametrize("as_file", [False, True])
def test_a_round_is_taken_by_hand(staff_client, as_file):
    draw = sealed_draw()
    client = staff_client(officer(draw.campaign.brand))
    text = round_text(draw)
    data = (
        {"file": SimpleUploadedFile("round.json", text.encode())} if as_file else {"pasted": text}
    )

    with clock.fixed(due(draw)):
        client.post(url(draw, "/round"), data)

    draw.refresh_from_db()
    assert (draw.randomness != "", draw.beacon_source) == (True, "file" if as_file else "pasted")


def another_round(draw: Draw) -> str:
    """A true round of the same chain, but the next one."""
    beacon = rehearsal.round_of(round_number=draw.round + 1, at=due(draw) + timedelta(minutes=1))
    return json.dumps({"round": beacon.round_number, "signature": beacon.signature})


def replayed(draw: Draw) -> str:
    """The true signature of another round under the sealed round's number."""
    return json.dumps({**json.loads(another_round(draw)), "round": draw.round})


def with_more(**more: str) -> Callable[[Draw], str]:
    return lambda draw: json.dumps({**json.loads(round_text(draw)), **more})


@pytest.mark.parametrize(
    ("given", "said", "en_francais", "noted"),
    [
        (another_round, "This is another round", "C’est un autre tour", "another round"),
        (with_more(chain_hash="52" * 32), "another chain", "autre chaîne", "another chain"),
        (with_more(signature="ab" * 96), "another chain", "autre chaîne", "another chain"),
        (with_more(randomness="00" * 32), "was changed", "a été changé", "randomness changed"),
        (replayed, "The signature is not", "La signature n’est pas", "signature does not hold"),
        (lambda _draw: "hello", "not a beacon round", "pas un tour", "not a beacon round"),
    ],
)
def test_a_wrong_round_is_refused_with_its_reason_and_noted(
    staff_client, given, said, en_francais, noted
):
    draw = sealed_draw()
    client = staff_client(officer(draw.campaign.brand))

    with clock.fixed(due(draw)):
        text = given(draw)
        page = client.post(url(draw, "/round?lang=en"), {"pasted": text}).text
        french = client.post(url(draw, "/round?lang=fr"), {"pasted": text}).text

    draw.refresh_from_db()
    assert said in page
    assert en_francais in french
    assert draw.randomness == ""
    tried = [line.data["text"] for line in log_lines(draw) if line.kind == "ATTEMPT"]
    assert len(tried) == 2
    assert noted in tried[0]


def test_a_second_person_draws_with_their_code(staff_client, deliver_all):
    draw = with_beacon(sealed_draw())
    second = officer(draw.campaign.brand)
    client = staff_client(second)

    with clock.fixed(due(draw)):
        client.post(url(draw, "/run"), {"code": code_now(second)})
        meanwhile = client.get(url(draw), {"lang": "en"}).text
        deliver_all(send=False)
        page = client.get(url(draw), {"lang": "en"}).text

    draw.refresh_from_db()
    assert (draw.state, draw.drawn_by) == (DrawState.DRAWN, second)
    assert "The draw is taking place" in meanwhile
    assert "0 tables of 3 have said yes" in page
    assert "Camille" in page and "Lille" in page


def test_the_wall_stays_until_the_tickets_stand_in_order(staff_client, deliver_all):
    campaign = closed_campaign(strata={"nord": (1, 6), "sud": (2, 3)})
    draw = with_beacon(sealed_draw(campaign=campaign))
    second = officer(campaign.brand)
    client, wall = staff_client(second), staff_client(draw.sealed_by)

    with clock.fixed(due(draw)):
        waiting = wall.get(url(draw)).text
        too_soon = wall.get(url(draw, "/order"))
        pressed = client.post(url(draw, "/run"), {"code": code_now(second)})
        meanwhile = client.get(pressed["Location"]).text
        deliver_all(send=False)
        page = client.get(pressed["Location"], {"lang": "en"}).text

    then = f'data-then="{url(draw, "/order")}"'
    assert then in waiting and then in meanwhile, "who filmed is led on without a press"
    assert (too_soon.status_code, too_soon["Location"]) == (302, url(draw))
    assert all("is-wall" in one for one in (waiting, meanwhile, page))
    assert re.findall(r'<span class="hash">([0-9a-f]{8})</span>', page) == [
        ticket[:8]
        for key, shown in (("nord", 4), ("sud", 3))
        for ticket in Rank.objects.filter(stratum_key=key)
        .order_by("position")
        .values_list("ticket", flat=True)[:shown]
    ]
    assert page.count("<strong>Camille</strong> Lille") == 3, "drawn: first name and town"
    alternate = Rank.objects.get(stratum_key="nord", position=2)
    assert f"{alternate.entrant.public_id}, in line" in page
    assert "2 more in line" in page
    assert "Durand" not in page[page.index("tickets__say") :], "no family name on the wall"
    assert page.count('class="tb-turn is-step-') == 3
    assert "style=" not in page


def test_the_wall_says_which_relay_is_silent(staff_client):
    draw = sealed_draw()
    told = "one.example: not reachable; two.example: no answer in time"
    Draw.objects.filter(pk=draw.pk).update(waiting_reason=told)

    with clock.fixed(due(draw)):
        page = staff_client(draw.sealed_by).get(url(draw), {"lang": "en"}).text

    assert "The number has not reached us yet." in page
    assert "one.example cannot be reached." in page
    assert "two.example did not answer in time." in page


def test_without_the_second_factor_nothing_is_drawn(staff_client):
    draw = with_beacon(sealed_draw())
    client = staff_client(officer(draw.campaign.brand))

    with clock.fixed(due(draw)):
        response = client.post(url(draw, "/run"), {"code": "000000"})

    draw.refresh_from_db()
    assert (response.status_code, draw.state) == (200, DrawState.SEALED)


def test_whoever_sealed_is_refused_kindly_and_it_is_logged(staff_client):
    draw = with_beacon(sealed_draw())
    client = staff_client(draw.sealed_by)

    with clock.fixed(due(draw)):
        page = client.post(
            url(draw, "/run?lang=en"), {"code": code_now(draw.sealed_by)}, follow=True
        ).text

    draw.refresh_from_db()
    assert "a second person draws it" in page or "deuxième" in page
    assert (draw.state, log_lines(draw)[-1].kind) == (DrawState.SEALED, "ATTEMPT")


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.ORGANISER, "/run", 403),
        (Role.LOGISTICS, "", 403),
        (Role.CARE, "/seal", 403),
        (Role.CARE, "/void", 403),
        (Role.CARE, "", 200),
    ],
)
def test_each_role_has_its_doors(staff_client, role, path, status):
    draw = sealed_draw()
    client = staff_client(officer(draw.campaign.brand, role))

    response = client.post(url(draw, path)) if path else client.get(url(draw))

    assert response.status_code == status


def test_another_brands_draw_does_not_exist(staff_client):
    draw = drawn_draw()
    other = closed_campaign()
    client = staff_client(officer(other.brand))

    mine = client.get(f"/desk/{other.brand.slug}/draws/{draw.campaign.slug}")
    theirs = client.get(url(draw))

    assert (mine.status_code, theirs.status_code) == (404, 404)


def test_the_list_shows_only_the_brands_own(staff_client):
    draw, other = drawn_draw(), drawn_draw()
    client = staff_client(officer(draw.campaign.brand))

    page = client.get(f"/desk/{draw.campaign.brand.slug}/draws").text

    assert f"/proof/{draw.code}" in page
    assert f"/proof/{other.code}" not in page


@pytest.mark.parametrize("path", ["/seal", "/void", "/pack.zip"])
def test_what_seals_ends_or_leaves_the_house_asks_for_the_second_step_anew(path):
    draw = drawn_draw()
    member = Membership.objects.get(user=officer(draw.campaign.brand))
    client = sign_in(member, ago_s=1200)
    act = client.get if path.endswith(".zip") else client.post

    asked = act(url(draw, path), {"reason": "A region was missing.", **SEAL})

    assert asked["Location"].startswith("/account/2fa/reauthenticate/?next=")
    assert Draw.objects.get().state == DrawState.DRAWN


def test_void_needs_a_public_reason(staff_client):
    draw = drawn_draw()
    client = staff_client(officer(draw.campaign.brand))

    with clock.fixed(NOON + timedelta(hours=1)):
        client.post(url(draw, "/void"), {"reason": "no"})
        draw.refresh_from_db()
        before = draw.state
        client.post(url(draw, "/void"), {"reason": "A region was missing."})

    draw.refresh_from_db()
    assert (before, draw.state) == (DrawState.DRAWN, DrawState.VOID)


def test_a_table_given_back_too_late_is_said_in_words(staff_client):
    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (1, 4)}))
    party = accepted_party(draw)
    late = datetime.combine(draw.campaign.party_until_date, time(), UTC) - timedelta(days=3)
    places.withdraw(place=party.place, at=late, by=party.host)
    assert places.promote_next(freed=party.place, at=late) is None
    client = staff_client(officer(draw.campaign.brand))

    page = client.get(url(draw), {"lang": "en"}).text

    assert "leaves stays empty: no time is left for another host." in page
