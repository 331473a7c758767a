"""Tables that carry no business word: facts waiting to be told, the audit chain, request keys."""

from django.db import models
from django.db.models import Q


class ClockOffset(models.Model):
    """How far the demo's clock runs ahead; one row at most, never read in production."""

    seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="clock_offset_is_one_row"),
            models.CheckConstraint(condition=Q(seconds__gte=0), name="clock_never_goes_back"),
        ]

    def __str__(self) -> str:
        return f"{self.seconds} s ahead"


class OutboxMessage(models.Model):
    """A fact written in the transaction that made it true; the relay hands it to its handlers."""

    fact = models.CharField(max_length=64)
    payload = models.JSONField(help_text="Ids only; a payload only ever grows.")
    created_at = models.DateTimeField()
    claimed_until = models.DateTimeField(
        null=True, blank=True, help_text="While in the future, a relay has handed it out."
    )
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(
        null=True, blank=True, help_text="Set aside after too many failures; staff may retry."
    )
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                name="outbox_waiting",
                condition=Q(done_at__isnull=True, parked_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact} #{self.pk}"


class HandledFact(models.Model):
    """One handler has dealt with one fact; the pair is unique, so a repeat does nothing."""

    message = models.ForeignKey(OutboxMessage, on_delete=models.CASCADE, related_name="handled")
    handler = models.CharField(max_length=120)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "handler"], name="fact_handled_once")
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.message_id}"


class AuditEntry(models.Model):
    """One line of an append-only, hash-chained log; triggers refuse any change.

    ``chain`` names the log ("brand:7", "draw:K7…"); ``seq`` counts from 1 inside it. ``hash`` is
    SHA-256 over the canonical JSON of the line together with ``previous_hash``.
    """

    chain = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, help_text="user:7, system, applicant:12; never a name.")
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=80, blank=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="audit_line_once"),
            models.UniqueConstraint(fields=["chain", "previous_hash"], name="audit_no_fork"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.action}"


class IdempotencyKey(models.Model):
    """The answer given to a request that may be repeated, replayed under the same key."""

    scope = models.CharField(max_length=80, help_text="Who asks and where, e.g. user:7 POST /x.")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the request body.")
    status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty while at work."
    )
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
