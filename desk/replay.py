"""A rehearsal's file, read into days: what happened, and how the tables stood in the evening."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from common.look.words import number

HERE = ZoneInfo("Europe/Paris")  # where every rehearsal is set
MOST_TABLES = 6
"""Tables drawn for one day: those at which most happened."""
MOST_HAPPENINGS = 20_000

_COUNTED = {
    "applied": ngettext_lazy("%(figure)s fan came.", "%(figure)s fans came.", "count"),
    "held": ngettext_lazy(
        "Staff looked at %(figure)s application that a program may have filled in.",
        "Staff looked at %(figure)s applications that a program may have filled in.",
        "count",
    ),
    "sealed": ngettext_lazy(
        "The list is sealed with %(figure)s application.",
        "The list is sealed with %(figure)s applications.",
        "count",
    ),
    "table": ngettext_lazy(
        "%(figure)s person said yes to a table.", "%(figure)s people said yes to a table.", "count"
    ),
    "table given back": ngettext_lazy(
        "%(figure)s host gave the table back.", "%(figure)s hosts gave the table back.", "count"
    ),
    "parcel left": ngettext_lazy("%(figure)s parcel left.", "%(figure)s parcels left.", "count"),
    "parcel there": ngettext_lazy(
        "%(figure)s parcel arrived.", "%(figure)s parcels arrived.", "count"
    ),
    "guest IN": ngettext_lazy(
        "%(figure)s answer took chairs.", "%(figure)s answers took chairs.", "count"
    ),
    "guest WAITING": ngettext_lazy(
        "%(figure)s answer had to wait.", "%(figure)s answers had to wait.", "count"
    ),
    "guest left": ngettext_lazy(
        "%(figure)s guest cannot come any more.", "%(figure)s guests cannot come any more.", "count"
    ),
    "moved": ngettext_lazy(
        "%(figure)s evening moved by a day.", "%(figure)s evenings moved by a day.", "count"
    ),
    "order": ngettext_lazy(
        "%(figure)s order is credited to a table.",
        "%(figure)s orders are credited to a table.",
        "count",
    ),
}
SUMMED = {"applied", "held", "sealed"}  # whose own count is told; of the others there are so many


class NotARehearsal(Exception):
    """The file is none that ``manage.py rehearse --report`` wrote; the message says so to people."""


@dataclass
class Setting:
    """One table as it stands: names by seat ("" for somebody's company), and who waits."""

    host: str
    city: str
    chairs: int
    yes: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    credited_minor: int = 0

    def take(self, kind: str, who: str, count: int) -> None:
        """One happening at this table."""
        if kind == "guest IN":
            self.yes += [who, *[""] * (count - 1)]
            if who in self.waiting:
                self.waiting.remove(who)
        elif kind == "guest WAITING":
            self.waiting.append(who)
        elif kind == "guest left":
            self._leave(who, count)
        elif kind == "order":
            self.credited_minor += count

    def _leave(self, who: str, count: int) -> None:
        if who in self.yes:
            at = self.yes.index(who)
            del self.yes[at : at + count]
        elif who in self.waiting:
            self.waiting.remove(who)


@dataclass(frozen=True)
class Frame:
    """One day: its sentences, and the tables at which something happened, as they stood at night."""

    day: date
    lines: list[str]
    tables: list[Setting]
    others: int


@dataclass(frozen=True)
class Replay:
    """A whole rehearsal."""

    title: str
    fans: int
    seed: str
    agrees: bool
    checks: list[dict[str, Any]]
    frames: list[Frame]


def read(text: str, language: str) -> Replay:
    """Read a rehearsal's file. Raises NotARehearsal."""
    try:
        told = json.loads(text)
        return Replay(
            title=str(told["title"])[:120],
            fans=int(told["fans"]),
            seed=str(told["seed"])[:80],
            agrees=told["agrees"] is True,
            checks=[_check(row) for row in told["checks"]],
            frames=list(_frames(told["happenings"][:MOST_HAPPENINGS], _laid(told), language)),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise NotARehearsal(
            _("This is not a rehearsal’s file. Choose the one that rehearse --report wrote.")
        ) from error


def _check(row: dict[str, Any]) -> dict[str, Any]:
    told, found = str(row["told"])[:40], str(row["found"])[:40]
    return {"name": str(row["name"])[:120], "told": told, "found": found, "agrees": told == found}


def _laid(told: dict[str, Any]) -> dict[int, Setting]:
    return {
        int(row["number"]): Setting(
            str(row["host"])[:80], str(row["city"])[:80], min(max(int(row["chairs"]), 1), 60)
        )
        for row in told["tables"]
    }


def _frames(
    happenings: list[dict[str, Any]], laid: dict[int, Setting], language: str
) -> Iterator[Frame]:
    rows = sorted(happenings, key=lambda row: datetime.fromisoformat(row["at"]))
    for day, some in groupby(rows, key=_day):
        today = list(some)
        touched: dict[int, int] = {}
        for row in today:
            setting = laid.get(row["table"]) if row["table"] is not None else None
            if setting is not None:
                setting.take(str(row["kind"]), str(row["who"])[:80], min(int(row["count"]), 10**9))
                touched[row["table"]] = touched.get(row["table"], 0) + 1
        shown = sorted(touched, key=lambda one: (-touched[one], one))[:MOST_TABLES]
        yield Frame(
            day,
            list(_lines(today, language)),
            [_as_it_stands(laid[one]) for one in shown],
            len(touched) - len(shown),
        )


def _day(row: dict[str, Any]) -> date:
    return datetime.fromisoformat(row["at"]).astimezone(HERE).date()


def _as_it_stands(setting: Setting) -> Setting:
    """A copy: the table goes on changing on later days."""
    return Setting(
        setting.host,
        setting.city,
        setting.chairs,
        list(setting.yes),
        list(setting.waiting),
        setting.credited_minor,
    )


def _lines(rows: list[dict[str, Any]], language: str) -> Iterator[str]:
    for kind, sentence in _COUNTED.items():
        mine = [row for row in rows if row["kind"] == kind]
        count = sum(int(row["count"]) for row in mine) if kind in SUMMED else len(mine)
        if count:
            yield sentence % {"count": count, "figure": number(count, language)}
        if kind == "sealed" and any(row["kind"] == "drawn" for row in rows):
            yield _("The draw takes place.")


def said(setting: Setting) -> str:
    """One table in a sentence, for its drawing and beneath it."""
    return ngettext(
        "%(taken)s of %(chairs)s chair taken.",
        "%(taken)s of %(chairs)s chairs taken.",
        setting.chairs,
    ) % {"taken": len(setting.yes), "chairs": setting.chairs}
