"""A small rehearsal from end to end, by the command as people type it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from rehearsal import distributions, houses
from rehearsal.houses import ROOT
from rehearsal.play import Outcome, Stopped, Wish, play
from rehearsal.tally import Tally

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="process groups"),
]
COMMAND = "flows.management.commands.rehearse.rehearse"
VERIFIER = ROOT / "events" / "raffle" / "verify.py"


@pytest.fixture(autouse=True)
def _everybody_comes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One day of arrivals in place of five, and enough for staff to look at: these are for the chain."""
    monkeypatch.setattr(distributions, "DAYS_OF_ARRIVAL", (1.0,))
    monkeypatch.setattr(distributions, "FILLS_EVERYTHING", 0.2)


DATABASE_URL = os.environ.get("CONVIVE_DATABASE_URL", "")
REDIS_URL = os.environ.get("CONVIVE_REDIS_URL", "")


@pytest.mark.skipif(bool(DATABASE_URL), reason="this one is the embedded form's")
def test_a_party_campaign_agrees_and_its_bundle_verifies(tmp_path, capsys):
    report, bundle = tmp_path / "report.json", tmp_path / "bundle.json"

    call_command("rehearse", campaign="fashion", fans=30, seed="7", report=report, bundle=bundle)

    said = capsys.readouterr().out.splitlines()
    told = json.loads(report.read_text())
    assert said[-1] == f"rehearsal agrees: {len(told['checks'])} checks"
    assert len(told["checks"]) >= 50
    assert told["agrees"] is True
    weights = {one["role"]: one for one in told["processes"]["weights"]}
    assert set(weights) == {"web", "worker"}
    assert all(one["most_mib"] >= one["last_mib"] > 0 < one["cpu_s"] for one in weights.values())
    assert len(told["winners"]) == 4
    kinds = {one["kind"] for one in told["happenings"]}
    assert {"applied", "sealed", "drawn", "table", "parcel there", "guest IN", "order"} <= kinds
    assert "held" in kinds
    verified = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(bundle)],
        capture_output=True,
        text=True,
        env={},
        cwd="/",
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.services
@pytest.mark.skipif(not (DATABASE_URL and REDIS_URL), reason="make test-services gives addresses")
def test_a_dinner_campaign_agrees_on_postgresql_with_several_processes(tmp_path):
    with houses.served(tmp_path, DATABASE_URL, REDIS_URL, "7", people_only=True) as house:
        played = play(Wish(campaign="dinner", fans=30, seed="7"), house.base_url, print)

    assert played.tally.last_line() == f"rehearsal agrees: {len(played.tally.checks)} checks"


def test_a_difference_is_the_last_line_and_the_exit_code(monkeypatch, capsys):
    tally = Tally()
    tally.check("credited, in cents", 100, 90)
    monkeypatch.setattr(COMMAND, lambda wish, say: Outcome(tally, [], "", {}))

    with pytest.raises(SystemExit) as ended:
        call_command("rehearse", campaign="fashion", fans=30, seed="1")

    assert ended.value.code == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "seed 1"
    assert said[-1] == "rehearsal differs: credited, in cents: told 100, found 90"


def test_a_play_that_cannot_go_on_says_where(monkeypatch, capsys):
    def stops(wish: Wish, say: object) -> Outcome:
        raise Stopped("/i/X answered 500, not 200", Tally())

    monkeypatch.setattr(COMMAND, stops)

    with pytest.raises(SystemExit) as ended:
        call_command("rehearse", campaign="dinner", fans=30)

    assert ended.value.code == 2
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "rehearsal stopped: /i/X answered 500, not 200"
