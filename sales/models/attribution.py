"""Why an order is, or is not, credited to a host; and the ledger of what was credited."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.scope import scoped

TEST_ORDER = "TEST_ORDER"
"""The reason of an order paid with the shop's play money: no rule is asked."""


class EvidenceKind(models.TextChoices):
    CODE = "CODE", _("Promo code")
    CLICK = "CLICK", _("Link followed")
    EMAIL = "EMAIL", _("Guest’s address, with consent")


class Evidence(models.Model):
    """One signal that ties an order to a party, with its time and consent."""

    order = models.ForeignKey("sales.Order", on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=8, choices=EvidenceKind)
    party = models.ForeignKey("events.Party", on_delete=models.PROTECT, related_name="+")
    guest = models.ForeignKey(
        "guests.Guest", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(help_text="When the signal arose: the click, the answer, the order.")
    consented = models.BooleanField(default=False)
    detail = models.CharField(max_length=80, blank=True, help_text="The code or click id.")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "kind", "party", "detail"], name="evidence_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for order {self.order_id}"


class Attribution(models.Model):
    """The verdict of one rule version on one order; earlier verdicts are kept.

    ``reason`` is a code with ``params``; ``considered`` lists every signal with why it was taken or
    refused. ``party`` is empty when nobody is credited.
    """

    order = models.ForeignKey("sales.Order", on_delete=models.PROTECT, related_name="attributions")
    run = models.PositiveIntegerField(help_text="1 for the first verdict on this order.")
    rule = models.CharField(max_length=40)
    rule_version = models.PositiveSmallIntegerField()
    party = models.ForeignKey(
        "events.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    runner_up = models.ForeignKey(
        "events.Party", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    considered = models.JSONField(default=list)
    current = models.BooleanField(default=True)
    decided_at = models.DateTimeField()

    objects = scoped("order__shop__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "run"], name="attribution_run_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(current=True), name="one_current_verdict"
            ),
        ]
        indexes = [models.Index(fields=["party"], name="attributed_to", condition=Q(current=True))]

    def __str__(self) -> str:
        return f"Verdict {self.run} on order {self.order_id}: {self.reason}"


class CreditKind(models.TextChoices):
    ORDER = "ORDER", _("Order")
    REFUND = "REFUND", _("Refund")
    RECOMPUTED = "RECOMPUTED", _("Changed by a new verdict")


class Credit(models.Model):
    """One line of the credit ledger, append-only; the lines of an order add up to its net less
    what was refunded, in the order's own currency."""

    attribution = models.ForeignKey(Attribution, on_delete=models.PROTECT, related_name="credits")
    order = models.ForeignKey("sales.Order", on_delete=models.PROTECT, related_name="credits")
    party = models.ForeignKey("events.Party", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CreditKind)
    amount_minor = models.BigIntegerField(help_text="Negative when given back.")
    currency = models.CharField(max_length=3)
    cause = models.CharField(max_length=120, help_text="What caused the line; unique, so once.")
    at = models.DateTimeField()

    objects = scoped("order__shop__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "party", "cause"], name="credited_once_per_cause"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CreditKind.values), name="credit_kind_known"
            ),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="credit_moves_something"),
        ]
        indexes = [models.Index(fields=["party"], name="credits_of_party")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} to party {self.party_id}"
