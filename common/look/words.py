"""Dates, hours, ranks and figures as a person says them, in French and in English.

Plain functions: the language is an argument, times are aware datetimes with the IANA zone they are told in. French
spacing uses no-break spaces (U+00A0) before the hour's "h" and narrow ones (U+202F) inside numbers.
"""

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from common.bounded import Bounded

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"

_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
}  # fmt: skip


def tongue(language: str | None) -> str:
    """ "fr" for any French tag, otherwise "en": the two languages the product is written in."""
    return "fr" if (language or "").lower().startswith("fr") else "en"


def local(at: datetime, zone: str) -> datetime:
    """The moment on the wall clock of ``zone``. A naive datetime is refused: it would be somebody's guess."""
    if at.tzinfo is None:
        raise ValueError("A time needs its zone before it can be told.")
    return at.astimezone(ZoneInfo(zone))


def clock_time(at: datetime, zone: str, language: str | None) -> str:
    """ "19 h 30", "20 h" in French; "7.30 pm", "8 pm" in English; noon and midnight by name."""
    there = local(at, zone)
    hour, minute = there.hour, there.minute
    if tongue(language) == "fr":
        if minute == 0 and hour in (0, 12):
            return "minuit" if hour == 0 else "midi"
        return f"{hour}{NBSP}h" + (f"{NBSP}{minute:02d}" if minute else "")
    if minute == 0 and hour in (0, 12):
        return "midnight" if hour == 0 else "noon"
    half = "am" if hour < 12 else "pm"
    return f"{hour % 12 or 12}" + (f".{minute:02d}" if minute else "") + f"{NBSP}{half}"


def calendar_day(day: date, language: str | None, *, year: bool = False) -> str:
    """ "samedi 12 décembre", "dimanche 1er mars 2026"; "Saturday 12 December"."""
    speech = tongue(language)
    number = "1er" if speech == "fr" and day.day == 1 else str(day.day)
    said = f"{_DAYS[speech][day.weekday()]} {number}{NBSP}{_MONTHS[speech][day.month - 1]}"
    return f"{said} {day.year}" if year else said


def day(at: datetime, zone: str, language: str | None, *, year: bool = False) -> str:
    """ "samedi 12 décembre, 19 h 30"; "Saturday 12 December, 7.30 pm"."""
    return f"{calendar_day(local(at, zone).date(), language, year=year)}, {clock_time(at, zone, language)}"


def exact(at: datetime, zone: str, language: str | None) -> str:
    """ "samedi 12 décembre, 18 h 00 min 07 s"; "Saturday 12 December, 6:00:07 pm": where a second decides."""
    there = local(at, zone)
    said = calendar_day(there.date(), language)
    if tongue(language) == "fr":
        hour = (
            f"{there.hour}{NBSP}h{NBSP}{there.minute:02d}{NBSP}min{NBSP}{there.second:02d}{NBSP}s"
        )
        return f"{said}, {hour}"
    half = "am" if there.hour < 12 else "pm"
    return f"{said}, {there.hour % 12 or 12}:{there.minute:02d}:{there.second:02d}{NBSP}{half}"


def short_day(at: datetime | date, zone: str, language: str | None) -> str:
    """ "12 déc." , "1er mars"; "12 Dec": for lists."""
    there = local(at, zone).date() if isinstance(at, datetime) else at
    speech = tongue(language)
    month = _MONTHS[speech][there.month - 1]
    if speech == "en":
        return f"{there.day}{NBSP}{month[:3]}"
    short = {"janvier": "janv.", "février": "févr.", "avril": "avr.", "juillet": "juill.", "septembre": "sept.",
             "octobre": "oct.", "novembre": "nov.", "décembre": "déc."}.get(month, month)  # fmt: skip
    return f"{'1er' if there.day == 1 else there.day}{NBSP}{short}"


def ordinal(rank: int, language: str | None, *, feminine: bool = False) -> str:
    """ "1er", "1re", "2e"; "1st", "2nd", "11th"."""
    if tongue(language) == "fr":
        if rank == 1:
            return "1re" if feminine else "1er"
        return f"{rank}e"
    if 11 <= rank % 100 <= 13:
        return f"{rank}th"
    return f"{rank}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(rank % 10, 'th') }"


class Named(Protocol):
    """What a brand calls something, in both languages."""

    name_fr: str
    name_en: str


def named(thing: Named, language: str | None) -> str:
    """The thing's name in the reader's language."""
    return thing.name_fr if tongue(language) == "fr" else thing.name_en


def initial(name: str) -> str:
    """First letter of a name as it stands on a plate; empty for an empty name."""
    return name.strip()[:1].upper()


def number(value: float, language: str | None, *, decimals: int = 0) -> str:
    """A figure with its thousands apart: "18 420" (narrow no-break space), "18,420"; a real minus sign."""
    text = f"{abs(value):,.{decimals}f}"
    if tongue(language) == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    if isinstance(value, Bounded) and value.more:
        text += "+"
    return f"−{text}" if value < 0 and text.strip("0.,") else text


def percent(share: float, language: str | None, *, decimals: int = 0) -> str:
    """A share between 0 and 1 as "64 %" or "64%"."""
    figure = number(share * 100, language, decimals=0 if share in (0, 1) else decimals)
    return f"{figure}{NBSP}%" if tongue(language) == "fr" else f"{figure}%"
