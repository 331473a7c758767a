"""A campaign as strangers see it: the page, its rules, the links that lead to it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from common import clock
from common.look.table import Region
from events.models import Campaign, PrizeKind, Rules
from events.papers import RulesPaper, rules_pdf
from events.queries import applications as application_queries
from events.queries import campaigns as queries
from events.queries.campaigns import Phase
from events.reglement import RulesText
from links.domain import clicks
from links.models import LinkKind
from links.queries import live_link

# Beyond, the names on the hem would overlap and the chairs touch.
TABLE_LIMIT = 12


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """What, when, where, with which odds, under which rules."""
    campaign = public_or_404(slug)
    at = clock.now()
    context = page_context(campaign, at)
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
    title, subtitle = (found.text.split("\n\n", 2) + ["", ""])[:2]
    text = RulesText(
        language="en" if found.language == "en" else "fr",
        title=title,
        subtitle=subtitle,
        sections=tuple((heading, tuple(paragraphs)) for heading, paragraphs in found.sections),
    )
    paper = rules_pdf(
        rules=text,
        meta=RulesPaper(
            brand_name=campaign.brand.name,
            published_at=found.published_at,
            timezone=campaign.timezone,
            url=settings.BASE_URL + reverse("web:campaign-rules", args=[campaign.slug]),
        ),
    )
    name = f"{campaign.slug}-v{found.version}-{found.language}.pdf"
    return HttpResponse(
        paper,
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


def page_context(campaign: Campaign, at: datetime) -> dict[str, Any]:
    """Return everything the public page shows; the desk's preview shows the same."""
    language = translation.get_language() or "fr"
    words = queries.wording(campaign, language)
    regions = queries.odds(campaign)
    total = sum(region.applications for region in regions)
    phase = queries.phase(campaign, at)
    draw = queries.living_draw(campaign)
    prizes = [
        {
            "name": prize.name_fr if language == "fr" else prize.name_en,
            "loaned": prize.kind == PrizeKind.LOANED,
            "quantity": prize.quantity,
            "value_minor": prize.value_minor,
        }
        for prize in campaign.prizes.order_by("kind", "id")
    ]
    small = campaign.hosts_wanted <= TABLE_LIMIT
    hem = [Region(region.stratum.name, region.quota) for region in regions]
    return {
        "campaign": campaign,
        "brand": campaign.brand,
        "words": words,
        "pact": [line.strip() for line in words.pact.splitlines() if line.strip()],
        "story": [part.strip() for part in words.story.split("\n\n") if part.strip()],
        "phase": str(phase),
        "regions": regions,
        "hem": hem if small and len(hem) > 1 else [],
        "laid": min(campaign.hosts_wanted, TABLE_LIMIT),
        "table_says": _table_says(campaign, regions),
        "total": total,
        "at": at,
        "left": _left(campaign.applications_close_at - at) if phase == Phase.OPEN else "",
        "draw": draw,
        "rules": queries.frozen_rules(campaign, language),
        "prizes": prizes,
        "loans": any(prize["loaned"] for prize in prizes),
        "last_party_date": campaign.party_until_date.fromordinal(
            campaign.party_until_date.toordinal() - 1
        ),
    }


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
            if not blocks or "items" not in blocks[-1]:
                blocks.append({"items": []})
            blocks[-1]["items"].append(line.removeprefix("– "))
        else:
            blocks.append({"text": line})
    return blocks


def _table_says(campaign: Campaign, regions: list[queries.RegionOdds]) -> str:
    said = [
        ngettext("%(name)s: %(quota)s table", "%(name)s: %(quota)s tables", region.quota)
        % {"name": region.stratum.name, "quota": region.quota}
        for region in regions
    ]
    return ", ".join(said) or _("A table laid for the evening.")


def _left(remaining: Any) -> str:
    seconds = int(remaining.total_seconds())
    days, hours, minutes = seconds // 86400, seconds // 3600, max(seconds // 60, 1)
    if days >= 1:
        return ngettext("%(days)s day left.", "%(days)s days left.", days) % {"days": days}
    if hours >= 1:
        return ngettext("%(hours)s hour left.", "%(hours)s hours left.", hours) % {"hours": hours}
    return ngettext("%(minutes)s minute left.", "%(minutes)s minutes left.", minutes) % {
        "minutes": minutes
    }
