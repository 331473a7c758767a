"""Throw-away PostgreSQL and Redis from the system's binaries, on free loopback ports.

    python tools/services.py -- pytest ...

runs a command with CONVIVE_DATABASE_URL and CONVIVE_REDIS_URL set, ends both servers by their own
process and gives back the command's exit code. Benchmarks and fault tests use the same functions:
``with running(durable=True) as services: services.environment()``.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

USER = "convive"
START_LIMIT_S = 60
INITDB_OPTIONS = ("--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
PR_SET_PDEATHSIG = 1


class ServiceUnavailable(Exception):
    """A server could not be found or did not start; the message says what to install or read."""


@dataclass(frozen=True)
class Services:
    """Two running servers. The processes are there for fault tests, which kill them."""

    database_url: str
    redis_url: str
    postgres: subprocess.Popen[bytes]
    redis: subprocess.Popen[bytes]

    def environment(self) -> dict[str, str]:
        return {
            "CONVIVE_DATABASE_URL": self.database_url,
            "CONVIVE_REDIS_URL": self.redis_url,
            "CONVIVE_BROKER_URL": self.redis_url,
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# The binaries ---------------------------------------------------------------------------------


def install(package: str) -> None:
    """Install a Debian package where that is possible, without letting it start a server."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise ServiceUnavailable(f"Install your system's {package} package and run this again.")
    print(f"services: installing {package}", file=sys.stderr, flush=True)
    # Run level 1 makes Debian's packages install their daemon without starting it.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "-y", package]):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        )
        if done.returncode:
            raise ServiceUnavailable(f"{' '.join(command)} failed.")


def _postgres_folder() -> Path | None:
    """Folder of initdb and postgres: Debian keeps it out of PATH, the newest version last."""
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if versions:
        return max(versions, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def postgres_folder() -> Path:
    if _postgres_folder() is None:
        install("postgresql")
    folder = _postgres_folder()
    if folder is None:
        raise ServiceUnavailable("PostgreSQL's initdb was not found after installing it.")
    return folder


def redis_program() -> str:
    if not shutil.which("redis-server"):
        install("redis-server")
    program = shutil.which("redis-server")
    if program is None:
        raise ServiceUnavailable("redis-server was not found after installing it.")
    return program


# Starting and stopping --------------------------------------------------------------------------


def _end_with_parent(how: int) -> None:
    """Ask Linux to signal this child when its parent dies, even by kill -9."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)


def _start(command: list[str], *, log: Path, user: str | None, how: int) -> subprocess.Popen[bytes]:
    """Start a server in a process group of its own, so that Ctrl-C reaches our command first."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            start_new_session=True,
            preexec_fn=lambda: _end_with_parent(how),
        )


def _await_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    stop(process, signal.SIGKILL)
    raise ServiceUnavailable("A server did not start:\n" + log.read_text(errors="replace")[-3000:])


def stop(process: subprocess.Popen[bytes], how: int = signal.SIGTERM, limit_s: float = 20) -> None:
    """End one process and wait until it is gone."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(limit_s)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


@contextlib.contextmanager
def postgres(folder: Path, *, durable: bool) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run a fresh PostgreSQL. ``durable`` keeps fsync and synchronous_commit on."""
    binaries = postgres_folder()
    # PostgreSQL refuses to run as root: then it runs as the user that its package made.
    user = "postgres" if os.geteuid() == 0 else None
    home = folder / "postgres"
    home.mkdir()
    if user:
        folder.chmod(0o755)
        shutil.chown(home, user, user)
    log, data = home / "log", home / "data"
    made = subprocess.run(
        [str(binaries / "initdb"), "-D", str(data), "-U", USER, *INITDB_OPTIONS],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd=home,
        check=False,
    )
    if made.returncode:
        raise ServiceUnavailable("initdb failed:\n" + made.stderr.decode(errors="replace"))
    port = free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(home),
        "max_connections": "100",
        "shared_buffers": "128MB",
        "timezone": "UTC",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [str(binaries / "postgres"), "-D", str(data)]
    command += [f"--{name}={value}" for name, value in settings.items()]
    process = _start(command, log=log, user=user, how=signal.SIGINT)
    try:
        _await_port(port, process, log)
        _create_database(binaries, port)
        yield f"postgres://{USER}@127.0.0.1:{port}/{USER}", process
    finally:
        stop(process, signal.SIGINT)  # "fast": clients are cut, nothing is left behind


def _create_database(binaries: Path, port: int) -> None:
    """Create the database; the port is open a moment before the server answers."""
    command = [str(binaries / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", USER, USER]
    deadline = time.monotonic() + START_LIMIT_S
    while True:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode == 0:
            return
        if time.monotonic() > deadline:
            raise ServiceUnavailable("createdb failed:\n" + done.stderr.decode(errors="replace"))
        time.sleep(0.1)


@contextlib.contextmanager
def redis(folder: Path, *, durable: bool) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run a fresh Redis. ``durable`` writes its append-only file at every command."""
    home = folder / "redis"
    home.mkdir()
    port = free_port()
    command = [redis_program(), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(home)]
    command += ["--save", "", "--databases", "64"]
    command += ["--appendonly", "yes" if durable else "no", "--appendfsync", "always"]
    log = home / "log"
    process = _start(command, log=log, user=None, how=signal.SIGTERM)
    try:
        _await_port(port, process, log)
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        stop(process)


@contextlib.contextmanager
def running(*, durable: bool = False) -> Iterator[Services]:
    """Run both servers in a folder that is removed with them."""
    folder = Path(tempfile.mkdtemp(prefix="convive-services-"))
    try:
        with (
            postgres(folder, durable=durable) as (database_url, postgres_process),
            redis(folder, durable=durable) as (redis_url, redis_process),
        ):
            yield Services(database_url, redis_url, postgres_process, redis_process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_command(command: list[str], environment: dict[str, str]) -> int:
    """Run the command; a signal that ends us is passed on to it first."""
    child = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        preexec_fn=lambda: _end_with_parent(signal.SIGTERM),
    )
    try:
        return child.wait()
    finally:
        stop(child)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--durable", action="store_true", help="keep every promise of disk")
    parser.add_argument("command", nargs="+", help="what to run, after a --")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda caught, _frame: sys.exit(128 + caught))
    try:
        with running(durable=options.durable) as services:
            return run_command(options.command, services.environment())
    except ServiceUnavailable as error:
        print(f"services: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
