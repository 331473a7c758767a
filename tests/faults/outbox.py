"""outbox: a writer is killed at any moment; what it answered is stored, and no half is left.

A request stores its answer under an idempotency key and publishes a fact in one transaction. After
``kill -9`` every answer given is a row, and rows and facts are the same set: no fact without its
cause, no cause without its fact.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.bench.harness import ROOT, Outcome, Size, check, judge_count
from tools import services

KILLS = {Size.SMALL: 5, Size.FULL: 40}


def _environment(folder: Path, extra: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONVIVE_")}
    return {**kept, "CONVIVE_MODE": "demo", "CONVIVE_VAR_DIR": str(folder), **extra}


def _writer(environment: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.outbox_writer", *arguments],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


def _kill_one(environment: Mapping[str, str], run: int, chance: random.Random) -> set[str]:
    """Let one writer answer a while, kill it, and return the keys it answered."""
    writer = _writer(environment, "write", str(run))
    if writer.stdout is None:
        raise RuntimeError("the writer has no output")
    try:
        first = writer.stdout.readline()
        check(bool(first), f"writer {run} ended before its first answer")
        time.sleep(chance.uniform(0.0, 0.2))
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.readlines()
    finally:
        writer.kill()
        writer.wait()
    # A last line without its end was not received: it is no answer.
    return {line.strip() for line in [first, *rest] if line.endswith("\n")}


def _stored(environment: Mapping[str, str]) -> tuple[list[str], list[str]]:
    counter = _writer(environment, "read")
    out, _ = counter.communicate(timeout=60)
    check(counter.returncode == 0, "the database cannot be read after the kill")
    keys, facts = json.loads(out)
    return keys, facts


def _killed_on(name: str, size: Size, environment: Mapping[str, str]) -> Outcome:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        check=True,
    )
    chance = random.Random(20261121)
    answered: set[str] = set()
    for run in range(KILLS[size]):
        answered |= _kill_one(environment, run, chance)
    keys, facts = _stored(environment)
    check(len(answered) >= KILLS[size], "the writers answered less than once each")
    lost = answered - set(keys)
    halves = set(keys) ^ set(facts)
    doubled = len(facts) - len(set(facts))
    return judge_count(
        name=f"outbox killed on {name}",
        of=f"of {len(answered)} answers lost, halved or doubled",
        wrong=len(lost) + len(halves) + doubled,
        cases=KILLS[size],
        answered=len(answered),
        lost=len(lost),
        halves=len(halves),
        doubled=doubled,
    )


def writer_killed(size: Size) -> Iterator[Outcome]:
    """On SQLite, and on a PostgreSQL that keeps its promises of disk."""
    with tempfile.TemporaryDirectory(prefix="convive-faults-") as folder:
        yield _killed_on("SQLite", size, _environment(Path(folder), {}))
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="convive-faults-"))
        servers = stack.enter_context(services.running(durable=True))
        yield _killed_on("PostgreSQL", size, _environment(Path(folder), servers.environment()))
