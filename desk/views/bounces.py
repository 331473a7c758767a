"""Mail that came back: whose address takes none, and that somebody has seen to it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.capabilities import Capability
from common import clock
from desk.access import acts_for, staff
from desk.campaign_page import brand_of, who_asks
from desk.context import desk_context
from events.queries import applications
from mailing import queries
from mailing.domain import bounces
from mailing.models import Bounce


@require_safe
@staff(Capability.SEE_APPLICATIONS)
def index(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """Every return nobody has seen to, latest first, with the applications of that address."""
    return _list(request)


def _listed(request: HttpRequest, brand_slug: str, bounce_id: int) -> HttpResponse:
    """The list, for a reload where one of its buttons led; the button's row must be the brand's."""
    _bounce_or_404(request, bounce_id)
    return _list(request)


@staff(Capability.SEE_APPLICATIONS)
@acts_for(_listed)
def settle(request: HttpRequest, brand_slug: str, bounce_id: int) -> HttpResponse:
    """Note that somebody saw to it: the address was corrected, or works again."""
    found = _bounce_or_404(request, bounce_id)
    bounces.settle(bounce=found, by=who_asks(request), at=clock.now())
    messages.success(request, _("Seen to. If a mail comes back again, it appears here again."))
    return redirect("desk:bounces", brand_slug)


def _list(request: HttpRequest) -> HttpResponse:
    brand = brand_of(request)
    page = Paginator(queries.bounces(brand.pk), 50).get_page(request.GET.get("page"))
    receipts = applications.receipts_of(brand.pk, [one.message.to_address for one in page])
    rows = [
        {"bounce": one, "receipts": receipts.get(one.message.to_address.lower(), [])}
        for one in page
    ]
    return render(
        request,
        "desk/messages/bounces.html",
        desk_context(request, "messages", rows=rows, page=page),
    )


def _bounce_or_404(request: HttpRequest, bounce_id: int) -> Bounce:
    """One return of the brand's, seen to or not."""
    known = Bounce.objects.of_brand(brand_of(request).pk).select_related("message")
    found: Bounce | None = known.filter(pk=min(bounce_id, 2**62)).first()
    if found is None:
        raise Http404
    return found
