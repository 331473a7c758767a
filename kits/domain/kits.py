"""The life of a kit, from the host's yes to the packed box."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common import codes, outbox
from events.models import Campaign, Party, PartyState
from kits.domain import stock
from kits.models import (
    KIT_NEXT,
    ItemSize,
    Kit,
    KitLine,
    KitPlanLine,
    KitState,
    Lot,
    Shipment,
    ShipmentState,
)


class KitNotMovable(Exception):
    """The kit is not in a state from which this can be done; the message is fit for staff."""


@transaction.atomic
def reserve(
    *, party: Party, at: datetime, sizes: Mapping[int, str] | None = None, by: str = "system"
) -> Kit:
    """Reserve a kit for ``party`` by its campaign's plan; a second call returns the first kit.

    ``sizes`` maps item ids to the size the host chose; where none is said, the size with most free
    pieces is taken. When stock lacks for any line nothing is reserved and the kit waits as SHORT.
    Raises KitNotMovable when the party is cancelled.
    """
    if not Kit.objects.filter(party=party).exists():
        # A plan that is being replaced is waited for, and the next one who replaces it finds the kit.
        Campaign.objects.select_for_update(no_key=True).get(pk=party.campaign_id)
    # The party's row before the kit's: a party called off at this moment waits, and finds the kit.
    held = Party.objects.select_for_update().get(pk=party.pk)
    if held.state == PartyState.CANCELLED:
        raise KitNotMovable(_("This party is cancelled: no kit is reserved for it."))
    kit = Kit.objects.select_for_update().filter(party=party).first()
    if kit is None:
        try:
            with transaction.atomic():
                kit = Kit.objects.create(
                    party=party, code=codes.slug(), state=KitState.SHORT, created_at=at
                )
        except IntegrityError:
            return Kit.objects.get(party=party)
    elif kit.state != KitState.SHORT:
        return kit
    _fill(kit=kit, sizes=sizes or {}, by=by, at=at)
    return kit


def _fill(*, kit: Kit, sizes: Mapping[int, str], by: str, at: datetime) -> None:
    """Try to reserve every line of the plan; all or nothing."""
    plan = list(
        KitPlanLine.objects.filter(campaign=kit.party.campaign_id).order_by("position", "pk")
    )
    try:
        with transaction.atomic():
            for line in plan:
                size = _size_for(line, sizes.get(line.item_id))
                if size is None or not stock.take(
                    item_size_id=size.pk, quantity=line.quantity, kit=kit, by=by, at=at
                ):
                    raise stock.StockShort(line.item.sku)
                KitLine.objects.create(kit=kit, item_size=size, quantity=line.quantity)
    except stock.StockShort:
        kit.state = KitState.SHORT
        return
    Kit.objects.filter(pk=kit.pk, state=KitState.SHORT).update(state=KitState.ALLOCATED)
    kit.state = KitState.ALLOCATED
    outbox.publish("kit.allocated", kit_id=kit.pk)


def _size_for(line: KitPlanLine, wanted: str | None) -> ItemSize | None:
    sizes = ItemSize.objects.filter(item=line.item_id)
    if wanted is not None:
        return sizes.filter(size=wanted).first()
    return max(sizes, key=lambda s: (s.on_hand - s.reserved, -s.pk), default=None)


@transaction.atomic
def choose_sizes(*, kit: Kit, sizes: Mapping[int, str], by: str, at: datetime) -> Kit:
    """Swap reserved pieces for the sizes the host chose, while the box is not packed.

    Raises StockShort when a size has run out: the earlier reservation is kept whole.
    """
    if not Kit.objects.filter(pk=kit.pk, state__in=[KitState.ALLOCATED, KitState.SHORT]).update(
        state=KitState.SHORT
    ):
        raise KitNotMovable(_("The box is already packed: sizes can no longer change."))
    was_allocated = kit.lines.exists()
    _give_back(kit=kit, by=by, at=at)
    kit.lines.all().delete()
    _fill(kit=kit, sizes=sizes, by=by, at=at)
    if was_allocated and kit.state == KitState.SHORT:
        raise stock.StockShort(
            _("One of these sizes has just run out; your earlier choice is kept.")
        )
    return kit


def set_deadline(*, kit: Kit, at: datetime) -> Kit:
    """Compute ``must_ship_by_date`` back from the party's day, in the party's own zone.

    The kit lands ``kit_days_before`` days before the party and travels ``transit_days``; without a
    date there is no deadline.
    """
    party = kit.party
    day = None
    if party.starts_at is not None:
        campaign = party.campaign
        local = party.starts_at.astimezone(ZoneInfo(party.timezone)).date()
        day = local - timedelta(days=campaign.kit_days_before + campaign.transit_days)
    Kit.objects.filter(pk=kit.pk).update(must_ship_by_date=day)
    kit.must_ship_by_date = day
    return kit


@transaction.atomic
def mark_packed(*, kit: Kit, by: str, at: datetime) -> Kit:
    """Record that every line lies in the box."""
    _move(kit=kit, to=KitState.PACKED, packed_at=at)
    return kit


@transaction.atomic
def release(*, kit: Kit, by: str, at: datetime) -> bool:
    """Cancel a kit that has not left and give its pieces back, once; False when there was nothing
    to release (already cancelled, or already on its way: then it must come home)."""
    sources = [state for state, allowed in KIT_NEXT.items() if KitState.CANCELLED in allowed]
    if not Kit.objects.filter(pk=kit.pk, state__in=sources).update(state=KitState.CANCELLED):
        return False
    _give_back(kit=kit, by=by, at=at)
    # A label that was made must not send an empty box on its way.
    Shipment.objects.filter(kit=kit, state=ShipmentState.READY).update(
        state=ShipmentState.CANCELLED
    )
    kit.state = KitState.CANCELLED
    outbox.publish("kit.released", kit_id=kit.pk)
    return True


def fill_waiting(*, campaign_id: int, by: str, at: datetime) -> list[Kit]:
    """Try again for kits that wait for stock, those whose party comes first, first."""
    waiting = (
        Kit.objects.filter(party__campaign=campaign_id, state=KitState.SHORT)
        .exclude(party__state=PartyState.CANCELLED)
        .select_related("party")
        .order_by(F("party__starts_at").asc(nulls_last=True), "pk")
    )
    filled = []
    for kit in waiting:
        if reserve(party=kit.party, at=at, by=by).state == KitState.ALLOCATED:
            filled.append(kit)
    return filled


@transaction.atomic
def receive(
    *, item_size: ItemSize, quantity: int, by: str, at: datetime, lot: Lot | None = None
) -> list[Kit]:
    """Take a delivery in, then serve the kits that wait for it; returns those now reserved."""
    stock.receive(item_size=item_size, quantity=quantity, by=by, at=at, lot=lot)
    campaigns = KitPlanLine.objects.filter(item=item_size.item_id).order_by("campaign")
    filled: list[Kit] = []
    for campaign_id in campaigns.values_list("campaign", flat=True):
        filled += fill_waiting(campaign_id=campaign_id, by=by, at=at)
    return filled


def _give_back(*, kit: Kit, by: str, at: datetime) -> None:
    for line in kit.lines.all():
        stock.give_back(
            item_size_id=line.item_size_id, quantity=line.quantity, kit=kit, by=by, at=at
        )


def _move(*, kit: Kit, to: KitState, **columns: object) -> None:
    """Move ``kit`` along KIT_NEXT by one conditional update; raises KitNotMovable if too late."""
    sources = [state for state, allowed in KIT_NEXT.items() if to in allowed]
    moved = Kit.objects.filter(pk=kit.pk, state__in=sources).update(state=to, **columns)
    kit.refresh_from_db()
    if not moved:
        raise KitNotMovable(
            _("This kit is already “%(state)s”: reload the page to see where it stands.")
            % {"state": kit.get_state_display()}
        )
