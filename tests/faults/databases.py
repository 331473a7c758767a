"""The databases that fault tests break things on: SQLite, and a PostgreSQL that keeps its promises."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.bench.harness import ROOT
from tools import services

Environment = Mapping[str, str]


def databases() -> Generator[tuple[str, Environment]]:
    """(name, environment for a process) of each, fresh and migrated; gone when the next is asked for."""
    with ExitStack() as stack:
        environment = _environment(_folder(stack), {})
        _migrate(environment)
        yield "SQLite", environment
    with ExitStack() as stack:
        folder = _folder(stack)
        servers = stack.enter_context(services.running(durable=True))
        environment = _environment(folder, servers.environment())
        _migrate(environment)
        yield "PostgreSQL", environment


def _folder(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="convive-faults-")))


def _environment(folder: Path, extra: Environment) -> Environment:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONVIVE_")}
    return {**kept, "CONVIVE_MODE": "demo", "CONVIVE_VAR_DIR": str(folder), **extra}


def _migrate(environment: Environment) -> None:
    # --skip-checks: pages are not asked here.
    command = [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=dict(environment), stdin=subprocess.DEVNULL, check=True)
