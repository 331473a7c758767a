"""`manage.py seed_demo`: fill an empty demonstration with two made-up brands."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Fill an empty demonstration with two made-up brands, their campaigns and their people."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Made-up people belong in demo mode only.")
        from flows.demo import seed

        seed.run()
