"""What a shop sent: stored before it is answered, worked afterwards, parked with its reason."""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from common import outbox
from sales.connectors.registry import connector
from sales.connectors.shapes import IncomingOrder, IncomingRefund, Unreadable
from sales.domain import addresses, erasure, orders
from sales.models import InboxAddress, InboxMessage, InboxState, Order, Shop

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 8


@transaction.atomic
def store(
    *, shop: Shop, delivery_id: str, topic: str, body: bytes, at: datetime
) -> tuple[InboxMessage | None, bool]:
    """Store one verified delivery; returns (row, True), or (None, False) for a repeat.

    Row and fact share one transaction, so a 2xx given afterwards means that both are on disk.
    """
    try:
        with transaction.atomic():
            message = InboxMessage.objects.create(
                shop=shop, delivery_id=delivery_id, topic=topic, body=body, received_at=at
            )
    except IntegrityError:
        return None, False
    InboxAddress.objects.bulk_create(
        InboxAddress(message=message, email_hash=one) for one in sorted(addresses.hashes_in(body))
    )
    outbox.publish("delivery.stored", inbox_message_id=message.pk)
    return message, True


def work(*, message_id: int, at: datetime) -> str:
    """Do what one stored delivery says, once; returns the state it ends in.

    Of somebody erased, the words are deleted as soon as the sums are booked.

    A delivery that cannot be read is PARKED with the reason and never stops the others. An
    unexpected error is counted and raised; after MOST_ATTEMPTS the delivery is parked as well.
    """
    try:
        with transaction.atomic():
            message = (
                InboxMessage.objects.select_for_update(of=("self",))
                .select_related("shop")
                .get(pk=message_id)
            )
            if message.state != InboxState.RECEIVED:
                return message.state
            return _do(message=message, at=at)
    except Unreadable as error:
        _park(message_id=message_id, reason=error.reason, at=at)
        return InboxState.PARKED
    except Exception:
        InboxMessage.objects.filter(pk=message_id).update(attempts=F("attempts") + 1)
        if InboxMessage.objects.filter(pk=message_id, attempts__gte=MOST_ATTEMPTS).exists():
            _park(message_id=message_id, reason="It failed again and again; see the log.", at=at)
            logger.exception("a delivery failed too often and is parked: %s", message_id)
            return InboxState.PARKED
        raise


def work_waiting(*, at: datetime, limit: int = 500) -> int:
    """Work what is waiting, oldest first (the sweep); returns how many were worked."""
    ids = list(
        InboxMessage.objects.filter(state=InboxState.RECEIVED)
        .order_by("pk")
        .values_list("pk", flat=True)[:limit]
    )
    for message_id in ids:
        try:
            work(message_id=message_id, at=at)
        except Exception:
            logger.exception("a delivery failed and will be tried again: %s", message_id)
    return len(ids)


def retry(*, message: InboxMessage) -> bool:
    """Put a parked delivery back to work (after its cause was mended); False if it is not parked."""
    with transaction.atomic():
        moved = InboxMessage.objects.filter(pk=message.pk, state=InboxState.PARKED).update(
            state=InboxState.RECEIVED, attempts=0, reason="", done_at=None
        )
        if moved:
            outbox.publish("delivery.stored", inbox_message_id=message.pk)
    return bool(moved)


def _do(*, message: InboxMessage, at: datetime) -> str:
    said = connector(message.shop.kind).read(topic=message.topic, body=bytes(message.body))
    state, told_of, order = InboxState.DONE, "", None
    if isinstance(said, IncomingOrder):
        order = orders.record(shop=message.shop, said=said, at=at)
        told_of = said.external_id
        if message.forget and not said.email:
            Order.objects.filter(pk=order.pk).update(nameless=True)
    elif isinstance(said, IncomingRefund):
        order = orders.record_refund(shop=message.shop, said=said, at=at).order
        told_of = said.order_external_id
    else:
        state = InboxState.IGNORED
    InboxMessage.objects.filter(pk=message.pk).update(
        state=state, done_at=at, order_external_id=told_of
    )
    if message.forget or (order is not None and order.nameless):
        erasure.empty(Q(pk=message.pk))
    return state


def _park(*, message_id: int, reason: str, at: datetime) -> None:
    InboxMessage.objects.filter(pk=message_id, state=InboxState.RECEIVED).update(
        state=InboxState.PARKED, reason=reason[:300], done_at=at
    )
