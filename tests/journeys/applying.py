"""Fans apply with a code from their letter box; one cannot take part, one thinks better of it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests.journeys.client import Browser
from tests.journeys.organising import Offer
from tests.journeys.world import Mail, World, sign_in_by_mail


@dataclass
class Fan:
    """Somebody made up, and what they hold after applying."""

    first_name: str
    last_name: str
    address_line: str
    postcode: str
    city: str
    language: str = "fr"
    tied_to_brand: bool = False
    status: str = ""
    receipt: str = ""
    browser: Browser | None = None

    @property
    def email(self) -> str:
        return f"{self.first_name}.{self.last_name}@exemple.example".lower().translate(
            str.maketrans("éèçï", "eeci")
        )

    @property
    def code(self) -> str:
        return self.status.rpartition("/")[2]


NORTH = [
    Fan("Apolline", "Verdier", "3 rue de la Barre", "59000", "Lille"),
    Fan("Baptiste", "Quesnel", "18 rue Saint-Aubert", "62000", "Arras"),
    Fan("Clara", "Dumoulin", "7 rue des Otages", "80000", "Amiens"),
]
ELSEWHERE = [
    Fan("Driss", "Mansouri", "24 rue Mercière", "69002", "Lyon"),
    Fan("Elsa", "Keller", "5 rue du Dôme", "67000", "Strasbourg", language="en"),
    Fan("Florian", "Ropars", "9 rue Kéréon", "29000", "Quimper"),
]
FAMILY = Fan("Gaspard", "Alma", "2 rue Foch", "34000", "Montpellier", tied_to_brand=True)
GONE = Fan("Hugo", "Tessier", "11 rue Sainte-Catherine", "33000", "Bordeaux")


def apply(world: World, fan: Fan, offer: Offer) -> Mail:
    """Apply from the campaign page to the receipt; returns the receipt's mail."""
    fan.browser = browser = world.browser(fan.language)
    start = browser.get(offer.url).follow(rf"{re.escape(offer.url)}/apply")
    you = sign_in_by_mail(world, start, fan.email)
    home = (
        you.form(field="birth_year")
        .fill(
            first_name=fan.first_name,
            last_name=fan.last_name,
            birth_year=1988,
            phone="06 99 00 12 34",
            tied_to_brand=fan.tied_to_brand,
        )
        .submit()
    )
    agree = (
        home.form(field="seats")
        .fill(
            address_line=fan.address_line,
            postcode=fan.postcode,
            city=fan.city,
            seats=6,
            dates_note="Les samedis",
            pets="no",
            receives_parcels="yes",
        )
        .submit()
    )
    form = agree.form(field="RULES")
    boxes = {name: True for name in form.values if name in {"RULES", "PRIVACY"}}
    status = form.fill(**boxes).submit()
    assert re.search(r"/a/[0-9A-Z]{27}$", status.path), f"{status.url}: {status.text[:800]}"
    fan.status = status.path
    mail = world.letters.wait(fan.email, re.escape(f"/a/{fan.code}") + "|ALMA-")
    fan.receipt = re.search(r"\b[A-Z]{3,4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", mail.text).group()
    assert fan.receipt in status.text
    assert mail.link(rf"/a/{fan.code}$") == world.base_url + fan.status
    return mail


def apply_all(world: World, fans: list[Fan], offer: Offer) -> None:
    """Everybody applies on the same evening, four at a time."""
    with ThreadPoolExecutor(4) as together:
        list(together.map(lambda fan: apply(world, fan, offer), fans))


def finds_it_closed(world: World, offer: Offer) -> None:
    """Who comes after the last minute reads so, and is asked for nothing."""
    late = world.browser().get(f"{offer.url}/apply")
    assert not [form for form in late.forms if "login" in form.values], late.text[:400]


def think_better(fan: Fan) -> None:
    """Withdraw, asked once."""
    asked = fan.browser.get(fan.status).follow(r"/withdraw$")
    asked.form("/withdraw").submit()
