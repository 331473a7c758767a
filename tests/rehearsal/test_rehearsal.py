"""A small rehearsal from end to end, by the command as people type it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rehearsal.houses import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="process groups"),
]
VERIFIER = ROOT / "events" / "raffle" / "verify.py"


def rehearse(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CONVIVE_", "PYTEST"))}
    return subprocess.run(
        [sys.executable, "manage.py", "rehearse", *words],
        cwd=ROOT,
        env={
            **kept,
            "CONVIVE_MODE": "demo",
            "CONVIVE_VAR_DIR": os.environ["CONVIVE_VAR_DIR"],
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


@pytest.mark.skipif("CONVIVE_DATABASE_URL" in os.environ, reason="this one is the embedded form's")
def test_a_party_campaign_agrees_and_its_bundle_verifies(tmp_path: Path):
    report, bundle = tmp_path / "report.json", tmp_path / "bundle.json"

    done = rehearse(
        "--campaign", "fashion", "--fans", "30", "--seed", "7",
        "--report", str(report), "--bundle", str(bundle),
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    told = json.loads(report.read_text())
    assert done.stdout.splitlines()[-1] == f"rehearsal agrees: {len(told['checks'])} checks"
    assert len(told["checks"]) >= 50
    assert told["agrees"] is True
    assert len(told["winners"]) == 4
    kinds = {one["kind"] for one in told["happenings"]}
    assert {"applied", "sealed", "drawn", "table", "parcel there", "guest IN", "order"} <= kinds
    verified = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(bundle)],
        capture_output=True,
        text=True,
        env={},
        cwd="/",
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
