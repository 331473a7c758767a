"""Reading orders, verdicts and credits."""

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from sales.models import Attribution, Credit, Order, PromoCode, ShopLink


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
    return Order.objects.of_brand(brand_id).select_related("shop").order_by("-placed_at", "-pk")


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


def shop_link_of_party(party_id: int) -> ShopLink | None:
    """Return the /go/ link of one party."""
    return ShopLink.objects.filter(party=party_id, guest=None).select_related("link").first()


def shop_link_of_guest(guest_id: int) -> ShopLink | None:
    """Return the /go/ link of one guest."""
    return ShopLink.objects.filter(guest=guest_id).select_related("link").first()
