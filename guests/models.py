"""A party opened to friends, and what they answered."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.scope import scoped


class Invitation(models.Model):
    """The shared page of one party and its chairs.

    ``taken`` counts the seats of admitted guests (adults and children; the host sits apart). It is
    raised by a conditional update alone; the CHECK stands behind.
    """

    party = models.OneToOneField("events.Party", on_delete=models.PROTECT, related_name="+")
    link = models.OneToOneField("links.Link", on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    most_per_guest = models.PositiveSmallIntegerField(
        default=4, help_text="Seats one answer may take."
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("party__campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("capacity")),
                name="never_more_than_seats",
            )
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}: {self.taken} of {self.capacity}"


class Guest(models.Model):
    """A friend, known only once they answered. ``code`` is the capability of their own page."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="guests")
    code = models.CharField(max_length=27, unique=True)
    first_name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    email_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, default="fr")
    created_at = models.DateTimeField()

    objects = scoped("invitation__party__campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "email_hash"],
                condition=~Q(email_hash=""),
                name="one_answer_per_address",
            )
        ]
        indexes = [models.Index(fields=["email_hash", "created_at"], name="guest_by_address")]

    def __str__(self) -> str:
        return f"Guest {self.pk}"


class Answer(models.TextChoices):
    YES = "YES", _("Yes")
    NO = "NO", _("No")
    MAYBE = "MAYBE", _("Maybe")


class Seating(models.TextChoices):
    ADMITTED = "ADMITTED", _("At the table")
    WAITING = "WAITING", _("On the waiting list")
    NONE = "NONE", _("Not coming")


class Rsvp(models.Model):
    """One guest's living answer. ``seats`` = adults + children while they hold or await chairs.

    ``calendar_sequence`` is the SEQUENCE last sent to this guest, empty when none was sent; it only
    rises. ``in_calendar`` says whether that last message was a REQUEST (True) or a CANCEL.
    """

    guest = models.OneToOneField(Guest, on_delete=models.CASCADE, related_name="rsvp")
    answer = models.CharField(max_length=6, choices=Answer)
    seating = models.CharField(max_length=8, choices=Seating, default=Seating.NONE)
    adults = models.PositiveSmallIntegerField(default=1)
    children = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=400, blank=True)
    allergens = models.JSONField(
        default=list, help_text="Codes of Reg. 1169/2011; deleted after the party."
    )
    needs = models.CharField(max_length=300, blank=True, help_text="Deleted after the party.")
    answered_at = models.DateTimeField()
    waiting_since_at = models.DateTimeField(null=True, blank=True)
    admitted_at = models.DateTimeField(null=True, blank=True)
    calendar_sequence = models.PositiveIntegerField(null=True, blank=True)
    in_calendar = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="rsvp_answer_known"),
            models.CheckConstraint(
                condition=Q(seating__in=Seating.values), name="rsvp_seating_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="YES", seating__in=["ADMITTED", "WAITING"])
                | (~Q(answer="YES") & Q(seating="NONE")),
                name="rsvp_seated_when_yes",
            ),
            models.CheckConstraint(
                condition=Q(seating="WAITING", waiting_since_at__isnull=False)
                | (~Q(seating="WAITING") & Q(waiting_since_at__isnull=True)),
                name="rsvp_waits_since",
            ),
            models.CheckConstraint(condition=Q(adults__gte=1), name="rsvp_has_an_adult"),
            models.CheckConstraint(
                condition=Q(in_calendar=False) | Q(calendar_sequence__isnull=False),
                name="rsvp_in_calendar_has_a_sequence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} of guest {self.guest_id}"
