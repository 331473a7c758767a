"""A brand's offer, its words, its places by stratum, and its rules."""

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.scope import scoped


class CampaignKind(models.TextChoices):
    PARTY = "PARTY", _("Home party")
    DINNER = "DINNER", _("Dinner")


class CampaignState(models.TextChoices):
    DRAFT = "DRAFT", _("Draft")
    PUBLISHED = "PUBLISHED", _("Published")
    CLOSED = "CLOSED", _("Closed")
    DRAWN = "DRAWN", _("Drawn")
    RUNNING = "RUNNING", _("Running")
    FINISHED = "FINISHED", _("Finished")
    CANCELLED = "CANCELLED", _("Cancelled")


class OverflowRule(models.TextChoices):
    """What becomes of a place that nobody of its region is left to take."""

    REFUSE = "REFUSE", _("It stays empty")
    POOL = "POOL", _("It passes to the best ticket of all regions")


class ChancesRule(models.TextChoices):
    """How many chances an entrant has, ``MOST_CHANCES`` at most; see ``events.domain.chances``."""

    EQUAL = "EQUAL", _("One each")
    ONE_MORE_IF_NOT_DRAWN = (
        "ONE_MORE_IF_NOT_DRAWN",
        _("One more for each earlier campaign without being drawn, three in all at most"),
    )


MOST_CHANCES = 3


class AttributionRule(models.TextChoices):
    """Who is credited with an order that several parties led to; see ``sales.attribution``."""

    PRECEDENCE_LAST_TOUCH = (
        "precedence-last-touch",
        _("One party: a code before a link, and the latest of its kind"),
    )
    PRECEDENCE_FIRST_TOUCH = (
        "precedence-first-touch",
        _("One party: a code before a link, and the first of its kind"),
    )
    LINEAR = "linear", _("All of them, in equal parts")
    POSITION = "position", _("All of them: 40 % the first, 40 % the last, 20 % those between")
    TIME_DECAY = "time-decay", _("All of them, half as much for each week before the order")


class Outcome(models.TextChoices):
    """What the comparison of the groups will be about, decided before anyone knows the groups."""

    NET_ORDERS = "NET_ORDERS", _("Net orders of the entrant’s own household")


CAMPAIGN_NEXT = {
    CampaignState.DRAFT: {CampaignState.PUBLISHED, CampaignState.CANCELLED},
    CampaignState.PUBLISHED: {CampaignState.CLOSED, CampaignState.CANCELLED},
    CampaignState.CLOSED: {CampaignState.DRAWN, CampaignState.CANCELLED},
    CampaignState.DRAWN: {CampaignState.RUNNING, CampaignState.CANCELLED},
    CampaignState.RUNNING: {CampaignState.FINISHED, CampaignState.CANCELLED},
    CampaignState.FINISHED: set(),
    CampaignState.CANCELLED: set(),
}


class Campaign(models.Model):
    """One offer: who may apply until when, how many hosts, when the parties take place.

    Dates of the application window are instants; the party window is in whole days of
    ``timezone``, half-open (``party_until_date`` is the first day that is too late).
    """

    brand = models.ForeignKey("accounts.Brand", on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=8, choices=CampaignKind)
    state = models.CharField(
        max_length=10, choices=CampaignState, default=CampaignState.DRAFT, db_index=True
    )
    timezone = models.CharField(max_length=40, default="Europe/Paris")
    applications_open_at = models.DateTimeField()
    applications_close_at = models.DateTimeField()
    draw_at = models.DateTimeField(help_text="When the draw is announced to take place.")
    party_from_date = models.DateField()
    party_until_date = models.DateField(help_text="The first day that is too late.")
    hosts_wanted = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    answer_within_hours = models.PositiveIntegerField(
        default=72, help_text="How long a winner may take to accept."
    )
    minimum_age = models.PositiveSmallIntegerField(default=18)
    country = models.CharField(max_length=2, default="FR")
    excludes_staff = models.BooleanField(
        default=True,
        help_text="Whether those who work for the brand, and their families, stay out.",
    )
    concerns_alcohol = models.BooleanField(
        default=False,
        help_text="About drinks with alcohol: adults only, and nothing to drink given.",
    )
    seats_min = models.PositiveSmallIntegerField(default=4)
    seats_max = models.PositiveSmallIntegerField(default=12, validators=[MaxValueValidator(200)])
    cooldown_days = models.PositiveIntegerField(
        default=0, help_text="Days since a last win in which one may not win again; 0 for none."
    )
    kit_days_before = models.PositiveSmallIntegerField(
        default=5, help_text="The kit lands at least this many days before the party."
    )
    transit_days = models.PositiveSmallIntegerField(
        default=3, help_text="Days the carrier is counted on to need."
    )
    liability_cap_minor = models.PositiveBigIntegerField(
        default=0, help_text="The most a host owes for loaned things, in minor units."
    )
    conversion_window_days = models.PositiveSmallIntegerField(
        default=30, help_text="Days after a party's click, code or answer in which an order counts."
    )
    attribution_rule = models.CharField(
        max_length=40, choices=AttributionRule, default=AttributionRule.PRECEDENCE_LAST_TOUCH
    )
    overflow = models.CharField(max_length=6, choices=OverflowRule, default=OverflowRule.REFUSE)
    chances_rule = models.CharField(max_length=21, choices=ChancesRule, default=ChancesRule.EQUAL)
    outcome = models.CharField(
        max_length=10, choices=Outcome, blank=True, help_text="Empty: nothing is compared."
    )
    outcome_from_date = models.DateField(null=True, blank=True)
    outcome_until_date = models.DateField(
        null=True, blank=True, help_text="The first day that no longer counts."
    )
    shop_url = models.URLField(max_length=500, blank=True, help_text="Where /go/ links lead.")
    hashtag = models.CharField(max_length=40, blank=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)

    objects = scoped("brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CampaignKind.values), name="campaign_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CampaignState.values), name="campaign_state_known"
            ),
            models.CheckConstraint(
                condition=Q(applications_open_at__lt=F("applications_close_at"))
                & Q(applications_close_at__lt=F("draw_at"))
                & Q(party_from_date__lt=F("party_until_date")),
                name="campaign_dates_in_order",
            ),
            models.CheckConstraint(condition=Q(hosts_wanted__gte=1), name="campaign_wants_a_host"),
            models.CheckConstraint(
                condition=Q(attribution_rule__in=AttributionRule.values),
                name="campaign_attribution_rule_known",
            ),
            models.CheckConstraint(
                condition=Q(concerns_alcohol=False) | Q(minimum_age__gte=18),
                name="campaign_of_alcohol_is_for_adults",
            ),
            models.CheckConstraint(
                condition=Q(seats_min__gte=1) & Q(seats_min__lte=F("seats_max")),
                name="campaign_seats_in_order",
            ),
            models.CheckConstraint(
                condition=Q(overflow__in=OverflowRule.values)
                & Q(chances_rule__in=ChancesRule.values),
                name="campaign_draw_rules_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome="", outcome_from_date__isnull=True, outcome_until_date__isnull=True
                )
                | Q(
                    outcome__in=Outcome.values,
                    outcome_from_date__isnull=False,
                    outcome_until_date__gt=F("outcome_from_date"),
                ),
                name="campaign_outcome_has_its_window",
            ),
            models.CheckConstraint(
                condition=Q(state="DRAFT", published_at__isnull=True)
                | Q(state="CANCELLED")
                | (~Q(state__in=["DRAFT", "CANCELLED"]) & Q(published_at__isnull=False)),
                name="campaign_published_when_published",
            ),
            models.CheckConstraint(
                condition=Q(state="CANCELLED", cancelled_at__isnull=False)
                | (~Q(state="CANCELLED") & Q(cancelled_at__isnull=True)),
                name="campaign_cancelled_when_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return f"Campaign {self.slug} ({self.state})"

    @property
    def last_party_date(self) -> date:
        """The last day of the party window, as a person says it."""
        return self.party_until_date - timedelta(days=1)

    @property
    def outcome_last_date(self) -> date | None:
        """The last day whose orders are compared; None without a comparison."""
        return self.outcome_until_date and self.outcome_until_date - timedelta(days=1)


class CampaignWording(models.Model):
    """What a campaign says, once per language."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=120)
    tagline = models.CharField(max_length=300, help_text="What this is, in one or two sentences.")
    story = models.TextField(blank=True, help_text="More, in plain paragraphs.")
    pact = models.TextField(help_text="What a host agrees to, one point a line.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "language"], name="one_wording_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"

    @property
    def pact_lines(self) -> list[str]:
        """The pact's points, one each, without the empty ones."""
        return [line.strip() for line in self.pact.splitlines() if line.strip()]


class PrizeKind(models.TextChoices):
    GIVEN = "GIVEN", _("Given, to keep")
    LOANED = "LOANED", _("Lent, then returned")


class Prize(models.Model):
    """What every host receives, as the rules announce it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="prizes")
    kind = models.CharField(max_length=8, choices=PrizeKind)
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    quantity = models.PositiveSmallIntegerField(default=1)
    value_minor = models.PositiveBigIntegerField(
        help_text="Of one, in minor units of the brand's currency."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PrizeKind.values), name="prize_kind_known"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="prize_is_something"),
        ]

    def __str__(self) -> str:
        return self.name_en


class Stratum(models.Model):
    """A region or group with its own quota of hosts; ``departments`` decides who belongs.

    Of the hosts, ``min_newcomers`` at least have never hosted for the brand. ``share_only`` entrants
    get a link without a kit and ``holdout`` entrants neither; both are read from the order's end.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="strata")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order on the page.")
    quota = models.PositiveIntegerField()
    min_newcomers = models.PositiveIntegerField(default=0)
    share_only = models.PositiveIntegerField(default=0)
    holdout = models.PositiveIntegerField(default=0)
    departments = models.JSONField(
        default=list, help_text='French department codes ("75", "2A"); empty: everyone else.'
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="stratum_key_once"),
            models.CheckConstraint(condition=Q(quota__gte=1), name="stratum_has_a_place"),
            models.CheckConstraint(
                condition=Q(min_newcomers__gte=0, min_newcomers__lte=F("quota")),
                name="stratum_newcomers_fit_its_places",
            ),
            models.CheckConstraint(
                condition=Q(share_only__gte=0, holdout__gte=0), name="stratum_arms_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.quota}"


class RecruitingLink(models.Model):
    """One link per network or creator; the source stays with the application."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="recruiting_links"
    )
    link = models.OneToOneField("links.Link", on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=40)
    label = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "network", "label"], name="recruiting_link_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.label}"


class Rules(models.Model):
    """One frozen version of the règlement in one language; ``sha256`` is over ``text``."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="rules")
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    text = models.TextField()
    sections = models.JSONField(help_text="List of [heading, [paragraphs]].")
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    reason = models.TextField(blank=True, help_text="Why the rules were amended; public.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "version", "language"], name="rules_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"Rules of campaign {self.campaign_id}, version {self.version} ({self.language})"
