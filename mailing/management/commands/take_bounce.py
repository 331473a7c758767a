"""`manage.py take_bounce < notification`: for the pipe of a mailbox."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from common import clock
from mailing import dsn
from mailing.domain import bounces


class Command(BaseCommand):
    help = "Read one mail from the input; if it says that a mail of ours came back, note it."

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(dsn.LONGEST)
        found = bounces.take(raw=raw, at=clock.now())
        self.stdout.write("noted" if found else "nothing of ours")
