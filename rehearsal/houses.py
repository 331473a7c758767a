"""Two running houses for one story: `manage.py up` on SQLite, and separate processes on servers.

Each is started from nothing in a folder of its own, keeps what its processes say, and leaves no
process and no database behind.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import requests

from rehearsal.client import PUBLIC_URL

ROOT = Path(__file__).resolve().parents[1]
AWAKE_WITHIN_S = 180
ENDS_WITHIN_S = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until[Found](
    what: str, look: Callable[[], Found], *, within_s: float = 20, every_s: float = 0.2
) -> Found:
    """Look again and again until something is found; fails with ``what`` when the time is over.

    An AssertionError of ``look`` counts as "not yet" and is told at the end.
    """
    end = time.monotonic() + within_s
    said = ""
    while True:
        try:
            found = look()
        except AssertionError as error:
            found, said = None, f": {error}"  # type: ignore[assignment]
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {within_s:.0f} s: {what}{said}")
        time.sleep(every_s)


class House:
    """Processes that are one house, and the address at which it answers.

    With a ``seed`` its draws can be repeated, and it believes what a proxy says of its visitors: a
    rehearsal speaks for people from everywhere.
    """

    def __init__(
        self, folder: Path, port: int | None = None, seed: str = "",
        also: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.folder, self.seed, self.port = folder, seed, port or free_port()
        self.also = dict(also or {})
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def environment(self) -> dict[str, str]:
        """What its processes see: nothing of ours but the search path."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CONVIVE_", "PYTEST", "DJANGO_"))
        }
        seeded = {
            "CONVIVE_REHEARSAL_SEED": self.seed,
            "CONVIVE_TRUSTED_PROXIES": "1",
            "CONVIVE_BASE_URL": PUBLIC_URL,
        }
        return {
            **kept,
            "CONVIVE_MODE": "demo",
            "CONVIVE_VAR_DIR": str(self.folder),
            "CONVIVE_BASE_URL": self.base_url,
            "CONVIVE_LOG_LEVEL": "WARNING",
            **(seeded if self.seed else {}),
            **self.also,
        }

    @property
    def processes(self) -> list[int]:
        """The numbers of those it started and that are still there."""
        return [one.pid for one in self._processes.values() if one.poll() is None]

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def said(self) -> str:
        """The last words of each process, for a failure."""
        told = []
        for log in sorted(self.folder.glob("*.log")):
            lines = log.read_text(errors="replace").splitlines()[-40:]
            told.append(f"--- {log.name}\n" + "\n".join(map(_readable, lines)))
        return "\n".join(told)

    def start(self, name: str, *command: str) -> None:
        """Start one process that stays, in a group of its own."""
        with self.log(name).open("ab") as output:
            self._processes[name] = subprocess.Popen(  # noqa: S603 - our own commands
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def run(self, name: str, *command: str) -> None:
        """Run one process to its end."""
        self.start(name, *command)
        self.await_end(name)

    def await_end(self, name: str) -> None:
        """Wait for a process that comes to an end by itself, and well."""
        code = self._processes[name].wait(AWAKE_WITHIN_S)
        assert code == 0, f"{name} ended with {code}\n{self.said()}"

    def healthy(self) -> bool:
        for name, process in self._processes.items():
            if process.poll() not in (None, 0):
                raise RuntimeError(f"{name} ended with {process.returncode}\n{self.said()}")
        try:
            return requests.get(f"{self.base_url}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def await_awake(self) -> None:
        try:
            until("the house is awake", self.healthy, within_s=AWAKE_WITHIN_S)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.said()}") from None

    def end(self) -> None:
        """Ask every process to end, wait, and see that nothing of any group is left."""
        living = {n: p for n, p in self._processes.items() if p.poll() is None}
        for process in living.values():
            process.send_signal(signal.SIGTERM)
        late = []
        for name, process in living.items():
            try:
                process.wait(ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                late.append(name)
        for process in self._processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert late == [], f"did not end within {ENDS_WITHIN_S} s: {late}\n{self.said()}"


def _readable(line: str) -> str:
    """One line of a log; of an error the last frames only."""
    try:
        told = json.loads(line)
        where = told["error"].strip().splitlines()[-9:] if "error" in told else []
        return "\n".join([f"{told['level']} {told['logger']}: {told['message']}", *where])
    except (ValueError, KeyError, TypeError):
        return line


def _manage(*words: str) -> list[str]:
    return [sys.executable, "manage.py", *words]


@contextlib.contextmanager
def embedded(
    folder: Path,
    *,
    like: House | None = None,
    seed: str = "",
    also: Mapping[str, str] | None = None,
) -> Iterator[House]:
    """`manage.py up --demo`: SQLite, two children, nothing else; ``also`` joins their environment.

    With ``like`` it begins as a copy of a house that has ended, at its address: the links in the
    letters lead there.
    """
    if like is not None:
        shutil.copytree(like.folder, folder, dirs_exist_ok=True)
    house = House(folder, like.port if like else None, seed, also)
    try:
        house.start("up", *_manage("up", "--demo", "--port", str(house.port)))
        house.await_awake()
        yield house
    finally:
        house.end()


def furnished(folder: Path) -> House:
    """A house as the demonstration furnishes it, which has ended: others can begin like it."""
    with embedded(folder) as house:
        return house


class ServedHouse(House):
    """The same code on PostgreSQL and Redis."""

    def __init__(self, folder: Path, database_url: str, redis_url: str, seed: str = "") -> None:
        super().__init__(folder, seed=seed)
        self.database_url, self.redis_url = database_url, redis_url

    @property
    def environment(self) -> dict[str, str]:
        return {
            **super().environment,
            "CONVIVE_DATABASE_URL": self.database_url,
            "CONVIVE_REDIS_URL": self.redis_url,
        }


def _last_but(redis_url: str) -> str:
    """A database of Redis counted from the last: as far from it as the one given is from the first."""
    parts = urlsplit(redis_url)
    return urlunsplit(parts._replace(path=f"/{63 - int(parts.path.strip('/') or 0)}"))


@contextlib.contextmanager
def served(
    folder: Path, database_url: str, redis_url: str, seed: str = "", *, people_only: bool = False
) -> Iterator[House]:
    """Two web processes, two that work and beat, each started by itself, on a database of their own.

    With ``people_only`` the house has the demonstration's brands and staff, and no story yet.
    """
    with _own_database(database_url) as own_database:
        house = ServedHouse(folder, own_database, _last_but(redis_url), seed)
        try:
            house.start("static", *_manage("collectstatic", "--noinput", "--verbosity", "0"))
            house.run("migrate", *_manage("migrate", "--noinput", "--verbosity", "0"))
            house.run("seed", *_manage("seed_demo", *(["--people"] if people_only else [])))
            house.await_end("static")
            python = sys.executable
            house.start(
                "web", python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                "--port", str(house.port), "--workers", "2", "--blocking-threads", "4",
                "--log-level", "warning", "config.wsgi:application",
            )  # fmt: skip
            celery = (python, "-m", "celery", "-A", "config")
            house.start("worker", *celery, "worker", "--concurrency", "2", "--loglevel", "WARNING")
            house.start(
                "beat", *celery, "beat", "--loglevel", "WARNING",
                "--schedule", str(folder / "beat-schedule"), "--pidfile", str(folder / "beat.pid"),
            )  # fmt: skip
            house.await_awake()
            yield house
        finally:
            house.end()
            _empty_redis(house.redis_url)


@contextlib.contextmanager
def _own_database(database_url: str) -> Iterator[str]:
    """Make a database on the server of ``database_url``; drop it at the end."""
    import psycopg

    name = f"journey_{secrets.token_hex(6)}"
    with psycopg.connect(database_url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(database_url, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _empty_redis(redis_url: str) -> None:
    import redis

    with redis.Redis.from_url(redis_url) as own:
        own.flushdb()
