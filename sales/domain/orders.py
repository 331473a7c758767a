"""Orders and refunds as the shops tell them: late, twice, in any order.

Whatever the order of arrival, the same set of deliveries ends in the same figures: the latest
telling wins (of two at the same second, always the same one), a cancellation and the word "test"
are never taken back, refunds count once by their own id and wait for their order.
"""

import uuid
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet, Sum

from accounts.identity import email_hash
from common import outbox
from sales.connectors.shapes import (
    IncomingOrder,
    IncomingRefund,
    IncomingState,
    Unreadable,
)
from sales.models import Order, OrderLine, OrderState, Refund, Shop

MOST_MINOR = 10**15
"""Above this an amount is a mistake or an attack, and sums over a campaign might not fit."""


@transaction.atomic
def record(*, shop: Shop, said: IncomingOrder, at: datetime) -> Order:
    """Take what a shop says of an order; an older telling changes nothing, a repeat neither.

    Publishes ``order.recorded`` when something a verdict depends on changed, ``order.refunded``
    when only the refunded sum did. Refunds the order lists itself, and those heard of before it,
    are counted. Only the hash of the buyer's address is kept, and none once the buyer was erased.
    Raises Unreadable when the order is told in another currency than before, or an amount is beyond
    MOST_MINOR.
    """
    if (
        max(said.net_minor, said.gross_minor, *(r.amount_minor for r in said.refunds), 0)
        > MOST_MINOR
    ):
        raise Unreadable("An amount is larger than any order can be.")
    order, new = Order.objects.select_for_update(of=("self",)).get_or_create(
        shop=shop,
        external_id=said.external_id,
        defaults={**_columns(said), "created_at": at},
    )
    if said.currency != order.currency:
        raise Unreadable(f"The order was in {order.currency} and is now told in {said.currency}.")
    if order.nameless:
        said = replace(said, email="")
    changed = new or _update(order=order, said=said)
    if new:
        _write_lines(order=order, said=said)
    # A refund in another currency stays without its order: it is shown, and counts for nothing.
    Refund.objects.filter(
        shop=shop, order_external_id=said.external_id, order=None, currency=order.currency
    ).update(order=order)
    for refund in said.refunds:
        _note(shop=shop, order=order, said=refund, at=at)
    refunded = _settle(order=order)
    if changed:
        outbox.publish("order.recorded", order_id=order.pk)
    elif refunded:
        outbox.publish("order.refunded", order_id=order.pk)
    return order


@transaction.atomic
def record_refund(*, shop: Shop, said: IncomingRefund, at: datetime) -> Refund:
    """Take one refund, once; it waits without effect until its order is known.

    Publishes ``order.refunded`` when the order's refunded sum changed. Raises Unreadable when it is
    in another currency than the order, or beyond MOST_MINOR.
    """
    if said.amount_minor > MOST_MINOR:
        raise Unreadable("The refund is larger than any order can be.")
    order = (
        Order.objects.select_for_update(of=("self",))
        .filter(shop=shop, external_id=said.order_external_id)
        .first()
    )
    if order is not None and order.currency != said.currency:
        raise Unreadable(f"The refund is in {said.currency}, its order in {order.currency}.")
    refund = _note(shop=shop, order=order, said=said, at=at)
    if order is not None and _settle(order=order):
        outbox.publish("order.refunded", order_id=order.pk)
    return refund


def _update(*, order: Order, said: IncomingOrder) -> bool:
    """Take a further telling; True when a verdict may depend on what changed."""
    before = _facts(order)
    newer = (said.updated_at, _content(_columns(said), _lines(said))) > (
        order.heard_at,
        _content(_of(order), _lines_of(order.lines.all())),
    )
    # Neither is ever taken back, whichever telling was heard last.
    cancelled = OrderState.CANCELLED in (order.state, _state(said))
    is_test = order.is_test or said.is_test
    if newer:
        for column, value in _columns(said).items():
            setattr(order, column, value)
        # The refunds counted so far must never exceed a net that an edit has lowered.
        order.refunded_minor = min(order.refunded_minor, order.net_minor)
        _write_lines(order=order, said=said)
    order.state = OrderState.CANCELLED if cancelled else OrderState.OPEN
    order.is_test = is_test
    changed = _facts(order) != before
    if newer or changed:
        order.save()
    return changed


def _note(*, shop: Shop, order: Order | None, said: IncomingRefund, at: datetime) -> Refund:
    refund, _ = Refund.objects.get_or_create(
        shop=shop,
        external_id=said.external_id,
        defaults={
            "order": order,
            "order_external_id": said.order_external_id,
            "amount_minor": said.amount_minor,
            "whole": said.whole,
            "currency": said.currency,
            "refunded_at": said.at,
            "created_at": at,
        },
    )
    return refund


def _settle(*, order: Order) -> bool:
    """Recompute the refunded sum from the refunds and the state; True when it changed."""
    refunds = Refund.objects.filter(order=order, currency=order.currency)
    if order.state == OrderState.CANCELLED or refunds.filter(whole=True).exists():
        total = order.net_minor
    else:
        total = min(refunds.aggregate(total=Sum("amount_minor"))["total"] or 0, order.net_minor)
    if total == order.refunded_minor:
        return False
    Order.objects.filter(pk=order.pk).update(refunded_minor=total)
    order.refunded_minor = total
    return True


def _state(said: IncomingOrder) -> OrderState:
    return OrderState.CANCELLED if said.state == IncomingState.CANCELLED else OrderState.OPEN


def _columns(said: IncomingOrder) -> dict[str, object]:
    return {
        "number": said.number[:40],
        "state": _state(said),
        "placed_at": said.placed_at,
        "heard_at": said.updated_at,
        "currency": said.currency,
        "net_minor": said.net_minor,
        "gross_minor": said.gross_minor,
        "email_hash": email_hash(said.email) if said.email else "",
        "click_id": _uuid(said.click_id),
        "promo_codes": list(said.promo_codes),
        "is_test": said.is_test,
    }


def _of(order: Order) -> dict[str, object]:
    return {column: getattr(order, column) for column in _TOLD}


_TOLD = (
    "number",
    "placed_at",
    "net_minor",
    "gross_minor",
    "email_hash",
    "click_id",
    "promo_codes",
)


def _content(columns: dict[str, object], lines: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Put tellings of the same second into one order that arrival does not change.

    Which of them comes last is arbitrary, but the one that knows more (an address, a click, a
    code) comes after the one that does not.
    """
    words = (columns["email_hash"], columns["click_id"] or "", "\n".join(columns["promo_codes"]))  # type: ignore[arg-type]
    rest = (
        f"{columns['net_minor']:020d}",
        f"{columns['gross_minor']:020d}",
        columns["placed_at"],
        columns["number"],
        lines,
    )
    return tuple(str(part) for part in (*words, *rest))


def _lines(said: IncomingOrder) -> list[tuple[str, ...]]:
    return _lines_of(_order_lines(said))


def _lines_of(lines: "QuerySet[OrderLine] | list[OrderLine]") -> list[tuple[str, ...]]:
    return sorted(
        (line.external_id, line.sku, line.title, str(line.quantity), str(line.amount_minor))
        for line in lines
    )


def _facts(order: Order) -> tuple[object, ...]:
    """What a verdict depends on."""
    return (
        order.state,
        order.placed_at,
        order.net_minor,
        order.gross_minor,
        order.email_hash,
        order.click_id,
        tuple(order.promo_codes),
        order.is_test,
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _order_lines(said: IncomingOrder) -> list[OrderLine]:
    """The lines as they are kept; one told twice under the same id counts once."""
    kept = {
        line.external_id: OrderLine(
            external_id=line.external_id,
            sku=line.sku[:80],
            title=line.title[:200],
            quantity=line.quantity,
            amount_minor=line.amount_minor,
        )
        for line in said.lines
    }
    return list(kept.values())


def _write_lines(*, order: Order, said: IncomingOrder) -> None:
    order.lines.all().delete()
    lines = _order_lines(said)
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)
