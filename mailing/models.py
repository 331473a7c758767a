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


class BatchKind(models.TextChoices):
    ANSWERS = "ANSWERS", _("Answers after a draw")
    CANCELLATION = "CANCELLATION", _("A campaign called off")
    AMENDMENT = "AMENDMENT", _("Amended rules")
    LEADS = "LEADS", _("Invitations to apply")
    STAFF = "STAFF", _("The brand’s own words")


class BatchState(models.TextChoices):
    DRAFT = "DRAFT", _("Draft")
    RELEASED = "RELEASED", _("To leave, or left")
    HELD = "HELD", _("Held back")
    WITHDRAWN = "WITHDRAWN", _("Taken back for good")


BATCH_NEXT = {
    BatchState.DRAFT: {BatchState.RELEASED},
    BatchState.RELEASED: {BatchState.HELD, BatchState.WITHDRAWN},
    BatchState.HELD: {BatchState.RELEASED, BatchState.WITHDRAWN},
    BatchState.WITHDRAWN: set(),
}


class Batch(models.Model):
    """Messages to many that leave together, once the time to think better of it is over.

    ``about`` and ``audience`` belong to whoever writes them ("campaign:12", "ELIGIBLE:nord"); the
    words are kept for what staff wrote themselves.
    """

    code = models.CharField(max_length=10, unique=True, help_text="In its address at the desk.")
    brand = models.ForeignKey("accounts.Brand", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=BatchKind)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.RELEASED)
    key = models.CharField(max_length=80, unique=True, help_text="Which messages these are, once.")
    about = models.CharField(max_length=40)
    audience = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=160, help_text="Of what they are about, for the desk.")
    subject_fr = models.CharField(max_length=160, blank=True)
    subject_en = models.CharField(max_length=160, blank=True)
    text_fr = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField()
    leaves_at = models.DateTimeField(
        null=True, blank=True, help_text="When the first may leave; until then it can be undone."
    )
    written_at = models.DateTimeField(
        null=True, blank=True, help_text="When the last of its messages was written down."
    )
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    objects = scoped("brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=BatchKind.values) & Q(state__in=BatchState.values),
                name="batch_kind_and_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="DRAFT", leaves_at__isnull=True, written_at__isnull=True)
                | (~Q(state="DRAFT") & Q(leaves_at__isnull=False)),
                name="batch_leaves_unless_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(state="HELD", held_at__isnull=False)
                | (~Q(state="HELD") & Q(held_at__isnull=True)),
                name="batch_held_when_held",
            ),
            models.CheckConstraint(
                condition=~Q(kind="STAFF")
                | ~(Q(subject_fr="") | Q(subject_en="") | Q(text_fr="") | Q(text_en="")),
                name="batch_of_staff_has_words",
            ),
        ]
        indexes = [models.Index(fields=["brand", "-id"], name="batches_of_brand")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} ({self.state})"


MESSAGE_NEXT = {
    MessageState.QUEUED: {MessageState.SENDING, MessageState.CANCELLED, MessageState.SUPPRESSED},
    MessageState.SENDING: {MessageState.SENT, MessageState.QUEUED, MessageState.FAILED},
    MessageState.SENT: set(),
    MessageState.FAILED: {MessageState.QUEUED},
    MessageState.SUPPRESSED: set(),
    MessageState.CANCELLED: {MessageState.QUEUED},  # with the batch it was held back in
}


class Message(models.Model):
    """One mail to one address. ``dedupe_key`` makes "each once" a constraint."""

    code = models.CharField(
        max_length=27, unique=True, help_text="In the stop link and at /demo/mail."
    )
    brand = models.ForeignKey(
        "accounts.Brand", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="messages", null=True, blank=True
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
            models.Index(fields=["state", "send_after"], name="message_due"),
            models.Index(fields=["about", "brand"], name="message_about"),
            models.Index(Lower("to_address"), name="message_to_address"),
            models.Index(fields=["sent_at", "id"], name="message_left"),
            models.Index(
                fields=["batch", "state"],
                name="message_of_batch",
                condition=Q(batch__isnull=False),
            ),
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


class BounceKind(models.TextChoices):
    HARD = "HARD", _("The address does not take mail")
    SOFT = "SOFT", _("Not delivered for now")


class Bounce(models.Model):
    """A mail that left and came back, or was refused at the door; it goes with its mail."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="bounce")
    brand = models.ForeignKey(
        "accounts.Brand", on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    kind = models.CharField(max_length=4, choices=BounceKind)
    status = models.CharField(max_length=9, help_text="Enhanced status code (RFC 3463): 5.1.1.")
    detail = models.CharField(max_length=300, blank=True, help_text="As the other server said it.")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    objects = scoped("brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=BounceKind.values), name="bounce_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="HARD", status__startswith="5.")
                | Q(kind="SOFT", status__startswith="4."),
                name="bounce_kind_is_that_of_its_status",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False) | Q(settled_by__isnull=True),
                name="bounce_settled_by_somebody_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["brand", "-at", "-id"],
                name="bounces_to_look_at",
                condition=Q(settled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"
