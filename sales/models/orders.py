"""What was bought, and what was given back."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.scope import scoped


class OrderState(models.TextChoices):
    OPEN = "OPEN", _("Ordered")
    CANCELLED = "CANCELLED", _("Cancelled")


class Order(models.Model):
    """One order of one shop, as last heard (``heard_at`` orders late and repeated deliveries).

    ``net_minor`` is what credits add up to: goods after discounts, without shipping, before
    refunds. ``refunded_minor`` is the sum of the refunds' net, capped at ``net_minor``.
    """

    shop = models.ForeignKey("sales.Shop", on_delete=models.PROTECT, related_name="orders")
    external_id = models.CharField(max_length=80)
    number = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.OPEN)
    placed_at = models.DateTimeField()
    heard_at = models.DateTimeField(help_text="The shop's own updated_at of the last word taken.")
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField(default=0)
    email_hash = models.CharField(max_length=64, blank=True)
    click_id = models.UUIDField(null=True, blank=True)
    promo_codes = models.JSONField(default=list)
    is_test = models.BooleanField(
        default=False, help_text="Paid with the shop's play money: kept apart, never credited."
    )
    nameless = models.BooleanField(
        default=False, help_text="The buyer was erased: no later word brings the address back."
    )
    created_at = models.DateTimeField()

    objects = scoped("shop__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "external_id"], name="order_once"),
            models.CheckConstraint(
                condition=Q(state__in=OrderState.values), name="order_state_known"
            ),
            models.CheckConstraint(
                condition=Q(net_minor__gte=0)
                & Q(refunded_minor__gte=0)
                & Q(refunded_minor__lte=F("net_minor")),
                name="order_refunds_within_net",
            ),
        ]
        indexes = [
            models.Index(fields=["placed_at"], name="orders_by_time"),
            models.Index(fields=["email_hash", "shop"], name="orders_by_address"),
        ]

    def __str__(self) -> str:
        return f"Order {self.pk}"

    @property
    def kept_minor(self) -> int:
        """What is left of the net after refunds (minor units)."""
        return self.net_minor - self.refunded_minor


class OrderLine(models.Model):
    """One product of an order; ``amount_minor`` is the line after its discounts."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    external_id = models.CharField(max_length=80)
    sku = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "external_id"], name="order_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku}"


class Refund(models.Model):
    """Money given back on one order; may be heard of before the order itself."""

    shop = models.ForeignKey("sales.Shop", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="refunds", null=True, blank=True
    )
    order_external_id = models.CharField(max_length=80)
    external_id = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField(help_text="Of goods, in the order's currency.")
    whole = models.BooleanField(
        default=False, help_text="The entire order is given back; the amount is not to be read."
    )
    currency = models.CharField(max_length=3)
    refunded_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "external_id"], name="refund_once"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="refund_gives_back"),
        ]

    def __str__(self) -> str:
        return f"Refund {self.external_id}"
