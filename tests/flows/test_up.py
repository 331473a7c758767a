"""`manage.py up`: awake from nothing, works, and leaves nothing behind."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def living(mark: str) -> list[int]:
    """Processes that carry ``mark`` in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (
                mark.encode() in (folder / "environ").read_bytes()
                and "Z" not in (folder / "stat").read_text().rpartition(")")[2].split()[:1]
            ):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def until(what, within_s: float):
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {within_s} s: {what.__name__}")


class House:
    """One running house in a folder of its own, without the made-up people."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.mark = f"CONVIVE_VAR_DIR={folder}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CONVIVE_")}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--demo", "--empty", "--port", str(self.port)],
            cwd=ROOT,
            env={**kept, "CONVIVE_VAR_DIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/healthz", timeout=2
            ) as answer:
                return answer.status == 200
        except OSError:
            return False

    def children(self) -> list[int]:
        return [pid for pid in living(self.mark) if pid != self.process.pid]

    def end(self, number: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(number)
        printed, _ = self.process.communicate(timeout=30)
        return self.process.returncode, printed.decode()


@pytest.fixture
def house(tmp_path):
    found = House(tmp_path)
    yield found
    for pid in living(found.mark):
        os.kill(pid, signal.SIGKILL)
    found.process.stdout.close()
    found.process.wait()


def test_up_serves_works_and_leaves_nothing_behind(house):
    until(house.healthy, 150)
    # A fact that nobody knows is tried and set back: so relay and worker are at work.
    with sqlite3.connect(house.folder / "convive.sqlite3", timeout=10) as database:
        database.execute(
            "INSERT INTO common_outboxmessage (fact, payload, created_at, attempts, last_error)"
            " VALUES ('campaign.published', ?, '2026-01-01 00:00:00', 0, '')",
            [json.dumps({"campaign_id": 0})],
        )

    def told() -> bool:
        with sqlite3.connect(house.folder / "convive.sqlite3", timeout=10) as database:
            row = database.execute("SELECT done_at, attempts FROM common_outboxmessage").fetchone()
        return bool(row[0] or row[1])

    until(told, 20)
    assert len(house.children()) >= 2

    code, printed = house.end(signal.SIGINT)

    assert code == 0, printed
    assert "Everything has ended." in printed
    assert living(house.mark) == []


def test_up_starts_a_child_again_and_no_child_outlives_it(house):
    until(house.healthy, 150)
    server = next(
        pid
        for pid in house.children()
        if b"flows.serve" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    os.kill(server, signal.SIGKILL)

    def another() -> bool:
        return server not in house.children() and house.healthy()

    until(another, 30)
    house.process.kill()

    def alone() -> bool:
        return living(house.mark) == []

    until(alone, 20)


def test_up_says_plainly_that_a_port_is_taken(house):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "manage.py", "up", "--demo", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "CONVIVE_VAR_DIR": str(house.folder)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr
