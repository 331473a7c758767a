"""Vectors, receipts, log, and the verifier as a stranger runs it."""

import ast
import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from events.raffle import vectors
from events.raffle.bundle import BundleRefused, build_bundle, bundle_text
from events.raffle.chains import QUICKNET, time_of_round
from events.raffle.forging import relogged
from events.raffle.log import (
    BrokenLog,
    LogKind,
    check_chain,
    next_line,
    note_data,
    read_line,
    sealed_data,
    voided_data,
)
from events.raffle.plan import BeaconPlan, StratumPlan
from events.raffle.promotions import promotions_from
from events.raffle.receipts import ReceiptRefused, build_receipt, receipt_text
from events.raffle.seal import build_sealed
from tests.events.raffle.tools import VECTORS, VERIFIER, answer, published

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
PLAN = vectors.small_plan(draw_code="D-SMALL", sealed_at=AT)
PEOPLE = vectors.people(count=14, strata=("nord", "sud"))
REFUSED = vectors.ineligible_people(count=3)


def old_python() -> str | None:
    """A Python 3.8 to 3.10, if this machine has one."""
    for minor in (8, 9, 10):
        places = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python3.{minor}"))
        for found in [shutil.which(f"python3.{minor}"), *map(str, places)]:
            if found and not subprocess.call([found, "-Ic", ""], stderr=subprocess.DEVNULL):
                return found
    return None


def run(*arguments: str, python: str = sys.executable, text: str | None = None):
    done = subprocess.run(
        [python, "-I", str(VERIFIER), *arguments],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"LC_ALL": "C"},
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_published_vectors_can_be_made_again():
    made = vectors.vectors()

    assert sorted(made) == sorted(path.name for path in VECTORS.glob("*.json"))
    for name, content in made.items():
        assert (VECTORS / name).read_text(encoding="utf-8") == content


def test_verifier_says_yes_and_no_with_exit_codes(tmp_path):
    path = str(VECTORS / "bundle-quicknet.json")
    root = published("bundle-quicknet.json")["root"]

    code, lines = run(path, "--root", root.upper(), "--require-signature")
    assert (code, lines[-1]) == (0, "VALID")
    assert "ok  signature: verified with the public key of quicknet" in lines
    code, lines = run(path, "--skip-beacon")
    assert (code, lines[-1]) == (
        0,
        "VALID, except that the beacon's signature was not checked here",
    )
    code, lines = run(path, "--root", "00" * 32)
    assert code == 1
    assert lines[-1].startswith("NO: given root: the receipt says 0000")
    assert run("/nowhere.json")[0] == 1
    latin = tmp_path / "latin.json"
    latin.write_bytes(b'{"bundle":"\xe9"}')
    assert run(str(latin))[1][-1].startswith("NO: structure: this is not UTF-8")


@pytest.mark.skipif(old_python() is None, reason="no Python 3.8 to 3.10 on this machine")
def test_verifier_runs_on_an_old_python_without_the_library():
    python = old_python()
    for name in ("bundle-rehearsal.json", "bundle-pool.json", "bundle-commit-reveal.json"):
        code, lines = run(str(VECTORS / name), python=python)
        assert code == 0, lines
    code, lines = run(str(VECTORS / "bundle-default.json"), python=python)
    assert code == 0
    assert any(line.startswith("--  signature: NOT CHECKED") for line in lines)
    forged = published("bundle-pool.json")
    forged["seed"] = "0" * 64
    code, lines = run("-", python=python, text=json.dumps(forged))
    assert code == 1
    assert lines[-1].startswith("NO: seed: ")


def test_verifier_imports_the_standard_library_alone():
    found = set()
    for node in ast.walk(ast.parse(VERIFIER.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).split(".")[0])

    assert found - sys.stdlib_module_names == {"py_arkworks_bls12381"}


def test_false_signature_is_refused_when_the_library_is_there():
    """Signature and randomness made up consistently: only the public key can tell."""
    number = 1000
    plan = replace(
        PLAN,
        randomness=BeaconPlan(chain=QUICKNET, round_number=number),
    )
    at = time_of_round(chain=QUICKNET, round_number=number) - timedelta(minutes=15)
    honest = vectors.run(
        plan=plan, entrants=PEOPLE, sealed_at=at, beacon=vectors.QUICKNET_1000, tell=None
    )[2]
    sealed_text = vectors.build_sealed(
        plan=plan, entrants=PEOPLE, sealed_at=at, household_key=vectors.secret("household key")
    ).text
    signature = bytes(48)
    randomness = vectors.sha256(signature).digest()
    result = vectors.draw(sealed=vectors.read_sealed(sealed_text), randomness=randomness)
    forged = {
        **honest,
        "result": result.public(),
        "seed": result.seed,
        "revealed": {
            **honest["revealed"],
            "signature": signature.hex(),
            "randomness": randomness.hex(),
        },
    }
    forged["log"][1]["data"] = vectors.drawn_data(
        revealed=forged["revealed"], seed=result.seed, result=forged["result"]
    )
    forged = relogged(forged)

    assert answer(forged, signature="skip") == "VALID"
    assert answer(forged).startswith("NO: signature: not quicknet's signature of round 1000")


def test_five_thousand_entrants_are_verified_in_ten_seconds():
    codes = tuple("abcdefgh")
    plan = replace(
        PLAN,
        places=80,
        strata=tuple(
            StratumPlan(code=code, title=code, quota=10, share_only=50, holdout=50)
            for code in codes
        ),
    )
    bundle = vectors.run(
        plan=plan, entrants=vectors.people(count=5_000, strata=codes), sealed_at=AT
    )[2]

    begin = time.monotonic()
    code, lines = run("-", text=bundle_text(bundle))

    assert (code, lines[-1]) == (0, "VALID")
    assert time.monotonic() - begin < 10


def _sealed():
    return build_sealed(
        plan=PLAN,
        entrants=PEOPLE,
        ineligible=REFUSED,
        sealed_at=AT,
        household_key=vectors.secret("household key"),
    )


def _receipt(sealed, person):
    return build_receipt(
        draw_code=PLAN.draw_code,
        root=sealed.root,
        leaf=sealed.leaves[person.entrant_id],
        salt=person.salt,
        private=person.private,
    )


def test_receipt_shows_inclusion_and_rank_of_everyone(capsys):
    sealed, _, bundle = vectors.run(plan=PLAN, entrants=PEOPLE, ineligible=REFUSED, sealed_at=AT)
    from events.raffle import verify

    for person in [*PEOPLE, *REFUSED]:
        verify.verify(bundle_text(bundle), receipt=receipt_text(_receipt(sealed, person)))
    said = [line for line in capsys.readouterr().out.splitlines() if "receipt:" in line]

    assert len(said) == 17
    assert sum("among the winners" in line for line in said) == 3
    assert sum("set aside" in line for line in said) == 2
    assert sum("ineligible (TOO_YOUNG)" in line for line in said) == 1


def test_changed_receipt_is_refused():
    sealed, _, bundle = vectors.run(plan=PLAN, entrants=PEOPLE, ineligible=REFUSED, sealed_at=AT)
    receipt = _receipt(sealed, PEOPLE[3])
    assert answer(bundle, receipt=json.dumps(receipt)) == "VALID"

    changes = {
        "draw_code": "D-OTHER",
        "entrant_id": PEOPLE[4].entrant_id,
        "index": receipt["index"] + 1,
        "leaf": "0" * 64,
        "private": {**receipt["private"], "email": "else@example.org"},
        "receipt": "v2",
        "root": "0" * 64,
        "salt": "0" * 64,
    }
    assert set(changes) == set(receipt)
    for key, value in changes.items():
        said = answer(bundle, receipt=json.dumps({**receipt, key: value}))
        assert said.startswith("NO: receipt: "), key
    assert "TWO ROOTS" in answer(bundle, receipt=json.dumps({**receipt, "root": "0" * 64}))
    assert answer(bundle, receipt="/nowhere").startswith("NO: receipt: cannot be read")
    assert answer(bundle, receipt='{"receipt":').startswith("NO: receipt: this is not complete")


def test_receipt_is_not_made_with_another_salt_or_person():
    sealed = _sealed()

    with pytest.raises(ReceiptRefused):
        _receipt(sealed, replace(PEOPLE[3], salt=vectors.secret("other")))
    with pytest.raises(ReceiptRefused):
        _receipt(sealed, replace(PEOPLE[3], private={"receipt": "R-9999"}))


def _line(after, kind=LogKind.NOTE, data=None, at=AT):
    data = note_data(text="x") if data is None else data
    return next_line(after=after, at=at, kind=kind, by="officer-1", data=data)


def test_log_names_the_first_bad_line():
    lines = [_line(None)]
    for _ in range(4):
        lines.append(_line(lines[-1]))
    check_chain(lines)

    with pytest.raises(BrokenLog, match="Line 3 was changed"):
        check_chain([*lines[:2], replace(lines[2], by="other"), *lines[3:]])
    with pytest.raises(BrokenLog, match="Line 3 of the log carries the number 4"):
        check_chain([*lines[:2], *lines[3:]])
    with pytest.raises(BrokenLog, match="dated"):
        _line(lines[-1], at=AT - timedelta(seconds=1))


def test_bundle_before_the_draw_and_of_a_void_draw_are_valid():
    sealed = _sealed()
    first = _line(None, LogKind.SEALED, sealed_data(root=sealed.root))
    void = _line(first, LogKind.VOIDED, voided_data(reason="Wrong list", replaced_by="D-2"))

    assert answer(build_bundle(sealed_text=sealed.text, log=[first])) == "VALID"
    assert answer(build_bundle(sealed_text=sealed.text, log=[first, void])) == "VALID"
    late = build_bundle(sealed_text=sealed.text, log=[first, void, _line(void, LogKind.CLOSED, {})])
    assert answer(late).startswith("NO: promotions: log line 3: CLOSED after the draw was voided")
    with pytest.raises(BundleRefused, match="does not begin with the sealing"):
        build_bundle(sealed_text=sealed.text, log=[_line(None)])


def _with_lines(*lines):
    """A drawn bundle with these (kind, data) after it; a number stands for a position in "nord"."""
    bundle = vectors.run(plan=PLAN, entrants=PEOPLE, sealed_at=AT, tell=None)[2]
    order = bundle["result"]["strata"][0]["order"]
    for kind, given in lines:
        data = {
            key: order[value] if isinstance(value, int) else value for key, value in given.items()
        }
        bundle["log"].append(
            {**bundle["log"][-1], "kind": kind, "data": data, "at": "2026-11-21T20:00:00Z"}
        )
    return relogged(bundle)


def _asked(entrant, before=None):
    return (
        "ASKED",
        {
            "answer_by": "2026-11-21T21:00:00Z",
            "entrant": entrant,
            "in_place_of": before,
            "stratum": "nord",
        },
    )


def _said(entrant, what, reason=None):
    return ("ANSWERED", {"answer": what, "entrant": entrant, "reason": reason})


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([_asked(0), _said(0, "ACCEPTED"), _said(0, "WITHDRAWN"), _asked(1, 0)], "VALID"),
        ([_asked(0), _said(0, "DISQUALIFIED", "TOO_YOUNG"), _asked(1, 0)], "VALID"),
        ([_said(0, "WITHDRAWN"), _asked(1), _asked(2)], "VALID"),
        ([_asked(0), _asked(1), _asked(2)], "all 2 places of nord were offered before"),
        ([_asked(1)], "was asked, the next in order is"),
        ([_said(0, "WITHDRAWN"), _asked(1, 0)], "freed no place of nord"),
        ([_asked(0), _said(0, "REFUSED"), _asked(1, 0), _asked(2, 0)], "freed no place of nord"),
        ([_asked(0), _said(0, "REFUSED"), _said(0, "ACCEPTED")], "cannot be ACCEPTED when REFUSED"),
        ([_said(3, "ACCEPTED")], "cannot be ACCEPTED when not asked"),
        ([_asked(0), _said(0, "EXPIRED")], "still had time to answer"),
        ([_asked(0), _said(0, "DISQUALIFIED")], "a disqualification has a reason"),
        ([_asked(0), _said(0, "REFUSED", "TOO_YOUNG")], "a disqualification has a reason"),
        ([_said("nobody", "WITHDRAWN")], "nobody stands in no order"),
        ([_asked(0), ("CLOSED", {})], "closed with 1 places of nord untaken"),
        ([("CLOSED", {}), _asked(0)], "closed with 2 places of nord untaken"),
        ([("DRAWN", {})], "lacks"),
        ([("SEALED", {"root": "0" * 64})], "one line tells of the sealing"),
        ([("RESET", {})], "unknown kind"),
    ],
)
def test_replay_of_the_log_accepts_and_refuses(lines, said):
    found = answer(_with_lines(*lines))

    assert said in found
    assert (found == "VALID") == (said == "VALID")


def test_bundle_holds_nothing_personal():
    text = bundle_text(vectors.run(plan=PLAN, entrants=PEOPLE, ineligible=REFUSED, sealed_at=AT)[2])

    for person in [*PEOPLE, *REFUSED]:
        assert person.salt.hex() not in text
        assert not any(value in text for value in person.private.values())


def test_promotions_tell_who_replaced_whom():
    bundle = published("bundle-rehearsal.json")
    lines = [read_line(line) for line in bundle["log"]]
    check_chain(lines)
    assert [line.public() for line in lines] == bundle["log"]
    chain = promotions_from(lines)
    order = bundle["result"]["strata"][0]["order"]

    assert [(ask.entrant_id, ask.in_place_of, ask.answer) for ask in chain] == [
        (order[0], None, "REFUSED"),
        (order[1], None, "ACCEPTED"),
        (bundle["result"]["strata"][1]["order"][0], None, "ACCEPTED"),
        (order[2], order[0], "ACCEPTED"),
    ]
