"""A parcel with a carrier. It copies the address it used: a later move changes no label."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.scope import scoped


class Direction(models.TextChoices):
    OUT = "OUT", _("To the host")
    BACK = "BACK", pgettext_lazy("way of a parcel", "Home")


class ShipmentState(models.TextChoices):
    READY = "READY", _("Label ready")
    SHIPPED = "SHIPPED", _("Handed over")
    DELIVERED = "DELIVERED", _("Delivered")
    CANCELLED = "CANCELLED", pgettext_lazy("parcel or kit", "Cancelled")


SHIPMENT_NEXT = {
    ShipmentState.READY: {ShipmentState.SHIPPED, ShipmentState.CANCELLED},
    ShipmentState.SHIPPED: {ShipmentState.DELIVERED},
    ShipmentState.DELIVERED: set(),
    ShipmentState.CANCELLED: set(),
}


class Shipment(models.Model):
    """One parcel of one kit, out or back."""

    kit = models.ForeignKey("kits.Kit", on_delete=models.PROTECT, related_name="shipments")
    code = models.CharField(max_length=10, unique=True, help_text="Our reference, as a barcode.")
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.OUT)
    state = models.CharField(max_length=10, choices=ShipmentState, default=ShipmentState.READY)
    carrier = models.CharField(max_length=40, blank=True)
    tracking_code = models.CharField(max_length=64, blank=True)
    weight_g = models.PositiveIntegerField(help_text="In grams.")
    cost_minor = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="EUR")
    to_name = models.CharField(max_length=160)
    to_line = models.CharField(max_length=160)
    to_extra = models.CharField(max_length=160, blank=True)
    to_postcode = models.CharField(max_length=12)
    to_city = models.CharField(max_length=80)
    to_country = models.CharField(max_length=2)
    to_phone = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("kit__party__campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ShipmentState.values), name="shipment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="shipment_direction_known"
            ),
            models.UniqueConstraint(
                fields=["kit", "direction"],
                condition=~Q(state="CANCELLED"),
                name="one_living_shipment_each_way",
            ),
            models.UniqueConstraint(
                fields=["carrier", "tracking_code"],
                condition=~Q(tracking_code=""),
                name="tracking_code_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["READY", "CANCELLED"], shipped_at__isnull=True)
                | (
                    Q(state__in=["SHIPPED", "DELIVERED"], shipped_at__isnull=False)
                    & ~Q(tracking_code="")
                    & ~Q(carrier="")
                ),
                name="shipment_columns_match_state",
            ),
            models.CheckConstraint(
                condition=Q(state="DELIVERED", delivered_at__isnull=False)
                | (~Q(state="DELIVERED") & Q(delivered_at__isnull=True)),
                name="shipment_delivered_when_delivered",
            ),
            models.CheckConstraint(condition=Q(weight_g__gt=0), name="shipment_weighs_something"),
        ]

    def __str__(self) -> str:
        return f"Shipment {self.code} ({self.state})"


class TrackingEvent(models.Model):
    """One thing a carrier said of a parcel; the same saying twice is one row."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="tracking_events")
    at = models.DateTimeField()
    status = models.CharField(max_length=40)
    note = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipment", "at", "status"], name="tracking_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.status} at {self.at:%Y-%m-%d %H:%M}"
