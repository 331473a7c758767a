"""applications: ten thousand entries of fifty people, in disguise, beside a thousand honest look-alikes.

Everyone goes through the pages, as a browser or as a program would. A disguise that a rule names gets through when
its form is neither held nor found beside another one of the same person; one in a hundred may. No honest
form may be refused. How many homes reach the list, and who was troubled by mistake, is told.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

from tests.bench.harness import ROOT, Outcome, Size, Target, check, judge_count, judge_figure
from tests.faults.databases import databases

PEOPLE = {Size.SMALL: (20, 1_000, 100), Size.FULL: (50, 10_000, 1_000)}
SEED = ""  # drawn at each run; write one here to run it again


def disguised(size: Size) -> Iterator[Outcome]:
    """One run on SQLite: what got through, who was troubled, by kind."""
    people, entries, _honest = PEOPLE[size]
    seed = SEED or secrets.token_hex(8)
    print(f"seed {seed}", flush=True)
    with closing(databases()) as found:
        _name, environment = next(found)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "tests.faults.applications_run", seed),
                *(str(many) for many in PEOPLE[size]),
            ],
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    check(done.returncode == 0, f"the run of seed {seed} ended with {done.returncode}")
    told = json.loads(done.stdout.splitlines()[-1])
    for line in told["said"]:
        print(f"  {line}", flush=True)
    yield judge_figure(
        name=f"applications: named disguises that got through, {entries:,} of {people} people, seed {seed}",
        figure=100 * told["missed"] / max(told["named"], 1),
        target=Target(at_most=1, unit=" %"),
        **told,
    )
    yield judge_count(
        name="applications: honest forms", of="refused", wrong=told["refused"], cases=told["honest"]
    )
    yield judge_figure(
        name=f"applications: homes of {people} people on the list when staff decided as they should",
        figure=float(told["homes_after"]),
        target=None,
    )
