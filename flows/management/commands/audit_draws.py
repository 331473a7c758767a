"""`manage.py audit_draws`: recompute every draw; say which does not hold, and where."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common import clock
from events.domain import draw_audit
from events.models import Draw


class Command(BaseCommand):
    help = "Recompute every draw from what was sealed; fails when a row was edited."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        broken = draw_audit.audit_all(at=clock.now())
        for draw in Draw.objects.exclude(audit_fault="").order_by("pk"):
            self.stderr.write(f"{draw.code}: {draw.audit_fault}")
        if broken:
            raise CommandError(f"{broken} draws do not hold.")
        self.stdout.write("Every draw holds.")
