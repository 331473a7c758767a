"""The box for one party."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.scope import scoped


class KitState(models.TextChoices):
    SHORT = "SHORT", _("Waiting for stock")
    ALLOCATED = "ALLOCATED", _("Reserved")
    PACKED = "PACKED", _("Packed")
    SHIPPED = "SHIPPED", _("On its way")
    DELIVERED = "DELIVERED", _("Delivered")
    RETURNED = "RETURNED", _("Came home")
    CANCELLED = "CANCELLED", pgettext_lazy("parcel or kit", "Cancelled")


KIT_NEXT = {
    KitState.SHORT: {KitState.ALLOCATED, KitState.CANCELLED},
    KitState.ALLOCATED: {KitState.PACKED, KitState.SHIPPED, KitState.CANCELLED},
    KitState.PACKED: {KitState.SHIPPED, KitState.CANCELLED},
    KitState.SHIPPED: {KitState.DELIVERED, KitState.RETURNED},
    KitState.DELIVERED: {KitState.RETURNED},
    KitState.RETURNED: set(),
    KitState.CANCELLED: set(),
}


class Kit(models.Model):
    """The box of things sent to one host for one party."""

    party = models.OneToOneField("events.Party", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=10, unique=True, help_text="On the slip and the label.")
    state = models.CharField(max_length=10, choices=KitState, default=KitState.ALLOCATED)
    must_ship_by_date = models.DateField(
        null=True, blank=True, help_text="Computed back from the party's day; empty before a date."
    )
    created_at = models.DateTimeField()
    packed_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("party__campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=KitState.values), name="kit_state_known"),
            models.CheckConstraint(
                condition=~Q(state="DELIVERED") | Q(delivered_at__isnull=False),
                name="kit_delivered_when_delivered",
            ),
            models.CheckConstraint(
                condition=~Q(state="PACKED") | Q(packed_at__isnull=False),
                name="kit_packed_when_packed",
            ),
        ]

    def __str__(self) -> str:
        return f"Kit {self.code} ({self.state})"


class KitLine(models.Model):
    """How many of which size lie in the box."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="lines")
    item_size = models.ForeignKey("kits.ItemSize", on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey(
        "kits.Lot", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kit", "item_size"], name="kit_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="kit_line_has_some"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.item_size_id} in kit {self.kit_id}"
