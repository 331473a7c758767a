"""From the answer to the evening: yes or no, the parcel, the date, the friends, the calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from rehearsal import evenings
from rehearsal.campaigns import DESK, Offer
from rehearsal.client import Browser, Element, Form, Page
from rehearsal.evenings import OFFER
from rehearsal.houses import until
from rehearsal.world import Mail, World
from tests.journeys.applying import Fan

TRACKING = "TI-000-{}"


@dataclass
class Host:
    """A fan who said yes, and the addresses they hold."""

    fan: Fan
    browser: Browser
    page: str  # /h/...
    share: str = ""  # /i/...

    @property
    def look(self) -> Page:
        return self.browser.get(self.page)


@dataclass
class Guest:
    """A friend who answered, and the address of their own page."""

    name: str
    email: str
    browser: Browser
    page: str  # /g/...

    @property
    def look(self) -> Page:
        return self.browser.get(self.page)


# --- the answer ---------------------------------------------------------------------------------


def offered(world: World, fan: Fan) -> Mail:
    """Wait for the mail that offers this fan a table."""

    def offers(mail: Mail) -> bool:
        """the offer of a table"""
        return bool(mail.page.links(OFFER))

    return world.letters.wait(fan.email, offers)


def next_asked(world: World, fans: list[Fan], proof: str) -> Fan:
    """Wait until one of these fans is offered a table by this draw."""

    def look() -> Fan | None:
        for fan in fans:
            for mail in world.letters.to(fan.email):
                if mail.sent and mail.page.links(OFFER) and mail.page.links(re.escape(proof)):
                    return fan
        return None

    found = until("the next in line is asked", look, every_s=0.4)
    assert found is not None
    return found


def refuse(world: World, fan: Fan) -> None:
    """Leave the table to the next person; asked once whether one means it."""
    told = evenings.refuse(world.browser(fan.language).get(offered(world, fan).link(OFFER)))
    assert told.path.endswith("/answer")
    assert not told.tree.all("form") or "answer" not in str([f.values for f in told.forms])


def accept(world: World, fan: Fan) -> Host:
    """Say yes; the host's page opens, and its address comes by mail."""
    browser = world.browser(fan.language)
    page = evenings.accept(browser.get(offered(world, fan).link(OFFER)))
    mail = world.letters.wait(fan.email, lambda m: bool(m.page.links(re.escape(page.path) + "$")))
    assert mail.sent
    return Host(fan, browser, page.path)


# --- address, date, parcel ----------------------------------------------------------------------


def confirm_address(host: Host) -> None:
    """Check each line, add what the carrier needs."""
    shown = host.look
    assert shown.form("/address").values["address_line"] == [host.fan.address_line]
    evenings.confirm_address(shown)


def share_link(host: Host) -> str:
    """The one link, once the invitation is open."""

    def look() -> str:
        found = re.search(r"/i/[0-9A-Z]{10}", host.look.html)
        return found.group() if found else ""

    host.share = until("the host has a link to share", look)
    return host.share


def send_parcel(world: World, logistics: Browser, host: Host) -> None:
    """Pick, pack, label, ship, deliver; the host hears of both ends of the way."""
    asked = {"view": "prepare", "q": host.fan.first_name}

    def look() -> list[Element]:
        rows = logistics.get(f"{DESK}/kits", params=asked).tree.all("tr")
        return [r for r in rows if host.fan.first_name in r.text and host.fan.city in r.text]

    rows = until(f"the kit of {host.fan.first_name} waits to be packed", look)
    box = logistics.get(rows[0].all("a")[0].attrs["href"])
    assert logistics.get(f"{DESK}/kits/pick-list.pdf").response.content.startswith(b"%PDF-")
    slip = box.follow(r"slip")
    assert slip.response.content.startswith(b"%PDF-")
    box = evenings.pack(box)
    label = logistics.get(next(h for h in box.links(r"label") if "slip" not in h)).response
    assert label.headers["Content-Type"] == "application/pdf"
    assert label.content.startswith(b"%PDF-")
    tracking = TRACKING.format(host.fan.postcode)
    box = evenings.hand_over(box, tracking, cost="7,20")
    world.letters.wait(host.fan.email, tracking)
    assert tracking in host.look.text
    box.form("/delivered").submit()


# --- friends ------------------------------------------------------------------------------------


def answer_form(page: Page) -> Form:
    return page.form(field="first_name")


def say(
    world: World, host: Host, name: str, answer: str, *, adults: int = 1, language: str = "fr",
    **more: object,
) -> Guest:  # fmt: skip
    """Answer on the shared page, from a phone that knows nothing of us."""
    browser = world.browser(language)
    email = f"{name.lower()}@convives.example"
    page = browser.get(host.share)
    assert host.fan.address_line not in page.html, "the street is for those who come"
    form = answer_form(page).fill(
        first_name=name, answer=answer, adults=adults, email=email, **more
    )
    told = form.submit()
    assert re.fullmatch(r"/g/[0-9A-Z]{27}", told.path), f"{told.url}: {told.text[:800]}"
    return Guest(name, email, browser, told.path)


def seated(guest: Guest, host: Host) -> bool:
    """Only who has a chair reads the street."""
    return host.fan.address_line in guest.look.text


def calendar(world: World, guest: Guest, method: str, sequence: int) -> dict[str, str]:
    """Wait for the calendar message of this method and number; returns its lines by name."""

    def fits(mail: Mail) -> bool:
        """a calendar message"""
        lines = _lines(mail.calendar)
        return lines.get("METHOD") == method and lines.get("SEQUENCE") == str(sequence)

    return _lines(world.letters.wait(guest.email, fits).calendar)


def _lines(text: str) -> dict[str, str]:
    event = text.partition("BEGIN:VEVENT")
    lines = {}
    for line in (event[0] + event[2]).splitlines():
        name, _, value = line.partition(":")
        lines.setdefault(name.partition(";")[0], value)
    return lines


def evening(world: World, host: Host, offer: Offer) -> dict[str, Guest]:
    """Friends say yes until the table is full, one waits, one leaves, the one who waited comes in.

    The table has five chairs beside the host's. Then the host moves the day, and everybody's
    calendar follows.
    """
    ana = say(world, host, "Ana", "YES", adults=2, measurement=True)
    bruno = say(world, host, "Bruno", "YES", adults=3, language="en")
    carole = say(world, host, "Carole", "YES", adults=2)
    dora = say(world, host, "Dora", "NO")
    assert [seated(g, host) for g in (ana, bruno, carole, dora)] == [True, True, False, False]

    first = {guest.name: calendar(world, guest, "REQUEST", 0) for guest in (ana, bruno)}
    assert (
        "LOCATION" in first["Ana"] and host.fan.address_line.split()[-1] in first["Ana"]["LOCATION"]
    )
    assert first["Ana"]["UID"] == first["Bruno"]["UID"]
    waiting = world.letters.wait(carole.email, lambda m: bool(m.page.links(re.escape(carole.page))))
    assert waiting.calendar == ""

    bruno.look.form(field="answer").fill(answer="NO").submit()
    cancelled = calendar(world, bruno, "CANCEL", 1)
    assert cancelled["UID"] == first["Bruno"]["UID"]
    until("Carole has the chair that Bruno gave back", lambda: seated(carole, host))
    assert calendar(world, carole, "REQUEST", 0)["UID"] == first["Ana"]["UID"]

    table = host.look.text
    assert "Ana" in table and "Carole" in table

    day = offer.party_from + timedelta(days=14)
    evenings.choose_date(host.browser, host.page, day)
    moved = calendar(world, ana, "REQUEST", 1)
    assert moved["UID"] == first["Ana"]["UID"]
    assert moved["DTSTART"] != first["Ana"]["DTSTART"]
    assert moved["DTSTART"].startswith(day.strftime("%Y%m%d"))
    calendar(world, carole, "REQUEST", 1)
    return {"ana": ana, "bruno": bruno, "carole": carole, "dora": dora}
