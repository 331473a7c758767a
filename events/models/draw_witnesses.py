"""Somebody from outside who commits to a secret before a draw is sealed, and opens it afterwards."""

from django.db import models
from django.db.models import Q

from common.scope import scoped


class DrawWitness(models.Model):
    """One witness of the draw that will be sealed as ``draw_code``; ``code`` opens their own page.

    The house never holds the secret before it is opened: only ``commitment``. ``email`` is empty for
    one who handed the commitment over in person, and once the draw is over.
    """

    campaign = models.ForeignKey(
        "events.Campaign", on_delete=models.PROTECT, related_name="witnesses"
    )
    draw_code = models.CharField(max_length=10, help_text="Of the draw they commit to.")
    label = models.CharField(max_length=80, help_text="Public: an office, not a person's name.")
    code = models.CharField(max_length=40, unique=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5)
    commitment = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw_code", "label"], name="witness_label_once"),
            models.UniqueConstraint(
                fields=["draw_code", "commitment"],
                condition=~Q(commitment=""),
                name="witness_commitment_once",
            ),
            models.CheckConstraint(
                condition=Q(commitment="", committed_at__isnull=True)
                | (~Q(commitment="") & Q(committed_at__isnull=False)),
                name="witness_committed_when_committed",
            ),
        ]

    def __str__(self) -> str:
        return f"Witness of draw {self.draw_code}"
