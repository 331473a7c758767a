"""Somebody holds another root for a draw than the published one: the report, and who looked into it."""

from django.db import models
from django.db.models import Q

from common.scope import scoped


class RootReport(models.Model):
    """Another root reported for a draw; one row for each root, however many report it.

    Nothing is kept of whoever reported: the evidence is the mail, and the mail is theirs.
    """

    draw = models.ForeignKey("events.Draw", on_delete=models.PROTECT, related_name="root_reports")
    root = models.CharField(max_length=64)
    times = models.PositiveIntegerField(default=1, help_text="How often it was reported.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When staff looked into it.")
    seen_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = scoped("draw__campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "root"], name="root_reported_once"),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="root_report_seen_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Root {self.root[:8]} reported for draw {self.draw_id}"
