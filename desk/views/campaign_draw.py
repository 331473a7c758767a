"""How a campaign's draw shares out its places: newcomers, groups, chances, what is compared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.capabilities import Capability
from desk.access import staff
from desk.campaign_page import campaign_context, campaign_or_404, open_parts
from desk.forms.campaign_draw import DrawSettingsForm, GroupsForm
from desk.views.campaign_sections import edit_or_refusal, frozen, kept


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def draw_settings(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """The draw's part of a draft; the rules announce all of it."""
    campaign = campaign_or_404(request, slug)
    if "draw" not in open_parts(campaign):
        return frozen(request, campaign)
    data = request.POST if request.method == "POST" else None
    form = DrawSettingsForm(data, campaign=campaign)
    regions = [
        GroupsForm(data, stratum=stratum) for stratum in campaign.strata.order_by("position", "id")
    ]
    refused = ""
    valid = [one.is_valid() for one in (form, *regions)]
    if data is not None and all(valid):
        strata = [region.columns() for region in regions]
        refused = edit_or_refusal(request, campaign, fields=form.columns(), strata=strata) or ""
        if not refused:
            return kept(request, campaign)
    return render(
        request,
        "desk/campaigns/draw.html",
        campaign_context(request, campaign, form=form, regions=regions, refused=refused),
    )
