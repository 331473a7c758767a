"""Campaigns at the desk: the list, one campaign with its checklist, each section's form."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.capabilities import Capability
from accounts.models import Brand, User
from common import clock
from common.money import EXPONENTS
from desk.access import staff
from desk.context import desk_context
from desk.forms.campaigns import (
    BasicsForm,
    CancelForm,
    KitLineForm,
    LinkForm,
    NewCampaignForm,
    PrizeForm,
    RegionForm,
    WordsForm,
    lines,
)
from events.domain import campaigns, recruiting
from events.models import CAMPAIGN_NEXT, Campaign, CampaignState
from events.queries import applications as application_queries
from events.queries import campaigns as queries
from events.queries.front import page_context
from kits.domain import plan
from kits.models import KitPlanLine
from links.queries import clicks_by_agent

LANGUAGES = ("fr", "en")


@require_safe
@staff(Capability.SEE_DESK)
def index(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Every campaign of the brand, latest first."""
    page = Paginator(queries.of_brand(_brand(request).pk), 30).get_page(request.GET.get("page"))
    rows = [{"campaign": one, "words": queries.wording(one, _language())} for one in page]
    return render(
        request,
        "desk/campaigns/index.html",
        desk_context(request, "campaigns", rows=rows, page=page),
    )


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def new(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Start a draft."""
    brand = _brand(request)
    form = NewCampaignForm(request.POST or None, timezone=brand.timezone)
    if form.is_valid():
        try:
            campaign = campaigns.create(
                brand=brand,
                by=_by(request),
                at=clock.now(),
                title=form.cleaned_data["title"],
                **form.columns(),
            )
            campaigns.edit(
                campaign=campaign,
                by=_by(request),
                at=clock.now(),
                wordings={brand.language: {"title": form.cleaned_data["title"]}},
            )
        except campaigns.CampaignNotValid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft is kept. Nobody outside sees it."))
            return redirect("desk:campaign", brand.slug, campaign.slug)
    return render(request, "desk/campaigns/new.html", desk_context(request, "campaigns", form=form))


@require_safe
@staff(Capability.SEE_DESK)
def show(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """One campaign: where it stands, what is missing, its sections."""
    campaign = campaign_or_404(request, slug)
    at = clock.now()
    is_draft = campaign.state == CampaignState.DRAFT
    recruiting_links = list(
        campaign.recruiting_links.select_related("link").order_by("network", "label")
    )
    visits = clicks_by_agent([one.link_id for one in recruiting_links])
    return render(
        request,
        "desk/campaigns/show.html",
        editor_context(
            request,
            campaign,
            missing=campaigns.missing(campaign=campaign, at=at) if is_draft else [],
            is_draft=is_draft,
            cancellable=CampaignState.CANCELLED in CAMPAIGN_NEXT[CampaignState(campaign.state)],
            regions=queries.odds(campaign),
            prizes=list(campaign.prizes.order_by("id")),
            wordings=list(campaign.wordings.order_by("-language")),
            kit_lines=list(_plan(campaign)),
            figures=application_queries.counts(campaign.brand_id, campaign.slug),
            rules_versions=queries.rules_versions(campaign, _language()),
            recruiting=[
                {
                    "link": one,
                    "url": f"{settings.BASE_URL}/r/{one.link.slug}",
                    "people": visits[one.link_id].get("HUMAN", 0),
                }
                for one in recruiting_links
            ],
            public_url=f"{settings.BASE_URL}/c/{campaign.slug}",
            link_form=LinkForm(),
        ),
    )


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def basics(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Dates, places and figures."""
    campaign = campaign_or_404(request, slug)
    form = BasicsForm(request.POST or None, campaign=campaign)
    if form.is_valid():
        error = edit_or_refusal(request, campaign, fields=form.columns())
        if error is None:
            return kept(request, campaign)
        form.add_error(None, error)
    return render(
        request, "desk/campaigns/basics.html", editor_context(request, campaign, form=form)
    )


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def words(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """What the campaign says, in each language."""
    campaign = campaign_or_404(request, slug)
    known = {one.language: one for one in campaign.wordings.all()}
    forms = {
        language: WordsForm(
            request.POST or None,
            prefix=language,
            initial={
                name: getattr(known.get(language), name, "")
                for name in ("title", "tagline", "story", "pact")
            },
        )
        for language in LANGUAGES
    }
    refused = ""
    if request.method == "POST" and all(form.is_valid() for form in forms.values()):
        refused = (
            edit_or_refusal(
                request,
                campaign,
                wordings={language: form.cleaned_data for language, form in forms.items()},
            )
            or ""
        )
        if not refused:
            return kept(request, campaign)
    return render(
        request,
        "desk/campaigns/words.html",
        editor_context(request, campaign, fr=forms["fr"], en=forms["en"], refused=refused),
    )


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def regions(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Regions with their places; a line without a name is left out."""
    campaign = campaign_or_404(request, slug)
    rows = [
        {"name": one.name, "quota": one.quota, "departments": " ".join(one.departments)}
        for one in campaign.strata.order_by("position", "id")
    ]
    forms = lines(RegionForm, _posted(request), rows, extra=2)
    return _lines_page(
        request,
        campaign,
        "desk/campaigns/regions.html",
        forms,
        lambda: edit_or_refusal(
            request,
            campaign,
            strata=[form.cleaned_data for form in forms if form.cleaned_data.get("name")],
        ),
    )


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def prizes(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """What every host receives."""
    campaign = campaign_or_404(request, slug)
    exponent = EXPONENTS.get(campaign.brand.currency, 2)
    rows = [
        {
            "kind": one.kind,
            "name_fr": one.name_fr,
            "name_en": one.name_en,
            "quantity": one.quantity,
            "value": Decimal(one.value_minor).scaleb(-exponent),
        }
        for one in campaign.prizes.order_by("id")
    ]
    forms = lines(PrizeForm, _posted(request), rows, extra=2)

    def keep() -> str | None:
        filled = [form.cleaned_data for form in forms if form.cleaned_data.get("name_fr")]
        for row in filled:
            row["value_minor"] = int(row.pop("value").scaleb(exponent).to_integral_value())
            row["quantity"] = row["quantity"] or 1
        return edit_or_refusal(request, campaign, prizes=filled)

    return _lines_page(request, campaign, "desk/campaigns/prizes.html", forms, keep)


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def kit(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """What every kit holds."""
    campaign = campaign_or_404(request, slug)
    rows = [
        {"item": one.item_id, "quantity": one.quantity, "chooses_size": one.chooses_size}
        for one in _plan(campaign)
    ]
    forms = lines(KitLineForm, _posted(request), rows, extra=3, brand_id=campaign.brand_id)

    def keep() -> str | None:
        filled = [form.cleaned_data for form in forms if form.cleaned_data.get("item")]
        try:
            plan.set_lines(campaign=campaign, lines=filled, by=_by(request), at=clock.now())
        except plan.KitPlanFixed as error:
            return str(error)
        return None

    return _lines_page(request, campaign, "desk/campaigns/kit.html", forms, keep)


@require_safe
@staff(Capability.SEE_DESK)
def preview(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """The campaign as the public will see it, while it is nobody's business."""
    campaign = campaign_or_404(request, slug)
    return render(
        request,
        "desk/campaigns/preview.html",
        {**page_context(campaign, clock.now()), "back": campaign},
    )


@require_POST
@staff(Capability.EDIT_CAMPAIGN)
def publish(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Open it, or say everything that is missing."""
    campaign = campaign_or_404(request, slug)
    try:
        campaigns.publish(campaign=campaign, by=_by(request), at=clock.now())
    except campaigns.NotPublishable as error:
        for problem in error.problems:
            messages.error(request, problem)
    except campaigns.CampaignMoved as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Published. The rules are frozen and public."))
    return redirect("desk:campaign", brand_slug, slug)


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def cancel(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Call it off, saying why; everyone who applied is told."""
    campaign = campaign_or_404(request, slug)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        try:
            campaigns.cancel(
                campaign=campaign,
                by=_by(request),
                at=clock.now(),
                reason=form.cleaned_data["reason"],
            )
        except (campaigns.CampaignMoved, campaigns.CampaignNotValid) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The campaign is called off; the people are being told."))
            return redirect("desk:campaign", brand_slug, slug)
    figures = application_queries.counts(campaign.brand_id, campaign.slug)
    return render(
        request,
        "desk/campaigns/cancel.html",
        editor_context(request, campaign, form=form, figures=figures),
    )


@require_POST
@staff(Capability.EDIT_CAMPAIGN)
def add_link(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Make a recruiting link."""
    campaign = campaign_or_404(request, slug)
    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say which network the link is for."))
        return redirect("desk:campaign", brand_slug, slug)
    try:
        recruiting.open_link(
            campaign=campaign, by=_by(request), at=clock.now(), **form.cleaned_data
        )
    except recruiting.LinkKnown as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The link is ready."))
    return redirect("desk:campaign", brand_slug, slug)


def _lines_page(
    request: HttpRequest, campaign: Campaign, template: str, forms: list[Any], keep: Any
) -> HttpResponse:
    refused = ""
    valid = [form.is_valid() for form in forms]
    if request.method == "POST" and all(valid):
        refused = keep() or ""
        if not refused:
            return kept(request, campaign)
    return render(
        request,
        template,
        editor_context(
            request,
            campaign,
            forms=forms,
            refused=refused,
            bad=request.method == "POST" and not all(valid),
        ),
    )


def edit_or_refusal(request: HttpRequest, campaign: Campaign, **parts: Any) -> str | None:
    """Make the change; returns the refusal's sentence, None when it went through."""
    try:
        campaigns.edit(campaign=campaign, by=_by(request), at=clock.now(), **parts)
    except (campaigns.CampaignNotEditable, campaigns.CampaignNotValid) as error:
        return str(error)
    return None


def kept(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    messages.success(request, _("Kept."))
    return redirect("desk:campaign", campaign.brand.slug, campaign.slug)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _plan(campaign: Campaign) -> Any:
    return (
        KitPlanLine.objects.filter(campaign=campaign)
        .select_related("item")
        .order_by("position", "id")
    )


def campaign_or_404(request: HttpRequest, slug: str) -> Campaign:
    campaign = queries.at_desk(_brand(request).pk, slug)
    if campaign is None:
        raise Http404
    return campaign


def editor_context(request: HttpRequest, campaign: Campaign, **more: Any) -> dict[str, Any]:
    title = queries.wording(campaign, _language()).title
    return desk_context(request, "campaigns", campaign=campaign, title=title, **more)


def _brand(request: HttpRequest) -> Brand:
    brand: Brand = request.brand  # type: ignore[attr-defined]
    return brand


def _by(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    return user


def _language() -> str:
    return translation.get_language() or "fr"
