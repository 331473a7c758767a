"""Processes that must not outlive the one that started them. Standard library only."""

import contextlib
import ctypes
import os
import signal
import sys
import threading

PR_SET_PDEATHSIG = 1  # linux/prctl.h
LOOK_EVERY_S = 1.0


def die_with_parent() -> None:
    """Ask Linux to send SIGTERM to this process when its parent dies; elsewhere do nothing."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_when_parent_is_gone(parent: int | None = None) -> None:
    """Send SIGTERM to this process once its parent is another one than now; works everywhere.

    ``parent`` is the process id that is expected; this closes the gap in which it died before we
    looked for the first time.
    """
    expected = parent or os.getppid()

    def watch() -> None:
        pause = threading.Event()
        while os.getppid() == expected:
            pause.wait(LOOK_EVERY_S)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
