"""Applications that may have been filled in by a program: held for a person to look at."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.scope import scoped


class Doubt(models.TextChoices):
    """Why an application may be a program's, the gravest first."""

    HONEYPOT = "HONEYPOT", _("A field that people do not see was filled in.")
    THROWAWAY = "THROWAWAY", _("The address is of a service for addresses to throw away.")
    FLOOD = "FLOOD", _("Very many applications came from one network or one mail domain.")
    TOO_FAST = "TOO_FAST", _("The form came back faster than people write.")
    NETWORK = "NETWORK", _("Many applications came from one network within an hour.")
    DOMAIN = "DOMAIN", _("Many applications came from one mail domain within an hour.")


class HoldOutcome(models.TextChoices):
    LET_THROUGH = "LET_THROUGH", _("Let through")
    REFUSED = "REFUSED", _("Refused")


class Hold(models.Model):
    """One application that waits for staff; nothing about it is deleted.

    ``doubt`` is the gravest of ``doubts``. ``why``: the words of whoever refused, which the applicant reads.
    """

    campaign = models.ForeignKey("events.Campaign", on_delete=models.CASCADE, related_name="holds")
    application = models.OneToOneField(
        "events.Application", on_delete=models.CASCADE, related_name="hold"
    )
    doubt = models.CharField(max_length=10, choices=Doubt)
    doubts = models.JSONField(default=list)
    held_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=HoldOutcome, blank=True)
    why = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = scoped("campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(doubt__in=Doubt.values), name="hold_doubt_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *HoldOutcome.values]), name="hold_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(outcome="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="hold_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="REFUSED") | ~Q(why=""), name="hold_refused_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "outcome", "-id"], name="hold_list"),
        ]

    def __str__(self) -> str:
        return f"Hold of application {self.application_id} ({self.outcome or 'open'})"
