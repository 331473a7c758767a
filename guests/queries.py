"""Reading invitations and guests; what a guest or a host may see."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from guests.models import Answer, Guest, Invitation, Rsvp, Seating
from links import queries as links
from links.models import LinkKind


def invitation_of(party_id: int) -> Invitation | None:
    """Return the invitation of a party, once it is scheduled."""
    return Invitation.objects.filter(party=party_id).select_related("link", "party").first()


def open_invitation(*, slug: str, at: datetime) -> Invitation | None:
    """Return the invitation behind a live share link."""
    link = links.live_link(slug=slug, kind=LinkKind.SHARE, at=at)
    if link is None:
        return None
    return (
        Invitation.objects.filter(link=link)
        .select_related("link", "party__campaign__brand")
        .first()
    )


def guest_by_code(code: str) -> Guest | None:
    """Return the guest whose own page this is."""
    return (
        Guest.objects.filter(code=code)
        .select_related("rsvp", "invitation__link", "invitation__party__campaign__brand")
        .first()
    )


def guests_of(party_id: int) -> QuerySet[Guest]:
    """Return a party's guests with their answers, in order of arrival."""
    return (
        Guest.objects.filter(invitation__party=party_id, rsvp__isnull=False)
        .select_related("rsvp")
        .order_by("created_at", "pk")
    )


def may_see_address(guest: Guest) -> bool:
    """Say whether ``guest`` is admitted; only then is the door shown, anywhere."""
    return guest.rsvp.seating == Seating.ADMITTED


def place_in_line(guest: Guest) -> int | None:
    """Return 1 for the first of the waiting list; None when the guest does not wait."""
    rsvp = guest.rsvp
    if rsvp.seating != Seating.WAITING:
        return None
    ahead = Guest.objects.filter(invitation=guest.invitation_id, rsvp__seating=Seating.WAITING)
    earlier = ahead.filter(rsvp__waiting_since_at__lt=rsvp.waiting_since_at).count()
    same = ahead.filter(rsvp__waiting_since_at=rsvp.waiting_since_at, rsvp__pk__lt=rsvp.pk).count()
    return earlier + same + 1


@dataclass(frozen=True)
class Table:
    """Who sits at one party's table, as other guests may know it: first names, nothing else.

    ``yes`` has one entry per taken chair (a companion's is empty), ``maybe`` one per guest.
    """

    yes: list[str]
    maybe: list[str]
    waiting: list[str]
    free: int


def table_of(invitation: Invitation, *, without: Guest | None = None) -> Table:
    """Return the chairs of ``invitation``; ``without`` leaves one guest out, to be drawn apart."""
    rows = (
        Rsvp.objects.filter(guest__invitation=invitation.pk)
        .exclude(guest=without.pk if without else None)
        .order_by(F("admitted_at").asc(nulls_last=True), "waiting_since_at", "pk")
        .values_list("guest__first_name", "answer", "seating", "adults", "children")
    )
    yes: list[str] = []
    maybe: list[str] = []
    waiting: list[str] = []
    for name, answer, seating, adults, children in rows:
        if seating == Seating.ADMITTED:
            yes += [name] + [""] * (adults + children - 1)
        elif seating == Seating.WAITING:
            waiting.append(name)
        elif answer == Answer.MAYBE:
            maybe.append(name)
    return Table(yes, maybe, waiting, max(invitation.capacity - invitation.taken, 0))


def readers_of(party_id: int) -> list[Guest]:
    """Return the guests of a party who can be written to and are not out: yes, waiting, maybe."""
    return list(
        guests_of(party_id)
        .exclude(email="")
        .exclude(rsvp__answer=Answer.NO)
        .select_related("rsvp", "invitation__link", "invitation__party__campaign__brand")
    )
