"""What follows for the people at the table: invitation, calendar, answers, the evening's end.

One guest per message, in the language of its reader; nobody's address stands in another's mail.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from events import calendar
from events.models import Party, PartyState
from events.queries.calendars import event_of
from guests import queries
from guests.domain import invitations, rsvps
from guests.models import Answer, Guest, Invitation, Seating
from mailing import queries as mail
from mailing.domain import messages
from sales import queries as sales

logger = logging.getLogger(__name__)
MOST_MAILS_A_DAY = 12
_SAID: dict[str, calendar.messages.Answer] = {
    "YES": "ACCEPTED",
    "NO": "DECLINED",
    "MAYBE": "TENTATIVE",
}


# --- the party ----------------------------------------------------------------------------------


def open_invitation(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Open the table to friends: as many chairs as the host said, less their own."""
    party = Party.objects.select_related(
        "campaign__brand", "place__rank__entrant__application"
    ).get(pk=party_id)
    application = party.place.rank.entrant.application
    seats = (application.seats if application else None) or party.campaign.seats_max
    invitations.open_for(party=party, capacity=max(seats - 1, 1), at=at)


def mail_host_scheduled(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Send the host the evening for their calendar, and the link to share."""
    party = _party(party_id)
    if party.state == PartyState.CANCELLED:
        return
    _mail_host(party, template="host_scheduled", at=at, method="REQUEST")


def mail_host_moved(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Move the evening in the host's calendar."""
    party = _party(party_id)
    if party.state == PartyState.CANCELLED:
        return
    _mail_host(party, template="host_moved", at=at, method="REQUEST")


def mail_host_cancelled(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Take the evening out of the host's calendar, if it ever stood there."""
    party = _party(party_id)
    if party.starts_at is not None:
        _mail_host(party, template="host_cancelled", at=at, method="CANCEL")


def tell_moved(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Tell everyone who said yes or maybe that time or place has changed."""
    party = _party(party_id)
    if party.state == PartyState.CANCELLED:
        return
    for guest in queries.readers_of(party_id):
        if guest.rsvp.seating == Seating.ADMITTED:
            _mail(guest, template="guest_moved", key=f"moved:{message_id}", at=at, method="REQUEST")
        else:
            _mail(guest, template="guest_moved", key=f"moved:{message_id}", at=at)


def tell_cancelled(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Close the invitation and tell everyone who is not out already."""
    invitation = queries.invitation_of(party_id)
    if invitation is None:
        return
    invitations.close(invitation=invitation, at=at)
    for guest in queries.readers_of(party_id):
        method = "CANCEL" if guest.rsvp.in_calendar else ""
        _mail(guest, template="guest_called_off", key="called-off", at=at, method=method)


def thank(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Thank those who came, with their own link to the shop and the party's code."""
    code = sales.promo_code_of(party_id)
    for guest in queries.readers_of(party_id):
        if guest.rsvp.seating != Seating.ADMITTED:
            continue
        link = sales.shop_link_of_guest(guest.pk)
        _mail(
            guest,
            template="guest_thanks",
            key="thanks",
            at=at,
            may_stop=True,
            shop_url=f"{settings.BASE_URL}/go/{link.link.slug}" if link else "",
            promo_code=code.code if code else "",
        )


def forget_needs(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Close the invitation of a party that is over and delete what only the evening needed."""
    invitation = queries.invitation_of(party_id)
    if invitation is not None:
        invitations.close(invitation=invitation, at=at)
        rsvps.forget_needs(invitation=invitation)


# --- one guest ----------------------------------------------------------------------------------


def confirm_answer(*, message_id: int, at: datetime, guest_id: int, **_newer: object) -> None:
    """Answer the guest: the chair and the calendar, the place in line, or a word of thanks."""
    guest = _guest(guest_id)
    rsvp = guest.rsvp
    if guest.invitation.party.state != PartyState.SCHEDULED or _too_many(guest, guest.email, at):
        return
    if rsvp.seating == Seating.ADMITTED:
        if not rsvp.in_calendar:
            _mail(guest, template="guest_admitted", key=f"in:{message_id}", at=at, method="REQUEST")
    elif rsvp.seating == Seating.WAITING:
        # Whoever still waits keeps the place they were told of.
        key = f"waiting:{rsvp.waiting_since_at:%Y%m%d%H%M%S%f}"
        _mail(guest, template="guest_waiting", key=key, at=at, place=queries.place_in_line(guest))
    elif rsvp.in_calendar:
        _mail(guest, template="guest_freed", key=f"out:{message_id}", at=at, method="CANCEL")
    elif rsvp.answer == Answer.MAYBE:
        _mail(guest, template="guest_maybe", key=f"maybe:{message_id}", at=at)


def confirm_promoted(*, message_id: int, at: datetime, guest_id: int, **_newer: object) -> None:
    """Tell a guest who waited that a chair is theirs."""
    guest = _guest(guest_id)
    seated = guest.rsvp.seating == Seating.ADMITTED and not guest.rsvp.in_calendar
    if seated and guest.invitation.party.state == PartyState.SCHEDULED:
        key = f"promoted:{message_id}"
        _mail(guest, template="guest_promoted", key=key, at=at, method="REQUEST")


def tell_host(*, message_id: int, at: datetime, guest_id: int, **_newer: object) -> None:
    """Tell the host who answered what. Allergies are read on the host's page, not in a mail."""
    guest = _guest(guest_id)
    party = guest.invitation.party
    if party.host is None or _too_many(guest, party.host.email, at):
        return
    _tell_host(
        guest, template="host_answer", message_id=message_id, **_said(guest), **_table(guest)
    )


def tell_host_freed(*, message_id: int, at: datetime, guest_id: int, **_newer: object) -> None:
    """Tell the host that chairs fell free, but not whose: that guest has asked to be forgotten."""
    guest = _guest(guest_id)
    if guest.invitation.party.state == PartyState.SCHEDULED:
        seats = guest.rsvp.adults + guest.rsvp.children
        _tell_host(guest, template="host_freed", message_id=message_id, seats=seats)


def send_link(*, message_id: int, at: datetime, guest_id: int, **_newer: object) -> None:
    """Send a guest their own link again; at most one an hour, whoever asks."""
    guest = _guest(guest_id)
    _mail(guest, template="guest_link", key=f"link:{at:%Y%m%d%H}", at=at)


def about(guest_id: int) -> str:
    """Return what a mail that tells of this guest, whoever reads it, is known by."""
    return f"guest:{guest_id}"


def _too_many(guest: Guest, to_address: str, at: datetime) -> bool:
    """Say whether answers of this guest have caused enough mail to one address for a day.

    Whoever holds a guest's page, not always the owner of the address, may change the answer as
    often as they like; their page and the host's show the last one.
    """
    since = at - timedelta(days=1)
    written = mail.written_since(about=about(guest.pk), to_address=to_address, since=since)
    return written >= MOST_MAILS_A_DAY


# --- how they are written -----------------------------------------------------------------------


def _mail(
    guest: Guest,
    *,
    template: str,
    key: str,
    at: datetime,
    method: str = "",
    may_stop: bool = False,
    **more: object,
) -> None:
    """Write to one guest, with a calendar message where ``method`` says so; nothing without an
    address. An address that cannot be written to holds up nobody else's message."""
    if not guest.email:
        return
    party = guest.invitation.party
    rsvp = guest.rsvp
    text, sequence = "", 0
    if method:
        # A guest's own copy may run ahead of the party's: out and in again are two changes.
        last = -1 if rsvp.calendar_sequence is None else rsvp.calendar_sequence
        sequence = max(party.sequence, last + 1)
        try:
            text = _calendar(guest, method=method, sequence=sequence, at=at)
        except calendar.CalendarFieldInvalid:
            logger.info("no calendar can carry the address of guest %s", guest.pk)
            method = ""
    try:
        message = messages.queue(
            template=template,
            to_address=guest.email,
            to_name=guest.first_name,
            language=guest.language,
            brand=party.campaign.brand,
            dedupe_key=f"{about(guest.pk)}:{key}",
            about=about(guest.pk),
            calendar_text=text,
            calendar_method=method,
            may_stop=may_stop,
            context={
                **_about(party),
                **_said(guest),
                "guest_url": guest_url(guest),
                "picture": picture_of(guest.invitation),
                # The door is given to the template only for those who may see it.
                "address": _door(party)
                if _admitted(guest) and party.state != PartyState.CANCELLED
                else None,
                **more,
            },
        )
    except messages.UnfitAddress:
        logger.info("the address of guest %s cannot be written to", guest.pk)
        return
    if message is not None and method:
        rsvps.note_calendar(guest=guest, sequence=sequence, in_calendar=method == "REQUEST")


def _tell_host(guest: Guest, *, template: str, message_id: int, **said: object) -> None:
    party = guest.invitation.party
    if party.host is None:
        return
    messages.queue(
        template=template,
        to_address=party.host.email,
        to_name=party.host_first_name,
        language=party.host.language,
        brand=party.campaign.brand,
        dedupe_key=f"{about(guest.pk)}:host:{message_id}",
        about=about(guest.pk),
        context={**_about(party), **said, "host_url": _host_url(party)},
    )


def _mail_host(party: Party, *, template: str, at: datetime, method: str) -> None:
    if party.host is None:
        return
    language = party.host.language
    event = event_of(party, language=language, door=True, url=_host_url(party), at=at)
    attendee = calendar.Attendee(
        name=party.host_first_name,
        address=party.host.email,
        reply_token=reply_token(party.code),
        answer="ACCEPTED",
    )
    invitation = queries.invitation_of(party.pk)
    messages.queue(
        template=template,
        to_address=party.host.email,
        to_name=party.host_first_name,
        language=language,
        brand=party.campaign.brand,
        dedupe_key=f"party:{party.pk}:{template}:{party.sequence}",
        calendar_text=calendar.invitation(method=_method(method), party=event, attendee=attendee),
        calendar_method=method,
        context={
            **_about(party),
            "host_url": _host_url(party),
            "share_url": _share_url(invitation) if invitation else "",
            "picture": picture_of(invitation) if invitation else "",
            "address": _door(party),
        },
    )


def _calendar(guest: Guest, *, method: str, sequence: int, at: datetime) -> str:
    event = event_of(
        guest.invitation.party,
        language=guest.language,
        door=method == "REQUEST" and _admitted(guest),
        url=guest_url(guest),
        at=at,
        sequence=sequence,
    )
    attendee = calendar.Attendee(
        name=guest.first_name,
        address=guest.email,
        reply_token=reply_token(guest.code),
        answer=_SAID[guest.rsvp.answer],
    )
    return calendar.invitation(method=_method(method), party=event, attendee=attendee)


def reply_token(code: str) -> str:
    """Return what an answer from a calendar is known by: made from the owner's code, and no way
    back to it, because calendars are shared with colleagues."""
    return salted_hmac("convive.calendar.reply", code, algorithm="sha256").hexdigest()[:32]


def guest_url(guest: Guest) -> str:
    """Return the address of a guest's own page."""
    return f"{settings.BASE_URL}/g/{guest.code}"


def _method(method: str) -> calendar.messages.Method:
    return "CANCEL" if method == "CANCEL" else "REQUEST"


def _admitted(guest: Guest) -> bool:
    return queries.may_see_address(guest)


def _door(party: Party) -> dict[str, str]:
    return {
        "line": party.address_line,
        "extra": party.address_extra,
        "town": f"{party.postcode} {party.city}",
    }


def _about(party: Party) -> dict[str, object]:
    """What every mail may say of the evening: nothing that leads to its door."""
    return {
        "host": party.host_first_name if party.host_id else _("your host"),
        "town": party.city,
        "starts_at": party.starts_at,
        "zone": party.timezone,
        "words": party.words,
    }


def _said(guest: Guest) -> dict[str, object]:
    rsvp = guest.rsvp
    return {
        "name": guest.first_name,
        "answer": rsvp.answer,
        "seating": rsvp.seating,
        "seats": rsvp.adults + rsvp.children,
        "message": rsvp.message,
    }


def _table(guest: Guest) -> dict[str, object]:
    """How the table stands, in figures."""
    stands = queries.table_of(guest.invitation)
    return {"taken": len(stands.yes), "free": stands.free, "maybes": len(stands.maybe)}


def _host_url(party: Party) -> str:
    return f"{settings.BASE_URL}/h/{party.code}"


def _share_url(invitation: Invitation) -> str:
    return f"{settings.BASE_URL}/i/{invitation.link.slug}"


def picture_of(invitation: Invitation) -> str:
    """The table as anyone with the link may see it: one address for all, so it follows nobody."""
    return f"{_share_url(invitation)}/table.png"


def _party(party_id: int) -> Party:
    return Party.objects.select_related("campaign__brand", "host").get(pk=party_id)


def _guest(guest_id: int) -> Guest:
    return Guest.objects.select_related(
        "rsvp", "invitation__link", "invitation__party__campaign__brand", "invitation__party__host"
    ).get(pk=guest_id)
