"""Another campaign like this one: its dates moved, nobody in it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.capabilities import Capability
from common import clock
from desk.access import staff
from desk.campaign_page import campaign_context, campaign_or_404, who_asks
from desk.forms.campaign_copy import CopyForm
from events.domain import campaigns
from events.queries import campaigns as queries
from flows import copies

SOON = timedelta(days=7)


@require_http_methods(["GET", "POST"])
@staff(Capability.EDIT_CAMPAIGN)
def copy(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """Ask for the day on which the new one opens, then draft it."""
    campaign = campaign_or_404(request, slug)
    data = request.POST if request.method == "POST" else None
    day = (clock.now() + SOON).astimezone(ZoneInfo(campaign.timezone)).date()
    title = queries.wording(campaign, campaign.brand.language).title
    form = CopyForm(data, initial={"opens_on": day, "title": title})
    if form.is_valid():
        try:
            made = copies.copy_campaign(
                campaign=campaign, by=who_asks(request), at=clock.now(), **form.cleaned_data
            )
        except campaigns.CampaignNotValid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft is kept. Nobody outside sees it."))
            return redirect("desk:campaign", brand_slug, made.slug)
    context = campaign_context(request, campaign, form=form)
    return render(request, "desk/campaigns/copy.html", context)
