"""The sealed object, its entrants, the one order, and the places offered from it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.scope import scoped
from events.models.sealed_rows import SealedRow, SealedRows


class DrawMode(models.TextChoices):
    BEACON = "BEACON", _("Public beacon")
    COMMIT_REVEAL = "COMMIT_REVEAL", _("Commit and reveal")


class DrawState(models.TextChoices):
    SEALING = "SEALING", _("Being sealed")
    SEALED = "SEALED", _("Sealed, waiting for the beacon")
    DRAWN = "DRAWN", _("Drawn")
    VOID = "VOID", _("Void, replaced by another draw")


DRAW_NEXT = {
    DrawState.SEALING: {DrawState.SEALED},
    DrawState.SEALED: {DrawState.DRAWN, DrawState.VOID},
    DrawState.DRAWN: {DrawState.VOID},
    DrawState.VOID: set(),
}


class DrawRows(SealedRows, scoped("campaign__brand")):  # type: ignore[misc]
    """Draws, of one brand where asked."""


class PublishedDraws(models.Manager.from_queryset(DrawRows)):  # type: ignore[misc]
    """Draws whose root is public: nobody is shown one that is still being sealed."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().exclude(state=DrawState.SEALING)


class Draw(SealedRow):
    """One reproducible ordering of entrants. Sealed columns are refused any change by triggers.

    While it is being sealed it has no root, and only ``Draw.every`` finds it.
    """

    campaign = models.ForeignKey("events.Campaign", on_delete=models.PROTECT, related_name="draws")
    code = models.CharField(max_length=10, unique=True, help_text="Public: /proof/<code>.")
    number = models.PositiveSmallIntegerField(help_text="1 for the first draw of the campaign.")
    state = models.CharField(max_length=8, choices=DrawState, default=DrawState.SEALED)
    mode = models.CharField(max_length=14, choices=DrawMode)
    chain = models.CharField(max_length=20, blank=True, help_text="quicknet, default or rehearsal.")
    round = models.PositiveBigIntegerField(null=True, blank=True)
    round_at = models.DateTimeField(null=True, blank=True)
    header_text = models.TextField(help_text="Canonical JSON of the sealed object's header.")
    root = models.CharField(max_length=64, blank=True, help_text="Empty while being sealed.")
    entrants_count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    commit_secret = models.CharField(max_length=64, blank=True, help_text="Revealed at the draw.")
    contributions = models.JSONField(
        default=dict, help_text="Witness: contribution, when revealed."
    )
    randomness = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=192, blank=True)
    previous_signature = models.CharField(max_length=192, blank=True)
    beacon_source = models.CharField(max_length=80, blank=True, help_text="Relay, pasted or file.")
    waiting_reason = models.CharField(max_length=300, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    void_reason = models.TextField(blank=True)
    audited_at = models.DateTimeField(null=True, blank=True, help_text="When last recomputed.")
    audit_fault = models.CharField(
        max_length=300, blank=True, help_text="The first row that does not hold; empty: all do."
    )

    draw_path = "pk"
    objects = PublishedDraws()
    every = DrawRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="draw_number_once"),
            models.UniqueConstraint(fields=["root"], condition=~Q(root=""), name="root_once"),
            models.CheckConstraint(
                condition=Q(state="SEALING", root="") | (~Q(state="SEALING") & ~Q(root="")),
                name="draw_has_a_root_once_sealed",
            ),
            models.UniqueConstraint(
                fields=["campaign"], condition=~Q(state="VOID"), name="one_living_draw_per_campaign"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DrawState.values), name="draw_state_known"
            ),
            models.CheckConstraint(condition=Q(mode__in=DrawMode.values), name="draw_mode_known"),
            models.CheckConstraint(
                condition=Q(drawn_by__isnull=True) | ~Q(drawn_by=F("sealed_by")),
                name="sealed_and_drawn_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="DRAWN")
                | (~Q(randomness="") & Q(drawn_at__isnull=False) & Q(drawn_by__isnull=False)),
                name="drawn_has_randomness_and_officer",
            ),
            models.CheckConstraint(
                condition=Q(mode="COMMIT_REVEAL")
                | (~Q(chain="") & Q(round__isnull=False) & Q(round_at__isnull=False)),
                name="beacon_draw_names_its_round",
            ),
        ]

    def __str__(self) -> str:
        return f"Draw {self.code} ({self.state})"


class Bundle(SealedRow):
    """The heavy parts of the public bundle, written once and served as they are.

    What grows after the draw is the log alone: it is spliced in when the bundle is read.
    """

    draw = models.OneToOneField(
        Draw, on_delete=models.PROTECT, primary_key=True, related_name="bundle"
    )
    sealed_text = models.TextField(help_text="Canonical JSON of the sealed object.")
    result_text = models.TextField(
        blank=True, help_text="Canonical JSON of the result, once drawn."
    )

    objects = SealedRows.as_manager()

    def __str__(self) -> str:
        return f"Bundle of draw {self.draw_id}"


class Entrant(SealedRow):
    """One application in one sealed object. Erased: ``salt`` and ``application`` go, together.

    Those found not eligible have a leaf too, with ``reason`` (a code) and no stratum: they are told
    why, and can check that the same was sealed. They have no rank.
    """

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="entrants")
    application = models.ForeignKey(
        "events.Application", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    public_id = models.CharField(max_length=40)
    index = models.PositiveIntegerField(help_text="Position of the leaf in the tree.")
    stratum_key = models.CharField(max_length=40)
    chances = models.PositiveSmallIntegerField(default=1)
    salt = models.CharField(max_length=64, blank=True)
    leaf = models.CharField(max_length=64)
    reason = models.CharField(max_length=64, blank=True, help_text="Why not eligible; else empty.")

    objects = SealedRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reason="") & ~Q(stratum_key="") | ~Q(reason="") & Q(stratum_key=""),
                name="entrant_has_a_stratum_or_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(salt="", application__isnull=True)
                | (~Q(salt="") & Q(application__isnull=False)),
                name="entrant_keeps_salt_and_person_or_neither",
            ),
            models.UniqueConstraint(fields=["draw", "public_id"], name="entrant_id_once"),
            models.UniqueConstraint(fields=["draw", "index"], name="entrant_index_once"),
            models.UniqueConstraint(fields=["draw", "application"], name="entrant_once"),
            models.CheckConstraint(condition=Q(chances__gte=1), name="entrant_has_a_chance"),
        ]

    def __str__(self) -> str:
        return f"Entrant {self.public_id}"


class Arm(models.TextChoices):
    WINNER = "WINNER", pgettext_lazy("application", "Drawn")
    ALTERNATE = "ALTERNATE", _("Alternate")
    SHARE_ONLY = "SHARE_ONLY", _("Sharing without a kit")
    HOLDOUT = "HOLDOUT", _("Kept aside to compare with")
    REST = "REST", _("Not drawn")


class Rank(SealedRow):
    """Where the one order put an entrant: ``position`` counts from 1 inside the stratum."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="ranks")
    entrant = models.OneToOneField(Entrant, on_delete=models.PROTECT, related_name="rank")
    stratum_key = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    arm = models.CharField(max_length=10, choices=Arm)
    ticket = models.CharField(max_length=64)

    objects = SealedRows.as_manager()

    class Meta:
        indexes = [
            # A freed place may pass to the best ticket of the whole draw.
            models.Index(fields=["draw", "ticket"], name="rank_by_ticket"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "stratum_key", "position"], name="rank_position_once"
            ),
            models.CheckConstraint(condition=Q(arm__in=Arm.values), name="rank_arm_known"),
            models.CheckConstraint(condition=Q(position__gte=1), name="rank_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.stratum_key} {self.position}: {self.arm}"


class PlaceState(models.TextChoices):
    ASKED = "ASKED", _("Asked, waiting for the answer")
    ACCEPTED = "ACCEPTED", _("Accepted")
    REFUSED = "REFUSED", _("Refused")
    EXPIRED = "EXPIRED", _("No answer in time")
    WITHDRAWN = "WITHDRAWN", _("Given back later")
    DISQUALIFIED = "DISQUALIFIED", _("Taken back, by the rules")


PLACE_NEXT = {
    PlaceState.ASKED: {
        PlaceState.ACCEPTED,
        PlaceState.REFUSED,
        PlaceState.EXPIRED,
        PlaceState.DISQUALIFIED,
    },
    PlaceState.ACCEPTED: {PlaceState.WITHDRAWN, PlaceState.DISQUALIFIED},
    PlaceState.REFUSED: set(),
    PlaceState.EXPIRED: set(),
    PlaceState.WITHDRAWN: set(),
    PlaceState.DISQUALIFIED: set(),
}


class Disqualification(models.TextChoices):
    """The rule that somebody does not meet who was offered a place; the code is public for good."""

    UNDER_AGE = "UNDER_AGE", _("The host is younger than the rules allow.")
    OUTSIDE_COUNTRY = "OUTSIDE_COUNTRY", _("The home is not where the rules want it to be.")
    STAFF_OR_FAMILY = (
        "STAFF_OR_FAMILY",
        _("The host works for the organiser, or is of the family of somebody who does."),
    )
    SEVERAL_APPLICATIONS = "SEVERAL_APPLICATIONS", _("One person applied several times.")
    UNTRUE = "UNTRUE", _("Something that was stated in the application is not true.")
    FRAUD = "FRAUD", _("Fraud, and it is proven.")


class Place(models.Model):
    """A host's place, offered to one ranked entrant. A stratum never has more living places than
    its quota: ``slot`` (1..quota) is unique among those ASKED or ACCEPTED."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="places")
    rank = models.OneToOneField(Rank, on_delete=models.PROTECT, related_name="place")
    stratum_key = models.CharField(max_length=40)
    slot = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=PlaceState, default=PlaceState.ASKED)
    reason = models.CharField(
        max_length=20, choices=Disqualification, blank=True, help_text="Why it was taken back."
    )
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0, help_text="How many have been sent.")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects = scoped("draw__campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlaceState.values), name="place_state_known"
            ),
            models.CheckConstraint(
                condition=(~Q(state="DISQUALIFIED") & Q(reason=""))
                | Q(state="DISQUALIFIED", reason__in=Disqualification.values),
                name="place_taken_back_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["draw", "stratum_key", "slot"],
                condition=Q(state__in=["ASKED", "ACCEPTED"]),
                name="place_slot_held_once",
            ),
            models.CheckConstraint(
                condition=Q(state="ASKED", answered_at__isnull=True)
                | (~Q(state="ASKED") & Q(answered_at__isnull=False)),
                name="place_answered_when_answered",
            ),
            models.CheckConstraint(
                condition=Q(answer_by__gt=F("asked_at")), name="place_has_time_to_answer"
            ),
        ]
        indexes = [
            models.Index(fields=["answer_by"], name="place_waiting", condition=Q(state="ASKED"))
        ]

    def __str__(self) -> str:
        return f"Place {self.pk} ({self.state})"

    @property
    def is_open(self) -> bool:
        """Whether somebody is asked, or has said yes."""
        return self.state in (PlaceState.ASKED, PlaceState.ACCEPTED)
