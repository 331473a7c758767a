"""An organiser with a keyboard and nothing else: from nothing to a published campaign and its rules."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rehearsal.campaigns import DESK
from tests.browser.keys import Keyboard
from tests.browser.test_keyboard import SUBMIT, at_the_desk, hands, told_what_is_wrong

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

__all__ = ["hands"]

ON = "main form [name='do'][value='next']"


class Desk:
    """Pages filled in one after the other, with what a publication requires and nothing else; counts it."""

    def __init__(self, keys: Keyboard) -> None:
        self.keys = keys
        self.answers = self.pages = 0
        self.orders: tuple[str, ...] = ("%d%m%Y", "%m%d%Y")

    def day(self, name: str, day: date, hour: str = "") -> None:
        """Type a day, and an hour of the morning, into the parts of a field for dates.

        Their order is that of the browser's own language: the first try tells it.
        """
        self.keys.to(f"[name='{name}']")
        wanted = day.isoformat() + (f"T{hour}:00" if hour else "")
        for order in self.orders:
            # Whatever part has the focus: back to the first one.
            for key in (*["ArrowLeft"] * 6, *day.strftime(order)):
                self.keys.press(key)
            for key in ("ArrowRight", *hour, "0", "0", "A") if hour else ():
                self.keys.press(key)
            if self.keys.page.input_value(f"[name='{name}']") == wanted:
                self.orders = (order,)
                return
        found = self.keys.page.input_value(f"[name='{name}']")
        raise AssertionError(f"{name}: {found!r} was typed in place of {wanted!r}")

    def page(self, go_on: str, **values: str) -> None:
        """Write what a page asks for and go on."""
        self.pages += 1
        self.answers += len(values)
        self.keys.write(**values)
        self.keys.go(go_on)


def test_from_nothing_to_a_published_campaign(hands: Callable[..., Keyboard], world):  # type: ignore[no-untyped-def]
    keys = at_the_desk(hands, "publish", "organiser", "/campaigns")
    desk, today = Desk(keys), world.local_now.date()
    keys.arrive()
    keys.go("main a[href$='/campaigns/new']")
    keys.arrive()
    keys.write(title="Un soir de crêpes")
    keys.choose("kind", "DINNER")
    desk.day("applications_open_at", today, "10")
    desk.day("applications_close_at", today + timedelta(days=9), "11")
    desk.day("draw_at", today + timedelta(days=5), "11")
    desk.day("party_from_date", today + timedelta(days=40))
    keys.write(hosts_wanted="3")
    desk.pages, desk.answers = 1, 7
    keys.go(SUBMIT)
    told_what_is_wrong(keys, "draw_at")  # before the closing
    desk.day("draw_at", today + timedelta(days=10), "11")
    keys.go(SUBMIT)
    campaign = urlsplit(keys.page.url).path
    assert campaign.startswith(f"{DESK}/campaigns/")
    assert not keys.page.locator("form[action$='/publish'] button").count(), "words are missing"

    keys.arrive()
    keys.go("main a[href*='/words#id_']")  # a line of the list of what is missing
    assert keys.focused("name") == "fr-tagline", "the line leads to the very field"
    words: dict[str, str] = {}
    for language in ("fr", "en"):
        words |= {
            f"{language}-{name}": f"{name} {language}" for name in ("title", "tagline", "pact")
        }
    desk.page(ON, **{name: value for name, value in words.items() if name != "fr-title"})
    keys.arrive()
    desk.page(ON, **{"0-name": "Partout", "0-quota": "3"})
    keys.arrive()
    desk.page(ON)  # the draw: as it stands
    keys.arrive()
    prize = {"0-name_fr": "Crêpière", "0-name_en": "Crêpe pan", "0-value": "24,00"}
    desk.page("main form [name='do'][value='keep']", **prize)
    keys.arrive()
    keys.go("form[action$='/publish'] button")

    assert "/publish" not in keys.page.url
    public = f"/c/{campaign.rpartition('/')[2]}"
    shown = world.browser("en").get(public)
    assert shown.h1 == words["en-title"]
    assert world.browser().get(f"{public}/rules.pdf").response.content.startswith(b"%PDF-")
    assert re.search(r"\b[0-9a-f]{64}\b", world.browser().get(f"{public}/rules").text)
    print(  # noqa: T201 - the figures
        f"publish: {desk.pages} pages, {desk.answers} required answers, {keys.pressed} keys"
    )
