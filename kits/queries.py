"""Reading kits: one host's, a brand's list, how ready each is."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from kits.models import (
    Direction,
    Item,
    Kit,
    KitLine,
    KitState,
    Shipment,
    ShipmentState,
    StockMovement,
)

WARNING_DAYS = 2
# What waits to leave is read before what is on its way, and both before what is over.
STAGES = (
    (KitState.ALLOCATED, KitState.PACKED, KitState.SHORT),
    (KitState.SHIPPED,),
    (KitState.DELIVERED,),
)


class Readiness(StrEnum):
    """Whether a kit will land in time: GREEN yes, RED too late.

    AMBER asks for somebody's eye: it must leave within two days, or a piece of it is missing.
    """

    GREEN = "GREEN"
    AMBER = "AMBER"
    RED = "RED"


def kit_of(party_id: int) -> Kit | None:
    """Return the kit of one party, with its lines ready to read."""
    return (
        Kit.objects.filter(party=party_id)
        .prefetch_related("lines__item_size__item", "shipments")
        .first()
    )


def to_host(kit: Kit) -> Shipment | None:
    """Return the living parcel to the host, label made or on its way."""
    for parcel in kit.shipments.all():
        if parcel.direction == Direction.OUT and parcel.state != ShipmentState.CANCELLED:
            return parcel
    return None


def kits_of_brand(brand_id: int) -> QuerySet[Kit]:
    """Return a brand's kits, those that must leave first, first."""
    found: QuerySet[Kit] = (
        Kit.objects.of_brand(brand_id)
        .select_related("party__campaign__brand", "party__host")
        .prefetch_related("lines__item_size__item", "shipments")
        .order_by(
            Case(
                *(When(state__in=states, then=Value(place)) for place, states in enumerate(STAGES)),
                default=Value(len(STAGES)),
            ),
            F("must_ship_by_date").asc(nulls_last=True),
            "pk",
        )
    )
    return found


def to_ship(brand_id: int) -> QuerySet[Kit]:
    """Return the kits that still stand in the warehouse and have a deadline."""
    return kits_of_brand(brand_id).filter(
        state__in=[KitState.ALLOCATED, KitState.PACKED, KitState.SHORT],
        must_ship_by_date__isnull=False,
    )


def late_on_the_road(brand_id: int, today: date) -> list[Kit]:
    """Return the kits that have left and should have landed, the one due first, first."""
    found = kits_of_brand(brand_id).filter(state=KitState.SHIPPED, must_ship_by_date__lt=today)
    return [kit for kit in found[:100] if readiness(kit, today) == Readiness.RED]


def delivered_since(brand_id: int, since: datetime) -> QuerySet[Kit]:
    """Return a brand's kits that reached their hosts since a moment, the latest first."""
    found: QuerySet[Kit] = Kit.objects.of_brand(brand_id)
    return (
        found.filter(state=KitState.DELIVERED, delivered_at__gt=since)
        .select_related("party")
        .order_by("-delivered_at", "-pk")
    )


def kit_by_code(*, brand_id: int, code: str) -> Kit | None:
    """Return one kit of the brand; None for everybody else's."""
    return kits_of_brand(brand_id).filter(code=code).first()


def search(kits: QuerySet[Kit], wanted: str) -> QuerySet[Kit]:
    """Keep the kits of a host, a town, a kit code, a parcel or a piece named like ``wanted``."""
    if not wanted:
        return kits
    named = (
        Q(party__host_first_name__icontains=wanted)
        | Q(party__host_last_name__icontains=wanted)
        | Q(party__city__icontains=wanted)
        | Q(code__iexact=wanted)
        | Q(
            Exists(
                Shipment.objects.filter(kit=OuterRef("pk")).filter(
                    Q(code__iexact=wanted) | Q(tracking_code__iexact=wanted)
                )
            )
        )
        | Q(
            Exists(
                KitLine.objects.filter(kit=OuterRef("pk")).filter(
                    Q(item_size__item__sku__iexact=wanted)
                    | Q(item_size__item__name_fr__icontains=wanted)
                    | Q(item_size__item__name_en__icontains=wanted)
                )
            )
        )
    )
    return kits.filter(named)


def to_leave_by(brand_id: int, day: date) -> int:
    """Count the kits of a brand that must leave on ``day`` or should have left before."""
    return to_ship(brand_id).filter(must_ship_by_date__lte=day).count()


def items_of_brand(brand_id: int) -> QuerySet[Item]:
    """Return a brand's catalogue by reference, with the sizes and their counts."""
    found: QuerySet[Item] = (
        Item.objects.of_brand(brand_id).prefetch_related("sizes").order_by("sku", "pk")
    )
    return found


def item_of_brand(*, brand_id: int, sku: str) -> Item | None:
    """Return one item of the brand; None for everybody else's."""
    return items_of_brand(brand_id).filter(sku=sku).first()


def movements_of(item_id: int) -> QuerySet[StockMovement]:
    """Return the ledger lines of one item, the latest first."""
    return (
        StockMovement.objects.filter(item_size__item=item_id)
        .select_related("item_size", "kit", "lot")
        .order_by("-at", "-pk")
    )


def readiness(kit: Kit, today: date) -> Readiness:
    """Say whether ``kit`` arrives in time, judged on ``today`` (in the party's zone)."""
    if kit.state in (KitState.DELIVERED, KitState.RETURNED, KitState.CANCELLED):
        return Readiness.GREEN
    if kit.must_ship_by_date is None:
        return Readiness.AMBER if kit.state == KitState.SHORT else Readiness.GREEN
    if kit.state == KitState.SHIPPED:
        # On its way: late only if it left after its day and the landing day has passed.
        lands = kit.must_ship_by_date + timedelta(days=kit.party.campaign.transit_days)
        return Readiness.RED if today > lands else Readiness.GREEN
    if today > kit.must_ship_by_date:
        return Readiness.RED
    if today >= kit.must_ship_by_date - timedelta(days=WARNING_DAYS):
        return Readiness.AMBER
    # What is missing may still come: only the calendar makes a kit late.
    return Readiness.AMBER if kit.state == KitState.SHORT else Readiness.GREEN
