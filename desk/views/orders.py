"""What was bought, and why it is, or is not, credited to a table."""

import json

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.capabilities import Capability
from desk.access import staff
from desk.context import desk_context
from sales import queries, words
from sales.connectors.registry import connector
from sales.connectors.shapes import IncomingOrder, Unreadable
from sales.models import Attribution, Order
from sales.queries import Which

A_PAGE = 50
MOST_TEXT = 20_000  # characters of a raw body
VIEWS = [
    (Which.ALL, _("All")),
    (Which.CREDITED, _("Credited")),
    (Which.NOT_CREDITED, _("Not credited")),
    (Which.REFUNDED, _("With a refund")),
    (Which.TEST, _("Tests")),
]


@require_safe
@staff(Capability.SEE_ORDERS)
def orders(request: HttpRequest, brand_slug: str) -> HttpResponse:
    """List a brand's orders, each with its verdict in words."""
    which = _which(request.GET.get("show", ""))
    number = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    brand = request.brand  # type: ignore[attr-defined]
    found = queries.orders_at_desk(brand.pk, which, number)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = desk_context(
        request,
        "orders",
        page=page,
        lines=[_line(order) for order in page],
        views=[(view, label, view == which) for view, label in VIEWS],
        which=which,
        number=number,
    )
    return render(request, "desk/orders/list.html", context)


@require_safe
@staff(Capability.SEE_ORDERS)
def order(request: HttpRequest, brand_slug: str, order_id: int) -> HttpResponse:
    """One order: the verdict, every sign considered, the ledger, the refunds."""
    brand = request.brand  # type: ignore[attr-defined]
    found = queries.orders_of_brand(brand.pk).filter(pk=order_id).first()
    if found is None:
        raise Http404
    verdicts = queries.verdicts_of(found.pk)
    current = next((v for v in verdicts if v.current), None)
    evidence = queries.evidence_of(found.pk)
    hosts = {line.party_id: line.party.host_first_name for line in evidence}
    ledger = queries.ledger_of(found.pk)
    context = desk_context(
        request,
        "orders",
        order=found,
        verdict=current,
        said=words.reason(current) if current else "",
        rule_says=words.rule(current.rule) if current else "",
        considered=[
            {
                **line,
                "kind": words.kind(str(line["kind"])),
                "host": hosts.get(line["party_id"], ""),
                "said": words.considered(line),
            }
            for line in (current.considered if current else [])
        ],
        earlier=[(v, words.reason(v)) for v in verdicts if not v.current],
        evidence=[(line, words.kind(line.kind)) for line in evidence],
        ledger=ledger,
        balance=sum(line.amount_minor for line in ledger),
        refunds=queries.refunds_of(found),
        bought=list(found.lines.order_by("pk")),
        deliveries=_told(found),
    )
    return render(request, "desk/orders/one.html", context)


def _told(order: Order) -> list[dict[str, object]]:
    """Every delivery that made this order what it is, in the order of arrival, with what it changed."""
    speaks, before = connector(order.shop.kind), None
    rows: list[dict[str, object]] = []
    for message in queries.deliveries_of(order):
        body = bytes(message.body)
        try:
            said = speaks.read(topic=message.topic, body=body)
        except Unreadable:  # understood when it came; what reads it has become stricter since
            said = None
        rows.append(
            {
                "message": message,
                "changed": words.delivery(said, before, get_language() or "fr")
                if body
                else words.delivery_erased(),
                "body": _laid_out(body),
            }
        )
        if isinstance(said, IncomingOrder) and (
            before is None or said.updated_at >= before.updated_at
        ):
            before = said
    return rows


def _laid_out(body: bytes) -> str:
    """A raw body as people read it: JSON on lines of its own, cut where no one would read on."""
    try:
        text = json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace")
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…"


def _which(asked: str) -> Which:
    try:
        return Which(asked)
    except ValueError:
        return Which.ALL


def _line(order: Order) -> dict[str, object]:
    verdict: Attribution | None = next(iter(order.verdicts), None)  # type: ignore[attr-defined]
    if verdict is None:
        kind, label, said = "soon", _("Being weighed"), ""
    elif verdict.party is None:
        kind, label, said = "none", _("Not credited"), words.reason(verdict)
    else:
        kind, label, said = "yes", _("Credited"), words.reason(verdict)
    if order.state == "CANCELLED":
        kind, label = "late", _("Cancelled")
    return {"order": order, "kind": kind, "label": label, "said": said}
