"""What a kit is made of, and how many of each size there are."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.scope import scoped


class ItemKind(models.TextChoices):
    GIVEN = "GIVEN", _("Given, to keep")
    LOANED = "LOANED", _("Lent, then returned")


class Item(models.Model):
    """One thing of a brand's catalogue, in one or several sizes."""

    brand = models.ForeignKey("accounts.Brand", on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=40)
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=ItemKind)
    value_minor = models.PositiveBigIntegerField(help_text="What a host reads as its value.")
    cost_minor = models.PositiveBigIntegerField(default=0, help_text="What it costs the brand.")
    currency = models.CharField(max_length=3, default="EUR")
    weight_g = models.PositiveIntegerField(help_text="In grams.")

    objects = scoped("brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "sku"], name="item_sku_once"),
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="item_kind_known"),
            models.CheckConstraint(condition=Q(weight_g__gt=0), name="item_weighs_something"),
        ]

    def __str__(self) -> str:
        return self.sku


class ItemSize(models.Model):
    """One size of an item; ``size`` is empty where there is only one.

    ``on_hand`` is what stands in the warehouse, ``reserved`` what of it is promised to kits. Both
    are projections of the stock movements, written in the same transaction.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="sizes")
    size = models.CharField(max_length=20, blank=True)
    on_hand = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)

    objects = scoped("item__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "size"], name="item_size_once"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(reserved__lte=F("on_hand")),
                name="stock_never_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.size}"


class Lot(models.Model):
    """A batch of one item, with its expiry where it has one."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lots")
    code = models.CharField(max_length=40)
    expires_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="lot_code_once")]

    def __str__(self) -> str:
        return self.code


class MovementKind(models.TextChoices):
    RECEIVED = "RECEIVED", _("Received")
    RESERVED = "RESERVED", _("Reserved for a kit")
    RELEASED = "RELEASED", _("Given back to stock")
    SHIPPED = "SHIPPED", _("Left the warehouse")
    RETURNED = "RETURNED", _("Came home")


class StockMovement(models.Model):
    """One line of the double-entry ledger, append-only: ``quantity`` leaves one account for another.

    Accounts: SUPPLIER, FREE, RESERVED, HOST. on_hand = FREE + RESERVED.
    """

    item_size = models.ForeignKey(ItemSize, on_delete=models.PROTECT, related_name="movements")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=MovementKind)
    from_account = models.CharField(max_length=10)
    to_account = models.CharField(max_length=10)
    quantity = models.PositiveIntegerField()
    kit = models.ForeignKey(
        "kits.Kit", on_delete=models.PROTECT, null=True, blank=True, related_name="movements"
    )
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=MovementKind.values), name="movement_kind_known"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="movement_moves_something"),
            models.CheckConstraint(
                condition=~Q(from_account=F("to_account")), name="movement_has_two_accounts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity} of {self.item_size_id}"


class KitPlanLine(models.Model):
    """What every kit of a campaign holds; ``chooses_size`` lets the host say which size."""

    campaign = models.ForeignKey("events.Campaign", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField(default=1)
    chooses_size = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "item"], name="kit_plan_item_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="kit_plan_has_some"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of item {self.item_id} in campaign {self.campaign_id}"
