"""H1: the campaign page, and the desk's list of a million applications."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from tests.bench import served
from tests.bench.harness import (
    ROOT,
    Outcome,
    Ratio,
    Size,
    Target,
    check,
    judge,
    judge_figure,
    paired,
)
from tools import services

APPLICATIONS = {Size.SMALL: 20_000, Size.FULL: 1_000_000}
ROUNDS = {Size.SMALL: 3, Size.FULL: 7}
LIST_ROUNDS = 9


def applying(size: Size) -> Iterator[Outcome]:
    """On a PostgreSQL that keeps its promises of disk; over HTTP by wrk with 32 connections."""
    with _house() as house:
        took_s = float(house.run("seed", APPLICATIONS[size]))
        yield judge_figure(
            name=f"H1 {APPLICATIONS[size]:,} applications made",
            figure=took_s,
            target=None,
            unit=" s",
        )
        yield from house.lists(APPLICATIONS[size])
        with (
            served.granian(
                "tests.bench.bare_django:application", house.environment, page="/hello"
            ) as bare,
            served.granian("config.wsgi:application", house.environment, page="/c/small-0") as ours,
        ):
            yield campaign_page(bare, ours, ROUNDS[size])


def campaign_page(bare: str, ours: str, rounds: int) -> Outcome:
    return judge(
        name="H1 campaign page",
        of="a bare Django page",
        ratio=paired(
            limit=lambda: served.a_second(f"{bare}/hello"),
            ours=lambda: served.a_second(f"{ours}/c/small-0"),
            rounds=rounds,
        ),
        target=Target(at_least=1.5),
        durable=True,
    )


class House:
    """A migrated database, and the processes that speak with it."""

    def __init__(self, folder: str, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment

    def python(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        said = (done.stderr.splitlines() or [""])[-1]
        check(done.returncode == 0, f"{' '.join(command[:3])} fell: {said}")
        return done.stdout

    def run(self, command: str, number: int) -> str:
        return self.python("-m", "tests.bench.applying_stored", command, str(number))

    def lists(self, count: int) -> Iterator[Outcome]:
        for line in self.run("lists", LIST_ROUNDS).splitlines():
            told = json.loads(line)
            yield judge(
                name=f"H1 {told['name']}, of {count:,}",
                of="a page by primary key",
                ratio=Ratio(**told["ratio"]),
                target=Target(at_most=3),
            )


@contextlib.contextmanager
def _house() -> Iterator[House]:
    with (
        tempfile.TemporaryDirectory(prefix="convive-bench-") as folder,
        services.running(durable=True) as servers,
    ):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("CONVIVE_")}
        house = House(
            folder,
            {
                **kept,
                "CONVIVE_MODE": "demo",
                "CONVIVE_VAR_DIR": folder,
                "CONVIVE_LOG_LEVEL": "ERROR",
                **servers.environment(),
            },
        )
        house.python("manage.py", "migrate", "--skip-checks", "--verbosity", "0")
        house.python("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        yield house
