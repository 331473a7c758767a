"""One place of a draw at the desk: taken from somebody who may not hold it by the rules."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.capabilities import Capability
from accounts.models import User
from common import clock
from desk.access import ACTS, staff
from desk.context import desk_context
from desk.forms.draws import DisqualifyForm
from events.domain import disqualifying
from events.domain.places import PlaceRefused
from events.models import Disqualification, DrawState, Place
from events.queries import campaigns as campaign_queries


@require_http_methods(["GET", "POST"])
@staff(Capability.DECIDE_APPLICATIONS, fresh=ACTS)
def disqualify(request: HttpRequest, brand_slug: str, slug: str, number: str) -> HttpResponse:
    """Take a place away for a reason of the list, once the person could explain."""
    places = Place.objects.of_brand(request.brand.pk)  # type: ignore[attr-defined]
    place = get_object_or_404(
        places.select_related("draw__campaign", "rank__entrant__application", "party"),
        draw__campaign__slug=slug,
        draw__state=DrawState.DRAWN,
        rank__entrant__public_id=number,
    )
    campaign = place.draw.campaign
    form = DisqualifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)  # the door let only members in
        try:
            disqualifying.disqualify(
                place=place,
                reason=Disqualification(form.cleaned_data["reason"]),
                by=request.user,
                at=clock.now(),
            )
        except PlaceRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The place is taken away; the next person is asked."))
            return redirect("desk:draw", brand_slug, slug)
    title = campaign_queries.wording(campaign, getattr(request, "LANGUAGE_CODE", "fr")).title
    context = desk_context(
        request,
        "draws",
        campaign_row=campaign,
        campaign=title,
        title=title,
        place=place,
        application=place.rank.entrant.application,
        number=number,
        party=getattr(place, "party", None),
        form=form,
    )
    return render(request, "desk/draws/disqualify.html", context)
