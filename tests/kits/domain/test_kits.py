"""The life of a kit, its parcel and its pieces; every forbidden move; what stands behind."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.db.models import F

from events.domain import parties
from events.models import Party
from kits import queries
from kits.domain import kits, shipments, stock
from kits.models import (
    KIT_NEXT,
    ItemSize,
    Kit,
    KitPlanLine,
    KitState,
    Shipment,
    ShipmentState,
    StockMovement,
)
from kits.queries import Readiness, readiness
from tests.factories.draws import drawn_draw, scheduled_party
from tests.factories.kits import ItemFactory, kit_of, planned_item
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, int]:
    size = ItemSize.objects.get()
    return size.on_hand, size.reserved


def ledger_agrees() -> bool:
    """Whether each size's counts are what its ledger says."""
    for size in ItemSize.objects.all():
        sums = {"FREE": 0, "RESERVED": 0}
        for line in StockMovement.objects.filter(item_size=size):
            for account, sign in ((line.from_account, -1), (line.to_account, 1)):
                if account in sums:
                    sums[account] += sign * line.quantity
        if (size.on_hand, size.reserved) != (sums["FREE"] + sums["RESERVED"], sums["RESERVED"]):
            return False
    return True


def shipped(kit: Kit, code: str = "6A1") -> Shipment:
    parcel = shipments.prepare(kit=kit, by="user:1", at=NOON)
    return shipments.mark_shipped(
        shipment=parcel,
        carrier="La Poste",
        tracking_code=code,
        by="user:1",
        at=NOON,
        cost_minor=890,
    )


def test_reserve_twice_is_one_kit_and_one_piece(outbox_messages):
    party = scheduled_party()
    planned_item(party.campaign, quantity=2)

    first, second = (kits.reserve(party=party, at=NOON) for _ in range(2))

    assert (first, first.state, counts()) == (second, KitState.ALLOCATED, (10, 2))
    assert [ids for fact, ids in outbox_messages() if fact == "kit.allocated"] == [
        {"kit_id": first.pk}
    ]
    assert ledger_agrees()


def test_what_lacks_for_one_line_reserves_nothing_of_the_others():
    party = scheduled_party()
    planned_item(party.campaign)
    planned_item(party.campaign, sizes={"M": 0})

    kit = kits.reserve(party=party, at=NOON)

    assert (kit.state, kit.lines.count()) == (KitState.SHORT, 0)
    assert not ItemSize.objects.exclude(reserved=0).exists()


def test_the_host_gets_the_size_they_chose_else_the_one_most_of_which_is_free():
    party = scheduled_party()
    item = planned_item(party.campaign, sizes={"S": 2, "M": 9, "L": 3})

    kit = kits.reserve(party=party, at=NOON)
    assert [line.item_size.size for line in kit.lines.all()] == ["M"]

    kits.choose_sizes(kit=kit, sizes={item.pk: "S"}, by="host", at=NOON)

    assert [line.item_size.size for line in Kit.objects.get().lines.all()] == ["S"]
    assert list(ItemSize.objects.order_by("pk").values_list("reserved", flat=True)) == [1, 0, 0]
    assert ledger_agrees()


def test_a_size_that_has_run_out_keeps_the_earlier_choice():
    party = scheduled_party()
    item = planned_item(party.campaign, sizes={"S": 0, "M": 9})
    kit = kits.reserve(party=party, at=NOON)

    with pytest.raises(stock.StockShort):
        kits.choose_sizes(kit=kit, sizes={item.pk: "S"}, by="host", at=NOON)

    kit = Kit.objects.get()
    assert (kit.state, [line.item_size.size for line in kit.lines.all()]) == ("ALLOCATED", ["M"])
    assert ledger_agrees()


def test_a_delivery_serves_the_kit_whose_party_comes_first():
    draw = drawn_draw()
    item = planned_item(draw.campaign, sizes={"": 0})
    late, soon = scheduled_party(draw, "nord"), scheduled_party(draw, "sud")
    Party.objects.filter(pk=late.pk).update(
        starts_at=F("starts_at") + timedelta(days=3), ends_at=F("ends_at") + timedelta(days=3)
    )
    for party in (late, soon):
        kits.reserve(party=Party.objects.get(pk=party.pk), at=NOON)

    filled = kits.receive(item_size=item.sizes.get(), quantity=1, by="user:1", at=NOON)

    assert [kit.party_id for kit in filled] == [soon.pk]
    assert (counts(), ledger_agrees()) == ((1, 1), True)


def test_no_kit_is_reserved_for_a_party_called_off():
    party = scheduled_party()
    planned_item(party.campaign)
    parties.cancel(party=party, by=None, at=NOON)

    with pytest.raises(kits.KitNotMovable, match=r"cancelled|annul"):
        kits.reserve(party=party, at=NOON)

    assert (Kit.objects.count(), counts()) == (0, (10, 0))


def test_the_deadline_is_counted_in_days_of_the_partys_own_zone():
    kit = kit_of()
    Party.objects.update(timezone="Pacific/Auckland")  # 17:30 UTC is the next morning there

    kits.set_deadline(kit=Kit.objects.get(), at=NOON)

    assert (kit.must_ship_by_date, Kit.objects.get().must_ship_by_date) == (
        date(2027, 4, 2),
        date(2027, 4, 3),
    )


def test_shipping_takes_the_pieces_out_of_the_warehouse_and_says_so(outbox_messages):
    kit = kit_of(in_state=KitState.PACKED)

    parcel = shipped(kit)

    assert (parcel.state, parcel.carrier, parcel.tracking_code, parcel.cost_minor) == (
        "SHIPPED",
        "La Poste",
        "6A1",
        890,
    )
    assert (parcel.to_line, parcel.weight_g) == ("12 rue des Lilas", 240 + shipments.BOX_WEIGHT_G)
    assert (counts(), ledger_agrees()) == ((9, 0), True)
    assert outbox_messages()[-1] == ("kit.shipped", {"kit_id": kit.pk})


def test_a_parcel_leaves_once(outbox_messages):
    kit = kit_of()
    parcel = shipped(kit)

    with pytest.raises(shipments.ShipmentNotMovable):
        shipments.mark_shipped(
            shipment=parcel, carrier="Autre", tracking_code="B", by="user:2", at=NOON
        )

    parcel.refresh_from_db()
    assert (parcel.carrier, counts()) == ("La Poste", (9, 0))
    assert [fact for fact, _ids in outbox_messages()].count("kit.shipped") == 1


@pytest.mark.parametrize(("carrier", "code"), [("", "6A1"), ("La Poste", " ")])
def test_a_parcel_without_carrier_or_number_stays(carrier, code):
    parcel = shipments.prepare(kit=kit_of(), by="user:1", at=NOON)

    with pytest.raises(shipments.ShipmentNotMovable, match=r"tracking|suivi"):
        shipments.mark_shipped(
            shipment=parcel, carrier=carrier, tracking_code=code, by="user:1", at=NOON
        )

    assert Shipment.objects.get().state == ShipmentState.READY


def test_two_parcels_never_share_a_tracking_number():
    draw = drawn_draw()
    shipped(kit_of(scheduled_party(draw, "nord")))
    other = shipments.prepare(kit=kit_of(scheduled_party(draw, "sud")), by="user:1", at=NOON)

    with pytest.raises(shipments.ShipmentNotMovable):
        shipments.mark_shipped(
            shipment=other, carrier="La Poste", tracking_code="6A1", by="user:1", at=NOON
        )

    assert counts() == (9, 1)


def test_a_label_keeps_its_address_until_it_is_made_anew():
    kit = kit_of()
    old = shipments.prepare(kit=kit, by="user:1", at=NOON)
    parties.confirm_address(party=kit.party, at=NOON, address_line="3 place du Marché")

    same = shipments.prepare(kit=kit, by="user:1", at=NOON)
    new = shipments.renew(kit=Kit.objects.get(), by="user:1", at=NOON)

    old.refresh_from_db()
    assert (same, same.to_line) == (old, "12 rue des Lilas")
    assert (old.state, new.state, new.to_line) == ("CANCELLED", "READY", "3 place du Marché")


def test_release_gives_back_once_and_voids_the_label(outbox_messages):
    kit = kit_of(in_state=KitState.PACKED)
    shipments.prepare(kit=kit, by="user:1", at=NOON)

    answers = [kits.release(kit=kit, by="system", at=NOON) for _ in range(3)]

    assert answers == [True, False, False]
    assert (counts(), ledger_agrees()) == ((10, 0), True)
    assert Shipment.objects.get().state == ShipmentState.CANCELLED
    assert [fact for fact, _ids in outbox_messages()].count("kit.released") == 1


def test_a_kit_that_has_left_is_not_released():
    kit = kit_of()
    shipped(kit)

    assert kits.release(kit=kit, by="system", at=NOON) is False
    assert (Kit.objects.get().state, counts()) == (KitState.SHIPPED, (9, 0))


@pytest.mark.parametrize("state", [s for s in KitState if KitState.PACKED not in KIT_NEXT[s]])
def test_packing_is_refused_from_every_other_state(state):
    kit = kit_of()
    Kit.objects.update(state=state, packed_at=NOON, delivered_at=NOON)

    with pytest.raises(kits.KitNotMovable):
        kits.mark_packed(kit=kit, by="user:1", at=NOON)

    assert Kit.objects.get().state == state


@pytest.mark.parametrize("state", ["SHORT", "SHIPPED", "DELIVERED", "RETURNED", "CANCELLED"])
def test_no_label_is_made_from_any_other_state(state):
    kit = kit_of()
    Kit.objects.update(state=state, delivered_at=NOON)

    with pytest.raises(shipments.ShipmentNotMovable):
        shipments.prepare(kit=kit, by="user:1", at=NOON)

    assert Shipment.objects.count() == 0


def test_delivered_twice_is_refused_and_told_once(outbox_messages):
    parcel = shipped(kit_of())
    shipments.mark_delivered(shipment=parcel, by="user:1", at=NOON)

    with pytest.raises(shipments.ShipmentNotMovable):
        shipments.mark_delivered(shipment=parcel, by="user:1", at=NOON)

    assert Kit.objects.get().state == KitState.DELIVERED
    assert [fact for fact, _ids in outbox_messages()].count("kit.delivered") == 1


def test_the_same_word_of_the_carrier_twice_is_one_and_delivers_once(outbox_messages):
    parcel = shipped(kit_of())

    for _ in range(2):
        shipments.record_tracking(shipment=parcel, status="DELIVERED", occurred_at=NOON, at=NOON)

    assert parcel.tracking_events.count() == 1
    assert [fact for fact, _ids in outbox_messages()].count("kit.delivered") == 1


@pytest.mark.parametrize(
    ("state", "today", "reads"),
    [
        ("ALLOCATED", date(2027, 3, 30), Readiness.GREEN),
        ("ALLOCATED", date(2027, 3, 31), Readiness.AMBER),
        ("PACKED", date(2027, 4, 2), Readiness.AMBER),
        ("PACKED", date(2027, 4, 3), Readiness.RED),
        ("SHORT", date(2027, 3, 20), Readiness.AMBER),
        ("SHORT", date(2027, 4, 2), Readiness.AMBER),
        ("SHORT", date(2027, 4, 3), Readiness.RED),
        ("SHIPPED", date(2027, 4, 5), Readiness.GREEN),
        ("SHIPPED", date(2027, 4, 6), Readiness.RED),
        ("DELIVERED", date(2027, 5, 1), Readiness.GREEN),
        ("CANCELLED", date(2027, 5, 1), Readiness.GREEN),
    ],
)
def test_readiness_is_counted_from_the_last_day_to_leave(state, today, reads):
    kit = kit_of()
    kit.state = state

    assert (kit.must_ship_by_date, readiness(kit, today)) == (date(2027, 4, 2), reads)


def test_kits_without_a_date_stand_last_on_every_database():
    draw = drawn_draw()
    dated, undated = kit_of(scheduled_party(draw, "sud")), kit_of(scheduled_party(draw, "nord"))
    Kit.objects.filter(pk=undated.pk).update(must_ship_by_date=None)

    assert list(queries.kits_of_brand(draw.campaign.brand_id)) == [dated, undated]


def test_what_waits_to_leave_stands_before_what_left_long_ago():
    draw = drawn_draw()
    gone, waits = kit_of(scheduled_party(draw, "sud")), kit_of(scheduled_party(draw, "nord"))
    Kit.objects.filter(pk=gone.pk).update(
        state="DELIVERED", delivered_at=NOON, must_ship_by_date=date(2027, 1, 1)
    )

    assert list(queries.kits_of_brand(draw.campaign.brand_id)) == [waits, gone]


@pytest.mark.parametrize("change", [{"reserved": 11}, {"on_hand": 0}])
def test_database_refuses_stock_below_zero(change):
    kit_of()

    with pytest.raises(IntegrityError, match="stock_never_below_zero"):
        ItemSize.objects.update(**change)


def test_without_the_conditional_update_the_check_still_refuses(monkeypatch):
    party = scheduled_party()
    planned_item(party.campaign, sizes={"": 0})

    def take_without_looking(*, item_size_id: int, quantity: int, **_rest: object) -> bool:
        ItemSize.objects.filter(pk=item_size_id).update(reserved=F("reserved") + quantity)
        return True

    monkeypatch.setattr(stock, "take", take_without_looking)

    with pytest.raises(IntegrityError, match="stock_never_below_zero"):
        kits.reserve(party=party, at=NOON)


def test_database_refuses_a_second_living_parcel():
    parcel = shipments.prepare(kit=kit_of(), by="user:1", at=NOON)
    parcel.pk, parcel.code = None, "OTHERCODE0"

    with pytest.raises(IntegrityError):
        parcel.save(force_insert=True)


def test_a_reference_is_one_item_of_one_brand():
    item = ItemFactory(sku="COAT")
    fields = {
        "sku": "COAT",
        "name_fr": "x",
        "name_en": "x",
        "kind": "GIVEN",
        "value_minor": 1,
        "cost_minor": 1,
        "weight_g": 1,
    }

    with pytest.raises(stock.ItemKnown):
        stock.create_item(brand=item.brand, **fields)
    elsewhere = stock.create_item(brand=ItemFactory().brand, sizes=["S", "M", "S"], **fields)

    assert [row.size for row in elsewhere.sizes.order_by("pk")] == ["S", "M"]
    assert KitPlanLine.objects.count() == 0
