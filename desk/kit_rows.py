"""Kits as the desk's list and side panel show them: words, shapes, the clock of each box."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Brand
from common.look import words
from common.look.box import Lies, Piece, short
from events.models import PartyState
from kits.models import (
    Item,
    Kit,
    KitPlanLine,
    KitState,
    Shipment,
    ShipmentState,
)
from kits.queries import Readiness, readiness, to_host

LEFT, RIGHT = 6, 142  # of the clock's line, in the drawing's own units


@dataclass(frozen=True)
class Clock:
    """Where today, the last day to leave, the landing and the party stand on the line."""

    now: float
    by: float
    window: float
    window_width: float
    day: float
    gap_from: float
    gap_to: float
    tone: str


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    code: str
    url: str
    host: str
    town: str
    party_day: str
    ship_by: str
    left: bool
    badge: tuple[str, str]
    pieces: int
    clock: Clock | None


def today_of(brand: Brand, at: datetime) -> date:
    """The day it is where the brand works."""
    return at.astimezone(ZoneInfo(brand.timezone)).date()


def rows(kits: list[Kit], *, today: date, brand_slug: str) -> list[Row]:
    """One row a kit; the clocks of one page share a scale."""
    days = [day for kit in kits for day in (kit.must_ship_by_date, _party_day(kit)) if day]
    first, last = min([today, *days]), max([today + timedelta(days=1), *days])
    return [_row(kit, today=today, first=first, last=last, brand_slug=brand_slug) for kit in kits]


def box(kit: Kit, *, today: date) -> dict[str, Any]:
    """The open box: its lines, its story so far, what can be done next."""
    parcel = to_host(kit)
    party = kit.party
    reads = readiness(kit, today)
    lines = sorted(kit.lines.all(), key=lambda line: line.pk)
    where = (party.address_line, party.address_extra, party.postcode, party.city)
    ready = parcel is not None and parcel.state == ShipmentState.READY
    drawn = _drawn(kit)
    return {
        "code": kit.code,
        "host": party.host_first_name,
        "town": party.city,
        "starts_at": party.starts_at,
        "zone": party.timezone,
        "badge": _badge(kit, reads),
        "lines": [
            {
                "quantity": line.quantity,
                "name": item_name(line.item_size.item),
                "size": line.item_size.size,
                "sku": line.item_size.item.sku,
            }
            for line in lines
        ],
        "drawn": drawn,
        "drawn_says": _drawn_says(kit, len(drawn)),
        "parcel": parcel,
        "label_ready": ready,
        "address_changed": ready
        and parcel is not None
        and (parcel.to_line, parcel.to_extra, parcel.to_postcode, parcel.to_city) != where,
        "story": _story(kit, parcel),
        "may_pack": kit.state == KitState.ALLOCATED,
        "may_label": kit.state in (KitState.ALLOCATED, KitState.PACKED) and parcel is None,
        "may_ship": kit.state in (KitState.ALLOCATED, KitState.PACKED),
        "may_deliver": kit.state == KitState.SHIPPED,
    }


_BOXED = (KitState.PACKED, KitState.SHIPPED, KitState.DELIVERED)


def _drawn(kit: Kit) -> list[Piece]:
    """Every piece of the box one by one; for a kit that nothing could be reserved for, those it lacks.

    None once the box is no longer on its way to anyone.
    """
    if kit.state in (KitState.RETURNED, KitState.CANCELLED):
        return []
    if kit.state == KitState.SHORT:
        planned = (
            KitPlanLine.objects.filter(campaign=kit.party.campaign_id)
            .select_related("item")
            .order_by("position", "pk")
        )
        wanted = [(line.item, "", line.quantity, Lies.LACKS) for line in planned]
    else:
        lies = Lies.IN if kit.state in _BOXED else Lies.WAITS
        wanted = [
            (line.item_size.item, line.item_size.size, line.quantity, lies)
            for line in sorted(kit.lines.all(), key=lambda line: line.pk)
        ]
    return [
        Piece(f"{item.name_fr} {item.name_en}", short(item_name(item)), lies, size)
        for item, size, quantity, lies in wanted
        for _copy in range(quantity)
    ]


def _drawn_says(kit: Kit, count: int) -> str:
    """What the drawing of the box shows, in a sentence."""
    if kit.state == KitState.SHORT:
        return _("Nothing is in the box: what is dashed is waited for.")
    if kit.state in _BOXED:
        return ngettext("%(count)s piece, in the box.", "%(count)s pieces, in the box.", count) % {
            "count": count
        }
    return ngettext(
        "%(count)s piece is reserved and waits on its shelf.",
        "%(count)s pieces are reserved and wait on their shelves.",
        count,
    ) % {"count": count}


def item_name(item: Item) -> str:
    """The item's name in the reader's language."""
    return words.named(item, get_language())


def _row(kit: Kit, *, today: date, first: date, last: date, brand_slug: str) -> Row:
    party = kit.party
    reads = readiness(kit, today)
    language = get_language()
    ship_by = kit.must_ship_by_date
    parcel = to_host(kit)
    if parcel is not None and parcel.shipped_at is not None:
        left = words.short_day(parcel.shipped_at, party.timezone, language)
        by = _("left on %(day)s") % {"day": left}
    else:
        by = words.short_day(ship_by, party.timezone, language) if ship_by else _("no date yet")
    return Row(
        code=kit.code,
        url=reverse("desk:shipping-kit", args=[brand_slug, kit.code]),
        host=party.host_first_name,
        town=party.city,
        party_day=words.short_day(party.starts_at, party.timezone, language)
        if party.starts_at
        else _("to be chosen"),
        ship_by=by,
        left=parcel is not None and parcel.shipped_at is not None,
        badge=_badge(kit, reads),
        pieces=sum(line.quantity for line in kit.lines.all()),
        clock=_clock(kit, reads, today=today, first=first, last=last),
    )


def _badge(kit: Kit, reads: Readiness) -> tuple[str, str]:
    """Shape and word: where the box stands, and whether it will be in time."""
    called_off = kit.party.state == PartyState.CANCELLED
    if called_off and kit.state in (KitState.SHIPPED, KitState.DELIVERED):
        return "late", _("to call back")
    settled = {
        KitState.DELIVERED: ("yes", _("arrived")),
        KitState.RETURNED: ("yes", _("came home")),
        KitState.CANCELLED: ("none", _("cancelled")),
    }
    if kit.state in settled:
        return settled[KitState(kit.state)]
    if kit.state == KitState.SHIPPED:
        return (
            ("late", _("late on the road")) if reads == Readiness.RED else ("info", _("on its way"))
        )
    if kit.state == KitState.SHORT:
        return ("late" if reads == Readiness.RED else "soon"), _("stock is short")
    if kit.must_ship_by_date is None:
        return "none", _("waiting for its date")
    if reads == Readiness.RED:
        return "late", _("late to leave")
    to_do = _("to ship") if kit.state == KitState.PACKED else _("to pack")
    return ("soon" if reads == Readiness.AMBER else "none"), to_do


def _clock(kit: Kit, reads: Readiness, *, today: date, first: date, last: date) -> Clock | None:
    day, by = _party_day(kit), kit.must_ship_by_date
    if day is None or by is None:
        return None

    def x(when: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (when - first).days / max((last - first).days, 1), 1)

    lands = by + timedelta(days=kit.party.campaign.transit_days)
    waits = kit.state in (KitState.SHORT, KitState.ALLOCATED, KitState.PACKED)
    tone = {"RED": "late", "AMBER": "soon"}.get(reads, "") if waits else ""
    return Clock(
        now=x(today),
        by=x(by),
        window=x(by),
        window_width=max(x(lands) - x(by), 4),
        day=x(day),
        gap_from=min(x(today), x(by)) if waits else x(by),
        gap_to=max(x(today), x(by)) if waits else x(by),
        tone=tone,
    )


def _party_day(kit: Kit) -> date | None:
    party = kit.party
    if party.starts_at is None:
        return None
    return party.starts_at.astimezone(ZoneInfo(party.timezone)).date()


def _story(kit: Kit, parcel: Shipment | None) -> list[dict[str, str]]:
    """What has happened to the box and what comes next, for the timeline."""
    zone, language = kit.party.timezone, get_language()

    def said(at: datetime | None) -> str:
        return words.day(at, zone, language) if at else ""

    shipped_at = parcel.shipped_at if parcel else None
    handed = f"{said(shipped_at)}, {parcel.carrier}, {parcel.tracking_code}" if parcel else ""
    left = shipped_at is not None
    steps = [
        (_("Reserved"), said(kit.created_at), kit.state != KitState.SHORT),
        # A box that has left was packed, whether or not somebody said so.
        (_("Packed"), said(kit.packed_at), kit.packed_at is not None or left),
        (_("Label made"), said(parcel.created_at if parcel else None), parcel is not None),
        (_("Handed over"), handed if left else "", left),
        (_("With the host"), said(kit.delivered_at), kit.delivered_at is not None),
    ]
    if kit.state == KitState.CANCELLED:
        steps = [step for step in steps if step[2]]
    following = next((index for index, step in enumerate(steps) if not step[2]), None)
    return [
        {
            "title": title,
            "text": text if done else "",
            "state": "done" if done else "now" if index == following else "next",
        }
        for index, (title, text, done) in enumerate(steps)
    ]
