"""The web server as a child of `manage.py up`: `python -m flows.serve HOST PORT`.

Granian with one worker process and four threads. This file loads neither Django nor the house: the
worker process does.
"""

import os
import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from flows.children import die_with_parent, end_when_parent_is_gone

THREADS = 4


def main(host: str, port: int) -> None:
    """Serve until SIGTERM, SIGINT, or the end of the parent process."""
    die_with_parent()
    parent = int(os.environ.get("CONVIVE_PARENT", "0")) or None
    end_when_parent_is_gone(parent)
    Server(
        "config.served:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backlog=1024,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
