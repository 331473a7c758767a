"""Which pages a house has at each moment, told by a process that may read the house's own database."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from rehearsal.houses import ROOT

if TYPE_CHECKING:
    from types import TracebackType

    from rehearsal.houses import House


@dataclass(frozen=True)
class Listed:
    """One page of `tools/shots_pages.py`; ``html`` when no address gives it at will."""

    room: str
    name: str
    path: str
    who: str
    wide: bool
    html: str

    def __str__(self) -> str:
        return f"{self.room}/{self.name}"


class Listing:
    """The pages of one house, and the way to its later moments."""

    def __init__(self, house: House) -> None:
        self._log = house.log("listing").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "tools/shots_list.py", house.base_url, str(house.folder)],
            cwd=ROOT,
            env=house.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()
        self._log.close()

    def at(self, moment: str = "") -> list[Listed]:
        """Move to a moment of `tools/shots_moments.py`; return the pages not yet told."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{moment}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the listing ended; see {self._log.name}"
        return [Listed(**page) for page in json.loads(answer)]
