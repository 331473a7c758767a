"""A guest's own page: their chair, the door once they have one, the calendar, another answer.

The code in the address is the permission. The pages send no referrer to anybody else: with
``no-referrer`` browsers would also hide the origin of the form from us, and it could not be posted.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from common.counted import counted
from common.look import words
from common.look.table import Waiting, seats_for
from events import calendar
from events.models import PartyState
from events.queries.calendars import event_of
from guests import allergens, queries
from guests.domain import rsvps
from guests.domain.agreements import measured
from guests.models import Guest, Seating
from sales import queries as sales
from web.forms.answering import ChangeForm, said_by


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The page behind a guest's own link; a POST gives another answer."""
    at = clock.now()
    guest = _guest_or_404(code)
    form = ChangeForm(
        request.POST if request.method == "POST" else None, guest=guest, initial=said_by(guest)
    )
    if request.method == "POST" and form.is_valid():
        try:
            rsvps.change(
                guest=guest,
                reply=form.reply(),
                at=at,
                language=translation.get_language() or guest.language,
            )
        except rsvps.AnswerIncomplete as error:
            form.add_error(error.field, str(error))
        except rsvps.NotAnswerable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your answer is noted."))
            return _private(redirect("web:guest", code=guest.code))
    return _private(render(request, "web/guest/show.html", {**_context(guest, at), "form": form}))


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Leave the waiting list, asked once; whoever does not wait is led to their page."""
    at = clock.now()
    guest = _guest_or_404(code)
    if request.method == "POST":
        language = translation.get_language() or guest.language
        try:
            left = rsvps.leave_line(guest=guest, at=at, language=language)
        except rsvps.NotAnswerable as error:
            messages.error(request, str(error))
        else:
            if left:
                messages.success(request, _("You have left the list."))
            else:
                messages.info(request, _("You were not on the list any more; nothing has changed."))
        return _private(redirect("web:guest", code=guest.code))
    if _state(guest, at) != Seating.WAITING:
        return _private(redirect("web:guest", code=guest.code))
    return _private(render(request, "web/guest/leave.html", _context(guest, at)))


@require_safe
def party_ics(request: HttpRequest, code: str) -> HttpResponse:
    """The evening as a file, with its door: only for a guest who has a chair."""
    guest = _guest_or_404(code)
    if not _has_chair(guest):
        raise Http404
    response = HttpResponse(
        calendar.download(party=_event(guest, clock.now())),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="party.ics"'},
    )
    return _private(response)


def _guest_or_404(code: str) -> Guest:
    guest = queries.guest_by_code(code)
    if guest is None:
        raise Http404
    return guest


def _has_chair(guest: Guest) -> bool:
    return queries.may_see_address(guest) and guest.invitation.party.state == PartyState.SCHEDULED


def _event(guest: Guest, at: datetime) -> calendar.PartyEvent:
    return event_of(
        guest.invitation.party,
        language=translation.get_language() or guest.language,
        door=True,
        url=f"{settings.BASE_URL}/g/{guest.code}",
        at=at,
    )


def _context(guest: Guest, at: datetime) -> dict[str, Any]:
    """What this guest may know. The street is not even given to the template without a chair."""
    invitation = guest.invitation
    party = invitation.party
    rsvp = guest.rsvp
    others = queries.table_of(invitation, without=guest)
    seated = rsvp.seating == Seating.ADMITTED
    seats = rsvp.adults + rsvp.children
    context: dict[str, Any] = {
        "brand": party.campaign.brand,
        "guest": {"name": guest.first_name, "email": guest.email, "code": guest.code},
        "host": party.host_first_name,
        "words": party.words,
        "town": party.city,
        "starts_at": party.starts_at,
        "ends_at": party.ends_at,
        "zone": party.timezone,
        "state": _state(guest, at),
        "finished": party.state == PartyState.HELD
        or (party.ends_at is not None and party.ends_at <= at),
        "answer": rsvp.answer,
        "seats": seats,
        "place": queries.place_in_line(guest),
        "chairs_taken": seats_for(
            capacity=invitation.capacity + 1,
            host=party.host_first_name,
            yes=others.yes,
            you=[guest.first_name] * seats if seated else "",
            maybe=others.maybe[: others.free],
        ),
        "waiting": _line(others.waiting, queries.place_in_line(guest)),
        "seated": seated,
        "kept": _kept(guest),
        "own_url": f"{settings.BASE_URL}/g/{guest.code}",
    }
    if _has_chair(guest):
        event = _event(guest, at)
        context |= {
            "address": {
                "line": party.address_line,
                "extra": party.address_extra,
                "town": f"{party.postcode} {party.city}",
            },
            "google_url": calendar.google_link(party=event),
            "outlook_url": calendar.outlook_link(party=event),
        }
    link = sales.shop_link_of_guest(guest.pk)
    if link is not None and seated and party.state != PartyState.CANCELLED:
        context["shop_url"] = f"{settings.BASE_URL}/go/{link.link.slug}"
    return context


def _line(others: list[str], place: int | None) -> list[Waiting]:
    """Those by the door as this guest sees them: initials, and the guest where they stand."""
    if place is None:
        return []
    line = [Waiting(words.initial(name)) for name in others]
    line.insert(place - 1, Waiting(_("you"), you=True))
    return line


def _state(guest: Guest, at: datetime) -> str:
    """CANCELLED, OVER, or what the guest's answer came to: ADMITTED, WAITING, MAYBE, NO."""
    party, rsvp = guest.invitation.party, guest.rsvp
    if party.state == PartyState.CANCELLED:
        return "CANCELLED"
    if party.state == PartyState.HELD or (party.starts_at is not None and party.starts_at <= at):
        return "OVER"
    return rsvp.seating if rsvp.seating != Seating.NONE else rsvp.answer


def _kept(guest: Guest) -> list[tuple[str, str]]:
    """Everything that is kept on this guest, in plain words."""
    rsvp = guest.rsvp
    people = _("%(adults)s, %(children)s") % {
        "adults": counted(rsvp.adults, "adult"),
        "children": counted(rsvp.children, "child"),
    }
    return [
        (_("First name"), guest.first_name),
        (_("E-mail address"), guest.email or _("none")),
        (_("Answer"), str(rsvp.get_answer_display())),
        (_("How many"), people),
        (_("Allergies"), ", ".join(allergens.names(rsvp.allergens)) or _("none")),
        (_("A diet, a need"), rsvp.needs or _("none")),
        (_("A word"), rsvp.message or _("none")),
        (
            _("Purchases counted by a fingerprint of your address"),
            _("yes") if measured(guest) else _("no"),
        ),
    ]


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
