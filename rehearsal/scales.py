"""What the processes of a house weigh while it is played in: their memory, their time on the processor."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

PROC = Path("/proc")
LOOK_EVERY_S = 5.0
ROLES = {
    "web": ("flows.serve", "granian"),
    "worker": (" worker",),
    "beat": (" beat",),
}


@dataclass(frozen=True)
class Weight:
    """One kind of process, all of it together. ``early`` is when a tenth of the time had passed."""

    role: str
    early_mib: int
    most_mib: int
    last_mib: int
    cpu_s: float


class Scales(threading.Thread):
    """Weighs every descendant of ``roots`` now and then; says nothing where there is no /proc."""

    def __init__(self, roots: Iterable[int]) -> None:
        super().__init__(name="scales", daemon=True)
        self._roots = list(roots)
        self._samples: list[tuple[float, dict[str, int]]] = []
        self._cpu_s: dict[tuple[str, int], float] = {}
        self._began = time.monotonic()
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        if PROC.is_dir():
            self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self.is_alive():
            self.join(timeout=LOOK_EVERY_S)

    def run(self) -> None:
        while True:
            self.look()
            if self._ended.wait(LOOK_EVERY_S):
                return

    def look(self) -> None:
        """Weigh once."""
        present: dict[str, int] = {}
        for number, line in _descendants(self._roots):
            role = next(
                (role for role, signs in ROLES.items() if any(sign in line for sign in signs)), ""
            )
            if role and (weighed := _weigh(number)):
                present[role] = present.get(role, 0) + weighed[0]
                self._cpu_s[role, number] = weighed[1]
        if present:
            self._samples.append((time.monotonic() - self._began, present))

    def weights(self) -> list[Weight]:
        """What each kind of process came to."""
        roles = dict.fromkeys(role for _, present in self._samples for role in present)
        return [self._weight(role) for role in roles]

    def _weight(self, role: str) -> Weight:
        mine = [(at, present[role]) for at, present in self._samples if role in present]
        tenth = mine[0][0] + (mine[-1][0] - mine[0][0]) / 10
        return Weight(
            role=role,
            early_mib=next(mib for at, mib in mine if at >= tenth),
            most_mib=max(mib for _, mib in mine),
            last_mib=mine[-1][1],
            cpu_s=round(sum(s for (one, _), s in self._cpu_s.items() if one == role), 1),
        )

    def told(self) -> dict[str, Any]:
        """As JSON: the end of it, and every look."""
        return {
            "weights": [asdict(weight) for weight in self.weights()],
            "memory_mib": [{"at_s": round(at), **present} for at, present in self._samples],
        }

    def tell(self, say: Callable[[str], None]) -> None:
        """One line for each kind of process."""
        for one in self.weights():
            say(
                f"{one.role}: {one.early_mib} MiB early on, {one.most_mib} at most, {one.last_mib}"
                f" at the end; {one.cpu_s:.0f} s of processor time"
            )


def _descendants(roots: list[int]) -> list[tuple[int, str]]:
    """Numbers and command lines of these processes and of all that they started."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], list(roots)
    while waiting:
        number = waiting.pop()
        waiting += children.get(number, [])
        try:
            line = (PROC / str(number) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        found.append((number, line))
    return found


def _stat(number: int) -> list[str]:
    """The fields of a process after its name: state, parent, and so on."""
    try:
        return (PROC / str(number) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _weigh(number: int) -> tuple[int, float] | None:
    """Resident MiB, and seconds of processor time so far."""
    fields = _stat(number)
    if not fields:
        return None
    ticks = int(fields[11]) + int(fields[12])
    pages = int(fields[21])
    return (
        pages * os.sysconf("SC_PAGE_SIZE") // 2**20,
        ticks / os.sysconf("SC_CLK_TCK"),
    )
