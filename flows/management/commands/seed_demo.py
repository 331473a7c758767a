"""`manage.py seed_demo`: fill an empty demonstration with two made-up brands."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Fill an empty demonstration with two made-up brands, their campaigns and their people."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", action="store_true", help="the brands and their staff only")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Made-up people belong in demo mode only.")
        from flows.demo import seed

        if options["people"]:
            seed.people()
        else:
            seed.run()
