"""Somebody's mail shows another root than the proof page: they say so here."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common import clock, guessing
from events.domain import root_reports
from events.queries import campaigns as campaign_queries
from events.queries import draws as queries
from web.forms.proving import RootForm

MOST_AN_HOUR = 5


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The form, and what was made of it; whoever reports is not asked who they are."""
    draw = queries.by_code(code)
    if draw is None:
        raise Http404
    form = RootForm(request.POST or None)
    other = None
    if request.method == "POST" and form.is_valid():
        try:
            if guessing.once_more(request, what="root", most=MOST_AN_HOUR, window_s=3600):
                root_reports.report(draw=draw, root=form.cleaned_data["root"], at=clock.now())
                messages.success(
                    request, _("Thank you: it is kept, and stands in the log of this draw.")
                )
                return redirect("web:proof", draw.code)
            form.add_error(
                None,
                _(
                    "Several reports came from here within the hour. Try again in an hour, "
                    "or write to %(address)s."
                )
                % {"address": draw.campaign.brand.contact_email},
            )
        except root_reports.NothingToReport as error:
            form.add_error("root", str(error))
            other = error.draw if error.draw.pk != draw.pk else None
    response = render(
        request,
        "web/proof/root.html",
        {
            "draw": draw,
            "campaign": draw.campaign,
            "brand": draw.campaign.brand,
            "words": campaign_queries.wording(draw.campaign, translation.get_language() or "fr"),
            "form": form,
            "other": other,
        },
    )
    response.headers["Cache-Control"] = "no-store"
    return response
