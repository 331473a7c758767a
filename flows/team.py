"""Inviting somebody to a brand's desk: the offer and its mail are written down together.

The link's secret stands in the mail and nowhere else, so the mail is written here, while it is
known, and not by a handler afterwards.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.domain import invitations
from accounts.models import Brand, StaffInvitation, User
from mailing.domain import messages

TEMPLATE = "staff_invited"


@transaction.atomic
def invite(
    *, brand: Brand, email: str, role: str, language: str, by: User, at: datetime
) -> StaffInvitation:
    """Offer a role and write the mail. Raises as ``invitations.invite``."""
    invitation, token = invitations.invite(
        brand=brand, email=email, role=role, language=language, by=by, at=at
    )
    _write(invitation, token, at)
    return invitation


@transaction.atomic
def send_again(*, invitation: StaffInvitation, by: User, at: datetime) -> None:
    """Write the mail anew, with a new link. Raises as ``invitations.renew``."""
    token = invitations.renew(invitation=invitation, by=by, at=at)
    _take_back(invitation)
    _write(invitation, token, at)


@transaction.atomic
def revoke(*, invitation: StaffInvitation, by: User, at: datetime) -> bool:
    """Take an offer back, and its mail if it has not left; False when the offer was over."""
    ended = invitations.revoke(invitation=invitation, by=by, at=at)
    _take_back(invitation)
    return ended


def _write(invitation: StaffInvitation, token: str, at: datetime) -> None:
    brand, by = invitation.brand, invitation.invited_by
    messages.queue(
        template=TEMPLATE,
        to_address=invitation.email,
        language=invitation.language,
        brand=brand,
        reply_to=brand.contact_email,
        dedupe_key=f"{_key(invitation)}{int(at.timestamp())}",
        # It holds the link: once it has left nothing here opens the door. A demonstration is where
        # mails are read, so there it stays.
        forget=not settings.DEMO,
        context={
            "invitation": invitation,
            "by_name": by.first_name or by.email,
            "join_url": f"{settings.BASE_URL}/team/{token}",
        },
    )


def _take_back(invitation: StaffInvitation) -> None:
    messages.cancel_all(dedupe_prefix=_key(invitation), templates=[TEMPLATE])


def _key(invitation: StaffInvitation) -> str:
    return f"{TEMPLATE}:{invitation.pk}:"
