"""At the desk: a campaign is written, its kit is laid in, it is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.journeys.client import Browser, Page
from tests.journeys.world import BRAND, PARIS, World

DESK = f"/desk/{BRAND}"
SHOP_URL = "https://boutique.maison-alma.example/fetes"


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


def draft(world: World, organiser: Browser, *, title: str) -> Offer:
    """Write the draft, section by section, until only the publication is missing."""
    now = world.now.replace(second=0)
    first = now.astimezone(PARIS).date() + timedelta(days=28)
    offer = Offer(
        slug="",
        title_fr=title,
        title_en="An evening of clafoutis",
        close_at=now + timedelta(days=3),
        draw_at=now + timedelta(days=4),
        party_from=first,
        party_last=first + timedelta(days=40),
    )
    new = organiser.get(f"{DESK}/campaigns").follow(r"/campaigns/new$")
    made = (
        new.form(field="applications_close_at")
        .fill(
            title=title,
            kind="PARTY",
            applications_open_at=local(now - timedelta(hours=1)),
            applications_close_at=local(offer.close_at),
            draw_at=local(offer.draw_at),
            party_from_date=offer.party_from.isoformat(),
            party_last_date=offer.party_last.isoformat(),
            hosts_wanted=2,
        )
        .submit()
    )
    offer = Offer(**{**vars(offer), "slug": made.path.rpartition("/")[2]})
    assert made.path == offer.desk
    basics = organiser.get(f"{offer.desk}/basics").form(field="seats_max")
    basics.fill(
        answer_within_hours=72, minimum_age=18, seats_min=4, seats_max=8, cooldown_days=0,
        kit_days_before=5, transit_days=3, liability_cap="0.00", conversion_window_days=60,
        shop_url=SHOP_URL, hashtag="clafoutis",
    )  # fmt: skip
    kept(basics.submit(), offer)
    words = organiser.get(f"{offer.desk}/words").form(field="fr-title")
    words.fill(
        **{
            "fr-title": title,
            "fr-tagline": "Deux tables, des clafoutis, vos amis.",
            "fr-story": "Nous envoyons de quoi cuire quatre clafoutis.\n\nVous ouvrez votre porte.",
            "fr-pact": "Réunir au moins trois amis.\nNous dire ce qui a plu.",
            "en-title": offer.title_en,
            "en-tagline": "Two tables, some clafoutis, your friends.",
            "en-story": "We send what four clafoutis need.\n\nYou open your door.",
            "en-pact": "Gather at least three friends.\nTell us what they liked.",
        }
    )
    kept(words.submit(), offer)
    regions = organiser.get(f"{offer.desk}/regions").form(field="0-quota")
    regions.fill(
        **{
            "0-name": "Hauts-de-France", "0-quota": 1, "0-departments": "02 59 60 62 80",
            "1-name": "Partout ailleurs", "1-quota": 1, "1-departments": "",
        }
    )  # fmt: skip
    kept(regions.submit(), offer)
    prizes = organiser.get(f"{offer.desk}/prizes").form(field="0-value")
    prizes.fill(
        **{
            "0-kind": "GIVEN", "0-name_fr": "Un moule à clafoutis", "0-name_en": "A clafoutis dish",
            "0-quantity": 1, "0-value": "24.00",
        }
    )  # fmt: skip
    kept(prizes.submit(), offer)
    return offer


def stock(logistics: Browser, *, pieces: int) -> str:
    """Add an item to the catalogue and write a delivery of it down; returns its reference."""
    new = logistics.get(f"{DESK}/stock").follow(r"/stock/new$").form(field="weight_g")
    item = new.fill(
        sku="MOULE-24", name_fr="Moule à clafoutis", name_en="Clafoutis dish", kind="GIVEN",
        value="24,00", cost="9,50", weight_g=1200,
    ).submit()  # fmt: skip
    assert item.path.endswith("/MOULE-24"), item.text[:800]
    form = item.form(field="once").fill(quantity=pieces)
    taken_in = form.submit()
    form.submit()  # a reload or a double click counts nothing twice
    counted = [cell.text for cell in taken_in.browser.get(item.path).tree.all("td")][:3]
    assert counted == [str(pieces), "0", str(pieces)]
    return "MOULE-24"


def plan_kit(organiser: Browser, offer: Offer, sku: str) -> None:
    """Say what every kit holds: two dishes."""
    page = organiser.get(f"{offer.desk}/kit")
    form = page.form(field="0-item")
    option = next(
        o for o in page.tree.all("option") if sku in o.text or "clafoutis" in o.text.lower()
    )
    kept(form.fill(**{"0-item": option.attrs["value"], "0-quantity": 2}).submit(), offer)


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
    assert offer.title_fr in page.h1
    assert offer.title_en in Browser(organiser.base_url, "en").get(offer.url).h1
    rules = page.follow(r"/rules$")
    assert "Maison Alma SAS" in rules.text
    paper = stranger.get(f"{offer.url}/rules.pdf").response
    assert paper.content.startswith(b"%PDF-")
