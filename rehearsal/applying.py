"""Applying, page by page, by whoever was let in with a code."""

from __future__ import annotations

import re
from hashlib import sha256
from itertools import count
from typing import Protocol

from rehearsal.client import Form, Page

STATUS = re.compile(r"/a/[0-9A-Z]{27}$")
RECEIPT = re.compile(r"\b[A-Z]{3,4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


class Applicant(Protocol):
    """What an application asks for."""

    first_name: str
    last_name: str
    birth_year: int
    tied_to_brand: bool
    address_line: str
    postcode: str
    city: str
    seats: int

    @property
    def phone(self) -> str: ...


def tell(you: Page, fan: Applicant, **unseen: str) -> Page:
    """The person and their home; leads to the agreements. ``unseen``: what no person would write."""
    form = you.form(field="birth_year").fill(
        first_name=fan.first_name,
        last_name=fan.last_name,
        birth_year=fan.birth_year,
        phone=fan.phone,
        tied_to_brand=fan.tied_to_brand,
        address_line=fan.address_line,
        postcode=fan.postcode,
        city=fan.city,
        seats=fan.seats,
        dates_note="Les samedis",
        pets="no",
        receives_parcels="yes",
        **unseen,
    )
    return form.submit()


def agreed(agree: Page) -> Form:
    """The last form, ticked as far as it must be."""
    form = agree.form(field="RULES")
    for challenge in form.values.get("challenge", ()):  # as the page's script does
        form.fill(challenge_answer=_worked(challenge))
    return form.fill(**{name: True for name in form.values if name in {"RULES", "PRIVACY"}})


def _worked(challenge: str) -> str:
    """The first number with which the SHA-256 of challenge and number begins with fourteen zero bits."""
    for number in count():
        digest = sha256(f"{challenge}:{number}".encode()).digest()
        if int.from_bytes(digest[:2]) < 4:
            return str(number)
    raise AssertionError("numbers never end")


def status_path(page: Page) -> str:
    """Where a handed-in application is looked after."""
    assert STATUS.search(page.path), f"{page.url}: {page.text[:800]}"
    return page.path


def withdraw(status: Page) -> Page:
    """Take the application back, asked once."""
    return status.follow(r"/withdraw$").form("/withdraw").submit()
