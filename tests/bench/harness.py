"""What benchmarks and fault tests share: named parts, paired measuring, one closing line each.

Only a ratio between two things measured next to each other counts: the limit and ours run in turn
(A B A, A B A, ...), and the two As of a round say how noisy the machine is. The limit is code in
this repository, so a ratio holds on any machine.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench-results"  # ignored by git
# A run whose A/A ratio lies outside measured the machine, not the code.
QUIET = (0.80, 1.25)


class Size(StrEnum):
    SMALL = "small"  # seconds, for its truth checks
    FULL = "full"  # the size that the target is about


class Verdict(StrEnum):
    OK = "ok"
    SHORT = "short"  # true, but missed its target
    BROKEN = "broken"  # untrue, or it fell
    NOISY = "noisy"  # not judged


FAILING = (Verdict.SHORT, Verdict.BROKEN)


class NotTrue(AssertionError):
    """The measured code gave a wrong answer: how fast it was does not matter."""


def check(holds: bool, sentence: str) -> None:
    """Raise NotTrue unless it holds. Not an assert, so that -O changes nothing."""
    if not holds:
        raise NotTrue(sentence)


@dataclass(frozen=True, kw_only=True)
class Target:
    """A bound on a figure; exactly one of the two. ``unit`` follows the number."""

    at_most: float | None = None
    at_least: float | None = None
    unit: str = "x"

    def __post_init__(self) -> None:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("A target has one bound.")

    def holds(self, figure: float) -> bool:
        if self.at_most is not None:
            return figure <= self.at_most
        return self.at_least is not None and figure >= self.at_least

    def __str__(self) -> str:
        sign, bound = ("<=", self.at_most) if self.at_most is not None else (">=", self.at_least)
        return f"target {sign} {bound:g}{self.unit}"


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """Ours over the limit, per round, and the limit over itself."""

    pairs: tuple[float, ...]
    noise: tuple[float, ...]
    limit: float  # median of the limit, in the measure's own unit
    ours: float

    @property
    def median(self) -> float:
        return statistics.median(self.pairs)

    @property
    def is_noisy(self) -> bool:
        return not QUIET[0] <= statistics.median(self.noise) <= QUIET[1]

    def __str__(self) -> str:
        low, high = min(self.pairs), max(self.pairs)
        return f"{self.median:.2f}x ({low:.2f}-{high:.2f}, n {len(self.pairs)})"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One judged cell. ``figure`` and ``target`` are words for the closing line."""

    name: str
    figure: str
    target: str
    verdict: Verdict
    detail: dict[str, object] = field(default_factory=dict)

    def line(self) -> str:
        return f"{self.name}: {self.figure}, {self.target}: {self.verdict}"


Measure = Callable[[], float]


def seconds(work: Callable[[], object]) -> Measure:
    """A measure of how long ``work`` takes. Its answer is dropped within the measured time."""

    def measure() -> float:
        gc.collect()  # what the other side left is not ours to sweep
        begun = perf_counter()
        work()
        return perf_counter() - begun

    return measure


def paired(*, limit: Measure, ours: Measure, rounds: int = 5, warm_up: int = 1) -> Ratio:
    """Measure limit, ours, limit again, ``rounds`` times, after rounds that do not count.

    A round's ratio is ours over the mean of the limits on both sides of it, so that a machine that
    slows down steadily does not favour either.
    """
    if rounds < 1:
        raise ValueError("One round at least.")
    pairs, noise, limits, measured = [], [], [], []
    for number in range(-warm_up, rounds):
        before, mine, after = limit(), ours(), limit()
        if number < 0:
            continue
        pairs.append(mine / ((before + after) / 2))
        noise.append(after / before)
        limits += [before, after]
        measured.append(mine)
    return Ratio(
        pairs=tuple(pairs),
        noise=tuple(noise),
        limit=statistics.median(limits),
        ours=statistics.median(measured),
    )


def judge(*, name: str, of: str, ratio: Ratio, target: Target | None, **detail: object) -> Outcome:
    """Compare a ratio with its target; without one the figure is told for information. ``of`` says
    what the limit is: "hashing alone".
    """
    if ratio.is_noisy:
        verdict = Verdict.NOISY
    else:
        verdict = _verdict(target, ratio.median)
    return Outcome(
        name=name,
        figure=f"{str(ratio).replace('x ', f'x of {of} ', 1)}",
        target=_words(target),
        verdict=verdict,
        detail={**asdict(ratio), "median": ratio.median, **detail},
    )


def judge_figure(
    *, name: str, figure: float, target: Target | None, unit: str = "", **detail: object
) -> Outcome:
    """Compare a plain figure, in the target's unit or else ``unit``, with its target, if any."""
    return Outcome(
        name=name,
        figure=f"{figure:.2f}{target.unit if target else unit}",
        target=_words(target),
        verdict=_verdict(target, figure),
        detail={"measured": figure, **detail},
    )


def _verdict(target: Target | None, figure: float) -> Verdict:
    return Verdict.OK if target is None or target.holds(figure) else Verdict.SHORT


def _words(target: Target | None) -> str:
    return str(target) if target else "no target"


def judge_count(*, name: str, of: str, wrong: int, cases: int, **detail: object) -> Outcome:
    """For fault tests: how many of the cases went wrong. None may."""
    return Outcome(
        name=name,
        figure=f"{wrong} {of} in {cases} cases",
        target="target 0",
        verdict=Verdict.OK if wrong == 0 else Verdict.BROKEN,
        detail={"wrong": wrong, "cases": cases, **detail},
    )


Part = Callable[[Size], Iterable[Outcome]]


class UnknownPart(Exception):
    """No part of that name; the message lists those there are."""


class Registry:
    """Named parts, each a generator of outcomes: ``@parts.part("H2")``."""

    def __init__(self) -> None:
        self._parts: dict[str, Part] = {}

    def part(self, name: str) -> Callable[[Part], Part]:
        def keep(function: Part) -> Part:
            if name in self._parts:
                raise ValueError(f"There are two parts called {name}.")
            self._parts[name] = function
            return function

        return keep

    def names(self) -> list[str]:
        return sorted(self._parts)

    def chosen(self, only: str) -> list[tuple[str, Part]]:
        """All parts, or those named, separated by commas."""
        names = [name.strip() for name in only.split(",") if name.strip()] or self.names()
        unknown = [name for name in names if name not in self._parts]
        if unknown:
            known = ", ".join(self.names()) or "none yet"
            raise UnknownPart(f"There is no part called {unknown[0]!r}; there is: {known}.")
        return [(name, self._parts[name]) for name in names]


def outcomes_of(name: str, part: Part, size: Size) -> Iterator[Outcome]:
    """What a part says; a part that falls, or says nothing, is broken."""
    said = 0
    try:
        for outcome in part(size):
            said += 1
            yield outcome
    except Exception as error:
        if not isinstance(error, NotTrue):
            traceback.print_exc()
        yield Outcome(
            name=name,
            figure=f"{type(error).__name__}: {error}".splitlines()[0],
            target="target true in every cell",
            verdict=Verdict.BROKEN,
        )
        return
    if not said:
        yield Outcome(
            name=name, figure="nothing measured", target="target one cell", verdict=Verdict.BROKEN
        )


def machine() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
    }


def write_json(folder: Path, name: str, size: Size, outcomes: Sequence[Outcome]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{size}.json"
    cells = [{**asdict(outcome), "line": outcome.line()} for outcome in outcomes]
    text = json.dumps({"part": name, "size": size, **machine(), "cells": cells}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def main(
    registry: Registry, arguments: Sequence[str] | None = None, *, folder: Path = RESULTS
) -> int:
    """Run the parts asked for; 1 when a cell is short or broken, 2 for a wrong question."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="", help="names of parts, separated by commas")
    parser.add_argument("--size", default=Size.SMALL, choices=list(Size))
    options = parser.parse_args(arguments)
    size = Size(options.size)
    try:
        chosen = registry.chosen(options.only)
    except UnknownPart as error:
        print(error, file=sys.stderr)
        return 2
    verdicts = []
    for name, part in chosen:
        outcomes = []
        for outcome in outcomes_of(name, part, size):
            print(outcome.line(), flush=True)
            outcomes.append(outcome)
        write_json(folder, name, size, outcomes)
        verdicts += [outcome.verdict for outcome in outcomes]
    return 1 if any(verdict in FAILING for verdict in verdicts) else 0
