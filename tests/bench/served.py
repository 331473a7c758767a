"""Web servers under wrk, for what is asked over HTTP: how many requests a second they answer."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from urllib.request import urlopen

from tests.bench.harness import ROOT, check
from tools import services

CONNECTIONS = 32
SECONDS = 2
AWAKE_WITHIN_S = 60


@contextlib.contextmanager
def granian(application: str, environment: Mapping[str, str], *, page: str) -> Iterator[str]:
    """Serve with two processes of four threads; yields the address once ``page`` is answered."""
    port = services.free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "2", "--blocking-threads", "4"]
    command += ["--log-level", "warning", application]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _await(address + page, process)
            yield address
        finally:
            services.stop(process)


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until a page is answered: the port is open while Django is still being loaded."""
    deadline = time.monotonic() + AWAKE_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urlopen(address, timeout=AWAKE_WITHIN_S):
            return
        time.sleep(0.1)
    check(False, f"{address} was not answered")


def a_second(address: str) -> float:
    """Requests a second that were answered, by wrk. Raises NotTrue when one failed."""
    wrk = shutil.which("wrk")
    check(wrk is not None, "wrk is not installed")
    command = [str(wrk), "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "30s"]
    done = subprocess.run(
        [*command, address],
        env={"PATH": os.environ["PATH"]},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)", done.stdout)
    check(rate is not None and failed is None, f"{address}: {failed[0] if failed else done.stderr}")
    assert rate is not None
    return float(rate[1])
