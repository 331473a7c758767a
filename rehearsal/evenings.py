"""What a host and a packer press: yes or no, the address, the date, the parcel's way."""

from __future__ import annotations

import re
from datetime import date

from rehearsal.client import Browser, Page

OFFER = r"/a/[0-9A-Z]{27}/answer$"
HOST = re.compile(r"/h/[0-9A-Z]{27}")
CARRIER = "Transports Imaginaires"


def refuse(asked: Page) -> Page:
    """Leave the table to the next person; asked once whether one means it."""
    return asked.form("/answer").submit("ask").form("/answer").submit("no")


def accept(asked: Page) -> Page:
    """Say yes; the host's page opens."""
    page = asked.form("/answer").submit("yes")
    assert HOST.fullmatch(page.path), f"{page.url}: {page.text[:600]}"
    return page


def confirm_address(page: Page) -> Page:
    """Check each line, add what the carrier needs; leads to the date."""
    form = page.form("/address").fill(address_extra="2e étage gauche", phone="06 99 00 12 34")
    done = form.submit()
    assert done.form("/date"), done.text[:400]
    return done


def choose_date(browser: Browser, host: str, day: date, *, words: str = "") -> Page:
    """Choose the day, or move it; half past seven, as people do. ``host`` is the page's path."""
    form = browser.get(f"{host}/date").form("/date")
    form.fill(day=day.isoformat(), starts="19:30", ends="23:00")
    if words:
        form.fill(words=words)
    done = form.submit()
    assert done.path == host, f"{done.url}: {done.text[:800]}"
    return done


def cancel(browser: Browser, host: str) -> Page:
    """Give the table back, asked once."""
    return browser.get(f"{host}/cancel").form().submit()


def pack(box: Page) -> Page:
    """Everything is in the box, and it has a label."""
    box = box.form("/pack").submit()
    if any(form.action.endswith("/label") for form in box.forms):
        box = box.form("/label").submit()
    return box


def hand_over(box: Page, tracking: str, *, cost: str) -> Page:
    """The carrier has it."""
    form = box.form("/shipped").fill(carrier=CARRIER, tracking_code=tracking, cost=cost)
    return form.submit()
