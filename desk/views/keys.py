"""The keys of the brand's software: made, shown once, ended."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries
from accounts.capabilities import Capability
from accounts.domain import keys as domain
from accounts.models import User
from common import clock
from desk.access import ACTS, StaffRequest, acts_for, staff
from desk.context import desk_context
from desk.forms.settings import SCOPE_WORDS, KeyForm

SHOWN_ONCE = "api_key"
MOST_KEY = 2**63 - 1


@require_safe
@staff(Capability.MANAGE_KEYS)
def keys(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Every key of the brand, with what it may do and when it was last used."""
    return _page(request, KeyForm())


@staff(Capability.MANAGE_KEYS, fresh=ACTS)
@acts_for(keys)
def make(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Make a key; the page that follows shows it, this once."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    key, plain = domain.create(
        brand=cast("StaffRequest", request).brand,
        by=cast("User", request.user),
        at=clock.now(),
        **form.cleaned_data,
    )
    request.session[SHOWN_ONCE] = {brand_slug: [key.name, plain]}
    messages.success(request, _("The key is made. Copy it now: it is shown this once."))
    return redirect("desk:keys", brand_slug)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Capability.MANAGE_KEYS, fresh=ACTS)
def revoke(request: HttpRequest, brand_slug: str, key_id: int) -> HttpResponse:
    """End a key, at once; a GET, as after a reload, leads back to the keys."""
    mine = queries.keys_of(cast("StaffRequest", request).brand.pk)
    key = mine.filter(pk=min(key_id, MOST_KEY)).first()
    if key is None:
        raise Http404
    if request.method != "POST":
        return redirect("desk:keys", brand_slug)
    if domain.revoke(key=key, by=cast("User", request.user), at=clock.now()):
        messages.success(request, _("The key has ended: nothing opens with it any more."))
    else:
        messages.info(request, _("This key had ended before."))
    return redirect("desk:keys", brand_slug)


def _page(request: HttpRequest, form: KeyForm) -> HttpResponse:
    staffed = cast("StaffRequest", request)
    name, plain = request.session.pop(SHOWN_ONCE, {}).get(staffed.brand.slug, ("", ""))
    rows = [
        {"key": key, "scopes": [SCOPE_WORDS.get(scope, scope) for scope in key.scopes]}
        for key in queries.keys_of(staffed.brand.pk)
    ]
    context = desk_context(request, "settings", rows=rows, form=form, made=name, plain=plain)
    return render(request, "desk/keys/list.html", context)
