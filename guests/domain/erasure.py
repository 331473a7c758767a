"""Taking somebody out of the tables of others, and out of what their own guests keep."""

from collections.abc import Iterable
from datetime import datetime

from accounts.domain import erasure as register
from accounts.identity import email_hash
from accounts.models import Brand, Purpose
from common import outbox
from events.domain.erasure import NAMELESS
from events.models import PartyState
from guests.domain import rsvps
from guests.domain.agreements import TEXTS_VERSION, known_as
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

    Returns the ids of the guests. Publishes ``rsvp.erased`` where chairs fell free, and
    ``rsvp.promoted`` for those who get them.
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
    guests = list(Guest.objects.filter(invitation__in=invitations).order_by("pk"))
    register.unname(
        brand=brand,
        purpose=Purpose.ALLERGENS,
        versions=versions,
        of={email_hash(known_as(one)) for one in guests},
        names=names,
        by=NAMELESS,
    )
    return [one.pk for one in guests]


def _free(guest: Guest, at: datetime) -> None:
    """Leave a table that is still to come. The guest is not written to; the host, who cooks, is."""
    invitation = Invitation.objects.select_for_update().get(pk=guest.invitation_id)
    rsvp = Rsvp.objects.select_for_update().filter(guest=guest).first()
    if rsvp is None or guest.invitation.party.state != PartyState.SCHEDULED:
        return
    if rsvp.seating == Seating.ADMITTED:
        rsvps.give_back(invitation_id=invitation.pk, seats=rsvp.adults + rsvp.children)
        outbox.publish("rsvp.erased", guest_id=guest.pk)
    Rsvp.objects.filter(pk=rsvp.pk).update(
        answer=Answer.NO, seating=Seating.NONE, waiting_since_at=None, answered_at=at
    )
    rsvps.promote_waiting(invitation=invitation, at=at)
