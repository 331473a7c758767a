"""Everything that is measured of one page, which is loaded once.

In each state it is held against axe or against the room that it has: a telephone's width, a desk's
too, the dark, 320 points, a zoom of 200 %, letters of 200 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tests.browser import room
from tests.browser.inks import unguarded
from tests.browser.witness import AXE, RULES, WCAG, Witness, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.listing import Listed

# A mail names no picture for a tab, so the browser asks for one by itself.
MAIL_ICON = "/favicon.ico"


def measure(pages: Iterable[Listed], stand: Callable[[str], Page], witness: Witness) -> int:
    """Open every page as who may see it; the witness hears what is wrong. Returns how many."""
    looked_at = 0
    for page in pages:
        looked_at += 1
        for found in measured(stand(page.who), page, witness):
            witness.troubles.append(f"{page} ({page.path}): {found}")
    return looked_at


def measured(tab: Page, page: Listed, witness: Witness) -> list[str]:
    """Open a page and return what is wrong with it, in words."""
    at_desk = page.room == "desk"
    if page.room == "errors":
        witness.expected.add(page.path)
    if page.room == "mail":
        witness.expected.add(MAIL_ICON)
    if page.html:
        tab.route(
            f"**{page.path}",
            lambda route: route.fulfill(body=page.html, content_type="text/html"),
        )
    tab.set_viewport_size(room.DESK if at_desk else room.PHONE)
    tab.emulate_media(color_scheme="light")
    tab.goto(page.path)
    tab.evaluate(AXE)
    # A mail is read inside somebody else's page, whose landmarks it must not have.
    tags = WCAG if page.path.endswith("/html") else RULES
    found = [f"axe: {said}" for said in violations(tab, tags=tags)]
    if (headings := tab.locator("h1").count()) != 1:
        found.append(f"has {headings} h1")
    own_colours = page.room != "mail"
    found += unguarded(tab) if own_colours else []
    tab.emulate_media(color_scheme="dark")
    found += unguarded(tab) if own_colours else []
    found += [f"axe in the dark: {said}" for said in violations(tab, "color-contrast")]
    if at_desk:  # the rail folds and lists become notes: another page, as far as axe can tell
        tab.set_viewport_size(room.PHONE)
        found += [f"axe in the dark, 390 px: {said}" for said in violations(tab)]
    return found + room.lacking(tab)
