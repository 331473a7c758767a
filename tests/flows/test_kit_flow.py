"""What follows for the box: reserved at the yes, timed by the date, given back, and told."""

from datetime import UTC, date, datetime

import pytest

from common import clock
from events.domain import parties
from flows.handlers import kits as handlers
from kits.domain import shipments
from kits.models import ItemSize, Kit, KitState, StockMovement
from mailing.models import Message
from tests.factories.draws import accepted_party, drawn_draw, scheduled_party
from tests.factories.kits import planned_item
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, int]:
    size = ItemSize.objects.get()
    return size.on_hand, size.reserved


def test_a_yes_reserves_the_kit_and_a_date_times_it(deliver_all):
    draw = drawn_draw()
    planned_item(draw.campaign)
    party = accepted_party(draw)
    deliver_all()
    kit = Kit.objects.get()
    assert (kit.state, kit.must_ship_by_date, counts()) == (KitState.ALLOCATED, None, (10, 1))

    parties.confirm_address(party=party, at=clock.now())
    parties.schedule(
        party=party,
        starts_at=datetime(2027, 4, 10, 17, 30, tzinfo=UTC),
        ends_at=datetime(2027, 4, 10, 21, 0, tzinfo=UTC),
        words="",
        at=clock.now(),
    )
    deliver_all()

    # Five days before the tenth, and three on the road.
    assert Kit.objects.get().must_ship_by_date == date(2027, 4, 2)


def test_a_party_called_off_gives_the_pieces_back_once_and_serves_who_waits(deliver_all):
    draw = drawn_draw()
    planned_item(draw.campaign, sizes={"": 1})
    first, second = scheduled_party(draw, "nord"), scheduled_party(draw, "sud")
    deliver_all()
    assert {k.party_id: k.state for k in Kit.objects.all()} == {
        first.pk: KitState.ALLOCATED,
        second.pk: KitState.SHORT,
    }

    parties.cancel(party=first, by=None, at=clock.now())
    deliver_all()
    handlers.release(message_id=1, at=NOON, party_id=first.pk)

    assert {k.party_id: k.state for k in Kit.objects.all()} == {
        first.pk: KitState.CANCELLED,
        second.pk: KitState.ALLOCATED,
    }
    assert counts() == (1, 1)


def test_a_yes_taken_back_before_it_was_told_reserves_nothing(deliver_all):
    draw = drawn_draw()
    planned_item(draw.campaign)
    party = accepted_party(draw)
    parties.cancel(party=party, by=None, at=clock.now())

    deliver_all()

    assert (Kit.objects.count(), counts()) == (0, (10, 0))


def test_shipped_and_delivered_are_told_to_the_host_once(deliver_all):
    draw = drawn_draw()
    planned_item(draw.campaign)
    party = scheduled_party(draw)
    deliver_all()
    parcel = shipments.prepare(kit=Kit.objects.get(), by="user:1", at=NOON)
    shipments.mark_shipped(
        shipment=parcel, carrier="La Poste", tracking_code="6A1", by="user:1", at=NOON
    )
    shipments.mark_delivered(shipment=parcel, by="user:1", at=NOON)

    deliver_all()
    handlers.mail_shipped(message_id=9, at=NOON, kit_id=parcel.kit_id)

    told = Message.objects.filter(template__startswith="kit_").order_by("pk")
    assert [(mail.template, mail.to_address) for mail in told] == [
        ("kit_shipped", party.host.email),
        ("kit_delivered", party.host.email),
    ]
    assert "La Poste" in told[0].text
    assert all("/table.png?lang=" in mail.html for mail in told)
    assert "6A1" in told[0].text
    assert f"http://testserver/h/{party.code}" in told[1].text
    assert list(StockMovement.objects.order_by("pk").values_list("kind", flat=True)) == [
        "RECEIVED",
        "RESERVED",
        "SHIPPED",
    ]
