"""Parcels: labelled, handed to the carrier, delivered."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from common import codes, outbox
from kits.domain import stock
from kits.domain.kits import _move
from kits.models import (
    Direction,
    Kit,
    KitState,
    Shipment,
    ShipmentState,
    TrackingEvent,
)

BOX_WEIGHT_G = 350


class ShipmentNotMovable(Exception):
    """The parcel is not where this step begins; the message is fit to show to staff."""


@transaction.atomic
def prepare(*, kit: Kit, by: str, at: datetime) -> Shipment:
    """Make the outgoing parcel of ``kit`` with a copy of the host's address; repeat-safe.

    Raises ShipmentNotMovable when the kit waits for stock, is cancelled or has left.
    """
    kit = Kit.objects.select_for_update().get(pk=kit.pk)
    existing = _living(kit)
    if existing is not None:
        return existing
    if kit.state not in (KitState.ALLOCATED, KitState.PACKED):
        raise ShipmentNotMovable(
            _("A label can be made once the kit is reserved; this one is “%(state)s”.")
            % {"state": kit.get_state_display()}
        )
    party = kit.party
    weight = kit.lines.aggregate(g=Sum(F("quantity") * F("item_size__item__weight_g")))["g"] or 0
    return Shipment.objects.create(
        kit=kit,
        code=codes.slug(),
        direction=Direction.OUT,
        weight_g=weight + BOX_WEIGHT_G,
        currency=party.campaign.brand.currency,
        to_name=f"{party.host_first_name} {party.host_last_name}".strip(),
        to_line=party.address_line,
        to_extra=party.address_extra,
        to_postcode=party.postcode,
        to_city=party.city,
        to_country=party.country,
        to_phone=party.phone,
        created_at=at,
    )


@transaction.atomic
def renew(*, kit: Kit, by: str, at: datetime) -> Shipment:
    """Void the label that has not been used and make another, with the address of today."""
    kit.shipments.filter(direction=Direction.OUT, state=ShipmentState.READY).update(
        state=ShipmentState.CANCELLED
    )
    return prepare(kit=kit, by=by, at=at)


def _living(kit: Kit) -> Shipment | None:
    return (
        kit.shipments.filter(direction=Direction.OUT).exclude(state=ShipmentState.CANCELLED).first()
    )


@transaction.atomic
def mark_shipped(
    *,
    shipment: Shipment,
    carrier: str,
    tracking_code: str,
    by: str,
    at: datetime,
    cost_minor: int = 0,
) -> Shipment:
    """Record that the carrier has taken the parcel: its pieces leave the stock.

    ``at`` is the pick-up, ``cost_minor`` the freight in the shipment's currency. Publishes
    ``kit.shipped``. Raises ShipmentNotMovable if it has left, also when another was first, and
    KitNotMovable when the kit was cancelled.
    """
    if not carrier.strip() or not tracking_code.strip():
        raise ShipmentNotMovable(
            _("Write the carrier and the tracking number: the host gets both.")
        )
    try:
        with transaction.atomic():
            moved = Shipment.objects.filter(pk=shipment.pk, state=ShipmentState.READY).update(
                state=ShipmentState.SHIPPED,
                carrier=carrier.strip(),
                tracking_code=tracking_code.strip(),
                shipped_at=at,
                cost_minor=cost_minor,
            )
    except IntegrityError as error:
        raise ShipmentNotMovable(
            _("This tracking number is already on another parcel: check it.")
        ) from error
    shipment.refresh_from_db()
    if not moved:
        raise ShipmentNotMovable(
            _("This parcel is already “%(state)s”.") % {"state": shipment.get_state_display()}
        )
    kit = shipment.kit
    _move(kit=kit, to=KitState.SHIPPED)
    for line in kit.lines.all():
        stock.send(item_size_id=line.item_size_id, quantity=line.quantity, kit=kit, by=by, at=at)
    outbox.publish("kit.shipped", kit_id=kit.pk)
    return shipment


@transaction.atomic
def mark_delivered(*, shipment: Shipment, by: str, at: datetime) -> Shipment:
    """Record that the host has the parcel. Publishes ``kit.delivered``; a repeat is refused."""
    moved = Shipment.objects.filter(pk=shipment.pk, state=ShipmentState.SHIPPED).update(
        state=ShipmentState.DELIVERED, delivered_at=at
    )
    shipment.refresh_from_db()
    if not moved:
        raise ShipmentNotMovable(
            _("This parcel is “%(state)s”; only one that is on its way can be delivered.")
            % {"state": shipment.get_state_display()}
        )
    _move(kit=shipment.kit, to=KitState.DELIVERED, delivered_at=at)
    outbox.publish("kit.delivered", kit_id=shipment.kit_id)
    return shipment


@transaction.atomic
def record_tracking(
    *, shipment: Shipment, status: str, occurred_at: datetime, at: datetime, note: str = ""
) -> TrackingEvent:
    """Keep one thing the carrier said, once; DELIVERED also delivers the kit."""
    event, new = TrackingEvent.objects.get_or_create(
        shipment=shipment, at=occurred_at, status=status, defaults={"note": note, "received_at": at}
    )
    if new and status == "DELIVERED" and shipment.state == ShipmentState.SHIPPED:
        mark_delivered(shipment=shipment, by="carrier", at=occurred_at)
    return event
