"""`manage.py up`: the whole of Convive on one machine, with nothing else to install.

Brings the database and the static files up to date, then watches over two children: the web server
and the worker. Ctrl-C or SIGTERM ends both and waits for them.
"""

import atexit
import os
import signal
import socket
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from flows.house import preparation
from flows.house.supervisor import ChildKeepsDying, Supervisor, healthy


class Command(BaseCommand):
    help = "Run everything: prepare, then serve and work until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="demo mode, with made-up people")
        parser.add_argument("--empty", action="store_true", help="the demo without made-up people")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _require_free(host, port)
        if settings.DEMO:
            # Links in mails must lead back here. Children read it before their settings.
            os.environ.setdefault("CONVIVE_BASE_URL", f"http://{_shown(host)}:{port}")
        # `make demo-reset` looks here before it takes the database away.
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        running = settings.VAR_DIR / "up.pid"
        running.write_text(str(os.getpid()))
        atexit.register(running.unlink, missing_ok=True)
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        seed = settings.DEMO and not options["empty"]
        preparation.prepare(say=self.say, stopping=stopping, seed=seed)
        if stopping.is_set():
            return
        supervisor = Supervisor(say=self.say)
        supervisor.add("web", [sys.executable, "-m", "flows.serve", host, str(port)])
        if settings.CELERY_BROKER_URL.startswith("memory:"):
            supervisor.add("worker", [sys.executable, "manage.py", "worker", "--embedded"])
        else:
            self.say(
                "A broker is configured: run `celery -A config worker` and `beat` beside this."
            )
        try:
            supervisor.start()
            if supervisor.watch(stopping, until=lambda: healthy(_shown(host), port)):
                self._welcome(host, port)
                supervisor.watch(stopping)
        except ChildKeepsDying as error:
            raise CommandError(str(error)) from None
        finally:
            self.say("Ending what is at work; a few seconds.")
            supervisor.stop()
        self.say("Everything has ended.")

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _welcome(self, host: str, port: int) -> None:
        address = f"http://{_shown(host)}:{port}"
        self.say(f"\nConvive is awake: {address}/")
        if settings.DEMO:
            from flows.demo.people import BRAND_SLUG, PEOPLE

            self.say(f"  one-click sign-ins, clock   {address}/demo/")
            self.say(f"  every mail, none leaves     {address}/demo/mail")
            self.say(f"  the brand's desk            {address}/desk/{BRAND_SLUG}/")
            self.say("Sign in at /demo/ as:")
            for one in PEOPLE:
                self.say(f"  {one.key:<10} {one.first_name} {one.last_name}, {one.email}")
        self.say("Ctrl-C ends it.")


def _shown(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound


def _require_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Choose another: --port."
            ) from None
