"""The rules amended before the seal: a plan that too few homes make impossible is made smaller."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.capabilities import Capability
from common import clock
from desk.access import staff
from desk.campaign_page import campaign_context, campaign_or_404, who_asks
from desk.forms.campaign_amend import AmendmentForm, SmallerRegionForm
from desk.views.draw_parts import preview
from events.domain import amendments
from events.models import CampaignState
from events.queries.draws import living_draw


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def amend(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """What may become smaller, with the public reason; everyone who applied is told."""
    campaign = campaign_or_404(request, slug)
    if campaign.state != CampaignState.CLOSED or living_draw(campaign) is not None:
        messages.info(
            request,
            _("Rules are amended between the end of applications and the seal, and not now."),
        )
        return redirect("desk:campaign", brand_slug, slug)
    data = request.POST if request.method == "POST" else None
    form = AmendmentForm(data, campaign=campaign)
    regions = [(SmallerRegionForm(data, stratum=row.stratum), row) for row in preview(campaign)]
    valid = [one.is_valid() for one in (form, *(region for region, _row in regions))]
    if data is not None and all(valid):
        try:
            amendments.amend(
                campaign=campaign,
                overflow=form.cleaned_data["overflow"],
                regions={row.stratum.key: one.cleaned_data for one, row in regions},
                reasons={
                    "fr": form.cleaned_data["reason_fr"],
                    "en": form.cleaned_data["reason_en"],
                },
                by=who_asks(request),
                at=clock.now(),
            )
        except amendments.AmendmentRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The rules are amended; the people are being told."))
            return redirect("desk:draw", brand_slug, slug)
    context = campaign_context(request, campaign, form=form, regions=regions)
    return render(request, "desk/campaigns/amend.html", context)
