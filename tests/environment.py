"""What must be true before Django's settings are read; loaded as a pytest plugin (`-p`).

Each run, and each worker of pytest-xdist, has a folder of its own for its database and files.
"""

import atexit
import os
import shutil
import socket
import tempfile
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit


class NetworkIsShut(Exception):
    """A test tried to leave the house."""


def _own_folder() -> str:
    folder = tempfile.mkdtemp(prefix="convive-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _is_home(address: Any) -> bool:
    """Unix sockets and loopback are home; a name is not, but for localhost."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0]).split("%")[0]
    if host in {"localhost", ""}:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def shut_network() -> None:
    """Refuse every connection that is not to this very machine, and every look-up of a name."""
    connect, connect_ex, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if not _is_home(address):
            raise NetworkIsShut(f"connect to {address}")
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if not _is_home(address):
            raise NetworkIsShut(f"connect to {address}")
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and not _is_home((_text(host), 0)):
            raise NetworkIsShut(f"look up {host!r}")
        return look_up(host, *args, **kwargs)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign,assignment]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = guarded_look_up


def _text(host: str | bytes) -> str:
    return host.decode() if isinstance(host, bytes) else host


def _own_redis() -> None:
    """Give each worker a database of Redis: emptying the cache of one takes nothing from another's."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    for name in ("CONVIVE_REDIS_URL", "CONVIVE_BROKER_URL"):
        url = os.environ.get(name, "")
        if url.startswith("redis:"):
            os.environ[name] = urlsplit(url)._replace(path=f"/{number}").geturl()


# A run that was given a database or a broker (make test-services) keeps them.
_own_redis()
os.environ["CONVIVE_MODE"] = "demo"
os.environ["CONVIVE_VAR_DIR"] = _own_folder()
os.environ["CONVIVE_SECRET_KEY"] = "a-secret-for-tests-that-protects-nothing-0123456789"
os.environ["CONVIVE_BASE_URL"] = "http://testserver"
os.environ["CONVIVE_LOG_LEVEL"] = "ERROR"
os.environ.pop("CONVIVE_MAIL_URL", None)
shut_network()
