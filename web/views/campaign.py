"""A campaign as strangers see it: the page, its rules, the links that lead to it."""

from typing import Any
from urllib.parse import urlencode, urlsplit

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
from events.queries.front import page_context
from links.domain import clicks
from links.models import LinkKind
from links.queries import live_link


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """What, when, where, with which odds, under which rules."""
    campaign = public_or_404(slug)
    context = page_context(campaign, clock.now())
    source = request.GET.get("s", "")[:10]
    apply_url = reverse("web:apply", args=[campaign.slug])
    context["apply_url"] = f"{apply_url}?{urlencode({'s': source})}" if source else apply_url
    mine = application_queries.living(campaign.pk, request.user)
    context["mine"] = mine
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
                {"heading": heading, "paragraphs": _paragraphs(paragraphs)}
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
    clicks.record(
        link=link,
        at=clock.now(),
        user_agent=request.headers.get("user-agent", ""),
        source=(urlsplit(request.headers.get("referer", "")).hostname or "")[:40],
        method=request.method or "GET",
        headers=request.headers,
    )
    page = reverse("web:campaign", args=[recruiting.campaign.slug])
    response = redirect(f"{page}?{urlencode({'s': link.slug})}")
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


def _paragraphs(lines: list[str]) -> list[dict[str, Any]]:
    """Group the items of a list; the rules mark them with a dash."""
    blocks: list[dict[str, Any]] = []
    for line in lines:
        if line.startswith("– "):
            if not blocks or "points" not in blocks[-1]:
                blocks.append({"points": []})
            blocks[-1]["points"].append(line.removeprefix("– "))
        else:
            blocks.append({"text": line})
    return blocks
