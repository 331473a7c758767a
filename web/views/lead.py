"""The link of an invitation to somebody who left their address on the form of an ad."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from common import clock, codes
from events.models import Campaign, Lead, LeadState
from events.queries import leads as queries
from links.domain import clicks
from web.sources import onwards


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Lead on to applying, with the address written in. Nothing is decided: scanners open links too."""
    lead = _by_code(code)
    if lead is None:
        raise Http404
    source = lead.lead_import.source
    clicks.record(
        link=source.link,
        at=clock.now(),
        user_agent=request.headers.get("user-agent", ""),
        source="mail",
        method=request.method or "GET",
        headers=request.headers,
    )
    said = {"s": source.link.slug}
    if lead.state == LeadState.INVITED:
        said["l"] = lead.code
    response = redirect(onwards(reverse("web:apply", args=[lead.campaign.slug]), said))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def lead_of(request: HttpRequest, campaign: Campaign) -> Lead | None:
    """The invited person whose link led to this page of this campaign, if they have not answered."""
    lead = _by_code(request.GET.get("l", ""))
    if lead is None or lead.campaign_id != campaign.pk or lead.state != LeadState.INVITED:
        return None
    return lead


def _by_code(code: str) -> Lead | None:
    return queries.by_code(codes.normalise(code)[: codes.CAPABILITY_LENGTH + 1]) if code else None
