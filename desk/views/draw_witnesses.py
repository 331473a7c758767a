"""Who witnesses a draw without a beacon: asked by mail, or with their commitment in hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.capabilities import Capability
from accounts.models import User
from common import clock, codes
from desk.access import staff
from desk.context import desk_context
from desk.forms.draws import WitnessForm
from events.domain import witnesses
from events.models import Campaign, DrawWitness
from events.queries import campaigns as campaign_queries
from events.queries import draws as draw_queries
from events.queries import witnesses as queries


@require_http_methods(["GET", "POST"])
@staff(Capability.SEAL)
def show(request: HttpRequest, brand_slug: str, slug: str) -> HttpResponse:
    """The witnesses asked so far, one more to ask, and doing without one."""
    brand = request.brand  # type: ignore[attr-defined]
    campaign = get_object_or_404(Campaign.objects.of_brand(brand.pk), slug=slug)
    if draw_queries.living_draw(campaign) is not None:
        return redirect("desk:draw", brand_slug, slug)
    asked = queries.asked_for(campaign)
    code = asked[0].draw_code if asked else codes.slug()
    form = WitnessForm(initial={"code": code, "language": brand.language})
    if request.method == "POST" and "dismiss" in request.POST:
        number = request.POST["dismiss"]
        try:
            for one in asked:
                if str(one.pk) == number:
                    witnesses.dismiss(witness=one)
        except witnesses.WitnessRefused as error:
            messages.error(request, str(error))
        return redirect("desk:draw-witnesses", brand_slug, slug)
    if request.method == "POST":
        form = WitnessForm(request.POST)
        if form.is_valid() and (witness := _asked(request, campaign, form)):
            said = (
                _("%(witness)s is asked by mail.")
                if witness.email
                else _("The commitment of %(witness)s is kept.")
            )
            messages.success(request, said % {"witness": witness.label})
            return redirect("desk:draw-witnesses", brand_slug, slug)
    title = campaign_queries.wording(campaign, getattr(request, "LANGUAGE_CODE", "fr")).title
    context = desk_context(
        request,
        "draws",
        campaign_row=campaign,
        title=title,
        form=form,
        asked=asked,
        draw_code=form["code"].value(),
    )
    return render(request, "desk/draws/witnesses.html", context)


def _asked(request: HttpRequest, campaign: Campaign, form: WitnessForm) -> DrawWitness | None:
    data = form.cleaned_data
    assert isinstance(request.user, User)  # the door let only members in
    try:
        return witnesses.ask(
            campaign=campaign,
            draw_code=data["code"],
            label=data["label"],
            email=data["email"],
            language=data["language"],
            commitment=data["commitment"],
            by=request.user,
            at=clock.now(),
        )
    except witnesses.WitnessRefused as error:
        form.add_error(None, str(error))
    return None
