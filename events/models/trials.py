"""Somebody tried the plan of a draw before sealing it: what many trial draws came to."""

from django.db import models
from django.db.models import Q

from common.scope import scoped


class Trial(models.Model):
    """One trial of a campaign's plan on the applications there were; nothing personal stays in it.

    ``result`` is empty until ``ended_at``, and as ``events.domain.trials`` lays it out afterwards;
    ``refusal`` and ``figures`` say why there is none when the plan cannot be kept.
    """

    campaign = models.ForeignKey("events.Campaign", on_delete=models.CASCADE, related_name="trials")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)
    refusal = models.CharField(max_length=40, blank=True, help_text="The reason's code.")
    figures = models.JSONField(default=dict, help_text="Numbers and codes of the refusal.")

    objects = scoped("campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(ended_at__isnull=True),
                name="one_trial_at_work_per_campaign",
            )
        ]

    def __str__(self) -> str:
        return f"Trial of campaign {self.campaign_id}, {self.asked_at}"
