"""One party as a calendar may know it: with its door for those who may see it, else the town."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from events.calendar import PartyEvent
from events.models import Party, PartyState


class PartyWithoutDate(ValueError):
    """A party that was never scheduled stands in no calendar."""


def event_of(
    party: Party,
    *,
    language: str,
    door: bool,
    url: str,
    at: datetime,
    sequence: int | None = None,
) -> PartyEvent:
    """Return the calendar event of ``party`` in ``language``, stamped ``at``.

    ``door`` puts the full address into the location; without it only the town is said. ``url`` is
    the reader's own page. ``sequence`` is given where the reader's copy has run ahead of the
    party's. Raises PartyWithoutDate.
    """
    if party.starts_at is None or party.ends_at is None:
        raise PartyWithoutDate(f"party {party.pk}")
    brand = party.campaign.brand
    with translation.override(language):
        summary = _("At %(host)s’s table, with %(brand)s") % {
            "host": party.host_first_name if party.host_id else _("your host"),
            "brand": brand.name,
        }
        hint = (
            _("Everything about the evening, and a way to change your answer: %(url)s")
            if door
            else _("Everything about the evening: %(url)s")
        ) % {"url": url}
    return PartyEvent(
        uid=party.uid,
        sequence=party.sequence if sequence is None else sequence,
        starts_at=party.starts_at,
        ends_at=party.ends_at,
        summary=summary,
        description=f"{party.words}\n\n{hint}".strip(),
        location=full_address(party) if door else party.city,
        url=url,
        organizer_name=brand.name,
        organizer_address=organizer_address(),
        stamped_at=at,
        status="CANCELLED" if party.state == PartyState.CANCELLED else "CONFIRMED",
    )


def full_address(party: Party) -> str:
    """Return the door on one line. Whoever calls this has checked that its reader may see it."""
    street = ", ".join(filter(None, [party.address_line, party.address_extra]))
    return f"{street}, {party.postcode} {party.city}"


def organizer_address() -> str:
    """Return the mailbox that answers from calendars come to; each gets a token of its own."""
    return f"answers@{settings.MAIL_DOMAIN}"
