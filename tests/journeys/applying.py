"""Fans apply with a code from their letter box; one cannot take part, one thinks better of it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from zlib import crc32

from rehearsal.applying import RECEIPT, agreed, status_path, tell, withdraw
from rehearsal.campaigns import Offer
from rehearsal.cast import made_up_phone
from rehearsal.client import Browser
from rehearsal.world import Mail, World, code_for, sign_in_by_mail


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
    birth_year: int = 1988
    seats: int = 6
    status: str = ""
    receipt: str = ""
    browser: Browser | None = None

    @property
    def email(self) -> str:
        return f"{self.first_name}.{self.last_name}@exemple.example".lower().translate(
            str.maketrans("éèçï", "eeci")
        )

    @property
    def phone(self) -> str:
        return made_up_phone(crc32(self.email.encode()) % 50_000)

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
    you = sign_in_by_mail(start, fan.email, code_for(world, fan.email))
    status = agreed(tell(you, fan)).submit()
    fan.status = status_path(status)
    mail = world.letters.wait(fan.email, re.escape(f"/a/{fan.code}") + "|ALMA-")
    fan.receipt = RECEIPT.search(mail.text).group()
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
    withdraw(fan.browser.get(fan.status))
