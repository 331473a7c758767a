"""What the rehearsal told the house, beside what it found told back: the figures, one by one."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

Figure = int | str


@dataclass(frozen=True)
class Check:
    """One figure: what follows from what was sent, and what the house says."""

    name: str
    told: Figure
    found: Figure

    @property
    def agrees(self) -> bool:
        return self.told == self.found


class Tally:
    """Counts kept while the story runs, from several threads; checks made at its end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.told: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.checks: list[Check] = []

    def tell(self, what: str, much: int = 1) -> None:
        """Something was done that the house should count."""
        with self._lock:
            self.told[what] += much

    def find(self, what: str, much: int = 1) -> None:
        """The house answered or wrote so on the way."""
        with self._lock:
            self.found[what] += much

    def check(self, name: str, told: Figure, found: Figure) -> Check:
        """Write one figure down; nothing is refused before the table is whole."""
        check = Check(name, told, found)
        self.checks.append(check)
        return check

    def check_counted(self, *names: str) -> None:
        """Compare figures that were counted on both sides on the way."""
        for name in names:
            self.check(name, self.told[name], self.found[name])

    @property
    def differences(self) -> list[Check]:
        return [check for check in self.checks if not check.agrees]

    def rows(self) -> list[dict[str, Any]]:
        return [{**asdict(check), "agrees": check.agrees} for check in self.checks]

    def table(self) -> str:
        """The figures as lines: name, told, found; a mark where they differ."""
        wide = max((len(check.name) for check in self.checks), default=4)
        lines = [f"{'figure':<{wide}}  {'told':>14}  {'found':>14}"]
        for check in self.checks:
            mark = "" if check.agrees else "  differs"
            lines.append(f"{check.name:<{wide}}  {check.told!s:>14}  {check.found!s:>14}{mark}")
        return "\n".join(lines)

    def last_line(self) -> str:
        """The verdict: agreement, or the first difference."""
        if not self.differences:
            return f"rehearsal agrees: {len(self.checks)} checks"
        first = self.differences[0]
        return f"rehearsal differs: {first.name}: told {first.told}, found {first.found}"
