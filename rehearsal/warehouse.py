"""The warehouse and the carrier: packed, shipped (sometimes twice), delivered (sometimes late)."""

from __future__ import annotations

import re

from rehearsal import distributions as told
from rehearsal import evenings
from rehearsal.campaigns import DESK, levels
from rehearsal.client import Browser
from rehearsal.stage import Stage, Table, twice

KIT = re.compile(rf"{DESK}/kits/([0-9A-Z]{{10}})\b")
FREIGHT_CENTS = 720
VIEWS = ("prepare", "road", "there")


def kits(logistics: Browser, view: str) -> list[str]:
    """The codes of every kit in one view of the list, page by page."""
    found: list[str] = []
    page = logistics.get(f"{DESK}/kits", params={"view": view})
    while True:
        found += KIT.findall(page.html)
        more = [href for href in page.links(r"[?&]page=\d+") if _page(href) == _page(page.url) + 1]
        if not more:
            return list(dict.fromkeys(found))
        page = logistics.get(more[0])


def _page(url: str) -> int:
    found = re.search(r"[?&]page=(\d+)", url)
    return int(found.group(1)) if found else 1


def known(logistics: Browser) -> set[str]:
    """Every kit there is now: those are not ours."""
    return {code for view in VIEWS for code in kits(logistics, view)}


def ship(stage: Stage, logistics: Browser, others: set[str]) -> None:
    """Pack and hand over every kit of ours; each host hears of the parcel."""
    waiting = [code for code in kits(logistics, "prepare") if code not in others]

    def send(code: str) -> None:
        box = logistics.twin().get(f"{DESK}/kits/{code}")
        if not any(form.action.endswith("/pack") for form in box.forms):
            stage.say(f"kit {code} cannot be packed: {box.h1}")
            return
        box = evenings.pack(box)
        cost = f"{FREIGHT_CENTS / 100:.2f}"
        if stage.cast.does("shipped twice", code, told.SHIPPED_TWICE):
            form = box.form("/shipped")
            form.fill(carrier=evenings.CARRIER, tracking_code=f"TI-{code}", cost=cost)
            twice(form)
        else:
            evenings.hand_over(box, f"TI-{code}", cost=cost)
        stage.tally.find("kits handed over")

    stage.each(send, waiting, doing="parcels handed to the carrier")
    stage.tally.tell("kits handed over", len(stage.living))

    def hears(table: Table) -> None:
        letter = stage.letter(table.fan.email, lambda one: "TI-" in one.text, "the parcel's number")
        if letter is not None:
            table.tracking = re.findall(r"TI-([0-9A-Z]{10})", letter.text)[0]
            stage.tally.find("hosts told of their parcel")
            stage.note("parcel left", table=table.number)

    stage.each(hears, stage.living, doing="hosts know their parcel")
    stage.tally.tell("hosts told of their parcel", len(stage.living))


def deliver(stage: Stage, logistics: Browser, *, late: bool) -> None:
    """The carrier rings: at the late ones three days after the others."""

    def ring(table: Table) -> None:
        box = logistics.twin().get(f"{DESK}/kits/{table.tracking}")
        box.form("/delivered").submit()
        stage.tally.tell("kits delivered")
        stage.note("parcel there", table=table.number)

    here = [
        table
        for table in stage.living
        if table.tracking
        and stage.cast.does("late parcel", table.fan.number, told.COMES_LATE) == late
    ]
    stage.each(ring, here, doing="parcels delivered" + (" late" if late else ""))


def compare(
    stage: Stage, logistics: Browser, others: set[str], before: dict[str, tuple[int, int, int]]
) -> None:
    """What left, what is there, what stands on the shelves."""
    check = stage.tally.check
    stage.tally.check_counted("kits handed over", "hosts told of their parcel")
    there = [code for code in kits(logistics, "there") if code not in others]
    road = [code for code in kits(logistics, "road") if code not in others]
    left = [code for code in kits(logistics, "prepare") if code not in others]
    check("kits out, as the desk lists them", len(stage.living), len(there) + len(road))
    check("kits delivered", stage.tally.told["kits delivered"], len(there))
    check("kits still to prepare", 0, len(left))
    for piece in stage.plan.pieces:
        free, reserved, stands = levels(logistics.get(f"{DESK}/stock/item/{piece.sku}"))
        was_free, was_reserved, stood = before[piece.sku]
        out = len(stage.living) * piece.in_kit
        check(f"{piece.sku} on the shelf", stood - out, stands)
        check(f"{piece.sku} reserved", was_reserved, reserved)
        check(f"{piece.sku} free", was_free - out, free)


def shelves(stage: Stage, logistics: Browser) -> dict[str, tuple[int, int, int]]:
    """Free, reserved and on hand of each piece, now."""
    return {
        piece.sku: levels(logistics.get(f"{DESK}/stock/item/{piece.sku}"))
        for piece in stage.plan.pieces
    }
