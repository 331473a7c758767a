"""Orders and refunds as the shops tell them: late, twice, in any order."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from accounts.identity import email_hash
from common import outbox
from sales.connectors.shapes import (
    IncomingOrder,
    IncomingRefund,
    IncomingState,
    Unreadable,
)
from sales.models import Order, OrderLine, OrderState, Refund, Shop


@transaction.atomic
def record(*, shop: Shop, said: IncomingOrder, at: datetime) -> Order:
    """Take what a shop says of an order; an older telling changes nothing, a repeat neither.

    Publishes ``order.recorded`` when something changed. Refunds the order lists itself, and those
    heard of before it, are counted. Only the hash of the buyer's address is kept.
    """
    order, new = Order.objects.select_for_update().get_or_create(
        shop=shop,
        external_id=said.external_id,
        defaults={**_columns(said), "created_at": at},
    )
    changed = new
    if not new and said.updated_at > order.heard_at:
        if said.currency != order.currency:
            raise Unreadable(
                f"The order was in {order.currency} and is now told in {said.currency}."
            )
        before = _facts(order)
        for column, value in _columns(said).items():
            setattr(order, column, value)
        # The refunds counted so far must never exceed a net that an edit has lowered.
        order.refunded_minor = min(order.refunded_minor, order.net_minor)
        order.save()
        changed = _facts(order) != before
    if changed:
        _write_lines(order=order, said=said)
    Refund.objects.filter(shop=shop, order_external_id=said.external_id, order=None).update(
        order=order
    )
    for refund in said.refunds:
        _note(shop=shop, said=refund, at=at)
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
    in another currency than the order.
    """
    refund = _note(shop=shop, said=said, at=at)
    order = (
        Order.objects.select_for_update()
        .filter(shop=shop, external_id=said.order_external_id)
        .first()
    )
    if order is None:
        return refund
    if order.currency != refund.currency:
        raise Unreadable(f"The refund is in {refund.currency}, its order in {order.currency}.")
    if refund.order_id is None:
        Refund.objects.filter(pk=refund.pk).update(order=order)
    if _settle(order=order):
        outbox.publish("order.refunded", order_id=order.pk)
    return refund


def _note(*, shop: Shop, said: IncomingRefund, at: datetime) -> Refund:
    refund, _ = Refund.objects.get_or_create(
        shop=shop,
        external_id=said.external_id,
        defaults={
            "order": Order.objects.filter(shop=shop, external_id=said.order_external_id).first(),
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
        total = min(
            refunds.aggregate(total=Sum("amount_minor"))["total"] or 0, order.net_minor
        )
    if total == order.refunded_minor:
        return False
    Order.objects.filter(pk=order.pk).update(refunded_minor=total)
    order.refunded_minor = total
    return True


def _columns(said: IncomingOrder) -> dict[str, object]:
    return {
        "number": said.number[:40],
        "state": (
            OrderState.CANCELLED if said.state == IncomingState.CANCELLED else OrderState.OPEN
        ),
        "placed_at": said.placed_at,
        "heard_at": said.updated_at,
        "currency": said.currency,
        "net_minor": said.net_minor,
        "gross_minor": said.gross_minor,
        "email_hash": email_hash(said.email) if said.email else "",
        "click_id": _uuid(said.click_id),
        "promo_codes": list(said.promo_codes),
    }


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
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _write_lines(*, order: Order, said: IncomingOrder) -> None:
    order.lines.all().delete()
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            external_id=line.external_id,
            sku=line.sku[:80],
            title=line.title[:200],
            quantity=line.quantity,
            amount_minor=line.amount_minor,
        )
        for line in said.lines
    )
