"""/go/: out to the shop, with a click id in the address and no cookie."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from common import clock
from links import queries
from links.domain import clicks
from links.models import LinkKind
from sales.models import PromoCode, ShopLink

CLICK_PARAMETER = "cvv"
CODE_PARAMETER = "discount"


@require_safe
def go(request: HttpRequest, slug: str) -> HttpResponse:
    """Count the visit (people, previews and robots apart) and lead to the brand's shop.

    The target was stored by us: nothing in the request can change where it leads.
    """
    at = clock.now()
    link = queries.live_link(slug=slug, kind=LinkKind.SHOP, at=at) if slug.isalnum() else None
    if link is None:
        raise Http404
    click = clicks.record(
        link=link,
        at=at,
        user_agent=request.headers.get("User-Agent", ""),
        source="".join(c for c in request.GET.get("utm_source", "") if c.isprintable()),
        method=request.method or "GET",
        headers=request.headers,
    )
    response = HttpResponseRedirect(_target(link.target_url, str(click.pk), _code(link.pk)))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _code(link_id: int) -> str:
    shop_link = ShopLink.objects.filter(link=link_id).values_list("party_id", flat=True).first()
    if shop_link is None:
        return ""
    return PromoCode.objects.filter(party=shop_link).values_list("code", flat=True).first() or ""


def _target(url: str, click_id: str, code: str) -> str:
    parts = urlsplit(url)
    ours = {CLICK_PARAMETER, CODE_PARAMETER} if code else {CLICK_PARAMETER}
    given = parse_qsl(parts.query, keep_blank_values=True)
    query = [pair for pair in given if pair[0] not in ours]
    query.append((CLICK_PARAMETER, click_id))
    if code:
        query.append((CODE_PARAMETER, code))
    return urlunsplit(parts._replace(query=urlencode(query)))
