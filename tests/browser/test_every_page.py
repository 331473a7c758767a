"""Every page of the first state that `make shots` takes a picture of, the desk's apart.

For what is measured of each see `measuring.py`; the witness hears what else goes wrong.
"""

from __future__ import annotations

from tests.browser import room
from tests.browser.measuring import measure
from tests.browser.witness import AXE, violations


def test_every_page_is_clean_and_has_room(stand, witness, listing):
    """Beside `test_every_page_at_the_desk.py`, so that two workers share them."""
    looked_at = measure((page for page in listing.at() if page.room != "desk"), stand, witness)

    print(f"{looked_at} pages")  # noqa: T201 - the figure
    assert looked_at > 40


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
