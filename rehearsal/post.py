"""Everybody's mail: fetched once for all from the demo's feed, handed to whoever waits for it."""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from rehearsal.client import Browser

LOOK_EVERY_S, LOOK_BACK_EVERY_S, LATE_S = 0.25, 2.0, 12.0
"""Several send at once: a letter may be seen so late after others that left after it, in real seconds;
the clock of the house may have moved by a month meanwhile."""
OVERLAP = timedelta(seconds=3)
QUIET_S = 30.0
"""While letters arrive, a house is at work on many: none is missing before it was quiet for so long."""
MANY_KNOWN = 4000
LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it arrived. ``left_at`` is the time in the house."""

    to: str
    subject: str
    text: str
    calendar: str
    left_at: datetime

    @property
    def links(self) -> list[str]:
        return LINK.findall(self.text)

    def path(self, pattern: str) -> str:
        """The path of the first link that matches, or ""."""
        for link in self.links:
            found = re.search(rf"https?://[^/]+({pattern})", link)
            if found:
                return found.group(1)
        return ""

    @property
    def event(self) -> dict[str, str]:
        """The lines of its calendar file by name, parameters left out; empty without one."""
        head, _, party = self.calendar.replace("\r\n ", "").partition("BEGIN:VEVENT")
        lines: dict[str, str] = {}
        for line in [*head.partition("BEGIN:VTIMEZONE")[0].splitlines(), *party.splitlines()]:
            name, _, value = line.partition(":")
            lines.setdefault(name.partition(";")[0], value)
        return lines


class PostOffice:
    """Polls the feed in a thread; every letter is met once."""

    def __init__(self, browser: Browser, since: datetime) -> None:
        self._browser = browser
        self._since = since
        self._boxes: dict[str, list[Letter]] = defaultdict(list)
        self._recent: dict[str, datetime] = {}
        self._marks = deque([(time.monotonic(), since)])  # how far it had read, and when
        self._looked_back = time.monotonic()
        self._arrived = time.monotonic()
        self._changed = threading.Condition()
        self._ended = threading.Event()
        self.trouble: Exception | None = None
        self.letters = 0
        self._thread = threading.Thread(target=self._run, name="post", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(timeout=10)

    def to(self, address: str) -> list[Letter]:
        """The letters to one address so far, the first first."""
        with self._changed:
            return list(self._boxes.get(address.lower(), []))

    def wait(
        self, address: str, fits: Callable[[Letter], bool], what: str, *, within_s: float = 60
    ) -> Letter:
        """Wait for the newest letter to ``address`` that fits; fails saying ``what``, not before
        ``within_s`` nor while others arrive."""
        end = time.monotonic() + within_s
        with self._changed:
            while True:
                box = self._boxes.get(address.lower(), [])
                found = next((one for one in reversed(box) if fits(one)), None)
                if found is not None:
                    return found
                if self.trouble is not None:
                    raise self.trouble
                left = max(end, self._arrived + QUIET_S) - time.monotonic()
                if left <= 0:
                    known = [one.subject for one in box]
                    raise AssertionError(f"no mail to {address} ({what}); there are {known}")
                self._changed.wait(min(left, 1.0))

    def fetch(self) -> int:
        """Fetch what is new; returns how many letters there were."""
        new = 0
        cursor = self._cursor() - OVERLAP
        while True:
            answer = self._browser.get(
                "/demo/mail.json", params={"since": cursor.isoformat()}
            ).response.json()
            with self._changed:
                for told in answer["mails"]:
                    new += self._take(told)
                self._changed.notify_all()
            if answer["mails"]:
                cursor = datetime.fromisoformat(answer["mails"][-1]["left_at"])
            if not answer["more"]:
                break
        self._forget_known()
        return new

    def _cursor(self) -> datetime:
        """From where to read on: the newest letter; now and then the newest of LATE_S ago."""
        present = time.monotonic()
        while len(self._marks) > 1 and self._marks[1][0] <= present - LATE_S:
            self._marks.popleft()
        self._marks.append((present, self._since))
        if present - self._looked_back < LOOK_BACK_EVERY_S:
            return self._since
        self._looked_back = present
        return self._marks[0][1]

    def _forget_known(self) -> None:
        """Drop the codes of letters that no look back meets again."""
        if len(self._recent) > MANY_KNOWN:
            early = self._marks[0][1] - OVERLAP * 2
            self._recent = {code: at for code, at in self._recent.items() if at >= early}

    def _take(self, told: dict[str, str]) -> int:
        left_at = datetime.fromisoformat(told["left_at"])
        if told["code"] in self._recent:
            return 0
        self._recent[told["code"]] = left_at
        self._since = max(self._since, left_at)
        to = told["to"].lower()
        self._boxes[to].append(Letter(to, told["subject"], told["text"], told["calendar"], left_at))
        self.letters += 1
        self._arrived = time.monotonic()
        return 1

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self.fetch()
            except Exception as error:  # whoever waits is told
                with self._changed:
                    self.trouble = error
                    self._changed.notify_all()
                return
            self._ended.wait(LOOK_EVERY_S)
