"""Somebody asks a brand to forget them: what goes, what stays and why, then it is done."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import ErasingForm
from common import clock, codes
from events.domain.erasure import coming_places
from events.queries import applications as queries
from events.queries import campaigns as campaign_queries
from events.queries import draws as draw_queries
from flows import erasure


@require_http_methods(["GET", "POST"])
@login_required
def erase(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the person's own sign-in, as the address of a status page may have been passed on."""
    application = queries.by_code(codes.normalise(code)[: codes.CAPABILITY_LENGTH + 1])
    if application is None or application.user_id != request.user.pk:
        raise Http404
    brand = application.campaign.brand
    form = ErasingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = erasure.erase(
                email=application.user.email,
                brand=brand,
                at=clock.now(),
                by="person",
                as_guest=form.cleaned_data["as_guest"],
                language=translation.get_language() or application.language,
            )
        except erasure.CannotEraseYet as error:
            form.add_error(None, str(error))
        else:
            if done.account_closed:
                logout(request)
            messages.success(
                request,
                _("%(brand)s has erased you. A last mail says so, and is not kept.")
                % {"brand": brand.name},
            )
            return redirect("web:home")
    response = render(
        request,
        "web/status/erase.html",
        {
            "application": application,
            "campaign": application.campaign,
            "brand": brand,
            "words": campaign_queries.wording(
                application.campaign, translation.get_language() or "fr"
            ),
            "form": form,
            "hosting": bool(coming_places(user=application.user, brand=brand)),
            "standing": draw_queries.standing(application),
        },
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
