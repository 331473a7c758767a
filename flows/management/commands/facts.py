"""`manage.py facts`: what happens when...?"""

import inspect
from typing import Any

from django.core.management.base import BaseCommand

from flows.facts import FACTS, PREFIX, load


class Command(BaseCommand):
    help = "Print every fact, its handlers in order, and what each of them does."

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [path for handlers in FACTS.values() for path in handlers]
        wide = max((len(path.removeprefix(PREFIX)) for path in paths), default=0)
        for fact, handlers in FACTS.items():
            self.stdout.write(self.style.MIGRATE_HEADING(fact))
            for path in handlers:
                said = (inspect.getdoc(load(path)) or "").partition("\n")[0]
                self.stdout.write(f"  -> {path.removeprefix(PREFIX):<{wide}}  {said}".rstrip())
            if not handlers:
                self.stdout.write("  (written down; nothing follows by itself)")
