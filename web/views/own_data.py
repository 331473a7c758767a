"""What is held on somebody: read, downloaded, corrected, agreements taken back one by one.

Signed in, a person sees everything that is held on their address. Whoever has no account holds the
link of one answer, and sees what is held with that answer; for the rest they sign in with a code.
"""

import io
import json
import zipfile
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import recent
from accounts.domain import holdings, people
from accounts.forms import AboutMeForm
from accounts.models import Consent, User
from common import clock
from events.models import ApplicationState
from events.queries import applications as application_queries
from events.queries import campaigns as campaign_queries
from events.queries.campaigns import Phase
from flows import own_data
from guests import queries as guest_queries
from guests.domain import agreements
from guests.models import Guest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """Everything in one page, brand by brand; a POST corrects name and language."""
    user = _me(request)
    form = AboutMeForm(
        request.POST or None,
        initial={name: getattr(user, name) for name in ("first_name", "last_name", "language")},
    )
    if form.is_valid():
        people.rename(user=user, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return _private(redirect("web:own-data"))
    at = clock.now()
    person = own_data.person_of(user)
    context = {
        "form": form,
        "groups": own_data.by_brand(own_data.of_person(person, at=at)),
        "agreed": _agreed(holdings.agreements(person)),
        "applications": _applications(user),
    }
    return _private(render(request, "web/own_data/show.html", context))


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """The same as a file, for whoever has shown a short while ago that it is them.

    With photos it is a ZIP: the file, and each photo under the name that its row gives.
    """
    if not recent.shown(request):
        return _private(redirect("web:own-data-again"))
    at = clock.now()
    found = own_data.of_person(own_data.person_of(_me(request)), at=at)
    data, photos = own_data.as_json(found, at=at), own_data.photos_in(found)
    return _files(data, photos) if photos else _file(data)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def again(request: HttpRequest) -> HttpResponse:
    """Ask to sign in again, with a code by mail, and then go on to the page."""
    if request.method == "POST":
        logout(request)
        return redirect_to_login(reverse("web:own-data"))
    if recent.shown(request):
        return _private(redirect("web:own-data"))
    return _private(render(request, "web/own_data/again.html"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Take one agreement back."""
    mine = holdings.agreements(own_data.person_of(_me(request)))
    _take_back(request, mine, consent_id)
    return _private(redirect("web:own-data"))


@require_safe
def show_guest(request: HttpRequest, code: str) -> HttpResponse:
    """What is held with one answer; the code alone is the permission."""
    guest = _guest_or_404(code)
    context = {
        "guest": guest,
        "brand": guest.invitation.party.campaign.brand,
        "groups": own_data.by_brand(own_data.of_guest(guest)),
        "agreed": _agreed(agreements.given_with(guest)),
    }
    return _private(render(request, "web/own_data/guest.html", context))


@require_safe
def download_guest(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a file."""
    found = own_data.of_guest(_guest_or_404(code))
    return _file(own_data.as_json(found, at=clock.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_guest(request: HttpRequest, code: str, consent_id: int) -> HttpResponse:
    """Take back one agreement given with this answer."""
    guest = _guest_or_404(code)
    _take_back(request, agreements.given_with(guest), consent_id)
    return _private(redirect("web:guest-data", guest.code))


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the door has looked"
    return request.user


def _guest_or_404(code: str) -> Guest:
    guest = guest_queries.guest_by_code(code)
    if guest is None:
        raise Http404
    return guest


def _take_back(request: HttpRequest, mine: list[Consent], consent_id: int) -> None:
    """Act on one of ``mine``; a number of somebody else's is not found."""
    consent = next((one for one in mine if one.pk == consent_id), None)
    if consent is None:
        raise Http404
    if request.method != "POST":
        return
    if own_data.withdraw(consent=consent, at=clock.now()):
        messages.success(request, _("Taken back. It holds from now on."))
    else:
        messages.info(request, _("This was taken back before."))


def _agreed(consents: list[Consent]) -> list[dict[str, Any]]:
    return [
        {
            "consent": consent,
            "living": consent.withdrawn_at is None,
            "may_end": consent.purpose in own_data.WITHDRAWABLE and consent.withdrawn_at is None,
        }
        for consent in consents
    ]


def _applications(user: User) -> list[dict[str, Any]]:
    """The person's applications, with whether the answers may still change."""
    language, now = translation.get_language() or "fr", clock.now()
    return [
        {
            "application": one,
            "words": campaign_queries.wording(one.campaign, language),
            "editable": one.state == ApplicationState.SUBMITTED
            and campaign_queries.phase(one.campaign, now) == Phase.OPEN,
        }
        for one in application_queries.of_user(user.pk)
    ]


def _file(data: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(data, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="convive-my-data.json"'
    return _private(response)


def _files(data: dict[str, Any], photos: dict[str, bytes]) -> HttpResponse:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.json", json.dumps(data, indent=1, ensure_ascii=False))
        for name, jpeg in photos.items():
            archive.writestr(f"photos/{name}", jpeg, zipfile.ZIP_STORED)
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="convive-my-data.zip"'
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
