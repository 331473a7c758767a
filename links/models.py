"""Every short link of the house, and the clicks on it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import codes
from common.scope import scoped


class LinkKind(models.TextChoices):
    RECRUIT = "RECRUIT", _("Recruiting link")
    SHARE = "SHARE", _("Invitation")
    SHOP = "SHOP", _("To the shop")


class Link(models.Model):
    """A short address. What it stands for (a campaign, a party) points back at it."""

    slug = models.CharField(max_length=10, unique=True)
    brand = models.ForeignKey("accounts.Brand", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=LinkKind)
    target_url = models.URLField(max_length=500, blank=True, help_text="For SHOP: where it leads.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True, help_text="Leads nowhere for a while.")
    revoked_at = models.DateTimeField(null=True, blank=True, help_text="Ended for good.")

    objects = scoped("brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="link_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="SHOP") | ~Q(target_url=""), name="shop_link_leads_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Agent(models.TextChoices):
    HUMAN = "HUMAN", _("A person")
    PREVIEW = "PREVIEW", _("A link preview")
    BOT = "BOT", _("A robot")


class Click(models.Model):
    """One visit to a link. The id (UUIDv7: ordered by time) travels to the shop in the URL."""

    id = models.UUIDField(primary_key=True, default=codes.uuid7, editable=False)
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="clicks")
    at = models.DateTimeField()
    agent = models.CharField(max_length=8, choices=Agent)
    source = models.CharField(max_length=40, blank=True, help_text="utm_source or referring host.")
    counted = models.BooleanField(
        default=False, db_default=False, help_text="Whether a tally holds it already."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(agent__in=Agent.values), name="click_agent_known")
        ]
        indexes = [
            models.Index(fields=["link", "agent"], name="clicks_of_link"),
            models.Index(fields=["id"], name="clicks_to_count", condition=Q(counted=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Tally(models.Model):
    """How many visits a link had on one day (of UTC) from one kind of visitor."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="tallies")
    day = models.DateField()
    agent = models.CharField(max_length=8, choices=Agent)
    visits = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "day", "agent"], name="one_tally_a_day"),
            models.CheckConstraint(condition=Q(agent__in=Agent.values), name="tally_agent_known"),
            models.CheckConstraint(condition=Q(visits__gte=1), name="tally_is_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.visits} {self.agent} on {self.day}"
