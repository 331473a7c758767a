"""H2: the draw of very many. The limit: the protocol's own tickets, and a partition by stratum."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from types import ModuleType

from events.raffle import order
from events.raffle.seal import SealedObject, read_sealed
from tests.bench.draw_case import drawn_bundle, limit, sealed_text
from tests.bench.harness import (
    ROOT,
    Measure,
    Outcome,
    Size,
    Target,
    check,
    judge,
    judge_figure,
    paired,
    seconds,
)
from tests.events.raffle.oracle import result_of
from tests.events.raffle.tools import VERIFIER
from tools import services

ENTRANTS = {Size.SMALL: 20_000, Size.FULL: 1_000_000}
# A draw from the database needs a sealing each, which takes minutes at full size.
STORED_ROUNDS = {Size.SMALL: 3, Size.FULL: 1}
ORACLE_ENTRANTS = 5_000
RANDOMNESS = bytes(range(32))
GIGABYTE = 10**9


def verifier() -> ModuleType:
    """The stranger's program, loaded from its file as a stranger would have it."""
    found = importlib.util.spec_from_file_location("convive_draw_verifier", VERIFIER)
    if found is None or found.loader is None:
        raise ImportError(str(VERIFIER))
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def check_truth(stranger: ModuleType, *, entrants: int = ORACLE_ENTRANTS) -> None:
    """The draw, the verifier and a plain reading of the text agree, in every place."""
    text, root = sealed_text(entrants)
    sealed = read_sealed(text, expected_root=root)
    seed = order.seed_of(root=root, randomness=RANDOMNESS)
    result = order.draw(sealed=sealed, randomness=RANDOMNESS).public()
    plain = result_of(sealed.header, sealed.entrants, seed)
    check(result == plain, "the draw is not the protocol's")
    listed, _ = stranger.redraw(json.loads(text), seed)
    check(result == listed, "the verifier's list is not the draw's")


def draw_of_many(size: Size) -> Iterator[Outcome]:
    """In memory, by the stranger's verifier, and from the database, each against one limit."""
    stranger = verifier()
    check_truth(stranger)
    yield from five_thousand()
    count = ENTRANTS[size]
    text, root = sealed_text(count)
    sealed = read_sealed(text, expected_root=root)
    seed = order.seed_of(root=root, randomness=RANDOMNESS)
    least = seconds(limit(sealed, seed))
    rounds = 5 if size is Size.SMALL else 3

    yield judge(
        name=f"H2 draw of {count:,} in memory",
        of="hashing and a partition",
        ratio=paired(
            limit=least,
            ours=seconds(lambda: order.draw(sealed=sealed, randomness=RANDOMNESS)),
            rounds=rounds,
        ),
        target=Target(at_most=1.15),
    )
    as_read = json.loads(text)
    yield judge(
        name=f"H2 list of {count:,} by the verifier",
        of="hashing and a partition",
        ratio=paired(
            limit=least, ours=seconds(lambda: stranger.redraw(as_read, seed)), rounds=rounds
        ),
        target=Target(at_most=2.5),
    )
    yield judge(
        name=f"H2 reading {count:,} and their root",
        of="hashing and a partition",
        ratio=paired(
            limit=least,
            ours=seconds(lambda: read_sealed(text, expected_root=root)),
            rounds=rounds,
        ),
        target=None,
    )
    yield from whole(sealed, text)
    yield from from_database(count, least, rounds=STORED_ROUNDS[size])


def five_thousand() -> Iterator[Outcome]:
    """A common campaign, verified as a stranger does it."""
    text, root = sealed_text(5_000)
    took_s, _ = verified(drawn_bundle(read_sealed(text), text), root)
    yield judge_figure(
        name="H2 5,000 entrants verified", figure=took_s, target=Target(at_most=10, unit=" s")
    )


def verified(bundle: bytes, root: str) -> tuple[float, int]:
    """Seconds and bytes that the verifier needs, alone, to say yes to a bundle."""
    with tempfile.TemporaryDirectory(prefix="convive-bench-") as folder:
        path = Path(folder, "bundle.json")
        path.write_bytes(bundle)
        begun = perf_counter()
        said, peak = _peak([sys.executable, "-I", str(VERIFIER), str(path), "--root", root])
        check("VALID" in said.splitlines()[-1], f"the verifier says {said.splitlines()[-1]}")
        return perf_counter() - begun, peak


def whole(sealed: SealedObject, text: str) -> Iterator[Outcome]:
    """Seal, then read, draw and lay the bundle together, each alone; then the stranger's turn."""
    count = len(sealed.entrants)
    memory = Target(at_most=1.5, unit=" GB")
    with tempfile.TemporaryDirectory(prefix="convive-bench-") as folder:
        path = Path(folder, "sealed.json")
        for name, *words in (("seal", str(count), str(path)), ("draw", str(path))):
            _, peak = _peak([sys.executable, "-m", "tests.bench.draw_alone", name, *words])
            yield judge_figure(
                name=f"H2 {name} of {count:,}, memory", figure=peak / GIGABYTE, target=memory
            )
        check(path.read_text(encoding="utf-8") == text, "the same people gave another sealed text")
    took_s, peak = verified(drawn_bundle(sealed, text), sealed.root)
    yield judge_figure(
        name=f"H2 bundle of {count:,} verified, memory", figure=peak / GIGABYTE, target=memory
    )
    yield judge_figure(
        name=f"H2 bundle of {count:,} verified", figure=took_s, target=None, unit=" s"
    )


def _peak(command: list[str]) -> tuple[str, int]:
    """What a command says, and the most memory that it held, in bytes."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().decode()
    check(process.returncode == 0, f"{command[1]} ended with {process.returncode}: {said[-300:]}")
    return said, usage.ru_maxrss * 1024


def from_database(count: int, least: Measure, *, rounds: int) -> Iterator[Outcome]:
    """The domain's own draw, from rows to rows, on a PostgreSQL that keeps its promises of disk."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="convive-bench-"))
        servers = stack.enter_context(services.running(durable=True))
        kept = {key: value for key, value in os.environ.items() if not key.startswith("CONVIVE_")}
        environment = {
            **kept,
            "CONVIVE_MODE": "demo",
            "CONVIVE_VAR_DIR": folder,
            **servers.environment(),
        }

        def run(*command: str) -> str:
            done = subprocess.run(
                [sys.executable, *command],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            check(
                done.returncode == 0, f"{command[1]} fell: {(done.stderr.splitlines() or [''])[-1]}"
            )
            return done.stdout

        run("manage.py", "migrate", "--skip-checks", "--verbosity", "0")
        sealings = [
            run("-m", "tests.bench.draw_stored", "seal", str(count)).strip() for _ in range(rounds)
        ]
        turns = iter(sealings)
        ratio = paired(
            limit=lambda: float(run("-m", "tests.bench.draw_stored", "plain", sealings[0])),
            ours=lambda: float(run("-m", "tests.bench.draw_stored", "draw", next(turns))),
            rounds=rounds,
            warm_up=0,
        )
    name = f"H2 draw of {count:,} from database to stored result"
    yield judge(
        name=name,
        of="the same order drawn and copied plainly",
        ratio=ratio,
        target=Target(at_most=2.5),
        durable=True,
    )
    yield judge_figure(name=name, figure=ratio.ours / least(), target=None, unit="x of hashing")
