"""`manage.py rehearse --campaign fashion --fans 500`: a whole campaign through the front doors.

Only hands over what was asked: the rehearsal knows no room of the house.
"""

import secrets
import signal
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rehearsal.play import Stopped, Wish, rehearse


class Command(BaseCommand):
    help = (
        "Play a campaign with made-up people through pages, mail and webhooks; compare every total."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--campaign", choices=["fashion", "dinner"], required=True)
        parser.add_argument("--fans", type=int, required=True)
        parser.add_argument("--seed", help="the same seed, the same story; without it a new one")
        parser.add_argument("--url", default="", help="a running house in demo mode, not its own")
        parser.add_argument("--bundle", type=Path, help="keep the draw's bundle in this file")
        parser.add_argument("--report", type=Path, help="keep figures and story in this file")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["fans"] < 30:
            raise CommandError("Say --fans 30 or more: fewer could not fill four tables.")
        seed = options["seed"] or secrets.token_hex(4)
        self.stdout.write(f"seed {seed}")
        wish = Wish(
            campaign=options["campaign"],
            fans=options["fans"],
            seed=seed,
            url=options["url"],
            bundle=options["bundle"],
            report=options["report"],
        )
        # Ended from outside, it still ends the house that it started.
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            outcome = rehearse(wish, self.say)
        except Stopped as stopped:
            self.say(stopped.tally.table())
            self.say(f"rehearsal stopped: {str(stopped)[:1000]}")
            sys.exit(2)
        finally:
            signal.signal(signal.SIGTERM, before)
        self.say(outcome.tally.table())
        self.say(outcome.tally.last_line())
        if outcome.tally.differences:
            sys.exit(1)

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
