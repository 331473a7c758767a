"""What this room holds of a person: the kits for their evenings, and the parcels with their address."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from common.held import Columns, Held, Person, tell
from kits.models import Kit, Shipment, TrackingEvent

TOLD: Columns = {
    Kit: ("code", "state", "created_at", "packed_at", "delivered_at"),
    Shipment: (
        "code",
        "state",
        "carrier",
        "tracking_code",
        "weight_g",
        "to_name",
        "to_line",
        "to_extra",
        "to_postcode",
        "to_city",
        "to_country",
        "to_phone",
        "created_at",
        "shipped_at",
        "delivered_at",
    ),
    TrackingEvent: ("at", "status", "note", "received_at"),
}
# What the brand pays, and by when its warehouse must act.
SILENT: Columns = {
    Kit: ("must_ship_by_date",),
    Shipment: ("direction", "cost_minor", "currency"),
}


def held(person: Person) -> Iterator[Held]:
    """Every row about this person."""
    if person.user_id is None:
        return
    kits = Kit.objects.filter(party__host=person.user_id).select_related("party__campaign")
    boxes = list(kits.order_by("pk"))
    brands = {box.pk: box.party.campaign.brand_id for box in boxes}
    yield from tell(
        boxes,
        TOLD,
        title=_("A kit for your evening"),
        named="code",
        brand_id=lambda x: brands[x.pk],
    )
    parcels = list(Shipment.objects.filter(kit__in=boxes).order_by("pk"))
    yield from tell(
        parcels,
        TOLD,
        title=_("A parcel to you"),
        named="code",
        brand_id=lambda row: brands[row.kit_id],
    )
    steps = TrackingEvent.objects.filter(shipment__in=parcels).select_related("shipment")
    yield from tell(
        list(steps.order_by("pk")),
        TOLD,
        title=_("A step of a parcel to you"),
        named="at",
        brand_id=lambda row: brands[row.shipment.kit_id],
    )
