"""draw: the worker is killed at each named point of a seal and of a draw; direct edits are found.

After ``kill -9`` another worker goes on, and what it publishes is what would have been published from
the same stored ids and salts without the kill: one root, one order, one set of places and facts.
Then one row after another is edited behind the triggers' back, and the audit must find each.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from tests.bench.harness import ROOT, Outcome, Size, check, judge_count
from tests.faults.databases import Environment, databases

PEOPLE = {Size.SMALL: 250, Size.FULL: 5_000}
POINTS = {
    "SEAL": ("claimed", "half frozen", "computed", "half stored", "before commit", "committed"),
    "DRAW": ("claimed", "computed", "half stored", "before commit", "committed"),
}
# Before everybody is frozen the rest of the ids does not exist yet: nothing can be foreseen.
UNFORESEEN = {"claimed", "half frozen"}
LIMIT_S = 300


def _run(environment: Environment, *arguments: str) -> tuple[int, str]:
    """Run one process to its end; its exit code (-9 when killed) and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.draw_worker", *arguments],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    return done.returncode, done.stdout


def _told(environment: Environment, *arguments: str) -> Any:
    code, out = _run(environment, *arguments)
    check(code == 0, f"{arguments[0]} ended with {code}")
    return json.loads(out.splitlines()[-1])


def _killed_at(environment: Environment, kind: str, people: int, point: str) -> dict[str, Any]:
    """Ask, kill, go on; returns what was published, "same" telling whether it was foreseen."""
    how = ["seal", str(people), point] if kind == "SEAL" else ["draw", point]
    code, _ = _run(environment, *how)
    check(code == -signal.SIGKILL, f"{kind} at “{point}”: the process was not killed ({code})")
    foreseen, found = _told(environment, "go")
    comparable = not (kind == "SEAL" and point in UNFORESEEN)
    return {**found, "same": not comparable or foreseen == found}


def _wrong(found: dict[str, Any], where: str, people: int, draws: int) -> list[str]:
    """What is not as it must be after a kill."""
    once = found["log"].count("SEALED") == 1 and found["facts"].count("draw.sealed") == 1
    drawn = found["log"].count("DRAWN") == 1 and found["facts"].count("draw.drawn") == 1
    ordered = (found["ranks"], drawn) == (
        (people - 1, True) if where.startswith("DRAW") else (0, False)  # one is not eligible
    )
    facts = {
        "not done": found["request"] == "DONE",
        "another result": found["same"],
        "not one draw": found["draws"] == draws and once,
        "entrants lost or doubled": found["entrants"] == people,
        "order lost or doubled": ordered,
        "salts kept twice": found["pages_left"] == 0,
        found["fault"] or "a fault": not found["fault"],
    }
    return [f"{where}: {name}" for name, holds in facts.items() if not holds]


def _resumed(name: str, size: Size, environment: Environment) -> Outcome:
    """Each point of seal and draw: killed, gone on with, the same."""
    people, draws = PEOPLE[size], 0
    wrong: list[str] = []
    for seal_point, draw_point in zip_longest(POINTS["SEAL"], POINTS["DRAW"], fillvalue="claimed"):
        draws += 1
        for kind, point in (("SEAL", seal_point), ("DRAW", draw_point)):
            found = _killed_at(environment, kind, people, point)
            wrong += _wrong(found, f"{kind} at {point}", people, draws)
    return judge_count(
        name=f"draw worker killed on {name}",
        of="kills with another result, a loss or a double: " + ("; ".join(wrong) or "none"),
        wrong=len(wrong),
        cases=2 * draws,
        people=people,
    )


def _edited(name: str, environment: Environment) -> Outcome:
    """Each edit of a row of the last draw is found by the audit."""
    tried, missed = _told(environment, "edit")
    return judge_count(
        name=f"draw rows edited on {name}",
        of="edits not found: " + ("; ".join(missed) or "none"),
        wrong=len(missed),
        cases=tried,
    )


def broken(size: Size) -> Iterator[Outcome]:
    """On each database: workers killed, then rows edited."""
    for name, environment in databases():
        yield _resumed(name, size, environment)
        yield _edited(name, environment)
