"""Two children and somebody who looks after them."""

import contextlib
import http.client
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

from common.clock import monotonic

STOP_WITHIN_S = 12.0
LOOK_EVERY_S = 0.1
SHORT_LIFE_S = 10.0
SHORT_LIVES_ALLOWED = 3


class ChildKeepsDying(Exception):
    """A child ended several times right after its start; starting it again would not help."""


@dataclass
class Child:
    """One process, started again when it ends by itself."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    short_lives: int = 0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            cwd=settings.BASE_DIR,
            env={**os.environ, "CONVIVE_PARENT": str(os.getpid())},
            stdin=subprocess.DEVNULL,
            # A group of its own: Ctrl-C in the terminal reaches us alone, and we end the children
            # in order; whatever a child leaves behind is found by its group.
            start_new_session=True,
        )
        self.started = monotonic()

    def signal_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Starts the children, starts one again when it ends, ends all of them."""

    def __init__(self, *, say: Callable[[str], None]) -> None:
        self._say = say
        self._children: list[Child] = []

    def add(self, name: str, command: list[str]) -> None:
        self._children.append(Child(name, command))

    def start(self) -> None:
        for child in self._children:
            child.start()

    def watch(self, stopping: threading.Event, until: Callable[[], bool] | None = None) -> bool:
        """Look after the children until asked to stop (False) or until ``until`` holds (True)."""
        while not stopping.wait(LOOK_EVERY_S):
            for child in self._children:
                self._look_after(child)
            if until is not None and until():
                return True
        return False

    def stop(self) -> None:
        """End every child with SIGTERM and wait; what does not listen is killed."""
        for child in self._children:
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        end = monotonic() + STOP_WITHIN_S
        for child in self._children:
            if child.process is None:
                continue
            try:
                child.process.wait(timeout=max(0.1, end - monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"The {child.name} did not end in time and was killed.")
            child.signal_group(signal.SIGKILL)
            child.process.wait()

    def _look_after(self, child: Child) -> None:
        if child.process is None:
            if monotonic() >= child.again_at:
                child.start()
            return
        code = child.process.poll()
        if code is None:
            return
        child.signal_group(signal.SIGKILL)  # a server's worker may have outlived its master
        child.short_lives = (
            child.short_lives + 1 if monotonic() - child.started < SHORT_LIFE_S else 0
        )
        if child.short_lives >= SHORT_LIVES_ALLOWED:
            raise ChildKeepsDying(
                f"The {child.name} ended {child.short_lives} times right after its start "
                f"(code {code}); its messages stand above."
            )
        pause = 2.0**child.short_lives
        self._say(f"The {child.name} ended (code {code}); it starts again in {pause:.0f} s.")
        child.process, child.again_at = None, monotonic() + pause


def healthy(host: str, port: int) -> bool:
    """Say whether /healthz answers 200."""
    name = next((host.lstrip(".") for host in settings.ALLOWED_HOSTS), host)
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
