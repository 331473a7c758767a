"""The sections of a campaign, a form each; a section whose words are frozen leads back to its page."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.capabilities import Capability
from common import clock
from common.money import EXPONENTS
from desk.access import staff
from desk.campaign_page import (
    campaign_context,
    campaign_or_404,
    open_parts,
    plan_of,
    who_asks,
)
from desk.forms.campaigns import BasicsForm, KitLineForm, PrizeForm, RegionForm, WordsForm, lines
from events.domain import campaigns
from events.models import Campaign
from kits.domain import plan

LANGUAGES = ("fr", "en")


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def basics(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Dates, places and figures."""
    campaign = campaign_or_404(request, slug)
    if "basics" not in open_parts(campaign):
        return frozen(request, campaign)
    form = BasicsForm(request.POST or None, campaign=campaign)
    if form.is_valid():
        error = edit_or_refusal(request, campaign, fields=form.columns())
        if error is None:
            return kept(request, campaign)
        form.add_error(None, error)
    return render(
        request, "desk/campaigns/basics.html", campaign_context(request, campaign, form=form)
    )


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def words(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """What the campaign says, in each language."""
    campaign = campaign_or_404(request, slug)
    if "words" not in open_parts(campaign):
        return frozen(request, campaign)
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
        campaign_context(request, campaign, fr=forms["fr"], en=forms["en"], refused=refused),
    )


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def regions(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Regions with their places; a line without a name is left out."""
    campaign = campaign_or_404(request, slug)
    if "regions" not in open_parts(campaign):
        return frozen(request, campaign)
    rows = [
        {
            "key": one.key,
            "name": one.name,
            "quota": one.quota,
            "departments": " ".join(one.departments),
        }
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
    if "prizes" not in open_parts(campaign):
        return frozen(request, campaign)
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
    if "kit" not in open_parts(campaign):
        return frozen(request, campaign)
    rows = [
        {"item": one.item_id, "quantity": one.quantity, "chooses_size": one.chooses_size}
        for one in plan_of(campaign)
    ]
    forms = lines(KitLineForm, _posted(request), rows, extra=3, brand_id=campaign.brand_id)

    def keep() -> str | None:
        filled = [form.cleaned_data for form in forms if form.cleaned_data.get("item")]
        try:
            plan.set_lines(campaign=campaign, lines=filled, by=who_asks(request), at=clock.now())
        except plan.KitPlanFixed as error:
            return str(error)
        return None

    return _lines_page(request, campaign, "desk/campaigns/kit.html", forms, keep)


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
        campaign_context(
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
        campaigns.edit(campaign=campaign, by=who_asks(request), at=clock.now(), **parts)
    except (campaigns.CampaignNotEditable, campaigns.CampaignNotValid) as error:
        return str(error)
    return None


def kept(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Say that it is kept, and lead back to the campaign."""
    messages.success(request, _("Kept."))
    return redirect("desk:campaign", campaign.brand.slug, campaign.slug)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def frozen(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Lead from a form that would be refused to the page where what stands is read."""
    messages.info(request, _("This part is frozen: it stands here as it was published."))
    return redirect("desk:campaign", campaign.brand.slug, campaign.slug)
