"""Tables of the room: the catalogue and its stock, kits, shipments."""

from kits.models.catalogue import (
    Item,
    ItemKind,
    ItemSize,
    KitPlanLine,
    Lot,
    MovementKind,
    StockMovement,
)
from kits.models.kits import KIT_NEXT, Kit, KitLine, KitState
from kits.models.shipments import (
    SHIPMENT_NEXT,
    Direction,
    Shipment,
    ShipmentState,
    TrackingEvent,
)

__all__ = [
    "KIT_NEXT",
    "SHIPMENT_NEXT",
    "Direction",
    "Item",
    "ItemKind",
    "ItemSize",
    "Kit",
    "KitLine",
    "KitPlanLine",
    "KitState",
    "Lot",
    "MovementKind",
    "Shipment",
    "ShipmentState",
    "StockMovement",
    "TrackingEvent",
]
