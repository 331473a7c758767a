"""Everything that can be said about the code without running it for long: ``make check``.

Each check runs even when an earlier one failed; the exit code says whether all of them held.
``--fix`` mends what can be mended without thinking.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
TEMPLATES = "templates"


@dataclass(frozen=True)
class Check:
    """One command whose exit code is the answer."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def module(name: str, *arguments: str) -> list[str]:
    return [PYTHON, "-m", name, *arguments]


def script(name: str, *arguments: str) -> list[str]:
    """Call a tool whose package cannot be run with -m by its entry point in our .venv."""
    return [PYTHON, str(Path(PYTHON).parent / name), *arguments]


def production(folder: Path) -> dict[str, str]:
    """An environment that production accepts, made new every time."""
    return {
        "CONVIVE_MODE": "production",
        "CONVIVE_SECRET_KEY": secrets.token_urlsafe(64),
        "CONVIVE_DEBUG": "false",
        "CONVIVE_ALLOWED_HOSTS": "convive.example",
        "CONVIVE_BASE_URL": "https://convive.example",
        "CONVIVE_MAIL_URL": "smtp://mail.example",
        "CONVIVE_VAR_DIR": str(folder),
        "CONVIVE_TRUSTED_PROXIES": "1",
    }


def checks(folder: Path) -> list[Check]:
    demo = {"CONVIVE_MODE": "demo", "CONVIVE_VAR_DIR": str(folder)}
    python_files = [
        str(path)
        for path in sorted(ROOT.glob("*/**/*.py"))
        if not {".venv", "var", "node_modules", ".tools"} & set(path.relative_to(ROOT).parts)
    ]
    return [
        Check("types (mypy)", module("mypy", "."), demo),
        Check("lint (ruff)", module("ruff", "check", "--quiet", "--output-format=concise", ".")),
        Check("format (ruff)", module("ruff", "format", "--check", ".")),
        Check("rooms (import-linter)", script("lint-imports")),
        Check("templates (djlint)", module("djlint", "--lint", "--quiet", TEMPLATES)),
        Check(
            "Django spelling (django-upgrade)",
            module("django_upgrade", "--check", "--target-version", "6.1", *python_files),
        ),
        Check(
            "migrations",
            [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
            demo,
        ),
        Check(
            "production settings",
            [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            production(folder),
        ),
        Check("translations", [PYTHON, "tools/messages.py", "check"]),
        Check("repository", [PYTHON, "tools/repository.py"]),
    ]


def fixes() -> list[Check]:
    return [
        Check("lint (ruff)", module("ruff", "check", "--fix", "--quiet", ".")),
        Check("format (ruff)", module("ruff", "format", "--quiet", ".")),
    ]


def run(check: Check) -> tuple[Check, bool, float, str]:
    begun = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, **check.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return check, done.returncode == 0, time.monotonic() - begun, done.stdout


def report(outcome: tuple[Check, bool, float, str]) -> bool:
    check, held, seconds, output = outcome
    print(f"{'ok    ' if held else 'FAILED'} {check.name} ({seconds:.1f} s)", flush=True)
    if not held:
        print(output.rstrip(), flush=True)
    return held


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fix", action="store_true")
    parser.add_argument("--only", default="", help="part of a check's name")
    options = parser.parse_args()
    if options.fix:
        return 0 if all(list(map(report, map(run, fixes())))) else 1
    with tempfile.TemporaryDirectory(prefix="convive-check-") as folder:
        chosen = [check for check in checks(Path(folder)) if options.only in check.name]
        if not chosen:
            parser.error(f"no check is called {options.only!r}")
        # Two at a time: mypy takes one core for most of the time, the others share the second.
        with ThreadPoolExecutor(2) as pool:
            held = [report(outcome) for outcome in pool.map(run, chosen)]
    print(f"{sum(held)} passed, {len(held) - sum(held)} failed")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
