"""What this room holds of a person: orders known by a fingerprint of the address, and their traces."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.held import Columns, Held, Person, tell
from sales.models import Evidence, InboxAddress, InboxMessage, Order, OrderLine, PromoCode

TOLD: Columns = {
    Order: (
        "number",
        "state",
        "placed_at",
        "currency",
        "net_minor",
        "gross_minor",
        "refunded_minor",
        "email_hash",
        "promo_codes",
        "created_at",
    ),
    OrderLine: ("sku", "title", "quantity", "amount_minor"),
    InboxMessage: ("topic", "received_at", "state", "body"),
    InboxAddress: ("email_hash",),
    Evidence: ("kind", "at", "consented", "detail"),
    PromoCode: ("code", "created_at"),
}
# Numbers of the shop's own, and how a delivery was worked.
SILENT: Columns = {
    Order: ("external_id", "heard_at", "click_id", "is_test", "nameless"),
    OrderLine: ("external_id",),
    InboxMessage: ("delivery_id", "attempts", "reason", "done_at", "order_external_id", "forget"),
    Evidence: ("recorded_at",),
}


def held(person: Person) -> Iterator[Held]:
    """Every row about this person."""
    bought = Order.objects.filter(email_hash=person.email_hash).select_related("shop")
    orders = list(bought.order_by("pk"))
    yield from tell(
        orders,
        TOLD,
        title=_("An order of yours"),
        named="number",
        brand_id=lambda o: o.shop.brand_id,
    )
    lines = OrderLine.objects.filter(order__in=orders).select_related("order__shop").order_by("pk")
    yield from tell(
        list(lines),
        TOLD,
        title=_("Something you ordered"),
        named="title",
        brand_id=lambda row: row.order.shop.brand_id,
    )
    told = InboxMessage.objects.filter(addresses__email_hash=person.email_hash)
    messages = list(told.select_related("shop").distinct().order_by("pk"))
    yield from tell(
        messages,
        TOLD,
        title=_("What a shop told of an order of yours"),
        brand_id=lambda row: row.shop.brand_id,
    )
    marks = InboxAddress.objects.filter(email_hash=person.email_hash)
    yield from tell(
        list(marks.select_related("message__shop").order_by("pk")),
        TOLD,
        title=_("Your fingerprint beside what a shop told"),
        brand_id=lambda row: row.message.shop.brand_id,
    )
    mine = Q(guest__email_hash=person.email_hash)
    if person.user_id is not None:
        codes = PromoCode.objects.filter(party__host=person.user_id).order_by("pk")
        yield from tell(
            list(codes),
            TOLD,
            title=_("The code of your evening"),
            brand_id=lambda row: row.brand_id,
        )
    yield from _traces(mine)


def traces_of(guest_id: int) -> Iterator[Held]:
    """The traces that led an order to the table of one guest."""
    yield from _traces(Q(guest=guest_id))


def _traces(mine: Q) -> Iterator[Held]:
    found = Evidence.objects.filter(mine).select_related("order__shop").order_by("pk")
    yield from tell(
        list(found),
        TOLD,
        title=_("A trace between you and an order"),
        brand_id=lambda row: row.order.shop.brand_id,
    )
