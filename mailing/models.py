"""Messages as rows before they are effects, and the addresses that no longer want them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from common.scope import scoped


class MessageState(models.TextChoices):
    QUEUED = "QUEUED", _("Queued")
    SENDING = "SENDING", _("Leaving")
    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Failed")
    SUPPRESSED = "SUPPRESSED", _("Not sent: the address asked us to stop")
    CANCELLED = "CANCELLED", _("Taken back")


MESSAGE_NEXT = {
    MessageState.QUEUED: {MessageState.SENDING, MessageState.CANCELLED, MessageState.SUPPRESSED},
    MessageState.SENDING: {MessageState.SENT, MessageState.QUEUED, MessageState.FAILED},
    MessageState.SENT: set(),
    MessageState.FAILED: {MessageState.QUEUED},
    MessageState.SUPPRESSED: set(),
    MessageState.CANCELLED: set(),
}


class Message(models.Model):
    """One mail to one address. ``dedupe_key`` makes "each once" a constraint."""

    code = models.CharField(
        max_length=27, unique=True, help_text="In the stop link and at /demo/mail."
    )
    brand = models.ForeignKey(
        "accounts.Brand", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    template = models.CharField(max_length=60, help_text="Which mail this is, e.g. receipt.")
    to_address = models.EmailField()
    to_name = models.CharField(max_length=160, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar_text = models.TextField(blank=True, help_text="iTIP body, when there is one.")
    calendar_method = models.CharField(max_length=10, blank=True)
    may_stop = models.BooleanField(
        default=False, help_text="Carries a one-click stop (RFC 8058) and honours suppression."
    )
    forget = models.BooleanField(
        default=False, help_text="Deleted once it has left: it names somebody erased."
    )
    dedupe_key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    about = models.CharField(
        max_length=40, blank=True, help_text="Whom it tells of, whoever reads it, e.g. guest:12."
    )
    state = models.CharField(max_length=12, choices=MessageState, default=MessageState.QUEUED)
    send_after = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()

    objects = scoped("brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MessageState.values), name="message_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, sent_at__isnull=False)
                | (~Q(state=MessageState.SENT) & Q(sent_at__isnull=True)),
                name="message_sent_when_sent",
            ),
            models.CheckConstraint(
                condition=Q(calendar_method__in=["", "REQUEST", "CANCEL"]),
                name="message_calendar_method_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_after"],
                name="message_waiting",
                condition=Q(state__in=["QUEUED", "SENDING"]),
            ),
            models.Index(fields=["about", "brand"], name="message_about"),
            models.Index(Lower("to_address"), name="message_to_address"),
            models.Index(fields=["sent_at", "id"], name="message_left"),
        ]

    def __str__(self) -> str:
        return f"{self.template} #{self.pk} {self.state}"


class Suppression(models.Model):
    """An address (as a hash) that asked one brand, or everyone, to stop writing."""

    brand = models.ForeignKey(
        "accounts.Brand", on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    email_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "email_hash"], name="suppressed_once"),
            models.UniqueConstraint(
                fields=["email_hash"],
                condition=Q(brand__isnull=True),
                name="suppressed_everywhere_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} at {self.at:%Y-%m-%d}"
