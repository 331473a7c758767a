"""Every page that `make shots` takes a picture of: axe in the light and in the dark, and room for all.

Each page is loaded once and measured in every state: a telephone's width, a desk's too, the dark,
320 points, a zoom of 200 %, letters of 200 %. The witness hears what else goes wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import room
from tests.browser.inks import unguarded
from tests.browser.witness import AXE, RULES, WCAG, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.listing import Listed

# The first state of the demonstration, then the moments that bring other kinds of page.
MOMENTS = ("", "closed", "sealed", "due", "drawn", "answered", "unsettled")

# The prepared people have neither a password nor a second factor to say again who they are.
REFUSED = {"account/reauthenticate"}
# A mail names no picture for a tab, so the browser asks for one by itself.
MAIL_ICON = "/favicon.ico"


@pytest.fixture
def stand(telephone, signed_in):
    """A function that gives the one tab of a person, wherever it stood last."""
    tabs: dict[str, Page] = {}

    def tab(who: str) -> Page:
        if who not in tabs:
            tabs[who] = telephone(
                "about:blank", is_mobile=False, has_touch=False, storage_state=signed_in(who)
            )
        return tabs[who]

    return tab


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment or "first")
def test_every_page_is_clean_and_has_room(stand, witness, listing, moment):
    pages = listing.at(moment)

    for page in pages:
        for found in measured(stand(page.who), page, witness):
            witness.troubles.append(f"{page} ({page.path}): {found}")

    print(f"{moment or 'first'}: {len(pages)} pages")  # noqa: T201 - the figure
    assert pages


def measured(tab: Page, page: Listed, witness) -> list[str]:  # type: ignore[no-untyped-def]
    """Open a page and return what is wrong with it, in words."""
    at_desk = page.room == "desk"
    if page.room == "errors" or str(page) in REFUSED:
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


def test_axe_would_see_a_small_target_and_a_pale_word(stand, listing):
    """The rules that we lean on are at work in this very set."""
    tab = stand("")
    tab.goto("/")
    tab.evaluate(AXE)
    tab.evaluate(
        """() => { const main = document.querySelector("main");
        main.insertAdjacentHTML("beforeend",
          "<p id=pale>pale</p><button id=a>x</button><button id=b>y</button>");
        pale.style.color = "#ddd"; pale.style.background = "#fff";
        for (const e of [a, b]) Object.assign(e.style,
          {width: "10px", height: "10px", padding: 0, border: 0, fontSize: "8px"}); }"""
    )

    found = " ".join(violations(tab))

    assert "target-size" in found
    assert "color-contrast" in found


def test_room_is_missed_where_there_is_none(stand):
    """A word that is cut and a box that is too wide are told."""
    tab = stand("")
    tab.goto("/")
    tab.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("beforeend",
        "<p id=cut>mot coupé</p><p id=wide>large</p><div id=scrolls><p>défile sans nom</p></div>")"""
    )
    tab.evaluate(
        """() => { Object.assign(cut.style, {width: "20px", overflow: "hidden", whiteSpace: "nowrap"});
        wide.style.width = "2000px"; scrolls.style.overflowX = "auto"; scrolls.style.width = "50px";
        scrolls.firstChild.style.width = "3000px"; }"""
    )

    found = " ".join(room.lacking(tab))

    assert [what in found for what in ("cuts its words", "wider than", "has no name")] == [True] * 3
