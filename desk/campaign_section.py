"""What every section of a campaign shares: its rail, what to keep and where to go, a preview unkept."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.capabilities import Capability
from common import clock
from desk.access import staff
from desk.campaign_page import campaign_context, campaign_or_404, open_parts, who_asks
from desk.campaign_steps import after, checklist, steps
from events.domain import campaigns
from events.domain.campaign_gaps import gaps
from events.models import Campaign, CampaignState
from events.queries.front import page_context

SectionView = Callable[[HttpRequest, Campaign], HttpResponse]
PREVIEW, NEXT = "preview", "next"
# Of these the public page says something, so that it is worth seeing while one writes.
SHOWN = frozenset({"basics", "words", "regions", "draw", "prizes", "answers"})


def section(part: str) -> Callable[[SectionView], Callable[..., HttpResponse]]:
    """A page of one part of a campaign, for whoever edits; a part that is frozen leads back.

    ``do=preview`` keeps nothing: the view writes as it would, the public page is drawn from that,
    and the database forgets it.
    """

    def decorate(view: SectionView) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "POST"])
        @staff(Capability.EDIT_CAMPAIGN)
        @wraps(view)
        def guarded(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
            campaign = campaign_or_404(request, slug)
            if part not in open_parts(campaign):
                return _frozen(request, campaign)
            if request.method == "POST" and request.POST.get("do") == PREVIEW:
                with transaction.atomic():
                    response = view(request, campaign)
                    transaction.set_rollback(True)
                return response
            return view(request, campaign)

        return guarded

    return decorate


def show_section(
    request: HttpRequest, campaign: Campaign, part: str, template: str, **more: Any
) -> HttpResponse:
    """The form of a section beside its rail, what is missing in it, and the public page."""
    if _is_live_preview(request):
        return HttpResponse(status=204)  # what is being typed does not hold yet: the page stays
    at, is_draft = clock.now(), campaign.state == CampaignState.DRAFT
    found = gaps(campaign=campaign, at=at) if is_draft else []
    shown = ""
    if part in SHOWN:
        context = {**page_context(campaign, at), "beside": True}
        shown = render_to_string("web/campaign/_body.html", context, request)
    context = campaign_context(
        request,
        campaign,
        part=part,
        steps=steps(campaign, found, part) if is_draft else [],
        checklist=checklist(campaign, [gap for gap in found if gap.section == part])
        if request.method != "POST"
        else [],
        shown=shown,
        **more,
    )
    return render(request, template, context)


def kept(request: HttpRequest, campaign: Campaign, part: str) -> HttpResponse:
    """Say that it is kept and lead on, or show the page that this would make."""
    if request.POST.get("do") == PREVIEW:
        fresh = Campaign.objects.select_related("brand").get(pk=campaign.pk)
        live = _is_live_preview(request)
        template = "web/campaign/_body.html" if live else "desk/campaigns/preview.html"
        context = {
            **page_context(fresh, clock.now()),
            "back": fresh,
            "unkept": True,
            "beside": live,
        }
        return render(request, template, context)
    messages.success(request, _("Kept."))
    if request.POST.get("do") == NEXT:
        return redirect(after(campaign, part))
    return redirect("desk:campaign", campaign.brand.slug, campaign.slug)


def edit_or_refusal(request: HttpRequest, campaign: Campaign, **parts: Any) -> str | None:
    """Make the change; returns the refusal's sentence, None when it went through."""
    try:
        campaigns.edit(campaign=campaign, by=who_asks(request), at=clock.now(), **parts)
    except (campaigns.CampaignNotEditable, campaigns.CampaignNotValid) as error:
        return str(error)
    return None


def posted(request: HttpRequest) -> Any:
    """What was sent; None when the page was only asked for."""
    return request.POST if request.method == "POST" else None


def lines_section(
    request: HttpRequest,
    campaign: Campaign,
    part: str,
    template: str,
    forms: list[Any],
    keep: Callable[[], str | None],
    **more: Any,
) -> HttpResponse:
    """A section of lines, a form each; ``keep`` returns the refusal's sentence, or nothing."""
    refused = ""
    valid = [form.is_valid() for form in forms]
    if request.method == "POST" and all(valid):
        refused = keep() or ""
        if not refused:
            return kept(request, campaign, part)
    bad = request.method == "POST" and not all(valid)
    return show_section(
        request, campaign, part, template, forms=forms, refused=refused, bad=bad, **more
    )


def _is_live_preview(request: HttpRequest) -> bool:
    return request.POST.get("do") == PREVIEW and request.headers.get("HX-Request") == "true"


def _frozen(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    messages.info(request, _("This part is frozen: it stands here as it was published."))
    return redirect("desk:campaign", campaign.brand.slug, campaign.slug)
