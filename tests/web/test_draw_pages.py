"""The pages of the place, the evening and the proof, through the door."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.html import escape

from common import clock
from events.domain import draws, places
from events.domain.draw_words import officers_of, teller_words
from events.models import ChancesRule, Entrant, Party, PartyState, Place, PlaceState
from events.queries import draws as queries
from events.queries.draws import receipt_line, receipt_path
from events.raffle.log import LogLine
from guests.domain import invitations
from tests.factories.draws import (
    accepted_party,
    asked_place,
    closed_campaign,
    drawn_draw,
    due,
    officer,
    scheduled_party,
    sealed_draw,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def draw():
    return drawn_draw()


def code_of(place: Place) -> str:
    return place.rank.entrant.application.code


def test_the_offer_shows_limit_pact_and_liability_before_the_yes(client, draw):
    draw.campaign.prizes.create(
        kind="LOANED", name_fr="Une robe", name_en="A dress", value_minor=120_00
    )
    place = asked_place(draw)

    with clock.fixed(place.asked_at + HOUR):
        page = client.get(f"/a/{code_of(place)}/answer?lang=en").text

    places_in_page = [
        page.index(words)
        for words in ("18\xa0March", "€40 at most", "Rendre ce qui est prêté", 'value="yes"')
    ]
    assert places_in_page == sorted(places_in_page)


def test_an_offer_that_lends_nothing_speaks_of_no_damage(client, draw):
    draw.campaign.prizes.create(
        kind="GIVEN", name_fr="Un plaid", name_en="A throw", value_minor=45_00
    )
    place = asked_place(draw)

    with clock.fixed(place.asked_at + HOUR):
        page = client.get(f"/a/{code_of(place)}/answer?lang=en").text

    assert "nothing: what comes is yours" in page
    assert "damaged" not in page and "€40" not in page


def test_yes_leads_to_the_hosts_page(client, draw):
    place = asked_place(draw)

    with clock.fixed(place.asked_at + HOUR):
        response = client.post(f"/a/{code_of(place)}/answer", {"answer": "yes"})

    party = Party.objects.get(place=place)
    assert (response.status_code, response.url) == (302, f"/h/{party.code}")


def test_no_is_asked_about_once(client, draw):
    place = asked_place(draw)
    url = f"/a/{code_of(place)}/answer"

    with clock.fixed(place.asked_at + HOUR):
        asked = client.post(url, {"answer": "ask"})
        place.refresh_from_db()
        before = place.state
        client.post(url, {"answer": "no"})

    place.refresh_from_db()
    assert (asked.status_code, before, place.state) == (
        200,
        PlaceState.ASKED,
        PlaceState.REFUSED,
    )


def test_a_late_yes_says_so_and_opens_nothing(client, draw):
    place = asked_place(draw)

    with clock.fixed(place.answer_by):
        client.post(f"/a/{code_of(place)}/answer", {"answer": "yes"})
        page = client.get(f"/a/{code_of(place)}/answer?lang=en").text

    assert "The time to answer is over." in page
    assert not Party.objects.exists()


@pytest.mark.parametrize("path", ["/a/{}/answer", "/h/{}", "/proof/{}", "/proof/{}/bundle.json"])
def test_unknown_and_malformed_codes_get_the_same_calm_page(client, path, draw):
    unknown = client.get(path.format("0" * 27))
    malformed = client.get(path.format("@@"))

    assert (unknown.status_code, malformed.status_code) == (404, 404)
    assert unknown.content == malformed.content


def test_an_applicant_without_a_place_has_no_answer_page(client, draw):
    entrant = Entrant.objects.filter(draw=draw, rank__place__isnull=True).first()

    assert client.get(f"/a/{entrant.application.code}/answer").status_code == 404


def test_the_host_confirms_the_address_then_chooses_the_date(client, draw):
    party = accepted_party(draw)
    url = f"/h/{party.code}"

    with clock.fixed(party.accepted_at + HOUR):
        first = client.get(f"{url}?lang=en").text
        client.post(
            f"{url}/address",
            {"address_line": "12 rue des Lilas", "postcode": "59000", "city": "Lille"},
        )
        second = client.get(f"{url}?lang=en").text
        client.post(
            f"{url}/date",
            {"day": "2027-04-10", "starts": "19:30", "ends": "00:30", "words": "Venez."},
        )

    party.refresh_from_db()
    assert "Where does the parcel go?" in first
    assert "Choose your evening." in second
    assert (party.state, party.starts_at, party.ends_at) == (
        PartyState.SCHEDULED,
        datetime(2027, 4, 10, 17, 30, tzinfo=UTC),
        datetime(2027, 4, 10, 22, 30, tzinfo=UTC),
    )


def test_a_day_too_early_is_refused_with_the_first_possible_day(client, draw):
    party = accepted_party(draw)
    url = f"/h/{party.code}/date?lang=en"

    with clock.fixed(datetime(2027, 4, 5, 10, tzinfo=UTC)):
        client.post(
            f"/h/{party.code}/address",
            {"address_line": "12 rue des Lilas", "postcode": "59000", "city": "Lille"},
        )
        page = client.post(url, {"day": "2027-04-08", "starts": "19:30", "ends": "23:00"}).text

    assert "13/04/2027" in page


def test_the_evening_shows_the_link_and_the_free_chairs(client, draw):
    party = scheduled_party(draw)
    invitation = invitations.open_for(party=party, capacity=8, at=party.accepted_at)

    with clock.fixed(party.accepted_at + HOUR):
        page = client.get(f"/h/{party.code}?lang=en").text

    assert f"/i/{invitation.link.slug}" in page
    assert "8 chairs wait for your friends." in page
    assert "https://wa.me/?text=" in page


def test_calling_off_is_asked_once(client, draw):
    party = scheduled_party(draw)

    asked = client.get(f"/h/{party.code}/cancel")
    client.post(f"/h/{party.code}/cancel")
    page = client.get(f"/h/{party.code}?lang=en").text

    assert (asked.status_code, "This evening is called off." in page) == (200, True)


def test_a_sealed_draw_says_what_is_awaited(client):
    draw = sealed_draw()

    page = client.get(f"/proof/{draw.code}?lang=en").text

    assert "The list is sealed; nothing is drawn yet." in page
    assert draw.root in page
    assert "A rehearsal" in page


def test_the_published_bundle_is_verified_by_the_published_verifier(client, draw, tmp_path):
    freed = asked_place(draw)
    places.refuse(place=freed, at=freed.asked_at + HOUR)
    places.promote_next(freed=freed, at=freed.asked_at + HOUR)
    (tmp_path / "verify.py").write_bytes(client.get(f"/proof/{draw.code}/verify.py").content)
    bundle = client.get(f"/proof/{draw.code}/bundle.json")
    (tmp_path / "bundle.json").write_bytes(bundle.content)

    done = subprocess.run(
        [sys.executable, "-I", "verify.py", "bundle.json", "--root", draw.root],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "VALID"), done.stdout
    assert json.loads(bundle.content)["root"] == draw.root


def test_the_bundle_is_not_sent_twice(client, draw):
    url = f"/proof/{draw.code}/bundle.json"
    etag = client.get(url).headers["ETag"]

    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304


def test_the_proof_names_nobody(client, draw):
    page = client.get(f"/proof/{draw.code}").text
    bundle = client.get(f"/proof/{draw.code}/bundle.json").text

    for entrant in Entrant.objects.select_related("application__user").filter(draw=draw):
        for personal in (
            entrant.application.user.email,
            entrant.application.receipt_number,
            entrant.application.code,
            entrant.salt,
        ):
            assert personal not in page
            assert personal not in bundle


def test_the_log_says_who_acted_in_words(client, draw):
    page = client.get(f"/proof/{draw.code}?lang=en").text
    log = page[page.index('id="s-log"') : page.index('id="s-how"')]

    assert "Convive, by itself" in log
    assert log.index("draw officer 1") < log.index("draw officer 2")
    assert "officer-" not in log and "system" not in log


def test_an_answer_is_told_as_the_persons_own_and_no_officers():
    sealed, answered, odd = (
        LogLine(n=n, at="", kind=kind, by=by, data={}, previous="", hash="")
        for n, (kind, by) in enumerate(
            [("SEALED", "officer-a"), ("ANSWERED", "officer-b"), ("ANSWERED", "officer-a")]
        )
    )
    officers = officers_of([sealed, answered, odd])

    with translation.override("en"):
        said = [teller_words(line, officers) for line in (sealed, answered, odd)]
    assert said == ["draw officer 1", "the person drawn", "draw officer 1"]


def test_a_number_is_found_with_its_leaf(client, draw):
    entrant = asked_place(draw).rank.entrant

    found = client.get(f"/proof/{draw.code}?id={entrant.public_id}&lang=en").text
    unknown = client.get(f"/proof/{draw.code}?id=NOBODY&lang=en").text

    assert entrant.leaf in found
    assert "This number is not in the list." in unknown


def test_the_receipt_is_a_file_and_an_address_that_reaches_no_server(client, draw):
    entrant = asked_place(draw).rank.entrant
    url = f"/a/{entrant.application.code}"

    receipt = client.get(f"{url}/receipt.json")
    page = client.get(url).text

    address, _, fragment = receipt_path(entrant).partition("#")
    assert receipt.text == receipt_line(entrant)
    assert address == f"/proof/{draw.code}"
    assert parse_qs(fragment)["salt"] == [entrant.salt]
    assert escape(f"{settings.BASE_URL}{address}#{fragment}") in page


def test_a_destroyed_salt_leaves_no_receipt(client, draw):
    entrant = asked_place(draw).rank.entrant
    url = f"/a/{entrant.application.code}"
    Entrant.objects.filter(pk=entrant.pk).update(salt="", application=None)

    assert client.get(f"{url}/receipt.json").status_code == 404
    assert "receipt.json" not in client.get(url).text


def test_the_proof_tells_the_chain_of_a_place_that_was_passed_on(client, draw):
    freed = asked_place(draw)
    places.refuse(place=freed, at=freed.asked_at + HOUR)
    untouched = client.get(f"/proof/{draw.code}?lang=en").text
    next_place = places.promote_next(freed=freed, at=freed.asked_at + HOUR)

    page = client.get(f"/proof/{draw.code}?lang=en").text

    chain = page[page.index("s-moved") : page.index("s-check")]
    first, second = (place.rank.entrant.public_id for place in (freed, next_place))
    assert chain.index(f"{first} leaves the place") < chain.index(f"{second} is asked")
    assert "s-moved" not in untouched


def test_chances_are_told_as_the_rules_of_the_campaign_give_them(client, draw):
    equal = client.get(f"/proof/{draw.code}?lang=en").text
    more = closed_campaign(chances_rule=ChancesRule.ONE_MORE_IF_NOT_DRAWN)
    more.strata.filter(key="sud").update(min_newcomers=1)
    other = client.get(f"/proof/{sealed_draw(campaign=more).code}?lang=en").text

    assert "Each person has one chance." in equal
    assert "whose chance may be higher" not in equal
    assert "Each person has one to three chances, as the rules say" in other
    assert "Some places are kept for newcomers, whose chance may be higher." in other
    for page in (equal, other):
        assert "A home gets one place at most; where several people of it applied" in page
        assert "equal chance" not in page


def test_more_tables_passed_on_than_are_shown_are_counted(client, draw, monkeypatch):
    for stratum in ("nord", "sud"):
        freed = asked_place(draw, stratum)
        places.refuse(place=freed, at=due(draw) + HOUR)
        places.promote_next(freed=freed, at=due(draw) + HOUR)
    whole = client.get(f"/proof/{draw.code}?lang=en").text
    monkeypatch.setattr("web.views.proof.LINES_SHOWN", 1)

    cut = client.get(f"/proof/{draw.code}?lang=en").text

    assert "1 more table was passed on; it is in the file below." in cut
    assert "more table" not in whole


def test_the_line_to_check_by_hand_prints_a_ticket_of_this_draw(client, draw):
    page = client.get(f"/proof/{draw.code}").text
    bundle = client.get(f"/proof/{draw.code}/bundle.json").json()

    said = re.search(
        r"printf &#x27;(\w+)\S+ \| openssl .* hexkey:(\w+)|printf '(\w+)\S+ .* hexkey:(\w+)", page
    )

    found = [group for group in said.groups() if group]
    assert found[1] == bundle["seed"]
    assert found[0] == bundle["result"]["strata"][0]["order"][0]


def test_the_line_to_check_by_hand_tells_of_chances_and_of_newcomers(client, draw, monkeypatch):
    before = client.get(f"/proof/{draw.code}?lang=en").text
    header = queries.header(draw)
    header["strata"][0]["min_newcomers"] = 1
    monkeypatch.setattr("web.views.proof.queries.header", lambda draw: header)

    page = client.get(f"/proof/{draw.code}?lang=en").text

    assert "the others with \\2 and \\3 in place of \\1" in before
    assert "Places kept for newcomers are the exception" not in before
    assert "Places kept for newcomers are the exception" in page


def test_the_protocol_can_be_read(client, draw):
    text = client.get(f"/proof/{draw.code}/draw-v1.md").text

    assert text.startswith("# The draw, version 1")


def test_the_minutes_are_a_pdf_once_drawn(client, draw):
    waiting = sealed_draw()

    drawn = client.get(f"/proof/{draw.code}/minutes.pdf")

    assert (drawn.status_code, drawn.content[:5]) == (200, b"%PDF-")
    assert client.get(f"/proof/{waiting.code}/minutes.pdf").status_code == 404


def test_a_void_draw_stays_and_leads_to_the_next(client, draw):
    later = due(draw) + HOUR
    draws.void(draw=draw, by=officer(draw.campaign.brand), at=later, reason="A region was missing.")
    again = sealed_draw(campaign=draw.campaign, at=later)

    page = client.get(f"/proof/{draw.code}?lang=en").text

    assert "A region was missing." in page
    assert f"/proof/{again.code}" in page
    assert settings.DEMO
