"""Somebody pressed *seal* or *draw*: the request, how far its work is, and the list as frozen."""

from django.db import models
from django.db.models import Q

from common.scope import scoped


class RequestKind(models.TextChoices):
    SEAL = "SEAL"
    DRAW = "DRAW"


class RequestState(models.TextChoices):
    WAITING = "WAITING"
    DONE = "DONE"
    REFUSED = "REFUSED"


class Phase(models.TextChoices):
    """What the work is at; each has a count of its own."""

    FREEZING = "FREEZING"
    COMPUTING = "COMPUTING"
    STORING = "STORING"
    PUBLISHING = "PUBLISHING"


class DrawRequest(models.Model):
    """Who asked for what, when, with which plan; worked off in steps that survive a kill.

    ``plan`` (of a seal) is the whole plan of the protocol. ``claimed_by`` names the worker that has
    it in hand until ``claimed_until``; after that another may go on where the rows stand.
    """

    campaign = models.ForeignKey(
        "events.Campaign", on_delete=models.PROTECT, related_name="draw_requests"
    )
    draw = models.ForeignKey(
        "events.Draw", on_delete=models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    kind = models.CharField(max_length=4, choices=RequestKind)
    state = models.CharField(max_length=7, choices=RequestState, default=RequestState.WAITING)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    plan = models.JSONField(default=dict)
    household_key = models.CharField(max_length=64, blank=True, help_text="Destroyed at the end.")
    commit_secret = models.CharField(max_length=64, blank=True, help_text="Kept by the draw.")
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.FREEZING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    claimed_by = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=40, blank=True, help_text="The reason's code.")
    figures = models.JSONField(default=dict, help_text="Numbers and codes of the refusal.")

    objects = scoped("campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(state="WAITING"),
                name="one_draw_request_at_work_per_campaign",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RequestKind.values), name="draw_request_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="draw_request_state_known"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=Phase.values), name="draw_request_phase_known"
            ),
            models.CheckConstraint(
                condition=Q(state="WAITING", ended_at__isnull=True)
                | (
                    ~Q(state="WAITING")
                    & Q(ended_at__isnull=False, household_key="", commit_secret="")
                ),
                name="draw_request_ended_keeps_no_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of campaign {self.campaign_id} ({self.state})"


class FrozenPage(models.Model):
    """Some of the people of a list that is being sealed, with the ids and salts made for them.

    Stored before any root is computed, so that a seal begun again gives the same one; destroyed
    when the root is published, as salts must live in one place.
    """

    request = models.ForeignKey(DrawRequest, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    last_application = models.PositiveBigIntegerField(help_text="The next page begins after it.")
    people = models.JSONField(help_text="One row of columns for each person.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="frozen_page_once")
        ]

    def __str__(self) -> str:
        return f"Page {self.number} of request {self.request_id}"
