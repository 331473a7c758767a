"""How a campaign's draw shares out its places: newcomers, groups, chances, what is compared."""

from django.http import HttpRequest, HttpResponse

from desk.campaign_section import edit_or_refusal, kept, posted, section, show_section
from desk.forms.campaign_draw import DrawSettingsForm, GroupsForm
from events.models import Campaign


@section("draw")
def draw_settings(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The draw's part of a draft; the rules announce all of it."""
    data = posted(request)
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
            return kept(request, campaign, "draw")
    return show_section(
        request,
        campaign,
        "draw",
        "desk/campaigns/draw.html",
        form=form,
        regions=regions,
        refused=refused,
    )
