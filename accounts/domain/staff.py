"""Who works for a brand."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Brand, Membership, Role, User
from common import audit


class LastOwner(Exception):
    """A brand keeps at least one owner."""


@transaction.atomic
def appoint(*, brand: Brand, user: User, role: str, by: User | None, at: datetime) -> Membership:
    """Give ``user`` one role in ``brand``, in place of any earlier one.

    Raises LastOwner when the only owner would stop being one.
    """
    role = Role(role)
    found = Membership.objects.filter(brand=brand, user=user).first()
    if found is not None and found.role == role:
        return found
    if found is not None and role != Role.OWNER:
        _keep_an_owner(found)
    member, _created = Membership.objects.update_or_create(
        brand=brand,
        user=user,
        defaults={"role": role},
        create_defaults={"role": role, "since_at": at},
    )
    _note(brand, "staff.appointed", by, at, user_id=user.pk, role=str(role))
    return member


@transaction.atomic
def dismiss(*, membership: Membership, by: User | None, at: datetime) -> None:
    """End someone's role. Raises LastOwner for the only owner."""
    _keep_an_owner(membership)
    Membership.objects.filter(pk=membership.pk).delete()
    _note(membership.brand, "staff.dismissed", by, at, user_id=membership.user_id)


def _keep_an_owner(membership: Membership) -> None:
    others = Membership.objects.filter(brand_id=membership.brand_id, role=Role.OWNER)
    if membership.role == Role.OWNER and not others.exclude(pk=membership.pk).exists():
        raise LastOwner(_("A brand keeps at least one owner: name another one first."))


def _note(brand: Brand, action: str, by: User | None, at: datetime, **data: object) -> None:
    audit.record(
        chain=f"brand:{brand.pk}",
        actor=f"user:{by.pk}" if by else "system",
        action=action,
        subject=f"brand:{brand.pk}",
        data=data,
        at=at,
    )
