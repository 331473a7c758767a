"""Steering or spoiling the draw, by page, by domain and by SQL. More: tests/events/domain."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from common import clock
from common.phones import say_phone
from events.beacons import rehearsal
from events.domain import draws
from events.domain.seal_plans import Witness
from events.models import Application, Draw, Party, Place, Rank, Verdict
from events.queries import draws as queries
from events.raffle import commit_reveal
from tests.factories.draws import (
    asked_place,
    closed_campaign,
    drawn_draw,
    due,
    officer,
    sealed_draw,
    submitted,
    with_beacon,
)

pytestmark = pytest.mark.django_db
ANOTHER_ENTRANT = (
    'INSERT INTO events_entrant (draw_id, public_id, "index", stratum_key, chances, salt, leaf, reason)'
    " SELECT draw_id, 'STRANGER', 100000, stratum_key, 1, '', leaf, ''"
    " FROM events_entrant ORDER BY id LIMIT 1"
)
ANOTHER_RANK = (
    "INSERT INTO events_rank (draw_id, entrant_id, stratum_key, position, arm, ticket)"
    " SELECT draw_id, (SELECT id FROM events_entrant WHERE reason <> ''), stratum_key, 100000, arm, ticket"
    " FROM events_rank ORDER BY id LIMIT 1"
)
FIRST_TEN_MINUTES = timedelta(minutes=9, seconds=59)


def refused_by_database(sql: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            assert cursor.rowcount or sql.startswith("TRUNCATE"), "the attack must meet a row"
    except DatabaseError:
        return True
    return False


def test_direct_sql_cannot_change_what_was_sealed_or_drawn():
    campaign = closed_campaign()
    submitted(campaign=campaign, stratum=None, verdict=Verdict.INELIGIBLE, reasons=["UNDER_AGE"])
    draw = drawn_draw(campaign=campaign)
    table = {
        "header_text": "'{}'",
        "root": f"'{'0' * 64}'",
        "entrants_count": "1",
        "mode": "'COMMIT_REVEAL'",
        "chain": "'quicknet'",
        "round": "1",
        "sealed_by_id": str(draw.drawn_by_id),
        "state": "'SEALED'",
        "randomness": f"'{'0' * 64}'",
        "signature": "'00'",
        "contributions": """'{"a": "b"}'""",
        "commit_secret": f"'{'0' * 64}'",
        "beacon_source": "'elsewhere'",
        "drawn_by_id": str(officer(draw.campaign.brand).pk),
        "drawn_at": "NULL",
    }
    attacks = [f"UPDATE events_draw SET {column} = {value}" for column, value in table.items()]
    attacks += [
        "UPDATE events_rank SET position = position + 100",
        "UPDATE events_rank SET arm = 'WINNER' WHERE arm <> 'WINNER'",
        "UPDATE events_rank SET ticket = 'f'",
        "UPDATE events_entrant SET chances = 9",
        "UPDATE events_entrant SET salt = 'ab'",
        "UPDATE events_entrant SET application_id = 0",
        "UPDATE events_entrant SET stratum_key = 'sud'",
        "DELETE FROM events_rank",
        "DELETE FROM events_entrant",
        "DELETE FROM events_draw",
        "UPDATE events_rules SET text = 'x'",
        "DELETE FROM events_rules",
        "UPDATE common_auditentry SET at = at, hash = 'x'",
        "DELETE FROM common_auditentry",
    ]

    attacks += [ANOTHER_ENTRANT, ANOTHER_RANK]
    if connection.vendor == "postgresql":
        attacks += [f"TRUNCATE {table} CASCADE" for table in ("events_rank", "events_entrant")]

    assert [attack for attack in attacks if not refused_by_database(attack)] == []


def test_nobody_is_added_to_a_sealed_list_and_no_secret_changed():
    witness = Witness(
        label="huissier",
        commitment=commit_reveal.commitment_to(
            draw_code="A1B2C3D4E5", label="huissier", value="5a" * 32
        ),
    )
    sealed_draw(mode="COMMIT_REVEAL", code="A1B2C3D4E5", witnesses=[witness])

    assert refused_by_database(ANOTHER_ENTRANT)
    assert refused_by_database(f"UPDATE events_draw SET commit_secret = '{'0' * 64}'")


def test_a_void_draw_cannot_come_back_to_life():
    draw = sealed_draw()
    draws.void(
        draw=draw,
        by=officer(draw.campaign.brand),
        at=clock.now(),
        reason="A wrong list of entrants",
    )

    assert refused_by_database("UPDATE events_draw SET state = 'SEALED'")
    assert refused_by_database("UPDATE events_draw SET void_reason = 'another'")


def test_two_living_draws_and_one_person_twice_are_refused_by_the_database():
    draw = sealed_draw()
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.filter(pk=draw.pk).update(
            state="DRAWN", randomness="00", drawn_at=due(draw), drawn_by=draw.sealed_by
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Draw.objects.create(
            campaign=draw.campaign,
            code="0123456789",
            number=2,
            mode="COMMIT_REVEAL",
            header_text="{}",
            root="1" * 64,
            entrants_count=1,
            sealed_at=clock.now(),
            sealed_by=draw.sealed_by,
        )
    with pytest.raises(draws.DrawRefused):
        sealed_draw(campaign=draw.campaign)


def test_the_sealer_is_refused_even_by_a_stale_copy_of_the_row():
    draw = with_beacon(sealed_draw())
    sealer, other = draw.sealed_by, officer(draw.campaign.brand)
    draw.sealed_by = other  # what a page with an old or forged row would hand on

    with pytest.raises(draws.NeedsSecondPerson):
        draws.run_draw(draw=draw, by=sealer, at=due(draw))


def test_randomness_edited_before_the_draw_is_not_drawn_with():
    draw = with_beacon(sealed_draw())
    Draw.objects.filter(pk=draw.pk).update(randomness="f" * 64)

    try:
        done = draws.run_draw(draw=draw, by=officer(draw.campaign.brand), at=due(draw))
    except draws.DrawRefused:
        return
    honest = rehearsal.round_of(round_number=done.round, at=due(done))
    assert done.randomness == honest.randomness


def test_a_signature_edited_before_the_draw_is_refused():
    draw = with_beacon(sealed_draw())
    Draw.objects.filter(pk=draw.pk).update(signature="ab" * 96)

    with pytest.raises(draws.DrawRefused):
        draws.run_draw(draw=draw, by=officer(draw.campaign.brand), at=due(draw))
    assert Rank.objects.count() == 0


def test_a_round_of_another_number_or_chain_is_refused():
    draw = sealed_draw()
    right = rehearsal.round_of(round_number=draw.round, at=due(draw))
    later = due(draw) + timedelta(hours=1)
    wrong = rehearsal.round_of(round_number=draw.round + 1, at=later)
    for attempt in (
        {"round": wrong.round_number, "signature": wrong.signature},
        {"round": draw.round, "signature": wrong.signature},
        {"round": draw.round, "signature": right.signature, "chain_hash": "0" * 64},
        {"round": draw.round, "signature": right.signature, "randomness": "0" * 64},
    ):
        with pytest.raises(draws.BeaconNotTaken):
            draws.receive_beacon(draw=draw, source="pasted", at=later, **attempt)
    draw.refresh_from_db()
    assert draw.randomness == ""


def test_before_the_round_nothing_is_drawn_whatever_was_pasted():
    draw = with_beacon(sealed_draw())

    with pytest.raises(draws.NotYet):
        draws.run_draw(
            draw=draw, by=officer(draw.campaign.brand), at=due(draw) - timedelta(seconds=1)
        )


def pages_in_the_undo_window(draw: Draw, path: str, **post: str) -> dict[str, set]:
    """What winners and the others are shown, each page freed from its owner's own numbers."""
    shown: dict[str, set] = {"winner": set(), "other": set()}
    with clock.fixed(draw.drawn_at + FIRST_TEN_MINUTES):
        for rank in Rank.objects.filter(draw=draw).select_related("entrant__application"):
            application = rank.entrant.application
            client = Client()
            address = path.format(code=application.code)
            answer = client.post(address, post) if post else client.get(address)
            text = answer.content.decode()
            phone = say_phone(application.phone)
            for own in (
                application.code,
                application.receipt_number,
                rank.entrant.public_id,
                phone,
            ):
                text = text.replace(own, "…")
            stratum = rank.stratum_key.capitalize()
            who = "winner" if rank.arm == "WINNER" else "other"
            text = _without_receipt(_without_tokens(text))
            shown[who].add((answer.status_code, text.replace(stratum, "…")))
    return shown


def _without_receipt(html: str) -> str:
    """Everybody's proof of entry is their own, winner or not: its link, and the same as a QR code."""
    return re.sub(r'#id=[^"]+|<path class="qr__ink" d="[^"]+"', "", html)


def _without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


@pytest.mark.parametrize("path", ["/a/{code}", "/a/{code}/answer", "/a/{code}/withdraw"])
def test_in_the_undo_window_a_winners_page_is_everybodys_page(path):
    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (1, 4)}))

    shown = pages_in_the_undo_window(draw, path)

    assert shown["winner"] == shown["other"]
    assert len(shown["other"]) == 1


def test_in_the_undo_window_nothing_can_be_accepted():
    draw = drawn_draw(campaign=closed_campaign(strata={"nord": (1, 4)}))

    for answer in ("yes", "no", "perhaps"):
        shown = pages_in_the_undo_window(draw, "/a/{code}/answer", answer=answer)
        assert shown["winner"] == shown["other"]
    assert (Party.objects.count(), Place.objects.get().state) == (0, "ASKED")

    place = asked_place(draw)
    code = place.rank.entrant.application.code
    with clock.fixed(draw.drawn_at + timedelta(minutes=10)):
        assert Client().get(f"/a/{code}/answer").status_code == 200


def test_the_proof_names_nobody():
    draw = drawn_draw()
    asked_place(draw)
    people = Application.objects.filter(campaign=draw.campaign).select_related("user")
    for end in ("", "/bundle.json", "/minutes.pdf"):
        page = Client().get(f"/proof/{draw.code}{end}").content.decode("utf-8", "replace")
        for one in people:
            for personal in (
                one.user.email,
                one.code,
                one.email_hash,
                one.household_key,
                one.phone,
                one.last_name,
                one.address_line,
                one.receipt_number,
            ):
                assert str(personal) not in page, (end, personal)
    assert "12 rue des Lilas" not in queries.bundle_bytes(draw).decode()
