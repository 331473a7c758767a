"""A fan asks to host."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from common.scope import scoped
from common.search import SearchWords


class ApplicationState(models.TextChoices):
    DRAFT = "DRAFT", _("Begun")
    SUBMITTED = "SUBMITTED", _("Submitted")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


APPLICATION_NEXT = {
    ApplicationState.DRAFT: {ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN},
    ApplicationState.SUBMITTED: {ApplicationState.WITHDRAWN},
    ApplicationState.WITHDRAWN: set(),
}


class Verdict(models.TextChoices):
    ELIGIBLE = "ELIGIBLE", _("Eligible")
    INELIGIBLE = "INELIGIBLE", _("Not eligible")


class Application(models.Model):
    """One person's wish to host in one campaign; saved as they go, submitted once.

    ``code`` is the capability of the status page. About the home, never about fame.
    ``verdict`` and ``reasons`` (codes) are weighed at submission and frozen at the seal.
    """

    campaign = models.ForeignKey(
        "events.Campaign", on_delete=models.PROTECT, related_name="applications"
    )
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=27, unique=True)
    receipt_number = models.CharField(max_length=20, unique=True, null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    language = models.CharField(max_length=8, default="fr")
    source = models.ForeignKey(
        "events.RecruitingLink", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    utm_source = models.CharField(max_length=60, blank=True, help_text="As the address said it.")
    utm_medium = models.CharField(max_length=60, blank=True)
    utm_campaign = models.CharField(max_length=60, blank=True)

    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    phone = PhoneNumberField(blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    address_line = models.CharField(max_length=160, blank=True)
    address_extra = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, default="FR")
    email_hash = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the canonical address."
    )
    household_key = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the canonical home."
    )
    near_key = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the place and the number, for neighbours."
    )
    person_key = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of name, year of birth and place."
    )
    drawn_as = models.CharField(
        max_length=64,
        blank=True,
        help_text="The home it is drawn as, if not as its household key says.",
    )
    search_words = SearchWords(
        blank=True,
        db_default="",
        help_text="Name, place, address of mail and receipt as bare words, to be found by.",
    )
    compared_at = models.DateTimeField(
        null=True, blank=True, help_text="When its answers were compared with all others."
    )

    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    dates_note = models.CharField(max_length=300, blank=True)
    room_to_try = models.BooleanField(null=True, blank=True)
    pets = models.BooleanField(null=True, blank=True)
    stairs = models.BooleanField(null=True, blank=True)
    receives_parcels = models.BooleanField(null=True, blank=True)
    social_handle = models.CharField(max_length=80, blank=True)
    why = models.TextField(blank=True, max_length=2000)
    tied_to_brand = models.BooleanField(
        default=False, help_text="Declared to be staff or family of the organiser."
    )

    stratum = models.ForeignKey(
        "events.Stratum", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rules_version = models.PositiveSmallIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    reasons = models.JSONField(default=list)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", *Verdict.values]), name="application_verdict_known"
            ),
            models.UniqueConstraint(
                fields=["campaign", "user"],
                condition=~Q(state="WITHDRAWN"),
                name="one_living_application_per_person",
            ),
            models.CheckConstraint(
                condition=Q(state="WITHDRAWN", withdrawn_at__isnull=False)
                | (~Q(state="WITHDRAWN") & Q(withdrawn_at__isnull=True)),
                name="application_withdrawn_when_withdrawn",
            ),
            models.CheckConstraint(
                condition=~Q(state="SUBMITTED")
                | (
                    Q(submitted_at__isnull=False)
                    & Q(receipt_number__isnull=False)
                    & Q(rules_version__isnull=False)
                    & (Q(stratum__isnull=False) | Q(verdict="INELIGIBLE"))
                    & Q(seats__isnull=False)
                    & ~Q(verdict="")
                ),
                name="application_submitted_is_complete",
            ),
        ]
        indexes = [
            # The desk's list and the API's, of one campaign and of a brand's all (events.queries).
            models.Index(
                fields=["campaign", "-submitted_at", "-id"],
                condition=Q(submitted_at__isnull=False),
                name="application_newest",
            ),
            models.Index(
                fields=["-submitted_at", "-id", "campaign"],
                condition=Q(submitted_at__isnull=False),
                name="application_newest_of_all",
            ),
            models.Index(fields=["campaign", "household_key"], name="application_household"),
            # Every visitor of a campaign is shown the odds: they are counted in the index alone.
            models.Index(
                fields=["campaign", "state", "verdict", "stratum"], name="application_odds"
            ),
            # What the comparison of a newcomer with all others asks for (events.domain.likeness).
            models.Index(fields=["campaign", "email_hash"], name="application_mailbox"),
            models.Index(fields=["campaign", "phone"], name="application_phone"),
            models.Index(fields=["campaign", "near_key"], name="application_near"),
            models.Index(fields=["campaign", "person_key"], name="application_person"),
            models.Index(
                fields=["campaign", "drawn_as"],
                condition=~Q(drawn_as=""),
                name="application_drawn_as",
            ),
            models.Index(
                fields=["campaign", "id"],
                condition=Q(state="SUBMITTED", compared_at__isnull=True),
                name="application_to_compare",
            ),
        ]

    def __str__(self) -> str:
        return f"Application {self.receipt_number or self.pk} ({self.state})"
