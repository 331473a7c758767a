"""The brand's settings: what it is in law, and where it stands in time, money and language."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.capabilities import Capability
from accounts.domain import brands
from accounts.models import User
from common import clock
from desk.access import ACTS, StaffRequest, staff
from desk.context import desk_context
from desk.forms.settings import BrandForm
from flows import brands as domain


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Capability.EDIT_SETTINGS, fresh=ACTS)
def settings(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Show the settings; a POST keeps them."""
    staffed = cast("StaffRequest", request)
    brand = staffed.brand
    form = BrandForm(request.POST or None, brand=brand, frozen=domain.keeps_sums(brand))
    if form.is_valid():
        try:
            changed = domain.amend(
                brand=brand, by=cast("User", request.user), at=clock.now(), **form.cleaned_data
            )
        except brands.CurrencyIsFrozen as error:
            form.add_error("currency", str(error))
        else:
            if changed:
                messages.success(request, _("Kept. Rules that are published stay as they are."))
            else:
                messages.info(request, _("Nothing was changed."))
            return redirect("desk:settings", brand_slug)
    context = desk_context(request, "settings", form=form)
    return render(request, "desk/settings/one.html", context)
