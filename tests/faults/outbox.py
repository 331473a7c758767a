"""outbox: processes are killed at any moment; nothing answered is lost, nothing is done twice.

A writer stores its answer under an idempotency key and publishes a fact in one transaction. After
``kill -9`` every answer given is a row, and rows and facts are the same set: no fact without its
cause, no cause without its fact. Then two workers tell the same facts side by side and are killed
too: in the end each fact is told, and its handler's rows exist once.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.harness import ROOT, Outcome, Size, check, judge_count
from tests.faults.databases import Environment, databases

KILLS = {Size.SMALL: 4, Size.FULL: 40}
LAST_WORKER_LIMIT_S = 300


@dataclass(frozen=True)
class Stored:
    """What the database holds: keys answered, keys in facts, facts told, facts with an effect."""

    keys: list[str]
    facts: list[str]
    told: int
    effects: list[str]


def _start(environment: Environment, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.outbox_writer", *arguments],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


def _kill_after_first_line(process: subprocess.Popen[str], pause_s: float) -> list[str]:
    """Let it work a while after its first line, kill it, and return every line it ended."""
    if process.stdout is None:
        raise RuntimeError("the process has no output")
    try:
        first = process.stdout.readline()
        check(bool(first), "a process ended before its first line")
        time.sleep(pause_s)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.readlines()
    finally:
        process.kill()
        process.wait()
    # A last line without its end was not received: it is no answer.
    return [line.strip() for line in [first, *rest] if line.endswith("\n")]


def _stored(environment: Environment) -> Stored:
    reader = _start(environment, "read")
    out, _ = reader.communicate(timeout=60)
    check(reader.returncode == 0, "the database cannot be read after the kill")
    return Stored(*json.loads(out))


def _writers_killed(
    name: str, size: Size, environment: Environment, chance: random.Random
) -> Outcome:
    answered: set[str] = set()
    for run in range(KILLS[size]):
        writer = _start(environment, "write", str(run))
        answered |= set(_kill_after_first_line(writer, chance.uniform(0.0, 0.2)))
    stored = _stored(environment)
    lost = answered - set(stored.keys)
    halves = set(stored.keys) ^ set(stored.facts)
    doubled = len(stored.facts) - len(set(stored.facts))
    return judge_count(
        name=f"outbox writer killed on {name}",
        of=f"of {len(answered)} answers lost, halved or doubled",
        wrong=len(lost) + len(halves) + doubled,
        cases=KILLS[size],
        answered=len(answered),
        lost=len(lost),
        halves=len(halves),
        doubled=doubled,
    )


def _workers_killed(
    name: str, size: Size, environment: Environment, chance: random.Random
) -> Outcome:
    killed_at_work = 0
    for _ in range(KILLS[size]):
        pair = [_start(environment, "tell"), _start(environment, "tell")]
        for worker in pair:
            _kill_after_first_line(worker, chance.uniform(0.0, 0.1))
            killed_at_work += worker.returncode == -signal.SIGKILL
    last = _start(environment, "tell")
    last.communicate(timeout=LAST_WORKER_LIMIT_S)
    check(last.returncode == 0, "the worker that was left alone did not end well")
    stored = _stored(environment)
    silent = len(stored.facts) - stored.told
    doubled = len(stored.effects) - len(set(stored.effects))
    missing = len(stored.facts) - len(set(stored.effects))
    return judge_count(
        name=f"outbox workers killed on {name}",
        of=f"of {len(stored.facts)} facts untold, told twice or without effect",
        wrong=silent + doubled + missing,
        cases=2 * KILLS[size],
        killed_at_work=killed_at_work,
        silent=silent,
        doubled=doubled,
        missing=missing,
    )


def killed(size: Size) -> Iterator[Outcome]:
    """On each database: writers killed, then workers."""
    for name, environment in databases():
        chance = random.Random(20261121)
        yield _writers_killed(name, size, environment, chance)
        yield _workers_killed(name, size, environment, chance)
