"""The place offered by the draw, for whoever holds the application's code: yes, or no."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import clock
from events.domain import places
from events.models import Place, PlaceState, PrizeKind
from events.queries import campaigns as campaign_queries
from events.queries import draws as draw_queries
from events.queries import places as queries


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Read what the yes is about, then answer. A no is asked about once, on a page of its own."""
    place = queries.place_of_code(code)
    at = clock.now()
    if place is None or not queries.may_be_told(place, at):
        raise Http404
    if request.method == "POST" and request.POST.get("answer") == "yes":
        return _accept(request, place, code)
    if request.method == "POST" and request.POST.get("answer") == "no":
        return _refuse(request, place, code)
    asking_no = request.method == "POST" and place.state == PlaceState.ASKED
    return _render(
        request,
        "web/place/leave.html" if asking_no else "web/place/answer.html",
        place,
        at=at,
        open_now=place.state == PlaceState.ASKED and at < place.answer_by,
    )


def _accept(request: HttpRequest, place: Place, code: str) -> HttpResponse:
    try:
        party = places.accept(place=place, at=clock.now())
    except places.PlaceRefused as error:
        messages.error(request, str(error))
        return redirect("web:answer", code)
    messages.success(request, _("It is settled: you are hosting."))
    return redirect("web:host", party.code)


def _refuse(request: HttpRequest, place: Place, code: str) -> HttpResponse:
    try:
        places.refuse(place=place, at=clock.now())
    except places.PlaceRefused as error:
        messages.error(request, str(error))
    return redirect("web:answer", code)


def _render(request: HttpRequest, template: str, place: Place, **more: Any) -> HttpResponse:
    application = queries.application_of(place)
    campaign = place.draw.campaign
    words = campaign_queries.wording(campaign, translation.get_language() or "fr")
    prizes = list(campaign.prizes.order_by("pk"))
    odds = {item.key: item for item in draw_queries.odds(place.draw)}
    response = render(
        request,
        template,
        {
            "place": place,
            "application": application,
            "campaign": campaign,
            "brand": campaign.brand,
            "words": words,
            "prizes": prizes,
            "lends": any(prize.kind == PrizeKind.LOANED for prize in prizes),
            "region": odds.get(place.rank.stratum_key),
            **more,
        },
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
