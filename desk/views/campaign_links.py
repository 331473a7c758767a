"""Recruiting links at the desk: one per network or creator, its QR code, and how far its people came."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.capabilities import Capability
from common import clock
from common.counted import counted
from common.look.charts import Bar
from common.look.qr import qr_file, qr_png
from common.look.words import number, percent
from desk.access import acts_for, staff
from desk.campaign_page import campaign_context, campaign_or_404, language, who_asks
from desk.forms.campaigns import LinkForm, LinkNameForm
from desk.spreadsheet import cell, download
from events.domain import recruiting
from events.models import Campaign, RecruitingLink
from reports import sources
from reports.sources import Source

MOST_BARS = 8  # further sources are in the table
OF_LEADS = ("imported", "invited", "confirmed", "refused", "forgotten")
STEPS = ("started", "applied", "eligible", "drawn", "hosted", "sold")


@require_safe
@staff(Capability.SEE_DESK)
def index(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Every link with its figures, those who came without one, and the tags in the addresses."""
    return _list(request, campaign_or_404(request, slug), LinkForm())


@staff(Capability.EDIT_CAMPAIGN)
@acts_for(index)
def add(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Make a link for a network and, if said, a creator."""
    campaign = campaign_or_404(request, slug)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            recruiting.open_link(
                campaign=campaign, by=who_asks(request), at=clock.now(), **form.cleaned_data
            )
        except recruiting.LinkKnown as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The link is ready."))
            return redirect("desk:campaign-links", brand_slug, slug)
    return _list(request, campaign, form)


@require_safe
@staff(Capability.SEE_DESK)
def figures(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """The same figures as CSV, one row a link."""
    campaign = campaign_or_404(request, slug)
    response, writer = download(f"{campaign.slug}-links.csv")
    writer.writerow(
        ["network", "label", "address", "state", "views", "previews", "robots", *STEPS, *OF_LEADS]
    )
    for row in sources.by_link(campaign):
        writer.writerow(
            [
                cell(row.link.network) if row.link else "",
                cell(row.link.label) if row.link else "",
                _address(row.link) if row.link else "",
                _state(row.link) if row.link else "",
                row.views,
                row.previews,
                row.robots,
                *[getattr(row, step) for step in STEPS],
                *[getattr(row.leads, step) for step in OF_LEADS],
            ]
        )
    return response


@require_safe
@staff(Capability.SEE_DESK)
def one(request: HttpRequest, brand_slug: str, slug: str, link_slug: str) -> HttpResponse:
    """One link: its address and code to take away, its figures step by step."""
    campaign = campaign_or_404(request, slug)
    return _one(request, campaign, _link_or_404(campaign, link_slug), None)


@staff(Capability.EDIT_CAMPAIGN)
@acts_for(one)
def change(request: HttpRequest, brand_slug: str, slug: str, link_slug: str) -> HttpResponse:
    """Pause a link, resume it, end it for good, or say another creator."""
    campaign = campaign_or_404(request, slug)
    link = _link_or_404(campaign, link_slug)
    by, at, form = who_asks(request), clock.now(), None
    try:
        match request.POST.get("do"):
            case "pause":
                recruiting.pause(recruiting=link, by=by, at=at)
                said = _("Paused. The address and its printed codes lead nowhere until you resume.")
            case "resume":
                recruiting.resume(recruiting=link, by=by, at=at)
                said = _("The link leads to the campaign again.")
            case "end":
                recruiting.end(recruiting=link, by=by, at=at)
                said = _("Ended for good. What came through it stays counted.")
            case _other:
                form = LinkNameForm(request.POST)
                if not form.is_valid():
                    return _one(request, campaign, link, form)
                recruiting.rename(recruiting=link, by=by, at=at, **form.cleaned_data)
                said = _("The name is changed.")
    except recruiting.LinkKnown as error:
        assert form is not None, "only a new name can be taken"
        form.add_error("label", str(error))
        return _one(request, campaign, link, form)
    except recruiting.LinkEnded as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("desk:campaign-link-one", brand_slug, slug, link_slug)


@require_safe
@staff(Capability.SEE_DESK)
def qr(request: HttpRequest, brand_slug: str, slug: str, link_slug: str, kind: str) -> HttpResponse:
    """The QR code as a file: SVG for printers, PNG for everything else."""
    link = _link_or_404(campaign_or_404(request, slug), link_slug)
    address = _address(link)
    label = _("QR code that opens %(address)s") % {"address": address}
    body: bytes | str
    if kind == "svg":
        body, content_type = qr_file(address, label=label), "image/svg+xml"
    elif kind == "png":
        body, content_type = qr_png(address), "image/png"
    else:
        raise Http404
    name = f"{slug}-{link.link.slug}.{kind}"
    return HttpResponse(
        body,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _list(request: HttpRequest, campaign: Campaign, form: LinkForm) -> HttpResponse:
    rows = sources.by_link(campaign)
    tagged = sources.by_tag(campaign)
    applied = sum(row.applied for row in rows)
    context = campaign_context(
        request,
        campaign,
        rows=[
            {"source": row, "state": _state(row.link), "address": _address(row.link)}
            for row in rows
            if row.link is not None
        ],
        without=rows[-1],
        imported=[row for row in rows if row.leads.imported],
        tagged=tagged,
        tag_names=sources.TAGS,
        form=form,
        applied=applied,
        bars=_bars_of_sources(rows),
        says=_says(rows, applied),
        robots=sum(row.robots for row in rows),
        previews=sum(row.previews for row in rows),
    )
    return render(request, "desk/campaigns/links.html", context)


def _one(
    request: HttpRequest, campaign: Campaign, link: RecruitingLink, form: LinkNameForm | None
) -> HttpResponse:
    row = next(
        row for row in sources.by_link(campaign) if row.link is not None and row.link.pk == link.pk
    )
    context = campaign_context(
        request,
        campaign,
        row=row,
        link=link.link,
        state=_state(link),
        address=_address(link),
        form=form or LinkNameForm(initial={"label": link.label}),
        bars=_bars_of_steps(row),
        says=_("%(visits)s, %(applications)s, %(hosts)s.")
        % {
            "visits": counted(row.views, "visit"),
            "applications": counted(row.applied, "application"),
            "hosts": counted(row.hosted, "host"),
        },
    )
    return render(request, "desk/campaigns/link.html", context)


def _link_or_404(campaign: Campaign, link_slug: str) -> RecruitingLink:
    found = (
        RecruitingLink.objects.select_related("link", "campaign__brand")
        .filter(campaign=campaign, link__slug=link_slug)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _address(link: RecruitingLink | None) -> str:
    return f"{settings.BASE_URL}/r/{link.link.slug}" if link else ""


def _state(link: RecruitingLink | None) -> str:
    """open, paused or ended."""
    if link is None or (link.link.revoked_at is None and link.link.paused_at is None):
        return "open"
    return "ended" if link.link.revoked_at else "paused"


def _bars_of_sources(rows: list[Source]) -> list[Bar]:
    """Applications handed in by source, most first; the few at the end together."""
    said = language()
    total = sum(row.applied for row in rows)
    ranked = sorted((row for row in rows if row.applied), key=lambda row: -row.applied)
    bars = [
        Bar(
            label=row.name or _("Without a link"),
            value=row.applied,
            text=number(row.applied, said),
            note=percent(row.applied / total, said),
            tone="a" if row.link else "b",
        )
        for row in ranked[:MOST_BARS]
    ]
    others = sum(row.applied for row in ranked[MOST_BARS:])
    if others:
        text, note = number(others, said), percent(others / total, said)
        bars.append(Bar(label=_("All the others"), value=others, text=text, note=note))
    return bars


def _bars_of_steps(row: Source) -> list[Bar]:
    said = language()
    steps: list[tuple[str, int, int | None, str]] = [
        (_("Visits by people"), row.views, None, "people"),
        (_("Applications begun"), row.started, row.views, "people"),
        (pgettext("applications", "Handed in"), row.applied, row.started, "people"),
        (pgettext("applications", "Eligible"), row.eligible, row.applied, "people"),
        (pgettext("applications", "Drawn"), row.drawn, None, "tables"),
        (_("Hosting"), row.hosted, row.drawn, "tables"),
        (_("Credited orders"), row.sold, None, "orders"),
    ]
    return [
        Bar(
            label=label,
            value=value,
            text=number(value, said),
            note=percent(value / before, said) if before and value <= before else "",
            tone="b" if scale == "people" else "a",
            scale=scale,
        )
        for label, value, before, scale in steps
    ]


def _says(rows: list[Source], applied: int) -> str:
    """What the chart says, in a sentence."""
    best = max((row for row in rows if row.link), key=lambda row: row.applied, default=None)
    if best is None or not best.applied:
        return _("No application has come through a link yet.")
    said: dict[str, Any] = {
        "name": best.name,
        "share": percent(best.applied / applied, language()),
        "applications": counted(applied, "application"),
    }
    return _("Of %(applications)s, %(share)s came through %(name)s.") % said
