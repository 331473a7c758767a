"""What every scene of a rehearsal is given: the house, the people, the dice, the tally."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rehearsal.campaigns import Offer, Plan
from rehearsal.cast import Cast, Fan
from rehearsal.client import Browser, Form, Page
from rehearsal.post import Letter, PostOffice
from rehearsal.tally import Tally
from rehearsal.world import World

AT_ONCE = 24
"""People at the doors at one moment; most of them wait for a mail."""
PATIENCE_S, SHORT_PATIENCE_S = 60.0, 15.0


@dataclass
class Guest:
    """A friend who answered. ``path`` is their own page."""

    name: str
    email: str
    counted: bool
    path: str
    answer: str
    seats: int
    seating: str = ""  # what the rules of the table make of it: IN, WAITING or ""
    freed: bool = False  # had a chair, and gave it back


@dataclass
class Table:
    """One host's evening, as the rehearsal reckons it."""

    number: int
    fan: Fan
    browser: Browser
    path: str  # /h/…
    day: date
    capacity: int
    share: str = ""
    given_back: bool = False
    moved: bool = False
    tracking: str = ""
    guests: list[Guest] = field(default_factory=list)
    taken: int = 0
    visits: int = 0
    orders: int = 0
    credited_cents: int = 0
    code: str = ""

    @property
    def living(self) -> bool:
        return not self.given_back

    def seat(self, guest: Guest) -> None:
        """A yes takes chairs if there are so many, and waits if not."""
        if guest.answer != "YES":
            return
        if self.taken + guest.seats <= self.capacity:
            self.taken += guest.seats
            guest.seating = "IN"
        else:
            guest.seating = "WAITING"

    def leave(self, guest: Guest) -> list[Guest]:
        """A guest says no; those who wait move up in order, if they fit. Returns who moved up."""
        if guest.seating == "IN":
            self.taken -= guest.seats
            guest.freed = True
        guest.seating, guest.answer = "", "NO"
        moved = []
        for waiting in self.guests:
            if waiting.seating == "WAITING" and self.taken + waiting.seats <= self.capacity:
                self.taken += waiting.seats
                waiting.seating = "IN"
                moved.append(waiting)
        return moved


@dataclass
class Happening:
    """One thing of the story, for its replay; ``table`` is its number, or None."""

    at: str
    kind: str
    count: int = 1
    table: int | None = None
    who: str = ""


class Stage:
    """The play as it stands."""

    def __init__(
        self, *, world: World, post: PostOffice, cast: Cast, plan: Plan, offer: Offer, fans: int,
        tally: Tally, say: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.world, self.post, self.cast, self.plan, self.offer = world, post, cast, plan, offer
        self.fans, self.tally, self._say = fans, tally, say
        self.handed_in: dict[int, Fan] = {}
        self.tables: list[Table] = []
        self.happenings: list[Happening] = []
        self.patience_s = PATIENCE_S
        self._lock = threading.Lock()
        self.began = time.monotonic()

    def say(self, words: str) -> None:
        """One line on the terminal: the time in the house, the time it took so far."""
        spent = time.monotonic() - self.began
        there = self.world.local_now.strftime("%a %d %b %H:%M")
        self._say(f"{spent:6.1f} s  {there}  {words}")

    def note(self, kind: str, *, table: int | None = None, who: str = "", count: int = 1) -> None:
        """Keep one thing for the replay."""
        happening = Happening(self.world.now.isoformat(), kind, count, table, who)
        with self._lock:
            self.happenings.append(happening)

    def each[One](self, what: Callable[[One], Any], people: Iterable[One], *, doing: str) -> None:
        """Everybody does it, many at once; the first failure ends the play."""
        waiting = list(people)
        step = max(1, len(waiting) // 10) if len(waiting) >= 200 else len(waiting) or 1
        with ThreadPoolExecutor(AT_ONCE) as together:
            for done, _ in enumerate(together.map(what, waiting), start=1):
                if done % step == 0 and done < len(waiting):
                    self.say(f"{doing}: {done} of {len(waiting)}")
        self.say(f"{doing}: {len(waiting)}")

    def letter(self, address: str, fits: Callable[[Letter], bool], what: str) -> Letter | None:
        """Wait for a letter; None when it does not come, and then nobody waits long any more.

        The tally says in the end what was missing; a play that stopped here could not.
        """
        try:
            return self.post.wait(address, fits, what, within_s=self.patience_s)
        except AssertionError as missing:
            self.patience_s = SHORT_PATIENCE_S
            self.say(f"missing: {missing}")
            return None

    def move_to(self, moment: datetime) -> None:
        self.world.move_to(moment)

    @property
    def living(self) -> list[Table]:
        return [table for table in self.tables if table.living]


def twice(form: Form, button: str | None = None) -> tuple[Page, Page]:
    """Press a button twice at once, as an impatient thumb does; returns both answers."""
    again = form.page.browser.twin()
    with ThreadPoolExecutor(2) as together:
        first = together.submit(form.submit, button)
        second = together.submit(form.submit, button, browser=again)
        return first.result(), second.result()
