"""Offering somebody a role by mail: one open offer per address, one use, and only for that address."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import queries
from accounts.domain import staff
from accounts.identity import token_hash
from accounts.models import Brand, Membership, Role, StaffInvitation, User
from common import audit

LASTS = timedelta(days=7)
PAUSE = timedelta(minutes=1)
MOST_OPEN = 50
KEPT_AFTER = timedelta(days=30)


class CannotInvite(Exception):
    """This address cannot be offered a role now; the message says why."""


class InvitationOver(Exception):
    """The offer was taken, taken back, or ran out."""


class ForSomebodyElse(Exception):
    """Whoever is signed in does not have the address that was invited."""


@transaction.atomic
def invite(
    *, brand: Brand, email: str, role: str, language: str, by: User, at: datetime
) -> tuple[StaffInvitation, str]:
    """Offer ``role`` to an address; returns the offer and the secret of its link, kept nowhere.

    Raises CannotInvite, and staff.NotYoursToGive when the role may do more than ``by``.
    """
    role, address = Role(role), email.strip().lower()
    staff.hold(brand)
    staff.require_may_give(brand=brand, by=by, role=role)
    if Membership.objects.filter(brand=brand, user__email__iexact=address).exists():
        raise CannotInvite(_("This person is in the team already: change the role there."))
    waiting = queries.open_invitations(brand.pk)
    if waiting.filter(email__iexact=address).exists():
        raise CannotInvite(_("This address has an open invitation already: send that one again."))
    if waiting.count() >= MOST_OPEN:
        raise CannotInvite(_("Too many invitations are open: take some back first."))
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            invitation = StaffInvitation.objects.create(
                brand=brand,
                email=address,
                role=role,
                language=language,
                token_hash=token_hash(token),
                invited_by=by,
                invited_at=at,
                sent_at=at,
                expires_at=at + LASTS,
            )
    except IntegrityError as error:
        raise CannotInvite(
            _("This address has an open invitation already: send that one again.")
        ) from error
    _note(invitation, "staff.invited", by, at)
    return invitation, token


@transaction.atomic
def renew(*, invitation: StaffInvitation, by: User, at: datetime) -> str:
    """Give an open offer a new link and its full time; the link before opens nothing any more.

    Returns the new secret. Raises CannotInvite within a minute of the last mail, InvitationOver,
    and staff.NotYoursToGive.
    """
    staff.hold(invitation.brand)
    staff.require_may_give(brand=invitation.brand, by=by, role=invitation.role)
    if not queries.open_invitations(invitation.brand_id).filter(pk=invitation.pk).exists():
        raise InvitationOver(_("This invitation is over."))
    token = secrets.token_urlsafe(32)
    renewed = queries.open_invitations(invitation.brand_id).filter(
        pk=invitation.pk, sent_at__lte=at - PAUSE
    )
    if not renewed.update(
        token_hash=token_hash(token), invited_by=by, sent_at=at, expires_at=at + LASTS
    ):
        raise CannotInvite(_("The mail has only just left: wait a minute before another."))
    invitation.refresh_from_db()
    _note(invitation, "staff.invited_again", by, at)
    return token


@transaction.atomic
def revoke(*, invitation: StaffInvitation, by: User, at: datetime) -> bool:
    """Take an offer back; False when it was over. Raises staff.NotYoursToGive."""
    staff.require_may_give(brand=invitation.brand, by=by, role=invitation.role)
    ended = (
        queries.open_invitations(invitation.brand_id).filter(pk=invitation.pk).update(revoked_at=at)
    )
    if ended:
        _note(invitation, "staff.invitation_revoked", by, at)
    return bool(ended)


@transaction.atomic
def accept(*, invitation: StaffInvitation, user: User, at: datetime) -> Membership:
    """Take the offered role. Whoever works for the brand already keeps the role they have.

    Raises ForSomebodyElse, and InvitationOver also when the one who invited may not give this role
    any more: somebody dismissed leaves no door open behind them.
    """
    if user.email.lower() != invitation.email:
        raise ForSomebodyElse(_("This invitation is for another address."))
    staff.hold(invitation.brand)
    living = queries.open_invitations(invitation.brand_id).filter(
        pk=invitation.pk, expires_at__gt=at
    )
    if not living.update(accepted_at=at):
        raise InvitationOver(_("This invitation is over."))
    _note(invitation, "staff.joined", user, at)
    member = Membership.objects.filter(brand=invitation.brand, user=user).first()
    if member is not None:
        return member
    try:
        return staff.appoint(
            brand=invitation.brand,
            user=user,
            role=invitation.role,
            by=invitation.invited_by,
            at=at,
        )
    except staff.NotYoursToGive as error:
        raise InvitationOver(_("This invitation is over.")) from error


def forget_ended(*, at: datetime) -> int:
    """Delete offers that were taken, taken back or ran out a month ago; the log keeps that they were.

    Returns how many. An address that nobody works with has no reason to stay.
    """
    long_ago = at - KEPT_AFTER
    ended = Q(accepted_at__lt=long_ago) | Q(revoked_at__lt=long_ago) | Q(expires_at__lt=long_ago)
    return int(StaffInvitation.objects.filter(ended).delete()[0])


def _note(invitation: StaffInvitation, action: str, by: User, at: datetime) -> None:
    audit.record(
        chain=f"brand:{invitation.brand_id}",
        actor=f"user:{by.pk}",
        action=action,
        subject=f"staff_invitation:{invitation.pk}",
        data={"role": invitation.role},
        at=at,
    )
