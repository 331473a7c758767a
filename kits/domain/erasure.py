"""Parcels that carried somebody's address."""

from collections.abc import Iterable

from kits.models import (
    ItemKind,
    KitLine,
    KitState,
    Shipment,
    ShipmentState,
    TrackingEvent,
)


def on_the_way(*, parties: Iterable[int]) -> bool:
    """Say whether a carrier has a parcel of one of these parties in hand, and needs its address."""
    found = Shipment.objects.filter(kit__party__in=parties, state=ShipmentState.SHIPPED)
    return found.exists()


def lent(*, parties: Iterable[int]) -> bool:
    """Say whether a host of these parties has something at home that was lent and is not back."""
    found = KitLine.objects.filter(
        kit__party__in=parties,
        kit__state=KitState.DELIVERED,
        item_size__item__kind=ItemKind.LOANED,
    )
    return found.exists()


def forget(*, parties: Iterable[int]) -> int:
    """Empty the addresses on the parcels of these parties; returns how many. Costs stay."""
    shipments = Shipment.objects.filter(kit__party__in=list(parties))
    TrackingEvent.objects.filter(shipment__in=shipments).update(note="")
    return shipments.update(
        to_name="", to_line="", to_extra="", to_postcode="", to_city="", to_phone=""
    )
