"""The pack of a draw: whole, the same each time, true to its sums, and without anybody's name."""

import hashlib
import io
import re
import subprocess
import sys
import zipfile

import pytest
from django.test import Client

from accounts.models import Role
from events import draw_files
from events.domain import draws
from events.domain.seal_plans import Witness
from events.models import Draw, Entrant, Place
from events.papers import minutes_pdf
from events.queries import draws as queries
from events.raffle import commit_reveal
from tests.desk.conftest import sign_in
from tests.events.raffle.tools import VECTORS
from tests.events.test_papers import words
from tests.factories.accounts import MembershipFactory
from tests.factories.draws import drawn_draw, officer, sealed_draw
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def unpacked(answer) -> dict[str, bytes]:
    assert answer.headers["Content-Type"] == "application/zip"
    return files_in(answer.content)


def files_in(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_the_public_pack_is_whole_and_its_sums_hold():
    draw = drawn_draw()

    files = unpacked(Client().get(f"/proof/{draw.code}/pack.zip"))

    assert set(files) == {
        f"draw-{draw.code}.json",
        "verify.py",
        "draw-v1.md",
        *(f"vectors/{path.name}" for path in VECTORS.glob("*.json")),
        "rules.fr.txt",
        "rules.en.txt",
        "rules.fr.pdf",
        "rules.en.pdf",
        "minutes.fr.pdf",
        "minutes.en.pdf",
        "README.fr.md",
        "README.en.md",
        "SHA256SUMS",
    }
    sums = dict(
        reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines()
    )
    assert sums == {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    assert files[f"draw-{draw.code}.json"] == queries.bundle_bytes(draw)
    sealed = queries.header(draw)["rules_sha256"]
    for language in ("fr", "en"):  # the organiser's own language is French
        assert "`rules.fr.txt`" in files[f"README.{language}.md"].decode()
    assert sealed == sums["rules.fr.txt"]


def test_the_minutes_of_a_draw_give_public_numbers_under_their_name():
    draw = drawn_draw()

    read = words(minutes_pdf(minutes=draw_files.minutes(draw, "en")))

    assert "Rank Public number" in read
    for number in queries.winners_by_stratum(draw)["sud"]:
        assert number in read
    assert "Receipt" not in read and "First name" not in read
    assert "Camille" not in read


def test_the_minutes_of_a_draw_without_a_beacon_give_every_secret():
    witness = Witness(
        label="huissier",
        commitment=commit_reveal.commitment_to(
            draw_code="A1B2C3D4E5", label="huissier", value="5a" * 32
        ),
    )
    draw = sealed_draw(mode="COMMIT_REVEAL", code="A1B2C3D4E5", witnesses=[witness])
    draws.reveal(draw=draw, label="huissier", value="5a" * 32, at=NOON)
    draw = draws.run_draw(draw=draw, by=officer(draw.campaign.brand), at=NOON)

    given = draw_files.minutes(draw, "en")

    parties = queries.header(draw)["randomness"]["parties"]
    assert [(one.commitment, one.value) for one in given.parties] == [
        (party["commitment"], draw.contributions[party["label"]]) for party in parties
    ]
    assert [one.name for one in given.parties] == [draw.campaign.brand.legal_name, "huissier"]


def test_the_commands_of_the_readme_do_what_they_say(tmp_path):
    draw = drawn_draw()
    files = unpacked(Client().get(f"/proof/{draw.code}/pack.zip"))
    for name, body in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)

    for language in ("fr", "en"):
        first, second = re.findall(r"```\n(.+)\n```", files[f"README.{language}.md"].decode())
        assert subprocess.run(first.split(), cwd=tmp_path, capture_output=True, check=False).returncode == 0  # fmt: skip
        line = [sys.executable, *second.split()[1:]]
        done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, "VALID" in done.stdout) == (0, True)
    (tmp_path / "rules.fr.txt").write_text("others")
    assert subprocess.run(first.split(), cwd=tmp_path, capture_output=True, check=False).returncode


def test_fetched_twice_it_is_the_same_and_a_new_line_of_the_log_changes_it(deliver_all):
    draw = drawn_draw()
    first = Client().get(f"/proof/{draw.code}/pack.zip")
    again = Client().get(f"/proof/{draw.code}/pack.zip", headers={"accept-language": "fr"})
    assert first.content == again.content

    from events.domain import places

    places.refuse(place=Place.objects.filter(draw=draw).first(), at=draw.drawn_at)
    assert Client().get(f"/proof/{draw.code}/pack.zip").content != first.content


def test_before_the_draw_there_are_no_minutes():
    draw = sealed_draw()

    files = unpacked(Client().get(f"/proof/{draw.code}/pack.zip"))

    assert not [name for name in files if name.startswith("minutes")]
    assert b"minutes" not in files["README.en.md"]


def test_the_minutes_show_the_hash_of_the_bundle_they_stand_beside():
    draw = drawn_draw()
    wanted = hashlib.sha256(queries.bundle_bytes(draw)).hexdigest()

    assert draw_files.minutes(draw, "fr").bundle_sha256 == wanted


def test_nobody_is_named_but_on_the_desks_own_sheet():
    draw = drawn_draw()
    campaign = draw.campaign
    client = sign_in(MembershipFactory(brand=campaign.brand, role=Role.DRAW_OFFICER))

    page = client.get(f"/desk/{campaign.brand.slug}/draws/{campaign.slug}").content.decode()
    assert f"/draws/{campaign.slug}/pack.zip" in page
    desk = unpacked(client.get(f"/desk/{campaign.brand.slug}/draws/{campaign.slug}/pack.zip"))
    public = unpacked(Client().get(f"/proof/{draw.code}/pack.zip"))

    people = desk.pop("places.csv").decode()
    assert people.count("Camille,Durand,Lille") == Place.objects.filter(draw=draw).count()
    assert {**desk, "SHA256SUMS": b""} == {**public, "SHA256SUMS": b""}
    for body in public.values():
        assert b"Camille" not in body
        assert b"Durand" not in body


def test_the_sheet_runs_nothing_in_a_spreadsheet_and_forgets_the_erased():
    draw = drawn_draw()
    one, *_ = Place.objects.filter(draw=draw).select_related("rank__entrant__application")
    application = one.rank.entrant.application
    application.first_name = "=HYPERLINK(1)"
    application.save(update_fields=["first_name"])

    assert b"'=HYPERLINK(1)" in files_in(draw_files.pack(draw, with_people=True))["places.csv"]

    Entrant.objects.filter(application=application).update(salt="", application=None)
    sheet = files_in(draw_files.pack(Draw.objects.get(pk=draw.pk), with_people=True))["places.csv"]
    assert b"HYPERLINK" not in sheet
    assert application.receipt_number.encode() not in sheet
