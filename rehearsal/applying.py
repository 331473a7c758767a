"""Applying, page by page, by whoever was let in with a code."""

from __future__ import annotations

import re
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


def tell_who(you: Page, fan: Applicant) -> Page:
    """The person; leads to the home."""
    form = you.form(field="birth_year").fill(
        first_name=fan.first_name,
        last_name=fan.last_name,
        birth_year=fan.birth_year,
        phone="06 99 00 12 34",
        tied_to_brand=fan.tied_to_brand,
    )
    return form.submit()


def tell_home(home: Page, fan: Applicant) -> Page:
    """The home; leads to the agreements."""
    form = home.form(field="seats").fill(
        address_line=fan.address_line,
        postcode=fan.postcode,
        city=fan.city,
        seats=fan.seats,
        dates_note="Les samedis",
        pets="no",
        receives_parcels="yes",
    )
    return form.submit()


def agreed(agree: Page) -> Form:
    """The last form, ticked as far as it must be."""
    form = agree.form(field="RULES")
    return form.fill(**{name: True for name in form.values if name in {"RULES", "PRIVACY"}})


def status_path(page: Page) -> str:
    """Where a handed-in application is looked after."""
    assert STATUS.search(page.path), f"{page.url}: {page.text[:800]}"
    return page.path


def withdraw(status: Page) -> Page:
    """Take the application back, asked once."""
    return status.follow(r"/withdraw$").form("/withdraw").submit()
