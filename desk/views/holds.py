"""Held applications at the desk: why, let through or refused with a reason, undone until the seal."""

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.capabilities import Capability
from accounts.models import Brand, User
from common import clock
from desk.access import acts_for, staff
from desk.context import desk_context
from events.domain import holds
from events.models import Doubt, HoldOutcome
from events.queries import campaigns as campaign_queries
from events.queries import holds as queries
from events.queries.holds import Filters

SHOW = ("open", "decided", "all")
ACTIONS = (*HoldOutcome.values, "HELD")


@require_safe
@staff(Capability.SEE_APPLICATIONS)
def index(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Those that wait for staff, the latest first; those decided on beside them."""
    brand: Brand = request.brand  # type: ignore[attr-defined]
    show, doubt = request.GET.get("show", ""), request.GET.get("doubt", "")
    filters = Filters(
        campaign=request.GET.get("campaign", "")[:60],
        show=show if show in SHOW else "open",
        doubt=doubt if doubt in Doubt.values else "",
        search=request.GET.get("q", "").replace("\x00", "")[:80],
    )
    before = request.GET.get("before", "")
    page = queries.desk_list(
        brand_id=brand.pk,
        filters=filters,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
        # After a flood many are decided on at once, for one reason.
        size=holds.MOST_AT_ONCE if filters.doubt and filters.show == "open" else queries.PAGE,
    )
    language = translation.get_language() or "fr"
    return render(
        request,
        "desk/holds/index.html",
        desk_context(
            request,
            "applications",
            rows=[{"hold": one, "doubts": doubts_said(one.doubts)} for one in page.rows],
            next_before=page.next_before,
            first=not before,
            filters=asdict(filters),
            narrowed=bool(filters.campaign or filters.doubt or filters.search or show),
            doubts=list(Doubt),
            views=[
                ("open", _("Waiting for you"), filters.show == "open"),
                ("decided", _("Decided"), filters.show == "decided"),
                ("all", _("All"), filters.show == "all"),
            ],
            choices=[
                {"slug": one.slug, "title": campaign_queries.wording(one, language).title}
                for one in campaign_queries.of_brand(brand.pk)[:50]
            ],
        ),
    )


@staff(Capability.DECIDE_APPLICATIONS)
@acts_for(index)
def decide(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Let those that are ticked through, refuse them for a reason, or hold them again."""
    brand: Brand = request.brand  # type: ignore[attr-defined]
    action = request.POST.get("action", "")
    ticked = [int(pk) for pk in request.POST.getlist("hold") if pk.isascii() and pk.isdigit()]
    ticked = [pk for pk in ticked if pk < 2**63]
    if action not in ACTIONS:
        raise Http404
    if not ticked:
        messages.error(request, _("Tick at least one application first."))
        return redirect("desk:holds", brand_slug)
    who = request.user
    assert isinstance(who, User)
    try:
        if action == "HELD":
            done = holds.reopen(brand=brand, holds=ticked, by=who, at=clock.now())
        else:
            done = holds.decide(
                brand=brand,
                holds=ticked,
                outcome=HoldOutcome(action),
                why=request.POST.get("why", "").replace("\x00", "")[:300],
                by=who,
                at=clock.now(),
            )
    except holds.HoldRefused as error:
        messages.error(request, str(error))
    else:
        said = {
            HoldOutcome.LET_THROUGH: ngettext(
                "%(number)s application let through. You can undo it until the list is sealed.",
                "%(number)s applications let through. You can undo it until the list is sealed.",
                done,
            ),
            HoldOutcome.REFUSED: ngettext(
                "%(number)s application refused. You can undo it until the list is sealed.",
                "%(number)s applications refused. You can undo it until the list is sealed.",
                done,
            ),
            "HELD": ngettext(
                "%(number)s application is held again.",
                "%(number)s applications are held again.",
                done,
            ),
        }[action]
        messages.success(request, said % {"number": done})
    return redirect("desk:holds", brand_slug)


def doubts_said(doubts: list[str]) -> list[str]:
    """Say in words why an application is held."""
    return [str(Doubt(one).label) for one in doubts if one in Doubt.values]
