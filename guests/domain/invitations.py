"""Opening a party to friends, and its number of chairs."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import ngettext

from events.models import Party
from guests.domain import rsvps
from guests.models import Invitation
from links.domain import links
from links.models import LinkKind


class CapacityTooSmall(Exception):
    """More guests are already admitted than the capacity asked for."""


@transaction.atomic
def open_for(*, party: Party, capacity: int, at: datetime) -> Invitation:
    """Make the invitation and its share link of ``party``; a second call returns the first."""
    existing = Invitation.objects.filter(party=party).first()
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            link = links.create(brand=party.campaign.brand, kind=LinkKind.SHARE, at=at)
            return Invitation.objects.create(
                party=party, link=link, capacity=capacity, opened_at=at
            )
    except IntegrityError:
        return Invitation.objects.get(party=party)


@transaction.atomic
def set_capacity(*, invitation: Invitation, capacity: int, at: datetime) -> Invitation:
    """Set the number of chairs; more chairs seat those who wait, in order.

    Raises CapacityTooSmall rather than turn away anyone already admitted.
    """
    changed = Invitation.objects.filter(pk=invitation.pk, taken__lte=capacity).update(
        capacity=capacity
    )
    invitation.refresh_from_db()
    if not changed:
        raise CapacityTooSmall(
            ngettext(
                "%(taken)s person is already coming: the table cannot have fewer chairs.",
                "%(taken)s people are already coming: the table cannot have fewer chairs.",
                invitation.taken,
            )
            % {"taken": invitation.taken}
        )
    rsvps.promote_waiting(invitation=invitation, at=at)
    return invitation


def close(*, invitation: Invitation, at: datetime) -> bool:
    """Stop taking answers (the party is cancelled or over); False when already closed."""
    return bool(
        Invitation.objects.filter(pk=invitation.pk, closed_at__isnull=True).update(closed_at=at)
    )
