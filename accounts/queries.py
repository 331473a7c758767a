"""What the other rooms ask about people and brands."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Lower

from accounts.identity import token_hash
from accounts.models import ApiKey, Brand, Consent, Membership, StaffInvitation, User


def user_of(email: str) -> User | None:
    """Return the account of this address, however its capitals were typed."""
    lower = User.objects.alias(lower=Lower("email"))
    return lower.filter(lower=email.strip().lower()).first()


def membership(user: Any, brand_slug: str) -> Membership | None:
    """Return the user's role in this brand, with the brand; None for everybody else.

    ``elsewhere`` on it says whether they work for another brand as well.
    """
    if not getattr(user, "is_authenticated", False):
        return None
    other = Membership.objects.filter(user=user).exclude(brand__slug=brand_slug)
    return (
        Membership.objects.select_related("brand")
        .annotate(elsewhere=Exists(other))
        .filter(user=user, brand__slug=brand_slug)
        .first()
    )


def memberships_of(user: Any) -> list[Membership]:
    """Return the user's roles, brand by brand in the order of their names."""
    if not getattr(user, "is_authenticated", False):
        return []
    return list(
        Membership.objects.select_related("brand").filter(user=user).order_by("brand__name", "id")
    )


FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def team(brand_id: int) -> QuerySet[Membership]:
    """Return a brand's members, the longest there first; ``has_factor`` says whether a second
    step is set up."""
    factor = Authenticator.objects.filter(user=OuterRef("user"), type__in=FACTORS)
    return (
        Membership.objects.filter(brand_id=brand_id)
        .select_related("user", "brand")
        .annotate(has_factor=Exists(factor))
        .order_by("since_at", "pk")
    )


def open_invitations(brand_id: int) -> QuerySet[StaffInvitation]:
    """Return the roles a brand offers to addresses that have not taken them, latest first."""
    offers: QuerySet[StaffInvitation] = StaffInvitation.objects.of_brand(brand_id)
    living = offers.filter(accepted_at__isnull=True, revoked_at__isnull=True)
    return living.select_related("brand", "invited_by").order_by("-sent_at", "-pk")


def invitation_of(token: str) -> StaffInvitation | None:
    """Return the offer behind a link's secret, whatever became of it."""
    found = StaffInvitation.objects.select_related("brand", "invited_by")
    return found.filter(token_hash=token_hash(token)).first()


def keys_of(brand_id: int) -> QuerySet[ApiKey]:
    """Return a brand's keys, those in use first, then the latest."""
    mine: QuerySet[ApiKey] = ApiKey.objects.of_brand(brand_id)
    return mine.select_related("created_by").order_by(F("revoked_at").desc(nulls_first=True), "-pk")


def works_for(user_id: int, brand_id: int) -> bool:
    """Say whether this person has a role in this brand."""
    return Membership.objects.filter(user_id=user_id, brand_id=brand_id).exists()


def brand_of(slug: str) -> Brand | None:
    """Return the brand of this slug."""
    return Brand.objects.filter(slug=slug).first()


def living_consent(brand_id: int, purpose: str, email_hash: str) -> Consent | None:
    """Return the latest consent that is given and not withdrawn."""
    found: Consent | None = (
        Consent.objects.of_brand(brand_id)
        .filter(purpose=purpose, email_hash=email_hash, withdrawn_at__isnull=True)
        .order_by("-given_at", "-id")
        .first()
    )
    return found


def consents_of(brand_id: int, email_hash: str) -> list[Consent]:
    """Return every consent of one address to one brand, latest first."""
    return list(
        Consent.objects.of_brand(brand_id)
        .filter(email_hash=email_hash)
        .order_by("-given_at", "-id")
    )
