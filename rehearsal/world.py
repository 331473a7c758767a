"""What a stranger holds of a running house: browsers, the letter box of the demo, its clock."""

from __future__ import annotations

import itertools
import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from typing import Any
from zoneinfo import ZoneInfo

from rehearsal.client import Browser, Element, Line, Page
from rehearsal.houses import until

PARIS = ZoneInfo("Europe/Paris")
CODE = re.compile(r"[A-Z0-9]{3,8}(-[A-Z0-9]{3,8})*")
BRAND = "maison-alma"
CLOCK_KEPT_S = 0.3  # a process of the house may read its clock so rarely
FIRST_ADDRESS = IPv4Address("10.0.0.0")  # everybody comes from somewhere else


@dataclass(frozen=True)
class Mail:
    """One message, as the letter box shows it."""

    code: str
    page: Page

    @property
    def subject(self) -> str:
        return self.page.h1

    @property
    def text(self) -> str:
        """Its words, as one line."""
        return self._words.text

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self._words.raw.splitlines()]

    @property
    def sent(self) -> bool:
        return "Sent" in [dd.text for dd in self.page.tree.all("dd")]

    @property
    def calendar(self) -> str:
        """Its calendar file, unfolded; "" when it carries none."""
        found = self.page.links(r"invite\.ics$")
        if not found:
            return ""
        return self.page.browser.get(found[0]).response.text.replace("\r\n ", "")

    @property
    def _words(self) -> Element:
        found = self.page.tree.all("pre")
        assert found, f"{self.page.url} shows no words: {self.page.text[:400]}"
        return found[0]

    def link(self, pattern: str) -> str:
        return self.page.link(pattern)


class LetterBox:
    """/demo/mail, read in English: the messages themselves keep their own language."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def to(self, address: str, *, limit: int = 40) -> list[Mail]:
        """The messages to one address, the newest first."""
        browser = Browser(self._base_url, "en")
        listed = browser.get("/demo/mail", params={"to": address})
        codes = [href.rpartition("/")[2] for href in listed.links(r"/demo/mail/[^/?]+$")]
        return [Mail(code, browser.get(f"/demo/mail/{code}")) for code in codes[:limit]]

    def find(self, address: str, wanted: str | Callable[[Mail], bool]) -> Mail | None:
        """The newest message that has left and whose words match, or None."""
        fits = (
            wanted
            if callable(wanted)
            else lambda m: bool(re.search(wanted, f"{m.subject} {m.text}"))
        )
        return next((mail for mail in self.to(address) if mail.sent and fits(mail)), None)

    def wait(
        self, address: str, wanted: str | Callable[[Mail], bool], *, within_s: float = 20
    ) -> Mail:
        """Wait for such a message."""
        said = (
            wanted if isinstance(wanted, str) else getattr(wanted, "__doc__", None) or "that fits"
        )

        def look() -> Mail | None:
            found = self.find(address, wanted)
            assert found, "there are " + "; ".join(
                f"{m.subject!r}{'' if m.sent else ' (not sent)'}" for m in self.to(address)
            )
            return found

        found = until(f"mail to {address}: {said}", look, within_s=within_s, every_s=0.4)
        assert found is not None
        return found


class World:
    """One house, the people at its doors.

    With a ``line`` its browsers share connections, and each comes from an address of its own.
    """

    def __init__(self, base_url: str, line: Line | None = None) -> None:
        self.base_url, self.line = base_url, line
        self.letters = LetterBox(base_url)
        self._moved = timedelta(0)
        self._people = itertools.count(1)

    def browser(self, language: str = "fr", **more: Any) -> Browser:
        """Somebody's fresh browser."""
        address = str(FIRST_ADDRESS + next(self._people)) if self.line else ""
        return Browser(self.base_url, language, line=self.line, address=address, **more)

    def read_clock(self) -> datetime:
        """Read the time of a house that was at work before us, to the minute."""
        shown = self.browser().get("/demo/").form("/demo/clock", field="until").values["until"][0]
        there = datetime.fromisoformat(shown).replace(tzinfo=PARIS).astimezone(UTC)
        self._moved += there - self.now.replace(second=0)
        return self.now

    def sign_in(self, who: str, language: str = "fr") -> Browser:
        """Be one of the prepared people, by the button at /demo/."""
        browser = self.browser(language)
        browser.get("/demo/").form(f"/demo/sign-in/{who}").submit()
        return browser

    @property
    def now(self) -> datetime:
        """The time in the house, to the second."""
        real = datetime.now(UTC)  # noqa: TID251 - seen from outside, the house's clock is this one
        return real.replace(microsecond=0) + self._moved

    @property
    def local_now(self) -> datetime:
        return self.now.astimezone(PARIS)

    def move_to(self, moment: datetime) -> datetime:
        """Move the clock of the house to ``moment``, or to the minute after; returns the new time."""
        seconds = math.ceil(moment.timestamp() / 60) * 60
        target = datetime.fromtimestamp(seconds, UTC)
        if target <= self.now:
            return self.now
        form = self.browser().get("/demo/").form("/demo/clock", field="until")
        form.fill(until=target.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")).submit()
        self._moved += target - self.now
        time.sleep(CLOCK_KEPT_S)
        return self.now

    def move_by(self, **step: float) -> datetime:
        return self.move_to(self.now + timedelta(**step))


def sign_in_by_mail(page: Page, email: str, code: Callable[[], str]) -> Page:
    """Give an address on ``page`` and type the code that ``code`` waits for."""
    asked = page.form(field="login").fill(login=email).submit()
    return asked.form(field="code").fill(code=code()).submit()


def code_in(lines: list[str]) -> str:
    """The sign-in code that stands on a line of its own, or ""."""
    return next((line for line in lines if CODE.fullmatch(line)), "")


def code_for(world: World, email: str) -> Callable[[], str]:
    """Wait, when asked, for the code of a sign-in that begins now."""
    known = {mail.code for mail in world.letters.to(email)}

    def fits(mail: Mail) -> bool:
        """a code"""
        return mail.code not in known and bool(code_in(mail.lines))

    return lambda: code_in(world.letters.wait(email, fits).lines)
