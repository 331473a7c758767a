"""Taking somebody out of the tables of others, and out of what their own guests keep."""

from collections.abc import Iterable
from datetime import datetime

from accounts.domain import erasure as register
from accounts.identity import email_hash
from accounts.models import Brand
from events.domain.erasure import NAMELESS
from events.models import PartyState
from guests.domain import rsvps
from guests.domain.agreements import TEXTS_VERSION
from guests.models import Answer, Guest, Invitation, Rsvp, Seating


def of_address(*, brand: Brand, email: str) -> list[Guest]:
    """The answers this address gave to invitations of the brand."""
    return list(
        Guest.objects.of_brand(brand.pk)
        .filter(email_hash=email_hash(email))
        .select_related("rsvp", "invitation__party")
        .order_by("pk")
    )


def forget_guest(*, brand: Brand, email: str, at: datetime) -> list[int]:
    """Free the chairs still held, then empty the rows: how many came stays known.

    Returns the ids of the guests. Publishes ``rsvp.promoted`` for those who get the chairs.
    """
    guests = of_address(brand=brand, email=email)
    for guest in guests:
        _free(guest, at)
        Rsvp.objects.filter(guest=guest).update(message="", allergens=[], needs="")
        Guest.objects.filter(pk=guest.pk).update(first_name=NAMELESS, email="", email_hash="")
    return [guest.pk for guest in guests]


def forget_host(*, brand: Brand, parties: Iterable[int], names: frozenset[str]) -> list[int]:
    """Take a host's name out of their guests' consents; returns the ids of these guests."""
    invitations = Invitation.objects.filter(party__in=list(parties)).select_related("link")
    versions = [f"{TEXTS_VERSION}:{one.link.slug}" for one in invitations]
    register.unname(brand=brand, versions=versions, names=names, by=NAMELESS)
    guests = Guest.objects.filter(invitation__in=invitations).order_by("pk")
    return list(guests.values_list("pk", flat=True))


def _free(guest: Guest, at: datetime) -> None:
    """Leave a table that is still to come; nobody is written to, as nobody is left to write to."""
    invitation = Invitation.objects.select_for_update().get(pk=guest.invitation_id)
    rsvp = Rsvp.objects.select_for_update().filter(guest=guest).first()
    if rsvp is None or guest.invitation.party.state != PartyState.SCHEDULED:
        return
    if rsvp.seating == Seating.ADMITTED:
        rsvps.give_back(invitation_id=invitation.pk, seats=rsvp.adults + rsvp.children)
    Rsvp.objects.filter(pk=rsvp.pk).update(
        answer=Answer.NO, seating=Seating.NONE, waiting_since_at=None, answered_at=at
    )
    rsvps.promote_waiting(invitation=invitation, at=at)
