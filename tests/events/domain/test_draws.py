"""Sealing, the beacon, the draw by a second person, and void."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from common import clock
from events.beacons import client as beacon_client
from events.beacons import rehearsal
from events.domain import draws, places
from events.domain.draw_words import waiting_words
from events.domain.seal_plans import Witness
from events.models import (
    Arm,
    CampaignState,
    Draw,
    DrawState,
    Entrant,
    Place,
    PlaceState,
    Rank,
    Stratum,
    Verdict,
)
from events.queries.draws import bundle_bytes, header, log_lines, receipt_line
from events.raffle import commit_reveal
from events.raffle.chains import time_of_round
from tests.factories.draws import (
    accepted_party,
    asked_place,
    closed_campaign,
    drawn_draw,
    due,
    officer,
    sealed_draw,
    submitted,
    with_beacon,
)
from tests.moments import NOON

pytestmark = pytest.mark.django_db
VERIFY = Path(settings.BASE_DIR) / "events" / "raffle" / "verify.py"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def verified(text: str, tmp_path: Path, *more: str) -> tuple[int, str]:
    """Exit code and output of the one-file verifier, alone, on a bundle."""
    path = tmp_path / "bundle.json"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFY), str(path), *more],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout


def facts(outbox_messages) -> list[str]:
    return [fact for fact, _payload in outbox_messages()]


def test_seal_freezes_everyone_and_publishes_one_fact(outbox_messages):
    campaign = closed_campaign(strata={"nord": (1, 3), "sud": (2, 4)})
    submitted(campaign=campaign, stratum=None, verdict=Verdict.INELIGIBLE, reasons=["UNDER_AGE"])

    draw = sealed_draw(campaign=campaign)

    assert (draw.state, draw.entrants_count, draw.number) == (DrawState.SEALED, 7, 1)
    assert sorted(Entrant.objects.filter(draw=draw).values_list("stratum_key", "reason")) == [
        ("", "UNDER_AGE"),
        *[("nord", "")] * 3,
        *[("sud", "")] * 4,
    ]
    # Ten minutes of which the first may pass before the root is public.
    assert timedelta(minutes=11) <= due(draw) - NOON < timedelta(minutes=11, seconds=3)
    assert outbox_messages() == [("draw.sealed", {"draw_id": draw.pk})]
    assert [line.kind for line in log_lines(draw)] == ["SEALED"]


def test_seal_waits_for_the_announced_time():
    announced = NOON + timedelta(hours=6)

    draw = sealed_draw(not_before=announced)

    assert announced <= due(draw) < announced + timedelta(seconds=3)


def test_seal_refuses_with_numbers_when_a_quota_exceeds_its_entrants():
    campaign = closed_campaign(strata={"nord": (3, 2), "sud": (1, 4)})

    with pytest.raises(draws.SealImpossible) as refused:
        sealed_draw(campaign=campaign)

    assert refused.value.code == "TOO_FEW_HOUSEHOLDS"
    assert (refused.value.figures["needed"], refused.value.figures["households"]) == (3, 2)
    assert not Draw.objects.exists()


def test_seal_refuses_an_open_campaign():
    campaign = closed_campaign(
        state=CampaignState.PUBLISHED, applications_close_at=NOON + timedelta(minutes=1)
    )

    with pytest.raises(draws.SealImpossible) as refused:
        sealed_draw(campaign=campaign)

    assert refused.value.code == "NOT_CLOSED"


def test_seal_closes_a_campaign_whose_window_has_ended():
    campaign = closed_campaign(state=CampaignState.PUBLISHED)

    sealed_draw(campaign=campaign)

    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CLOSED


def test_seal_refuses_a_second_living_draw():
    draw = sealed_draw()

    with pytest.raises(draws.SealImpossible) as refused:
        sealed_draw(campaign=draw.campaign)

    assert refused.value.code == "ALREADY_SEALED"
    assert draw.root[:16] in str(refused.value) and "15\xa0March" in str(refused.value)
    assert "make it void for a public reason" in str(refused.value)


def test_database_refuses_a_changed_sealed_object():
    draw = sealed_draw()

    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(root="0" * 64)


def test_receipt_verifies_against_the_sealed_bundle(tmp_path):
    draw = sealed_draw()
    entrant = Entrant.objects.select_related("draw", "application").filter(draw=draw).first()

    code, said = verified(
        bundle_bytes(draw).decode(),
        tmp_path,
        "--receipt",
        receipt_line(entrant),
        "--root",
        draw.root,
    )

    assert (code, said.splitlines()[-1]) == (0, "VALID"), said
    assert "the draw has not taken place" in said


def _beacon(draw: Draw):
    return rehearsal.round_of(round_number=draw.round, at=due(draw))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"round": 7}, "another round"),
        ({"signature": "ab" * 48}, "signature"),
        ({"signature": "ab" * 96}, "another chain"),
        ({"chain_hash": "00" * 32}, "another chain"),
        ({"randomness": "00" * 32}, "was changed"),
        ({"previous_signature": "ab" * 96}, "another chain"),
    ],
)
def test_receive_beacon_refuses_with_the_reason(change, words):
    draw = sealed_draw()
    beacon = _beacon(draw)
    given = {"round": beacon.round_number, "signature": beacon.signature, **change}

    with pytest.raises(draws.BeaconNotTaken, match=words):
        draws.receive_beacon(draw=draw, source="pasted", at=due(draw), **given)

    draw.refresh_from_db()
    assert draw.randomness == ""


def test_receive_beacon_twice_changes_nothing():
    draw = with_beacon(sealed_draw())
    before = (draw.randomness, len(log_lines(draw)))

    draw = with_beacon(draw)

    assert (draw.randomness, len(log_lines(draw))) == before


def test_collect_beacons_signs_the_rehearsal_round_once_it_is_due():
    draw = sealed_draw()

    early = draws.collect_beacons(at=due(draw) - timedelta(seconds=1))
    received = draws.collect_beacons(at=due(draw))

    draw.refresh_from_db()
    assert (early, received, draw.beacon_source) == (0, 1, "rehearsal")


def test_rehearsal_is_refused_in_production(settings):
    settings.DEMO = False

    with pytest.raises(draws.SealImpossible) as refused:
        sealed_draw()

    assert refused.value.code == "CHAIN"


def test_whoever_sealed_may_not_draw():
    draw = with_beacon(sealed_draw())

    with pytest.raises(draws.NeedsSecondPerson):
        draws.run_draw(draw=draw, by=draw.sealed_by, at=due(draw))

    draw.refresh_from_db()
    assert draw.state == DrawState.SEALED
    assert [line.kind for line in log_lines(draw)] == ["SEALED", "NOTE", "ATTEMPT"]


def test_database_refuses_one_person_who_seals_and_draws():
    draw = with_beacon(sealed_draw())

    with (
        pytest.raises(IntegrityError, match="sealed_and_drawn_by_two_people"),
        transaction.atomic(),
    ):
        Draw.objects.filter(pk=draw.pk).update(
            state=DrawState.DRAWN, drawn_by=draw.sealed_by, drawn_at=NOON
        )


def test_run_draw_waits_for_the_round():
    draw = sealed_draw()

    second = officer(draw.campaign.brand)
    with pytest.raises(draws.NotYet, match="fetched again every few seconds; you may also give it"):
        draws.run_draw(draw=draw, by=second, at=due(draw))
    draw = with_beacon(draw)
    with pytest.raises(draws.NotYet, match=f"Round {draw.round} .* comes out on .*March"):
        draws.run_draw(draw=draw, by=second, at=due(draw) - timedelta(seconds=1))


class Relays:
    """Relays of quicknet: silent for the rounds named, true for all others."""

    def __init__(self, silent: set[int]) -> None:
        self.silent = silent

    def fetch_round(self, *, chain, round_number, relays):
        if round_number in self.silent:
            raise beacon_client.BeaconUnavailable(
                "one.example: no answer in time; two.example: answered 404"
            )
        when = time_of_round(chain=chain, round_number=round_number)
        made = rehearsal.round_of(round_number=round_number, at=when)
        return beacon_client.Fetched(beacon=made, relay="three.example")


def test_a_beacon_out_of_reach_is_waited_for_said_and_tried_again(monkeypatch, client):
    first = sealed_draw()
    second = sealed_draw(at=NOON + timedelta(minutes=1))
    at = due(second) + timedelta(seconds=1)
    relays = Relays(silent={first.round})
    monkeypatch.setattr(draws, "REHEARSAL", "none: the relays are asked")
    monkeypatch.setattr(draws.client, "fetch_round", relays.fetch_round)

    received = draws.collect_beacons(at=at)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (received, second.beacon_source) == (1, "three.example"), "one silence stops nobody else"
    assert (first.state, first.randomness) == (DrawState.SEALED, "")
    assert first.waiting_reason == "one.example: no answer in time; two.example: answered 404"
    with clock.fixed(at):
        page = client.get(f"/proof/{first.code}?lang=en").text
    assert "It is fetched again every few seconds." in page
    with translation.override("fr"):
        assert waiting_words(first.waiting_reason) == [
            "one.example n’a pas répondu à temps.",
            "two.example ne l’a pas (réponse 404).",
        ]

    relays.silent.clear()
    assert draws.collect_beacons(at=at) == 1
    first.refresh_from_db()
    assert (first.waiting_reason, first.beacon_source) == ("", "three.example")
    assert draws.collect_beacons(at=at) == 0


def test_run_draw_ranks_everyone_and_offers_each_place(outbox_messages):
    campaign = closed_campaign(strata={"nord": (1, 4), "sud": (2, 5)}, answer_within_hours=48)

    draw = drawn_draw(campaign=campaign)

    campaign.refresh_from_db()
    assert (draw.state, campaign.state) == (DrawState.DRAWN, CampaignState.DRAWN)
    assert sorted(Rank.objects.values_list("stratum_key", "position", "arm")) == [
        ("nord", 1, Arm.WINNER),
        *[("nord", n, Arm.ALTERNATE) for n in (2, 3, 4)],
        ("sud", 1, Arm.WINNER),
        ("sud", 2, Arm.WINNER),
        *[("sud", n, Arm.ALTERNATE) for n in (3, 4, 5)],
    ]
    asked = Place.objects.order_by("stratum_key", "slot").values_list(
        "stratum_key", "slot", "state", "answer_by"
    )
    limit = due(draw) + timedelta(hours=48)
    assert list(asked) == [
        ("nord", 1, "ASKED", limit),
        ("sud", 1, "ASKED", limit),
        ("sud", 2, "ASKED", limit),
    ]
    assert facts(outbox_messages) == ["draw.sealed", *["place.asked"] * 3, "draw.drawn"]


def test_a_draw_asks_the_database_as_often_for_many_places_as_for_one():
    def asked(places: int) -> int:
        draw = with_beacon(sealed_draw(campaign=closed_campaign(strata={"nord": (places, 12)})))
        by = officer(draw.campaign.brand)
        with CaptureQueriesContext(connection) as queries:
            draws.run_draw(draw=draw, by=by, at=due(draw))
        assert Place.objects.filter(draw=draw).count() == places
        return len(queries)

    assert asked(9) == asked(1)


def test_run_draw_twice_is_one_draw():
    draw = drawn_draw()

    with pytest.raises(draws.AlreadyDrawn):
        draws.run_draw(draw=draw, by=officer(draw.campaign.brand), at=due(draw))

    assert Rank.objects.count() == 9


def test_one_household_has_one_rank():
    campaign = closed_campaign(strata={"nord": (1, 3)})
    stratum = Stratum.objects.get(campaign=campaign)
    submitted(campaign=campaign, stratum=stratum, household_key="a" * 64)
    submitted(campaign=campaign, stratum=stratum, household_key="a" * 64)

    drawn_draw(campaign=campaign)

    assert (Entrant.objects.count(), Rank.objects.count()) == (5, 4)


def test_bundle_of_a_draw_with_promotions_verifies(tmp_path):
    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (1, 4), "sud": (2, 5)}))
    later = due(draw) + timedelta(hours=2)
    party = accepted_party(draw, "sud")
    freed = asked_place(draw, "nord")
    places.refuse(place=freed, at=later)
    promoted = places.promote_next(freed=freed, at=later)
    places.expire(place=promoted, at=promoted.answer_by)
    places.promote_next(freed=promoted, at=promoted.answer_by)
    places.withdraw(place=party.place, at=promoted.answer_by, by=None)

    code, said = verified(bundle_bytes(draw).decode(), tmp_path, "--root", draw.root)

    assert (code, said.splitlines()[-1]) == (0, "VALID"), said
    assert "2 promoted" in said


def test_bundle_with_a_changed_winner_is_refused(tmp_path):
    draw = drawn_draw()
    first, second = Rank.objects.filter(stratum_key="sud").order_by("position")[:2]
    text = bundle_bytes(draw).decode()
    swapped = (
        text.replace(first.entrant.public_id, "@@@")
        .replace(second.entrant.public_id, first.entrant.public_id)
        .replace("@@@", second.entrant.public_id)
    )

    code, said = verified(swapped, tmp_path)

    assert code == 1, said


def test_commit_and_reveal_draws_once_the_witness_has_revealed(tmp_path):
    campaign = closed_campaign()
    value, code = commit_reveal.new_value(), "A1B2C3D4E5"
    commitment = commit_reveal.commitment_to(draw_code=code, label="huissier", value=value)
    draw = sealed_draw(
        campaign=campaign,
        mode="COMMIT_REVEAL",
        code=code,
        witnesses=[Witness(label="huissier", commitment=commitment)],
    )
    second = officer(campaign.brand)
    with pytest.raises(draws.NotYet):
        draws.run_draw(draw=draw, by=second, at=NOON)
    with pytest.raises(draws.DrawRefused):
        draws.reveal(draw=draw, label="huissier", value="00" * 32, at=NOON)

    draws.reveal(draw=draw, label="huissier", value=value, at=NOON)
    draws.run_draw(draw=draw, by=second, at=NOON + timedelta(minutes=1))

    exit_code, said = verified(bundle_bytes(draw).decode(), tmp_path)
    assert (exit_code, said.splitlines()[-1]) == (0, "VALID"), said
    assert "COMMIT AND REVEAL" in said


def test_void_keeps_the_first_draw_visible_and_names_it_in_the_next(tmp_path, outbox_messages):
    draw = drawn_draw()
    party = accepted_party(draw)
    by = officer(draw.campaign.brand)
    later = due(draw) + timedelta(hours=2)

    draws.void(draw=draw, by=by, at=later, reason="Two addresses were read wrongly.")
    again = sealed_draw(campaign=draw.campaign, at=later)

    party.refresh_from_db()
    assert (draw.state, party.state, again.number) == (DrawState.VOID, "CANCELLED", 2)
    assert not Place.objects.filter(
        draw=draw, state__in=[PlaceState.ASKED, PlaceState.ACCEPTED]
    ).exists()
    assert header(again)["replaces"]["root"] == draw.root
    assert verified(bundle_bytes(draw).decode(), tmp_path)[0] == 0
    assert "draw.voided" in facts(outbox_messages)


def test_seal_dates_are_whole_seconds():
    draw = sealed_draw(at=datetime(2027, 3, 15, 12, 0, 0, 987_654, tzinfo=UTC))

    assert draw.sealed_at == NOON
