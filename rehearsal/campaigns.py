"""At the desk: a campaign is written, its kit is laid in, it is published."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rehearsal.client import Browser, Page
from rehearsal.world import BRAND, PARIS, World

DESK = f"/desk/{BRAND}"
SHOP_URL = "https://boutique.maison-alma.example/fetes"
SECTIONS = ("basics", "words", "regions", "prizes")


@dataclass(frozen=True)
class Region:
    """A region as the desk takes it; ``departments`` empty for everybody else."""

    name: str
    quota: int
    departments: str = ""


@dataclass(frozen=True)
class Piece:
    """One thing that every kit holds ``in_kit`` times. Amounts in euros, as typed."""

    sku: str
    name_fr: str
    name_en: str
    kind: str  # GIVEN or LOANED
    value: str
    cost: str
    weight_g: int
    in_kit: int


@dataclass(frozen=True)
class Plan:
    """Everything a campaign says before it is published. Times are hours of Paris."""

    title_fr: str
    title_en: str
    kind: str  # PARTY or DINNER
    tagline: tuple[str, str]
    story: tuple[str, str]
    pact: tuple[str, str]
    regions: tuple[Region, ...]
    pieces: tuple[Piece, ...]
    open_for: timedelta = timedelta(days=3)
    draw_after: timedelta = timedelta(days=1)
    party_after_days: int = 28
    party_days: int = 41
    seats: tuple[int, int] = (4, 8)
    answer_within_hours: int = 72
    conversion_window_days: int = 60
    hashtag: str = "clafoutis"

    @property
    def hosts(self) -> int:
        return sum(region.quota for region in self.regions)


@dataclass(frozen=True)
class Offer:
    """The published campaign and the moments the story waits for."""

    slug: str
    title_fr: str
    title_en: str
    close_at: datetime
    draw_at: datetime
    party_from: date
    party_last: date

    @property
    def url(self) -> str:
        return f"/c/{self.slug}"

    @property
    def desk(self) -> str:
        return f"{DESK}/campaigns/{self.slug}"


def local(moment: datetime) -> str:
    """As a browser's datetime-local writes it, on the campaign's wall clock."""
    return moment.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")


def draft(world: World, organiser: Browser, plan: Plan) -> Offer:
    """Write the draft, section by section, until only the publication is missing."""
    now = world.now.replace(second=0)
    first = now.astimezone(PARIS).date() + timedelta(days=plan.party_after_days)
    offer = Offer(
        slug="",
        title_fr=plan.title_fr,
        title_en=plan.title_en,
        close_at=now + plan.open_for,
        draw_at=now + plan.open_for + plan.draw_after,
        party_from=first,
        party_last=first + timedelta(days=plan.party_days - 1),
    )
    new = organiser.get(f"{DESK}/campaigns").follow(r"/campaigns/new$")
    made = (
        new.form(field="applications_close_at")
        .fill(
            title=plan.title_fr,
            kind=plan.kind,
            applications_open_at=local(now - timedelta(hours=1)),
            applications_close_at=local(offer.close_at),
            draw_at=local(offer.draw_at),
            party_from_date=offer.party_from.isoformat(),
            party_last_date=offer.party_last.isoformat(),
            hosts_wanted=plan.hosts,
        )
        .submit()
    )
    offer = replace(offer, slug=made.path.rpartition("/")[2])
    assert made.path == offer.desk, f"not made: {made.text[:800]}"
    for name, values in zip(SECTIONS, _sections(plan), strict=True):
        _write(organiser, offer, name, values)
    return offer


def _write(organiser: Browser, offer: Offer, name: str, values: dict[str, object]) -> None:
    """Fill in one section; a list grows by two lines a page, so that a long one takes several."""
    while True:
        form = organiser.get(f"{offer.desk}/{name}").form(field=next(iter(values)))
        known = {field: value for field, value in values.items() if field in form.values}
        kept(form.fill(**known).submit("keep"), offer)
        if len(known) == len(values):
            return


def _sections(plan: Plan) -> tuple[dict[str, object], ...]:
    """What is typed into each of ``SECTIONS``."""
    low, high = plan.seats
    basics: dict[str, object] = {
        "seats_max": high, "seats_min": low, "answer_within_hours": plan.answer_within_hours,
        "minimum_age": 18, "cooldown_days": 0, "kit_days_before": 5, "transit_days": 3,
        "liability_cap": "0.00", "conversion_window_days": plan.conversion_window_days,
        "shop_url": SHOP_URL, "hashtag": plan.hashtag,
    }  # fmt: skip
    words: dict[str, object] = {"fr-title": plan.title_fr, "en-title": plan.title_en}
    for name in ("tagline", "story", "pact"):
        words[f"fr-{name}"], words[f"en-{name}"] = getattr(plan, name)
    regions: dict[str, object] = {}
    for number, region in enumerate(plan.regions):
        regions |= {
            f"{number}-quota": region.quota,
            f"{number}-name": region.name,
            f"{number}-departments": region.departments,
        }
    prizes: dict[str, object] = {}
    for number, piece in enumerate(plan.pieces):
        prizes |= {
            f"{number}-value": piece.value,
            f"{number}-kind": piece.kind,
            f"{number}-name_fr": piece.name_fr,
            f"{number}-name_en": piece.name_en,
            f"{number}-quantity": piece.in_kit,
        }
    return basics, words, regions, prizes


def stock(logistics: Browser, piece: Piece, *, pieces: int) -> None:
    """Add an item to the catalogue, unless it is there, and write a delivery of it down."""
    listed = logistics.get(f"{DESK}/stock")
    if listed.links(rf"/stock/item/{re.escape(piece.sku)}$"):
        item = logistics.get(f"{DESK}/stock/item/{piece.sku}")
    else:
        new = listed.follow(r"/stock/new$").form(field="weight_g")
        item = new.fill(
            sku=piece.sku, name_fr=piece.name_fr, name_en=piece.name_en, kind=piece.kind,
            value=piece.value, cost=piece.cost, weight_g=piece.weight_g,
        ).submit()  # fmt: skip
    assert item.path.endswith(f"/{piece.sku}"), item.text[:800]
    before = on_hand(item)
    form = item.form(field="once").fill(quantity=pieces)
    form.submit()
    form.submit()  # a reload or a double click counts nothing twice
    counted = on_hand(logistics.get(item.path))
    assert counted == before + pieces, f"{piece.sku}: {before} and {pieces} make {counted}"


def levels(item: Page) -> tuple[int, int, int]:
    """Free, reserved and on hand, as an item's page tells them; the item comes in one size."""
    cells = [cell.text for cell in item.tree.all("td")][:3]
    free, reserved, there = (int(re.sub(r"\D", "", cell)) for cell in cells)
    return free, reserved, there


def on_hand(item: Page) -> int:
    return levels(item)[2]


def plan_kit(organiser: Browser, offer: Offer, plan: Plan) -> None:
    """Say what every kit holds."""
    page = organiser.get(f"{offer.desk}/kit")
    form = page.form(field="0-item")
    values: dict[str, object] = {}
    for number, piece in enumerate(plan.pieces):
        names = (piece.sku, piece.name_fr, piece.name_en)
        option = next(o for o in page.tree.all("option") if any(n in o.text for n in names))
        values |= {f"{number}-item": option.attrs["value"], f"{number}-quantity": piece.in_kit}
    kept(form.fill(**values).submit("keep"), offer)


def kept(page: Page, offer: Offer) -> Page:
    """A section that was kept leads back to the campaign."""
    assert page.path == offer.desk, f"not kept: {page.url}: {page.text[:800]}"
    return page


def publish(organiser: Browser, offer: Offer) -> None:
    """Publish, and see that the rules stand frozen in both languages."""
    shown = organiser.get(offer.desk).form("/publish").submit()
    assert shown.path == offer.desk
    stranger = Browser(organiser.base_url, "fr")
    page = stranger.get(offer.url)
    assert offer.title_fr in page.h1, page.text[:600]
    assert offer.title_en in Browser(organiser.base_url, "en").get(offer.url).h1
    rules = page.follow(r"/rules$")
    assert "Maison Alma SAS" in rules.text
    paper = stranger.get(f"{offer.url}/rules.pdf").response
    assert paper.content.startswith(b"%PDF-")
