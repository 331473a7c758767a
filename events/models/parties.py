"""The evening itself."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.scope import scoped


class PartyState(models.TextChoices):
    TO_SCHEDULE = "TO_SCHEDULE", _("Waiting for a date")
    SCHEDULED = "SCHEDULED", _("Scheduled")
    HELD = "HELD", _("Held")
    CANCELLED = "CANCELLED", _("Cancelled")


PARTY_NEXT = {
    PartyState.TO_SCHEDULE: {PartyState.SCHEDULED, PartyState.CANCELLED},
    PartyState.SCHEDULED: {PartyState.SCHEDULED, PartyState.HELD, PartyState.CANCELLED},
    PartyState.HELD: set(),
    PartyState.CANCELLED: set(),
}


class Party(models.Model):
    """One host's party or dinner. ``code`` is the capability of the host's page.

    Times are instants; ``timezone`` is where the table stands, so that the hour people read is the
    hour on their wall. ``sequence`` is the calendar's: it rises when time or place changes.
    """

    campaign = models.ForeignKey(
        "events.Campaign", on_delete=models.PROTECT, related_name="parties"
    )
    place = models.OneToOneField("events.Place", on_delete=models.PROTECT, related_name="party")
    host = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Empty once the host was erased; the evening and its figures stay.",
    )
    code = models.CharField(max_length=27, unique=True)
    uid = models.CharField(max_length=80, unique=True, help_text="Calendar UID; never changes.")
    sequence = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=PartyState, default=PartyState.TO_SCHEDULE)
    host_first_name = models.CharField(max_length=80)
    host_last_name = models.CharField(max_length=80)
    phone = models.CharField(max_length=32, blank=True)
    address_line = models.CharField(max_length=160)
    address_extra = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=12)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2, default="FR")
    address_confirmed_at = models.DateTimeField(null=True, blank=True)
    timezone = models.CharField(max_length=40)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=400, blank=True, help_text="The host's words to friends.")
    accepted_at = models.DateTimeField()
    scheduled_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PartyState.values), name="party_state_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="party_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["SCHEDULED", "HELD"])
                | (Q(starts_at__isnull=False) & Q(address_confirmed_at__isnull=False)),
                name="party_scheduled_has_time_and_place",
            ),
            models.CheckConstraint(
                condition=Q(state="CANCELLED", cancelled_at__isnull=False)
                | (~Q(state="CANCELLED") & Q(cancelled_at__isnull=True)),
                name="party_cancelled_when_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return f"Party {self.pk} ({self.state})"
