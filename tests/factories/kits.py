"""Things in the warehouse, kit plans and kits, with boring defaults."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import Brand
from common import clock
from events.models import Campaign, Party
from kits.domain import kits, stock
from kits.models import Item, ItemKind, ItemSize, Kit, KitPlanLine, KitState
from tests.factories.accounts import BrandFactory
from tests.factories.draws import scheduled_party


class ItemFactory(DjangoModelFactory):
    """A scarf to keep, in one size; ``in_stock`` pieces stand in the warehouse."""

    class Meta:
        model = Item
        skip_postgeneration_save = True

    brand = factory.SubFactory(BrandFactory)
    sku = factory.Sequence(lambda n: f"SCARF-{n}")
    name_fr = "Écharpe"
    name_en = "Scarf"
    kind = ItemKind.GIVEN
    value_minor = 6200
    cost_minor = 1900
    weight_g = 240

    @factory.post_generation
    def sizes(self, create: bool, extracted: dict[str, int] | None, **_: Any) -> None:
        if not create:
            return
        for size, count in (extracted if extracted is not None else {"": 10}).items():
            row = ItemSize.objects.create(item=self, size=size)
            if count:
                stock.receive(item_size=row, quantity=count, by="supplier", at=clock.now())


def planned_item(campaign: Campaign, *, quantity: int = 1, **columns: Any) -> Item:
    """An item of the campaign's brand that every kit of the campaign holds."""
    item: Item = ItemFactory(brand=campaign.brand, **columns)
    KitPlanLine.objects.create(campaign=campaign, item=item, quantity=quantity)
    return item


def kit_of(
    party: Party | None = None,
    *,
    in_state: str = KitState.ALLOCATED,
    pieces: int = 10,
    kind: str = ItemKind.GIVEN,
) -> Kit:
    """A kit with one scarf, its deadline set, in the state asked for (a short one has no stock)."""
    party = party or scheduled_party()
    if not KitPlanLine.objects.filter(campaign=party.campaign).exists():
        sizes = {"": 0 if in_state == KitState.SHORT else pieces}
        planned_item(party.campaign, sizes=sizes, kind=kind)
    kit = kits.reserve(party=party, at=clock.now())
    kits.set_deadline(kit=kit, at=clock.now())
    if in_state == KitState.PACKED:
        kits.mark_packed(kit=kit, by="user:1", at=clock.now())
    kit.refresh_from_db()
    assert kit.state == in_state
    return kit


def brand_of(kit: Kit) -> Brand:
    """The brand whose kit it is."""
    return kit.party.campaign.brand
