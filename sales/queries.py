"""Reading orders, verdicts and credits."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Sum

from sales.models import (
    Attribution,
    Credit,
    Evidence,
    InboxMessage,
    InboxState,
    Order,
    PromoCode,
    Refund,
    ShareOnlyLink,
    Shop,
    ShopLink,
)


@dataclass(frozen=True)
class Balance:
    """What one party is credited in one currency, refunds taken off (minor units)."""

    currency: str
    amount_minor: int


def balances_of_party(party_id: int) -> list[Balance]:
    """Return a party's credit, one row per currency: currencies are never added together."""
    rows = (
        Credit.objects.filter(party=party_id)
        .values("currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("currency")
    )
    return [Balance(row["currency"], row["total"]) for row in rows]


def credits_of_party(party_id: int) -> QuerySet[Credit]:
    """Return the ledger lines of one party, newest first."""
    return (
        Credit.objects.filter(party=party_id)
        .select_related("order", "attribution")
        .order_by("-at", "-pk")
    )


def orders_of_brand(brand_id: int) -> QuerySet[Order]:
    """Return a brand's orders, newest first."""
    found: QuerySet[Order] = Order.objects.of_brand(brand_id)
    return found.select_related("shop").order_by("-placed_at", "-pk")


def orders_since(brand_id: int, since: datetime) -> tuple[datetime | None, int]:
    """Return when the last order placed since a moment came, and how many there were; no tests."""
    found: QuerySet[Order] = Order.objects.of_brand(brand_id)
    counted = found.filter(placed_at__gt=since, is_test=False).aggregate(
        last=Max("placed_at"), number=Count("pk")
    )
    return counted["last"], counted["number"]


class Which(StrEnum):
    """The desk's views of a list of orders."""

    ALL = "all"
    CREDITED = "credited"
    NOT_CREDITED = "not-credited"
    REFUNDED = "refunded"
    TEST = "test"


def orders_at_desk(brand_id: int, which: Which, number: str = "") -> QuerySet[Order]:
    """Return a brand's orders with ``verdicts`` (the one in force, or none), newest first.

    Test orders stand apart: only ``Which.TEST`` shows them.
    """
    credited = Exists(
        Attribution.objects.filter(order=OuterRef("pk"), current=True, party__isnull=False)
    )
    found = orders_of_brand(brand_id).filter(is_test=which == Which.TEST)
    if which == Which.CREDITED:
        found = found.filter(credited)
    elif which == Which.NOT_CREDITED:
        found = found.filter(~credited)
    elif which == Which.REFUNDED:
        found = found.filter(refunded_minor__gt=0)
    if number:
        found = found.filter(Q(number__icontains=number) | Q(external_id__icontains=number))
    return found.prefetch_related(_with_verdict())


def orders_explained(brand_id: int) -> QuerySet[Order]:
    """Return every order of a brand, tests too, with ``verdicts``; in no order of its own."""
    found: QuerySet[Order] = Order.objects.of_brand(brand_id)
    return found.select_related("shop").prefetch_related(_with_verdict())


def _with_verdict() -> "Prefetch[str]":
    return Prefetch(
        "attributions",
        queryset=Attribution.objects.filter(current=True).select_related("party", "runner_up"),
        to_attr="verdicts",
    )


def verdicts_of(order_id: int) -> list[Attribution]:
    """Return every verdict on one order, the one in force first."""
    return list(
        Attribution.objects.filter(order=order_id)
        .select_related("party", "runner_up")
        .order_by("-run")
    )


def evidence_of(order_id: int) -> list[Evidence]:
    """Return what ties one order to tables, oldest first."""
    return list(
        Evidence.objects.filter(order=order_id).select_related("party").order_by("at", "pk")
    )


def ledger_of(order_id: int) -> list[Credit]:
    """Return the ledger lines of one order, oldest first."""
    return list(Credit.objects.filter(order=order_id).select_related("party").order_by("pk"))


def refunds_of(order: Order) -> list[Refund]:
    """Return the refunds told for one order, those in another currency (``order`` empty) too."""
    return list(
        Refund.objects.filter(shop=order.shop_id, order_external_id=order.external_id).order_by(
            "refunded_at", "pk"
        )
    )


def deliveries_of(order: Order, most: int = 50) -> list[InboxMessage]:
    """Return the deliveries that told of one order, bodies included, in the order they arrived."""
    return list(
        InboxMessage.objects.filter(
            shop=order.shop_id, order_external_id=order.external_id
        ).order_by("received_at", "pk")[:most]
    )


def shops_of_brand(brand_id: int) -> QuerySet[Shop]:
    """Return a brand's shops with ``last_at``, ``parked`` and ``deliveries``."""
    found: QuerySet[Shop] = Shop.objects.of_brand(brand_id)
    return found.annotate(
        last_at=Max("inbox__received_at"),
        deliveries=Count("inbox"),
        parked=Count("inbox", filter=Q(inbox__state=InboxState.PARKED)),
    ).order_by("name", "pk")


def parked_of(shop_id: int) -> QuerySet[InboxMessage]:
    """Return the deliveries of one shop that are set aside, newest first, without their bodies."""
    return (
        InboxMessage.objects.filter(shop=shop_id, state=InboxState.PARKED)
        .defer("body")
        .order_by("-received_at", "-pk")
    )


def last_deliveries(shop_id: int, most: int = 20) -> list[InboxMessage]:
    """Return the last deliveries of one shop, newest first, without their bodies."""
    found = InboxMessage.objects.filter(shop=shop_id).defer("body")
    return list(found.order_by("-received_at", "-pk")[:most])


def current_verdict(order_id: int) -> Attribution | None:
    """Return the verdict in force on one order."""
    return (
        Attribution.objects.filter(order=order_id, current=True)
        .select_related("party", "runner_up")
        .first()
    )


def promo_code_of(party_id: int) -> PromoCode | None:
    """Return the promo code of one party."""
    return PromoCode.objects.filter(party=party_id).first()


def share_only_slug(application_id: int) -> str:
    """Return the slug of an entrant's open /go/ link without a kit; "" when there is none."""
    found = ShareOnlyLink.objects.filter(
        application=application_id, link__revoked_at__isnull=True
    ).values_list("link__slug", flat=True)
    return found.first() or ""


def shop_link_of_party(party_id: int) -> ShopLink | None:
    """Return the /go/ link of one party."""
    return ShopLink.objects.filter(party=party_id, guest=None).select_related("link").first()


def shop_link_of_guest(guest_id: int) -> ShopLink | None:
    """Return the /go/ link of one guest."""
    return ShopLink.objects.filter(guest=guest_id).select_related("link").first()
