"""The shared invitation: who comes, when, where (the town), and one form to answer."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from common import clock, codes, idempotency
from events.models import PartyState
from events.queries import campaigns as campaign_queries
from guests import queries
from guests.domain import rsvps
from guests.models import Invitation
from links.domain import clicks
from web.forms.answering import AnswerForm


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the invitation, and take an answer: a GET answers nothing, whoever follows the link."""
    at = clock.now()
    invitation = queries.open_invitation(slug=slug, at=at)
    if invitation is None:
        raise Http404
    state = _state(invitation, at)
    form = AnswerForm(
        request.POST if request.method == "POST" and state == "OPEN" else None,
        invitation=invitation,
        initial={"adults": 1, "children": 0, "once": codes.slug()},
    )
    known = False
    if request.method != "POST":
        clicks.record(
            link=invitation.link,
            at=at,
            user_agent=request.headers.get("user-agent", ""),
            source=(urlsplit(request.headers.get("referer", "")).hostname or "")[:40],
            method=request.method or "GET",
            headers=request.headers,
        )
    elif form.is_valid():
        try:
            code = _answer_once(request, invitation, form, at)
        except rsvps.AlreadyAnswered as already:
            rsvps.ask_link(guest=already.guest)
            known = True
        except rsvps.AnswerIncomplete as error:
            form.add_error(error.field, str(error))
        except rsvps.NotAnswerable as error:
            form.add_error(None, str(error))
            invitation.refresh_from_db()
            state = _state(invitation, at)
        else:
            return redirect("web:guest", code=code)
    return _closed_to_others(
        render(
            request,
            "web/invitation/show.html",
            {**_context(invitation, at), "state": state, "form": form, "known": known},
        )
    )


def _answer_once(
    request: HttpRequest, invitation: Invitation, form: AnswerForm, at: datetime
) -> str:
    """Take the answer and return the guest's code; a button pressed twice answers once."""

    def work() -> tuple[int, str]:
        guest = rsvps.answer(
            invitation=invitation,
            at=at,
            first_name=form.cleaned_data["first_name"],
            email=form.cleaned_data["email"],
            reply=form.reply(),
            language=translation.get_language() or "fr",
        )
        return 302, guest.code

    token = form.cleaned_data["once"]
    if not token:
        return work()[1]
    typed = {name: value for name, value in request.POST.lists() if name != "csrfmiddlewaretoken"}
    try:
        _status, code, _replayed = idempotency.once(
            scope=f"answer:{invitation.pk}",
            key=token,
            body=json.dumps(typed, sort_keys=True).encode(),
            work=work,
        )
    except idempotency.KeyReused:
        # The page was gone back to and filled in for somebody else: another answer.
        return work()[1]
    return code


def _state(invitation: Invitation, at: datetime) -> str:
    """OPEN, CANCELLED, OVER (begun or held) or CLOSED."""
    party = invitation.party
    if party.state == PartyState.CANCELLED:
        return "CANCELLED"
    if party.state == PartyState.HELD or (party.starts_at is not None and party.starts_at <= at):
        return "OVER"
    return "CLOSED" if invitation.closed_at is not None else "OPEN"


def _context(invitation: Invitation, at: datetime) -> dict[str, Any]:
    """What anyone with the link may know: never the street, never an address, never a surname."""
    party = invitation.party
    table = queries.table_of(invitation)
    return {
        "brand": party.campaign.brand,
        "slug": invitation.link.slug,
        "host": party.host_first_name,
        "title": campaign_queries.wording(party.campaign, translation.get_language() or "fr").title,
        "words": party.words,
        "town": party.city,
        "starts_at": party.starts_at,
        "ends_at": party.ends_at,
        "zone": party.timezone,
        "finished": party.state == PartyState.HELD
        or (party.ends_at is not None and party.ends_at <= at),
        "table": table,
        "chairs": invitation.capacity + 1,
        "maybe": table.maybe[: table.free],
        "coming": len(table.yes),
        "full": table.free == 0,
        "page_url": f"{settings.BASE_URL}/i/{invitation.link.slug}",
    }


def _closed_to_others(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-store"
    return response
