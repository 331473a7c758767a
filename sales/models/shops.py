"""A brand's web shop, and what it sent us, kept raw."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.scope import scoped


class ShopKind(models.TextChoices):
    SHOPIFY = "SHOPIFY", "Shopify"
    GENERIC = "GENERIC", _("Signed webhook")


class Shop(models.Model):
    """Where orders come from. ``code`` is in the hook's address: /hooks/<code>/."""

    brand = models.ForeignKey("accounts.Brand", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=27, unique=True)
    kind = models.CharField(max_length=10, choices=ShopKind)
    name = models.CharField(max_length=80)
    domain = models.CharField(
        max_length=120, blank=True, help_text="Of the shop, where it says so."
    )
    secret = models.CharField(max_length=200)
    previous_secret = models.CharField(max_length=200, blank=True, help_text="While rotating.")
    currency = models.CharField(max_length=3, default="EUR")
    last_reconciled_at = models.DateTimeField(null=True, blank=True)

    objects = scoped("brand").as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ShopKind.values), name="shop_kind_known"),
            models.CheckConstraint(condition=~Q(secret=""), name="shop_has_a_secret"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} shop {self.pk}"


class InboxState(models.TextChoices):
    RECEIVED = "RECEIVED", _("Stored")
    DONE = "DONE", _("Done")
    IGNORED = "IGNORED", _("Not for us")
    PARKED = "PARKED", _("Set aside, with the reason")


INBOX_NEXT = {
    InboxState.RECEIVED: {InboxState.DONE, InboxState.IGNORED, InboxState.PARKED},
    InboxState.PARKED: {InboxState.RECEIVED},
    InboxState.DONE: set(),
    InboxState.IGNORED: set(),
}


class InboxMessage(models.Model):
    """One delivery of one shop, stored before it is answered; the same delivery is one row."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="inbox")
    delivery_id = models.CharField(max_length=128)
    topic = models.CharField(max_length=129)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=InboxState, default=InboxState.RECEIVED)
    attempts = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    order_external_id = models.CharField(
        max_length=80, blank=True, help_text="The order it tells of, once it was read."
    )
    forget = models.BooleanField(
        default=False, help_text="Emptied once it is worked: it told of somebody erased."
    )

    objects = scoped("shop__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "delivery_id"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=InboxState.values), name="inbox_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="PARKED") | ~Q(reason=""), name="parked_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="inbox_waiting", condition=Q(state="RECEIVED")),
            # Whole, though most of it is empty at first: SQLite never takes a conditional one here.
            models.Index(fields=["shop", "order_external_id"], name="inbox_of_an_order"),
            models.Index(fields=["shop", "received_at", "id"], name="inbox_by_arrival"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk} ({self.state})"


class InboxAddress(models.Model):
    """One address that stands in a delivery: whoever asks to be erased is found without reading
    every body."""

    message = models.ForeignKey(InboxMessage, on_delete=models.CASCADE, related_name="addresses")
    email_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "email_hash"], name="address_once_a_delivery"
            )
        ]
        indexes = [models.Index(fields=["email_hash"], name="inbox_by_address")]

    def __str__(self) -> str:
        return f"An address in delivery {self.message_id}"
