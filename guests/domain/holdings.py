"""What this room holds of a person: their answers to invitations, and what the kitchen was told."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from common.held import Columns, Held, Person, tell
from guests.models import Guest, Rsvp

TOLD: Columns = {
    Guest: ("first_name", "email", "email_hash", "language", "created_at"),
    Rsvp: (
        "answer",
        "seating",
        "adults",
        "children",
        "message",
        "allergens",
        "needs",
        "answered_at",
        "waiting_since_at",
        "admitted_at",
    ),
}
SILENT: Columns = {Guest: ("code",), Rsvp: ("calendar_sequence", "in_calendar")}


def held(person: Person) -> Iterator[Held]:
    """Every answer given with this address."""
    mine = Guest.objects.filter(email_hash=person.email_hash)
    yield from _told(
        list(mine.select_related("rsvp", "invitation__party__campaign").order_by("pk"))
    )


def held_of(guest: Guest) -> Iterator[Held]:
    """One answer, for whoever holds its link."""
    yield from _told([guest])


def _told(guests: list[Guest]) -> Iterator[Held]:
    for guest in guests:
        brand_id = guest.invitation.party.campaign.brand_id
        yield from tell([guest], TOLD, title=_("You, as a guest"), brand_id=brand_id)
        yield from tell(
            [guest.rsvp],
            TOLD,
            title=_("Your answer to an invitation"),
            named="answer",
            brand_id=brand_id,
        )
