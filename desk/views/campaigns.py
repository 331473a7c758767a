"""Campaigns at the desk: the list, one campaign with its checklist, each section's form."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.capabilities import Capability
from common import clock
from desk.access import acts_for, staff
from desk.campaign_page import (
    brand_of,
    campaign_context,
    campaign_or_404,
    language,
    may_edit,
    open_parts,
    plan_of,
    road,
    who_asks,
)
from desk.campaign_steps import checklist, steps
from desk.context import desk_context
from desk.forms.campaigns import (
    CancelForm,
    LinkForm,
    NewCampaignForm,
    country_name,
)
from events.domain import campaigns
from events.domain.campaign_gaps import gaps
from events.models import CAMPAIGN_NEXT, Campaign, CampaignState
from events.queries import applications as application_queries
from events.queries import campaigns as queries
from events.queries.answers import questions_of
from events.queries.front import page_context
from links.queries import clicks_by_agent


@require_safe
@staff(Capability.SEE_DESK)
def index(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Every campaign of the brand, latest first."""
    page = Paginator(queries.of_brand(brand_of(request).pk), 30).get_page(request.GET.get("page"))
    rows = [{"campaign": one, "words": queries.wording(one, language())} for one in page]
    return render(
        request,
        "desk/campaigns/index.html",
        desk_context(request, "campaigns", rows=rows, page=page),
    )


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def new(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Start a draft."""
    brand = brand_of(request)
    form = NewCampaignForm(request.POST or None, timezone=brand.timezone)
    if form.is_valid():
        try:
            campaign = campaigns.create(
                brand=brand,
                by=who_asks(request),
                at=clock.now(),
                title=form.cleaned_data["title"],
                **form.columns(),
            )
            campaigns.edit(
                campaign=campaign,
                by=who_asks(request),
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
    found = gaps(campaign=campaign, at=at) if is_draft else []
    recruiting_links = list(
        campaign.recruiting_links.select_related("link").order_by("network", "label")
    )
    visits = clicks_by_agent([one.link_id for one in recruiting_links])
    return render(
        request,
        "desk/campaigns/show.html",
        campaign_context(
            request,
            campaign,
            checklist=checklist(campaign, found),
            steps=steps(campaign, found) if is_draft else [],
            is_draft=is_draft,
            cancellable=_cancellable(campaign),
            regions=queries.odds(campaign),
            prizes=list(campaign.prizes.order_by("id")),
            clauses=list(campaign.clauses.order_by("position")),
            answers=list(campaign.public_answers.order_by("position")),
            country=country_name(campaign.country),
            wordings=list(campaign.wordings.order_by("-language")),
            kit_lines=list(plan_of(campaign)),
            questions=questions_of(campaign.pk),
            figures=application_queries.counts(campaign.brand_id, campaign.slug),
            rules_versions=queries.rules_versions(campaign, language()),
            recruiting=[
                {"link": one, "people": visits[one.link_id].get("HUMAN", 0)}
                for one in recruiting_links
            ],
            public_url=f"{settings.BASE_URL}/c/{campaign.slug}",
            link_form=LinkForm(),
            open_parts=open_parts(campaign) if may_edit(request) else set(),
            road=road(campaign, at),
        ),
    )


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


@staff(Capability.EDIT_CAMPAIGN)
@acts_for(show)
def publish(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Open it, or say everything that is missing."""
    campaign = campaign_or_404(request, slug)
    try:
        campaigns.publish(campaign=campaign, by=who_asks(request), at=clock.now())
    except campaigns.NotPublishable as error:
        for gap in error.gaps:
            messages.error(request, gap.text)
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
                by=who_asks(request),
                at=clock.now(),
                reason=form.cleaned_data["reason"],
            )
        except (campaigns.CampaignMoved, campaigns.CampaignNotValid) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The campaign is called off; the people are being told."))
            return redirect("desk:campaign", brand_slug, slug)
    cancellable = _cancellable(campaign)
    figures = application_queries.counts(campaign.brand_id, campaign.slug)
    return render(
        request,
        "desk/campaigns/cancel.html",
        campaign_context(request, campaign, form=form, figures=figures, cancellable=cancellable),
        status=409 if request.method == "POST" and not cancellable else 200,
    )


def _cancellable(campaign: Campaign) -> bool:
    return CampaignState.CANCELLED in CAMPAIGN_NEXT[CampaignState(campaign.state)]
