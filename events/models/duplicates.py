"""Applications that probably came from one person or one home, and what staff made of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.scope import scoped


class Likeness(models.TextChoices):
    """What two applications have in common. The first three are enough to draw them as one home."""

    SAME_MAIL = "SAME_MAIL", _("The same mailbox, written in two ways")
    SAME_PHONE = "SAME_PHONE", _("The same telephone number")
    SAME_HOME = "SAME_HOME", _("The same address")
    NEAR_HOME = "NEAR_HOME", _("The same street and number, written otherwise")
    SAME_PERSON = "SAME_PERSON", _("The same name, year of birth and town")


ONE_HOME = (Likeness.SAME_MAIL, Likeness.SAME_PHONE, Likeness.SAME_HOME)


class Part(models.TextChoices):
    """What staff decided an application is, among those it resembles."""

    STANDS = "STANDS", _("Takes part, for all of them")
    STEPS_BACK = "STEPS_BACK", _("Does not take part: another one stands for it")
    SHARES = "SHARES", _("Takes part; chance names one of the home")
    APART = "APART", _("Takes part: another home")


class DuplicateGroup(models.Model):
    """Applications of one campaign that resemble each other, to be looked at by a person.

    ``decided_at`` is empty while somebody has to look: also again, when another one joined. Who
    reads must say which ``version`` was seen, so that nobody decides on what changed meanwhile.
    ``reasons``: everything (``Likeness``) that ties any two of them.
    """

    campaign = models.ForeignKey(
        "events.Campaign", on_delete=models.CASCADE, related_name="duplicate_groups"
    )
    code = models.CharField(max_length=10, unique=True)
    reasons = models.JSONField(default=list)
    size = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = scoped("campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="duplicates_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "-id"], name="duplicates_list"),
            models.Index(
                fields=["campaign", "-id"],
                condition=Q(decided_at__isnull=True),
                name="duplicates_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return f"Duplicates {self.code}"


class DuplicateMember(models.Model):
    """One application of a group; an application is in one group at most.

    ``reasons``: what it has in common with any other of the group. ``part`` is empty until decided.
    """

    group = models.ForeignKey(DuplicateGroup, on_delete=models.CASCADE, related_name="members")
    application = models.OneToOneField(
        "events.Application", on_delete=models.CASCADE, related_name="likeness"
    )
    reasons = models.JSONField(default=list)
    part = models.CharField(max_length=10, choices=Part, blank=True)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(part__in=["", *Part.values]), name="duplicate_part_known"
            ),
            models.UniqueConstraint(
                fields=["group"], condition=Q(part="STANDS"), name="one_stands_for_a_group"
            ),
        ]

    def __str__(self) -> str:
        return f"Application {self.application_id} in group {self.group_id} ({self.part or 'open'})"
