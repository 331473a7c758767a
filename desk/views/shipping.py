"""The kits of a brand: what must leave when, each box, its papers, its way to the host."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.capabilities import Capability
from common import clock
from desk import kit_rows
from desk.access import StaffRequest, acts_for, staff
from desk.context import desk_context
from desk.forms.warehouse import ShippedForm
from desk.kit_papers import labels_pdf, pick_list_pdf, slip_pdf
from kits import queries
from kits.domain import kits, shipments, stock
from kits.models import Kit, KitState

PER_PAGE = 50
REFUSALS = (kits.KitNotMovable, shipments.ShipmentNotMovable, stock.StockShort)
VIEWS: dict[str, tuple[KitState, ...]] = {
    "due": tuple(KitState),
    "prepare": (KitState.SHORT, KitState.ALLOCATED, KitState.PACKED),
    "road": (KitState.SHIPPED,),
    "there": (KitState.DELIVERED, KitState.RETURNED),
}


@require_safe
@staff(Capability.SHIP)
def shipping(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Every kit, the one that must leave first, first."""
    return _page(cast("StaffRequest", request), None)


@require_safe
@staff(Capability.SHIP)
def kit(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """The list with one box open beside it."""
    staffed = cast("StaffRequest", request)
    return _page(staffed, _kit_or_404(staffed, code))


@staff(Capability.SHIP)
@acts_for(kit)
def pack(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """Say that every piece lies in the box."""

    def work(found: Kit, by: str) -> str:
        kits.mark_packed(kit=found, by=by, at=clock.now())
        return _("The box is packed.")

    return _act(request, code, work)


@staff(Capability.SHIP)
@acts_for(kit)
def label(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """Make the label, with the address of today; ``again`` voids the one that was not used."""

    def work(found: Kit, by: str) -> str:
        if request.POST.get("again"):
            shipments.renew(kit=found, by=by, at=clock.now())
            return _("The old label is void; the new one is ready to print.")
        shipments.prepare(kit=found, by=by, at=clock.now())
        return _("The label is ready to print.")

    return _act(request, code, work)


@staff(Capability.SHIP)
@acts_for(kit)
def shipped(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """Say that the carrier has the parcel."""
    staffed = cast("StaffRequest", request)
    found = _kit_or_404(staffed, code)
    form = ShippedForm(request.POST, currency=staffed.brand.currency)
    if form.is_valid():
        parcel = queries.to_host(found)
        try:
            if parcel is None:
                parcel = shipments.prepare(kit=found, by=_by(request), at=clock.now())
            shipments.mark_shipped(
                shipment=parcel,
                carrier=form.cleaned_data["carrier"],
                tracking_code=form.cleaned_data["tracking_code"],
                cost_minor=form.cleaned_data["cost"],
                by=_by(request),
                at=clock.now(),
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The parcel is on its way; the host is told."))
            return _back_to(brand_slug, code)
    return _page(staffed, _kit_or_404(staffed, code), form=form)


@staff(Capability.SHIP)
@acts_for(kit)
def delivered(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """Say that the host has the parcel."""

    def work(found: Kit, by: str) -> str:
        parcel = queries.to_host(found)
        if parcel is None:
            raise shipments.ShipmentNotMovable(_("No parcel has left for this kit."))
        shipments.mark_delivered(shipment=parcel, by=by, at=clock.now())
        return _("Delivered; the host is told.")

    return _act(request, code, work)


@require_safe
@staff(Capability.SHIP)
def label_paper(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """The address label, A6."""
    found = _kit_or_404(cast("StaffRequest", request), code)
    parcel = queries.to_host(found)
    if parcel is None:
        raise Http404
    return _pdf(labels_pdf(found, [parcel]), f"label-{parcel.code}")


@require_safe
@staff(Capability.SHIP)
def slip_paper(request: HttpRequest, brand_slug: str, code: str) -> HttpResponse:
    """The sheet that lies in the box, A4."""
    found = _kit_or_404(cast("StaffRequest", request), code)
    return _pdf(slip_pdf(found), f"slip-{found.code}")


@require_safe
@staff(Capability.SHIP)
def pick_paper(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """One walk through the shelves for every kit that is reserved and not packed."""
    staffed = cast("StaffRequest", request)
    waiting = list(queries.kits_of_brand(staffed.brand.pk).filter(state=KitState.ALLOCATED)[:200])
    if not waiting:
        messages.info(request, _("There is nothing to pick: no reserved kit waits to be packed."))
        return redirect("desk:shipping", brand_slug=brand_slug)
    return _pdf(pick_list_pdf(waiting, brand=staffed.brand, at=clock.now()), "pick-list")


def _page(
    request: StaffRequest, opened: Kit | None, form: ShippedForm | None = None
) -> HttpResponse:
    at = clock.now()
    view = request.GET.get("view", "due")
    view = view if view in VIEWS else "due"
    wanted = request.GET.get("q", "").strip()[:80]
    found = queries.search(
        queries.kits_of_brand(request.brand.pk).filter(state__in=VIEWS[view]), wanted
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    today = kit_rows.today_of(request.brand, at)
    rows = kit_rows.rows(list(page.object_list), today=today, brand_slug=request.brand.slug)
    late = queries.to_leave_by(request.brand.pk, today)
    overdue = queries.to_leave_by(request.brand.pk, today - timedelta(days=1))
    context = desk_context(
        cast("HttpRequest", request),
        "shipping",
        counts={"shipping": late},
        page=page,
        rows=rows,
        today=today,
        view=view,
        wanted=wanted,
        views=[
            ("due", _("By deadline")),
            ("prepare", _("To prepare")),
            ("road", _("On the road")),
            ("there", _("Arrived")),
        ],
        title=_title(page.paginator.count, due=late - overdue, overdue=overdue),
        opened_code=opened.code if opened else "",
        box=kit_rows.box(opened, today=today) if opened else None,
        form=form or ShippedForm(currency=request.brand.currency),
    )
    return render(request, "desk/shipping/list.html", context)


def _title(count: int, *, due: int, overdue: int) -> str:
    if not count:
        return _("No kit yet.")
    if due and overdue:
        return _("Late to leave: %(overdue)s. Leaving today: %(due)s.") % {
            "overdue": overdue,
            "due": due,
        }
    if overdue:
        return ngettext(
            "%(number)s kit is late to leave.", "%(number)s kits are late to leave.", overdue
        ) % {"number": overdue}
    if due:
        return ngettext(
            "%(late)s kit must leave today.", "%(late)s kits must leave today.", due
        ) % {"late": due}
    return ngettext(
        "%(count)s kit, none in a hurry.", "%(count)s kits, none in a hurry.", count
    ) % {"count": count}


def _act(request: HttpRequest, code: str, work: Callable[[Kit, str], str]) -> HttpResponse:
    """Do one thing to one kit and come back to it, with what happened said."""
    staffed = cast("StaffRequest", request)
    found = _kit_or_404(staffed, code)
    try:
        messages.success(request, work(found, _by(request)))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return _back_to(staffed.brand.slug, found.code)


def _back_to(brand_slug: str, code: str) -> HttpResponse:
    """The kit's page, with the focus on its panel: the next thing to do is there, after a long list."""
    return redirect(reverse("desk:shipping-kit", args=[brand_slug, code]) + "#box")


def _kit_or_404(request: StaffRequest, code: str) -> Kit:
    found = queries.kit_by_code(brand_id=request.brand.pk, code=code)
    if found is None:
        raise Http404
    return found


def _by(request: Any) -> str:
    return f"user:{request.user.pk}"


def _pdf(paper: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        paper,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
