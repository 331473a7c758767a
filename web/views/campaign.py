"""A campaign as strangers see it: the page, its rules, the links that lead to it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from common import clock
from events import draw_files
from events.models import Campaign, Rules
from events.queries import applications as application_queries
from events.queries import campaigns as queries
from events.queries.campaigns import Phase
from events.queries.front import page_context
from events.reglement.text import grouped
from links.domain import clicks
from links.models import LinkKind
from links.queries import live_link
from web.sharing import share_links
from web.sources import carried, onwards, tags


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """What, when, where, with which odds, under which rules."""
    campaign = public_or_404(slug)
    context = page_context(campaign, clock.now())
    apply_url = reverse("web:apply", args=[campaign.slug])
    context["apply_url"] = onwards(apply_url, carried(request))
    mine = application_queries.living(campaign, request.user)
    context["mine"] = mine
    if context["phase"] in (Phase.SOON, Phase.OPEN):
        context["share"] = share_links(
            url=f"{settings.BASE_URL}/c/{campaign.slug}",
            title=context["words"].title,
            text=context["words"].tagline or context["words"].title,
        )
    response = render(request, "web/campaign/show.html", context)
    response.headers["Cache-Control"] = "private, max-age=0"
    return response


@require_safe
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The frozen rules: the latest version, or the one asked for by ``?v=``."""
    campaign = public_or_404(slug)
    found = _rules_or_404(request, campaign)
    title, _rest = found.text.split("\n", 1)
    return render(
        request,
        "web/campaign/rules.html",
        {
            "campaign": campaign,
            "brand": campaign.brand,
            "rules": found,
            "title": title,
            "sections": [
                {"heading": heading, "paragraphs": grouped(paragraphs)}
                for heading, paragraphs in found.sections
            ],
            "versions": queries.rules_versions(campaign, found.language),
        },
    )


@require_safe
def rules_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The same rules as PDF."""
    campaign = public_or_404(slug)
    found = _rules_or_404(request, campaign)
    name = f"{campaign.slug}-v{found.version}-{found.language}.pdf"
    return HttpResponse(
        draw_files.rules_paper(found),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@require_safe
def recruit(request: HttpRequest, slug: str) -> HttpResponse:
    """A recruiting link: the visit is counted, the source travels on in the address, no cookie."""
    link = live_link(slug=slug, kind=LinkKind.RECRUIT, at=clock.now())
    recruiting = queries.recruiting_campaign(link.slug) if link else None
    if link is None or recruiting is None:
        raise Http404
    said = tags(request)
    clicks.record(
        link=link,
        at=clock.now(),
        user_agent=request.headers.get("user-agent", ""),
        source=said.get("utm_source")
        or (urlsplit(request.headers.get("referer", "")).hostname or ""),
        method=request.method or "GET",
        headers=request.headers,
    )
    page = reverse("web:campaign", args=[recruiting.campaign.slug])
    response = redirect(onwards(page, {"s": link.slug, **said}))
    response.headers["Cache-Control"] = "no-store"
    return response


def public_or_404(slug: str) -> Campaign:
    """Return a published campaign, or answer as for one that never was."""
    campaign = queries.public(slug)
    if campaign is None:
        raise Http404
    return campaign


def _rules_or_404(request: HttpRequest, campaign: Campaign) -> Rules:
    asked = request.GET.get("v", "")
    version = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else None
    found = queries.frozen_rules(campaign, translation.get_language() or "fr", version)
    if found is None:
        raise Http404
    return found
