"""Browser tests with the system's Chromium: ``make e2e``. Arguments go to pytest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import services  # beside this file, which is run as a script

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "browser"
# The shell without a window does the same work in a third of the time.
PACKAGE = "chromium-headless-shell"
NAMES = (PACKAGE, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    named = os.environ.get("CONVIVE_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def main() -> int:
    if not list(TESTS.glob("**/test_*.py")):
        print("e2e: there is no browser test yet.")
        return 0
    chromium = find_chromium()
    if chromium is None:
        try:
            services.install(PACKAGE)
        except services.ServiceUnavailable as error:
            print(f"e2e: {error}", file=sys.stderr)
            return 1
        chromium = find_chromium()
    if chromium is None:
        print("e2e: Chromium was not found; set CONVIVE_CHROMIUM to it.", file=sys.stderr)
        return 1
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",  # by name: the longest come first, each to a worker of its own
        "tests/browser",
        *sys.argv[1:],
    ]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "CONVIVE_CHROMIUM": chromium}, check=False
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
