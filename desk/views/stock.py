"""The warehouse: what stands there, what is promised, every movement; deliveries and new items."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.capabilities import Capability
from common import clock, codes, idempotency
from desk.access import StaffRequest, staff
from desk.context import desk_context
from desk.forms.warehouse import ItemForm, ReceiveForm
from desk.kit_rows import item_name
from kits import queries
from kits.domain import kits, stock
from kits.models import Item

PER_PAGE = 50


@require_safe
@staff(Capability.SHIP)
def stock_list(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """The catalogue by size: free, reserved, on hand."""
    staffed = cast("StaffRequest", request)
    page = Paginator(queries.items_of_brand(staffed.brand.pk), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = desk_context(request, "stock", page=page, items=[_counts(item) for item in page])
    return render(request, "desk/stock/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Capability.SHIP)
def item(request: HttpRequest, brand_slug: str, sku: str) -> HttpResponse:
    """One item: its sizes, its ledger; a POST takes a delivery in, once."""
    staffed = cast("StaffRequest", request)
    found = _item_or_404(staffed, sku)
    form = ReceiveForm(
        request.POST if request.method == "POST" else None,
        item=found,
        initial={"once": codes.slug()},
    )
    if request.method == "POST" and form.is_valid():
        if not _receive(request, staffed, found, form):
            messages.info(
                request, _("This delivery was already written down; nothing is counted twice.")
            )
        return redirect("desk:stock-item", brand_slug=brand_slug, sku=found.sku)
    page = Paginator(queries.movements_of(found.pk), PER_PAGE).get_page(request.GET.get("page"))
    context = desk_context(
        request, "stock", item=_counts(found), form=form, page=page, movements=list(page)
    )
    return render(request, "desk/stock/item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Capability.SHIP)
def new_item(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Add a thing to the catalogue, with its sizes."""
    staffed = cast("StaffRequest", request)
    form = ItemForm(
        request.POST if request.method == "POST" else None, currency=staffed.brand.currency
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = stock.create_item(
                brand=staffed.brand,
                sku=data["sku"],
                name_fr=data["name_fr"],
                name_en=data["name_en"],
                kind=data["kind"],
                value_minor=data["value"],
                cost_minor=data["cost"],
                weight_g=data["weight_g"],
                sizes=data["sizes"],
            )
        except stock.ItemKnown as error:
            form.add_error("sku", str(error))
        else:
            messages.success(request, _("Added. Write the first delivery down here."))
            return redirect("desk:stock-item", brand_slug=brand_slug, sku=made.sku)
    return render(request, "desk/stock/new.html", desk_context(request, "stock", form=form))


def _receive(request: HttpRequest, staffed: StaffRequest, found: Item, form: ReceiveForm) -> bool:
    """Take the delivery in; False when this very form was sent before."""
    data = form.cleaned_data
    size = next(row for row in found.sizes.all() if row.size == data["size"])

    def work() -> tuple[int, str]:
        filled = kits.receive(
            item_size=size, quantity=data["quantity"], by=f"user:{staffed.user.pk}", at=clock.now()
        )
        return 200, str(len(filled))

    try:
        _status, filled, replayed = idempotency.once(
            scope=f"stock:{found.pk}",
            key=data["once"],
            body=f"{size.pk}:{data['quantity']}".encode(),
            work=work,
        )
    except (idempotency.KeyReused, idempotency.StillWorking):
        return False
    if replayed:
        return False
    said = ngettext("%(count)s piece is in.", "%(count)s pieces are in.", data["quantity"])
    messages.success(request, said % {"count": data["quantity"]})
    if int(filled):
        served = ngettext(
            "%(count)s kit that waited is reserved now.",
            "%(count)s kits that waited are reserved now.",
            int(filled),
        )
        messages.success(request, served % {"count": filled})
    return True


def _counts(found: Item) -> dict[str, object]:
    sizes = sorted(found.sizes.all(), key=lambda row: row.pk)
    return {
        "sku": found.sku,
        "name": item_name(found),
        "kind": found.get_kind_display(),
        "value_minor": found.value_minor,
        "currency": found.currency,
        "weight_g": found.weight_g,
        "sizes": [
            {
                "size": row.size,
                "free": row.on_hand - row.reserved,
                "reserved": row.reserved,
                "on_hand": row.on_hand,
            }
            for row in sizes
        ],
        "free": sum(row.on_hand - row.reserved for row in sizes),
    }


def _item_or_404(request: StaffRequest, sku: str) -> Item:
    found = queries.item_of_brand(brand_id=request.brand.pk, sku=sku)
    if found is None:
        raise Http404
    return found
