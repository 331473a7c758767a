"""A person who has a keyboard and nothing else; every stop of the focus is looked at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rehearsal.houses import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

MANY = 120
STOP = (Path(__file__).parent / "stop.js").read_text(encoding="utf-8")


class Keyboard:
    """Keys pressed on one page; ``pressed`` counts them, ``troubles`` says what was wrong."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        self.pressed = self.stops = 0
        self.faintest = 21.0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def focused(self, what: str) -> Any:
        """A property of what has the focus."""
        return self.page.evaluate("what => document.activeElement[what]", what)

    def stands(self, wanted: str = "*") -> dict[str, Any] | None:
        """Look at where the focus stands; None when it stands nowhere."""
        found: dict[str, Any] | None = self.page.evaluate(STOP, wanted)
        if found:
            self.stops += 1
            self.faintest = min(self.faintest, found["contrast"] or 21)
            where = urlsplit(self.page.url).path
            self.troubles += [f"{where}: {found['name']} {wrong}" for wrong in found["wrong"]]
        return found

    def to(self, wanted: str, key: str = "Tab") -> None:
        """Press ``key`` until the focus stands on ``wanted``, a selector, without going round."""
        passed: list[str] = []
        found = self.stands(wanted)
        while not (found and found["arrived"]):
            self.press(key)
            found = self.stands(wanted)
            name = found["name"] if found else "nothing"
            assert found and len(passed) < MANY, f"{self.page.url}: {wanted} is not among {passed}"
            passed.append(name)

    def arrive(self) -> None:
        """On a new page: the first stop is the link that skips to the content, and it does."""
        if self.focused("id") == "content":
            return
        self.press("Tab")
        found = self.stands(".skip")
        assert found and found["arrived"], f"{self.page.url}: the first stop is {found}"
        self.press("Enter")
        until("the content has the focus", lambda: self.focused("id") == "content", within_s=5)

    def through(self) -> None:
        """Tab through the whole page, once."""
        for number in range(MANY):
            self.press("Tab")
            found = self.stands(".skip")
            if found is None or (found["arrived"] and number):
                return
        raise AssertionError(f"{self.page.url}: no end after {MANY} stops")

    def on(self, key: str = "Enter") -> None:
        """Press a key that leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.press(key)

    def go(self, wanted: str, key: str = "Enter") -> None:
        """Go to a link or a button and press it."""
        self.to(wanted)
        self.on(key)

    def write(self, **values: str) -> None:
        """Type into fields by name; what stands in one is marked by the Tab that leads to it."""
        for name, value in values.items():
            self.to(f"[name='{name}']")
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(value)
            self.pressed += len(value)

    def choose(self, name: str, value: str) -> None:
        """Go to a group of radio buttons and along it with the arrows."""
        self.to(f"[name='{name}']")
        if not self.focused("checked"):
            self.press("Space")
        self.to(f"[name='{name}'][value='{value}']", "ArrowDown")
        assert self.focused("checked")

    def tick(self, wanted: str) -> None:
        """Go to a box and tick it."""
        self.to(wanted)
        self.press("Space")
        assert self.focused("checked")
