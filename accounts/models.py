"""People, the brands they work for, what they agreed to, and the keys of brand software."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from common.look import themes
from common.look.tokens import DARK, LIGHT, house
from common.scope import scoped


class Users(BaseUserManager["User"]):
    """Users are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Anyone who signs in: fan, host, brand staff. Guests have no account."""

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, default="fr")
    is_staff = models.BooleanField(default=False, help_text="May use the rescue admin.")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)

    objects = Users()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ()  # type: ignore[assignment]  # the base's is a list; nothing is added

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_the_case")
        ]

    def __str__(self) -> str:
        return f"User {self.pk}"


class Brand(models.Model):
    """A brand that invites people home; every other table hangs on one."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    legal_name = models.CharField(max_length=120)
    registration = models.CharField(max_length=80, help_text="RCS number and court.")
    address = models.CharField(max_length=200)
    contact_email = models.EmailField()
    timezone = models.CharField(max_length=40, default="Europe/Paris")
    currency = models.CharField(max_length=3, default="EUR")
    language = models.CharField(max_length=8, default="fr")
    look = models.CharField(max_length=20, blank=True, help_text="Name of its block of tokens.")
    theme = models.JSONField(
        default=dict,
        blank=True,
        help_text="Its own colours (common.look.themes); empty: the house's.",
    )
    theme_before = models.JSONField(
        null=True, blank=True, help_text="The theme before this one, for the undo; null: none."
    )
    shop_domains = models.JSONField(default=list, help_text="Hosts that /go/ links may lead to.")

    def __str__(self) -> str:
        return self.slug

    @property
    def theme_version(self) -> str:
        """The name of its style sheet as it is now; "" when it wears the house look."""
        return themes.version(self.theme)

    @property
    def mail_colours(self) -> dict[str, str]:
        """The colours of its mails, by names a template can write; empty: the house's."""
        return self._colours(LIGHT)

    @property
    def mail_colours_by_night(self) -> dict[str, str]:
        """The same for readers whose mail is dark."""
        return self._colours(DARK)

    def _colours(self, scheme: str) -> dict[str, str]:
        if not themes.valid(self.theme) and house(scheme, self.look) == house(scheme):
            return {}
        tokens = themes.tokens(themes.current(self.theme, self.look), scheme)
        return {name.replace("-", "_"): colour for name, colour in tokens.items()}


class Role(models.TextChoices):
    OWNER = "OWNER", _("Owner")
    ORGANISER = "ORGANISER", _("Organiser")
    DRAW_OFFICER = "DRAW_OFFICER", _("Draw officer")
    LOGISTICS = "LOGISTICS", _("Logistics")
    ANALYST = "ANALYST", _("Analyst")
    CARE = "CARE", _("Care")


class Membership(models.Model):
    """One person's role in one brand."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)
    since_at = models.DateTimeField()
    last_seen_date = models.DateField(
        null=True, blank=True, help_text="The last day (UTC) at this brand's desk."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "brand"], name="one_role_per_brand"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} is {self.role} of brand {self.brand_id}"

    @property
    def name(self) -> str:
        """What colleagues call this person: by name, or by address until they gave one."""
        return f"{self.user.first_name} {self.user.last_name}".strip() or self.user.email


class StaffInvitation(models.Model):
    """A role offered by mail to whoever signs in with one address; only the link's SHA-256 is kept.

    Open while neither accepted nor revoked, even past ``expires_at``: it can then be sent again.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="staff_invitations")
    email = models.EmailField()
    role = models.CharField(max_length=16, choices=Role)
    language = models.CharField(max_length=8)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    sent_at = models.DateTimeField(help_text="When the mail was last written.")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="staff_invitation_role_known"
            ),
            models.UniqueConstraint(
                "brand",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="staff_invitation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="staff_invitation_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("sent_at")),
                name="staff_invitation_expires_after_sending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} offered at brand {self.brand_id}"


class Purpose(models.TextChoices):
    """What a person may agree to, each on its own."""

    RULES = "RULES", _("The rules of the draw")
    PRIVACY = "PRIVACY", _("The privacy notice")
    MARKETING = "MARKETING", _("News from this brand")
    MEASUREMENT = "MEASUREMENT", _("Measurement by hashed e-mail")
    PHOTOS = "PHOTOS", _("Use of photos")
    ALLERGENS = "ALLERGENS", _("Allergies passed to the host")


class Consent(models.Model):
    """A dated agreement to one text for one purpose; never a boolean, never overwritten.

    A person without an account is known by ``email_hash`` (SHA-256 of the canonical address).
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="consents")
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="consents", null=True, blank=True
    )
    email_hash = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=16, choices=Purpose)
    text = models.TextField(help_text="The words shown, in the language shown.")
    text_version = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    where = models.CharField(max_length=80, help_text="The page or mail, e.g. apply, rsvp.")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="purpose_known"),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(email_hash=""), name="consent_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]
        indexes = [
            models.Index(fields=["brand", "purpose", "email_hash"], name="consent_by_hash"),
            models.Index(fields=["brand", "email_hash"], name="consent_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for brand {self.brand_id}"


class ApiKey(models.Model):
    """A brand's key to the API; only its SHA-256 is kept."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    key_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(
        null=True, blank=True, help_text="To the hour: written once an hour at most."
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("brand").as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
