"""The sections of a campaign, a form each; a section whose words are frozen leads back to its page."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse

from common import clock
from common.money import EXPONENTS
from desk.campaign_page import plan_of, who_asks
from desk.campaign_section import (
    edit_or_refusal,
    kept,
    lines_section,
    posted,
    section,
    show_section,
)
from desk.forms.campaigns import BasicsForm, KitLineForm, PrizeForm, RegionForm, WordsForm, lines
from events.models import Campaign
from kits.domain import plan

LANGUAGES = ("fr", "en")


@section("basics")
def basics(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Dates, places and figures."""
    form = BasicsForm(posted(request), campaign=campaign)
    if form.is_valid():
        error = edit_or_refusal(request, campaign, fields=form.columns())
        if error is None:
            return kept(request, campaign, "basics")
        form.add_error(None, error)
    return show_section(request, campaign, "basics", "desk/campaigns/basics.html", form=form)


@section("words")
def words(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What the campaign says, in each language."""
    known = {one.language: one for one in campaign.wordings.all()}
    forms = {
        language: WordsForm(
            posted(request),
            prefix=language,
            initial={
                name: getattr(known.get(language), name, "")
                for name in ("title", "tagline", "story", "pact")
            },
        )
        for language in LANGUAGES
    }
    refused = ""
    valid = [form.is_valid() for form in forms.values()]
    if all(valid):
        wordings = {language: form.cleaned_data for language, form in forms.items()}
        refused = edit_or_refusal(request, campaign, wordings=wordings) or ""
        if not refused:
            return kept(request, campaign, "words")
    return show_section(
        request,
        campaign,
        "words",
        "desk/campaigns/words.html",
        fr=forms["fr"],
        en=forms["en"],
        refused=refused,
    )


@section("regions")
def regions(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Regions with their places; a line without a name is left out."""
    rows = [
        {
            "key": one.key,
            "name": one.name,
            "quota": one.quota,
            "departments": " ".join(one.departments),
        }
        for one in campaign.strata.order_by("position", "id")
    ]
    forms = lines(RegionForm, posted(request), rows, extra=2)
    return lines_section(
        request,
        campaign,
        "regions",
        "desk/campaigns/regions.html",
        forms,
        lambda: edit_or_refusal(
            request,
            campaign,
            strata=[form.cleaned_data for form in forms if form.cleaned_data.get("name")],
        ),
    )


@section("prizes")
def prizes(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What every host receives."""
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
    forms = lines(PrizeForm, posted(request), rows, extra=2)

    def keep() -> str | None:
        filled = [form.cleaned_data for form in forms if form.cleaned_data.get("name_fr")]
        for row in filled:
            row["value_minor"] = int(row.pop("value").scaleb(exponent).to_integral_value())
            row["quantity"] = row["quantity"] or 1
        return edit_or_refusal(request, campaign, prizes=filled)

    return lines_section(request, campaign, "prizes", "desk/campaigns/prizes.html", forms, keep)


@section("kit")
def kit(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What every kit holds."""
    rows = [
        {"item": one.item_id, "quantity": one.quantity, "chooses_size": one.chooses_size}
        for one in plan_of(campaign)
    ]
    forms = lines(KitLineForm, posted(request), rows, extra=3, brand_id=campaign.brand_id)

    def keep() -> str | None:
        filled = [form.cleaned_data for form in forms if form.cleaned_data.get("item")]
        try:
            plan.set_lines(campaign=campaign, lines=filled, by=who_asks(request), at=clock.now())
        except plan.KitPlanFixed as error:
            return str(error)
        return None

    return lines_section(request, campaign, "kit", "desk/campaigns/kit.html", forms, keep)
