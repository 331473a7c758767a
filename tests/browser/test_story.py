"""The story by hand, on a telephone, in French; what the journey test covers is done by errand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rehearsal import campaigns
from rehearsal.campaigns import DESK
from rehearsal.evenings import OFFER
from rehearsal.houses import until
from rehearsal.world import CODE, Mail, World
from sales.connectors.shopify import fake as shopify
from tests.browser.witness import Witness, weight
from tests.journeys import applying, buying, drawing, hosting, organising

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LIGHT_ENOUGH = 50_000
APOLLINE, DRISS = applying.NORTH[0], applying.ELSEWHERE[0]


def on(where: Locator) -> None:
    """Press what leads to another page, and be there: what is read next is not the page before."""
    with where.page.expect_navigation():
        where.click()


def press(page: Page, action: str, value: str = "") -> None:
    """Press the button of the form to ``action`` (with this value), and be where it leads."""
    form = page.locator(f'form[action$="{action}"]') if action else page.locator("main form").first
    button = form.locator(
        f'button[value="{value}"]' if value else "button[type=submit], button:not([type])"
    )
    on(button.first)


def write(page: Page, **values: str) -> None:
    """Type into fields by name."""
    for name, value in values.items():
        page.locator(f'[name="{name}"]:visible').first.fill(value)


def tick(where: Locator) -> None:
    """Touch the words beside a box, as a thumb does; the box itself may be drawn by its label."""
    label = where.page.locator(f'label[for="{where.get_attribute("id")}"]')
    label.first.click(position={"x": 12, "y": 12})


def be(page: Page, who: str) -> None:
    page.goto("/demo/")
    on(page.locator(f'form[action$="/sign-in/{who}"] button'))


def test_from_the_application_to_the_credited_order(telephone, witness, world):
    organiser, logistics = world.sign_in("organiser"), world.sign_in("logistics")
    plan = replace(organising.PLAN, title_fr="Un soir de far breton")
    offer = campaigns.draft(world, organiser, plan)
    campaigns.stock(logistics, organising.DISH, pieces=4)
    campaigns.plan_kit(organiser, offer, plan)
    campaigns.publish(organiser, offer)
    shops = buying.open_shops(organiser)

    fan = telephone(offer.url)
    witness.look(fan)
    light(fan)
    by_hand_apply(fan, witness, world)
    status = urlsplit(fan.url).path
    applying.apply(world, DRISS, offer)
    world.move_to(offer.close_at)

    seal_and_draw(telephone, witness, world, offer)
    world.move_by(minutes=11)

    letter = hosting.offered(world, applying.Fan(**{**vars(APOLLINE), "status": status}))
    fan.goto(letter.link(OFFER))
    witness.look(fan)
    host = by_hand_accept(fan, witness, offer)
    send_parcel(telephone, witness)
    fan.goto(host)
    witness.look(fan)

    share = re.search(r"/i/[0-9A-Z]{10}", fan.content()).group()
    without = telephone(share, java_script_enabled=False)
    without_script(without)
    with_script = telephone(share)
    witness.look(with_script)
    light(with_script)
    guest = answer_by_hand(with_script, "Ysaure")
    witness.look(with_script)
    assert APOLLINE.address_line in with_script.inner_text("main")

    carried = buying.leave_for_the_shop(
        hosting.Guest("Ysaure", "ysaure@convives.example", world.browser(), guest)
    )
    now = world.move_by(hours=1)
    delivery = shopify.order_delivery(
        order=buying.order(8001, now, 4200, click=carried["cvv"]),
        secret=shops[0].secret,
        at=now,
        delivery_id="d-8001",
    )
    buying.stored(shops[0].post(*delivery), new=True)
    the_host_sees(fan, host, "42,00 €")
    witness.look(fan)
    be(fan, "organiser")
    fan.goto(f"{DESK}/report/{offer.slug}")
    assert "42,00 €" in plain(fan)
    witness.look(fan)
    fan.goto(f"{DESK}/orders?q=%238001")
    on(fan.locator("main th a").first)
    witness.look(fan)
    print(f"looked at {len(witness.looked_at)} pages")  # noqa: T201 - the figure


def by_hand_apply(page: Page, witness: Witness, world: World) -> None:
    """Address, code, person and home, agreements: four screens."""
    known = {mail.code for mail in world.letters.to(APOLLINE.email)}
    on(page.locator('a[href*="/apply"]').first)
    witness.look(page)
    write(page, login=APOLLINE.email)
    press(page, "/login/")
    page.wait_for_selector("[name=code]")
    witness.look(page)

    def fits(mail: Mail) -> bool:
        """a code"""
        return mail.code not in known and any(CODE.fullmatch(line) for line in mail.lines)

    lines = world.letters.wait(APOLLINE.email, fits).lines
    write(page, code=next(line for line in lines if CODE.fullmatch(line)))
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=birth_year]")
    witness.look(page)
    write(page, first_name="Apolline", last_name="Verdier", birth_year="19")
    press(page, "")
    page.wait_for_selector("[aria-invalid=true]")
    witness.look(page)  # what is wrong is said beside the field, and nothing typed is lost
    assert page.input_value("[name=first_name]") == "Apolline"
    write(
        page,
        birth_year="1988",
        address_line=APOLLINE.address_line,
        postcode="59000",
        city="Lille",
        seats="6",
    )
    press(page, "")
    page.wait_for_selector("[name=RULES]", state="attached")
    witness.look(page)
    for box in ("RULES", "PRIVACY"):
        tick(page.locator(f"[name={box}]"))
    press(page, "")
    page.wait_for_url("**/a/*")
    witness.look(page)


def seal_and_draw(telephone, witness, world, offer):  # type: ignore[no-untyped-def]
    """One officer seals on one screen, the other draws on another."""
    first, second = telephone("/demo/"), telephone("/demo/")
    be(first, "officer-1")
    witness.look(first)
    first.goto(f"{DESK}/draws/{offer.slug}")
    witness.look(first)
    press(first, "/seal")
    first.wait_for_selector('a[href^="/proof/"]')
    witness.look(first)
    proof = first.get_attribute('a[href^="/proof/"]', "href")
    first.goto(proof)
    witness.look(first)
    be(second, "officer-2")
    world.move_to(offer.draw_at + timedelta(minutes=1))

    def ready() -> bool:
        second.goto(f"{DESK}/draws/{offer.slug}")
        return second.locator('form[action$="/run"]').count() == 1

    until("the second officer may draw", ready, within_s=30, every_s=1)
    witness.look(second)
    shown = second.locator('form[action$="/run"]').inner_text()
    write(second, code=re.search(r"\b\d{6}\b", shown).group())
    press(second, "/run")
    second.wait_for_selector(".tickets")  # the wall goes on to the order by itself
    witness.look(second)
    second.goto(f"{DESK}/draws/{offer.slug}")
    second.wait_for_selector('a[href$="minutes.pdf"]')
    witness.look(second)
    first.goto(proof)
    witness.look(first)
    text = drawing.bundle(world, drawing.Sealed(proof, ""))
    root = re.search(r"--root ([0-9a-f]{64})", first.inner_text("main")).group(1)
    assert drawing.verified(text, root)[0] == 0


def by_hand_accept(page: Page, witness: Witness, offer) -> str:  # type: ignore[no-untyped-def]
    """Yes, the address, the date; returns the host's page."""
    press(page, "/answer", "yes")
    page.wait_for_url("**/h/*")
    host = urlsplit(page.url).path
    witness.look(page)
    write(page, address_extra="2e étage", phone="06 99 00 12 34")
    press(page, "/address")
    page.wait_for_selector("[name=day]")
    witness.look(page)
    day = offer.party_from + timedelta(days=7)
    write(
        page, day=day.isoformat(), starts="19:30", ends="23:00", words="Le far sort à vingt heures."
    )
    press(page, "/date")
    page.wait_for_selector("figure.hero-table, .sec--open")

    def shared() -> bool:
        page.goto(host)
        return bool(re.search(r"/i/[0-9A-Z]{10}", page.content()))

    until("the host has a link to share", shared, every_s=0.5)
    return host


def send_parcel(telephone, witness) -> None:  # type: ignore[no-untyped-def]
    """Logistics pack, label, ship and deliver the one kit of this story."""
    page = telephone("/demo/")
    be(page, "logistics")
    page.goto(f"{DESK}/kits?view=prepare&q=Apolline")
    witness.look(page)
    on(page.locator("main tr", has_text="Lille").locator("th a", has_text="Apolline").first)
    witness.look(page)
    press(page, "/pack")
    page.wait_for_selector('form[action$="/label"], [name=carrier]')
    if page.locator('form[action$="/label"]').count():
        press(page, "/label")
    page.wait_for_selector("[name=carrier]")
    witness.look(page)
    write(page, carrier="Transports Imaginaires", tracking_code="TI-000-59000", cost="7,20")
    press(page, "/shipped")
    page.wait_for_selector('form[action$="/delivered"]')
    press(page, "/delivered")
    page.wait_for_selector('form[action$="/delivered"]', state="detached")
    witness.look(page)


def without_script(page: Page) -> None:
    """Yes, from a telephone that runs no script."""
    guest = answer_by_hand(page, "Zacharie")
    assert APOLLINE.address_line in page.inner_text("main"), guest


def answer_by_hand(page: Page, name: str) -> str:
    """Say yes for one; returns the guest's page."""
    write(page, first_name=name, email=f"{name.lower()}@convives.example")
    tick(page.locator('[name=answer][value="YES"]'))
    page.locator("form:has([name=first_name]) button:not([type=button])").last.click()
    page.wait_for_url("**/g/*")
    return urlsplit(page.url).path


def the_host_sees(page: Page, host: str, amount: str) -> None:
    def credited() -> bool:
        page.goto(host)
        return amount in plain(page)

    until(f"the host's page says {amount}", credited, within_s=30, every_s=0.5)


def plain(page: Page) -> str:
    """The words of the page, with every kind of space as one space."""
    return " ".join(page.inner_text("main").split())


def light(page: Page) -> None:
    """HTML and CSS of a page that arrives on a telephone, compressed."""
    found = weight(page)
    print(f"{urlsplit(page.url).path}, compressed: {sum(found.values())} bytes {found}")  # noqa: T201 - the figure
    assert sum(found.values()) <= LIGHT_ENOUGH
