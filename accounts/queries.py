"""What the other rooms ask about people and brands."""

from typing import Any

from django.db.models import Exists
from django.db.models.functions import Lower

from accounts.models import Brand, Consent, Membership, User


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
