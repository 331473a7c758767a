"""Who works for a brand: named, moved to another role, dismissed; never without an owner."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import queries
from accounts.capabilities import may_give
from accounts.models import Brand, Membership, Role, User
from common import audit


class LastOwner(Exception):
    """A brand keeps at least one owner."""


class NotYoursToGive(Exception):
    """A role that may do more than the one who would give it, or take it away."""


@transaction.atomic
def appoint(*, brand: Brand, user: User, role: str, by: User | None, at: datetime) -> Membership:
    """Give ``user`` one role in ``brand``, in place of any earlier one.

    ``by`` None is whoever runs the house. Raises LastOwner when the only owner would stop being
    one, NotYoursToGive when ``by`` may give neither this role nor the one it replaces.
    """
    role = Role(role)
    hold(brand)
    found = Membership.objects.filter(brand=brand, user=user).first()
    require_may_give(brand=brand, by=by, role=role)
    if found is not None and found.role == role:
        return found
    if found is not None:
        require_may_give(brand=brand, by=by, role=found.role)
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
def dismiss(*, membership: Membership, by: User | None, at: datetime) -> bool:
    """End someone's role, at once; False when it had ended before. Everybody may leave by themselves.

    Raises LastOwner for the only owner, NotYoursToGive as ``appoint``.
    """
    brand = membership.brand
    hold(brand)
    found = Membership.objects.filter(pk=membership.pk).first()
    if found is None:
        return False
    if by is None or by.pk != found.user_id:
        require_may_give(brand=brand, by=by, role=found.role)
    _keep_an_owner(found)
    Membership.objects.filter(pk=found.pk).delete()
    _note(brand, "staff.dismissed", by, at, user_id=found.user_id)
    return True


def seen(*, membership: Membership, at: datetime) -> None:
    """Keep the day on which a member was last at the desk; one write a day."""
    if membership.last_seen_date != at.date():
        Membership.objects.filter(pk=membership.pk).update(last_seen_date=at.date())


def hold(brand: Brand) -> None:
    """Make the changes to a brand's staff take turns: two owners cannot dismiss each other at once."""
    Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)


def require_may_give(*, brand: Brand, by: User | None, role: str) -> None:
    """Raise NotYoursToGive unless ``by`` may give this role now; None may give every role."""
    if by is None:
        return
    giver = queries.membership(by, brand.slug)
    if giver is None or not may_give(giver.role, role):
        raise NotYoursToGive(
            _("This role may do more than yours: somebody who holds it gives it or takes it away.")
        )


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
