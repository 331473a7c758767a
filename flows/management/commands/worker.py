"""`manage.py worker --embedded`: worker, beat and relay in one process, with no broker to install.

The broker lives in this process's memory. What it forgets when it ends is found again in the
outbox: the rows are the truth. With a real broker use Celery's own commands instead.
"""

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from celery.app import app_or_default
from celery.beat import Scheduler, Service
from celery.worker import state as worker_state
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from flows.children import die_with_parent, end_when_parent_is_gone

logger = logging.getLogger(__name__)
STOP_WITHIN_S = 8
POLL_S = 0.05


class Command(BaseCommand):
    help = "Work, keep time and relay facts in one process, with a broker in its memory."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--embedded", action="store_true", help="the only form there is")
        parser.add_argument("--demo", action="store_true", help="in demo mode")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["embedded"]:
            raise CommandError(
                "Say --embedded, or run `celery -A config worker` and `celery -A config beat`."
            )
        if not settings.CELERY_BROKER_URL.startswith("memory:"):
            raise CommandError(
                "A broker is configured: run `celery -A config worker` and `celery -A config beat`."
            )
        run_embedded()


def run_embedded() -> None:
    """Work until SIGTERM, SIGINT or the parent's end; what is in hand is finished, within limits."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    die_with_parent()
    end_when_parent_is_gone(int(os.environ.get("CONVIVE_PARENT", "0")) or None)

    app = app_or_default()  # the one that `config` made
    app.conf.update(
        broker_url="memory://localhost//",  # a name, or Kombu warns that there is none
        broker_transport_options={"polling_interval": POLL_S},
    )
    app.set_current()
    # Neither mingling nor gossip nor heart-beats: nobody else is on this broker.
    worker = app.WorkController(
        pool_cls="solo",
        concurrency=1,
        hostname=f"embedded@{os.getpid()}",
        without_mingle=True,
        without_gossip=True,
        without_heartbeat=True,
    )
    # Kept in memory: every entry is a sweep that finds what was missed while we were away.
    beat = Service(app, max_interval=1, scheduler_cls=Scheduler)
    working = threading.Thread(
        target=_until_end, args=(worker.start, stopping), name="worker", daemon=True
    )
    keeping_time = threading.Thread(
        target=_until_end, args=(beat.start, stopping), name="beat", daemon=True
    )
    working.start()
    keeping_time.start()
    stopping.wait()
    beat.stop()
    vars(worker_state)["should_stop"] = os.EX_OK  # a warm stop: what is in hand is finished
    working.join(timeout=STOP_WITHIN_S)


def _until_end(part: Callable[[], None], stopping: threading.Event) -> None:
    """When one part ends, by itself or because it was asked to, the whole process ends."""
    try:
        with contextlib.suppress(SystemExit):
            part()
    except Exception:
        logger.exception("a part of the worker ended")
    finally:
        stopping.set()
