"""The stock ledger: every movement is a line, and the counts beside it move in the same breath.

Accounts: SUPPLIER -> FREE -> RESERVED -> HOST -> FREE. ``on_hand`` is FREE + RESERVED, so goods at a
host's are neither. The counts are conditional updates; `stock_never_below_zero` stands behind.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Brand
from kits.models import Item, ItemKind, ItemSize, Kit, Lot, MovementKind, StockMovement

SUPPLIER, FREE, RESERVED, HOST = "SUPPLIER", "FREE", "RESERVED", "HOST"


class StockShort(Exception):
    """There is not enough free stock; nothing was taken. The message says of what."""


class ItemKnown(Exception):
    """The brand has an item with this reference already."""


@transaction.atomic
def create_item(
    *,
    brand: Brand,
    sku: str,
    name_fr: str,
    name_en: str,
    kind: ItemKind | str,
    value_minor: int,
    cost_minor: int,
    weight_g: int,
    sizes: Sequence[str] = (),
) -> Item:
    """Add one thing to the brand's catalogue; without ``sizes`` it has one, unnamed.

    Amounts in minor units of the brand's currency. Raises ItemKnown.
    """
    try:
        with transaction.atomic():
            item = Item.objects.create(
                brand=brand,
                sku=sku,
                name_fr=name_fr,
                name_en=name_en,
                kind=kind,
                value_minor=value_minor,
                cost_minor=cost_minor,
                currency=brand.currency,
                weight_g=weight_g,
            )
    except IntegrityError as error:
        raise ItemKnown(_("Another item has this reference; choose another.")) from error
    for size in dict.fromkeys(sizes) or [""]:
        ItemSize.objects.create(item=item, size=size)
    return item


@transaction.atomic
def receive(
    *, item_size: ItemSize, quantity: int, by: str, at: datetime, lot: Lot | None = None
) -> StockMovement:
    """Record ``quantity`` pieces arriving from the supplier."""
    if quantity < 1:
        raise ValueError(_("Receive at least one piece."))
    ItemSize.objects.filter(pk=item_size.pk).update(on_hand=F("on_hand") + quantity)
    return _line(item_size.pk, MovementKind.RECEIVED, SUPPLIER, FREE, quantity, None, by, at, lot)


def take(*, item_size_id: int, quantity: int, kit: Kit, by: str, at: datetime) -> bool:
    """Take ``quantity`` from free stock for ``kit``; False, and nothing done, when it lacks.

    This and the two below run inside the transaction of the kit's own move.
    """
    taken = ItemSize.objects.filter(pk=item_size_id, on_hand__gte=F("reserved") + quantity).update(
        reserved=F("reserved") + quantity
    )
    if taken:
        _line(item_size_id, MovementKind.RESERVED, FREE, RESERVED, quantity, kit, by, at)
    return bool(taken)


def give_back(*, item_size_id: int, quantity: int, kit: Kit, by: str, at: datetime) -> None:
    """Give reserved pieces of ``kit`` back to free stock."""
    ItemSize.objects.filter(pk=item_size_id).update(reserved=F("reserved") - quantity)
    _line(item_size_id, MovementKind.RELEASED, RESERVED, FREE, quantity, kit, by, at)


def send(*, item_size_id: int, quantity: int, kit: Kit, by: str, at: datetime) -> None:
    """Let reserved pieces of ``kit`` leave the warehouse."""
    ItemSize.objects.filter(pk=item_size_id).update(
        reserved=F("reserved") - quantity, on_hand=F("on_hand") - quantity
    )
    _line(item_size_id, MovementKind.SHIPPED, RESERVED, HOST, quantity, kit, by, at)


def _line(
    item_size_id: int,
    kind: str,
    from_account: str,
    to_account: str,
    quantity: int,
    kit: Kit | None,
    by: str,
    at: datetime,
    lot: Lot | None = None,
) -> StockMovement:
    return StockMovement.objects.create(
        item_size_id=item_size_id,
        kind=kind,
        from_account=from_account,
        to_account=to_account,
        quantity=quantity,
        kit=kit,
        by=by,
        at=at,
        lot=lot,
    )
