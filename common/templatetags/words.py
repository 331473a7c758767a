"""Filters that say figures and dates in the reader's language. The language is the active one."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from phonenumber_field.phonenumber import PhoneNumber

from common import clock
from common import counted as nouns
from common import money as amounts
from common.bounded import Bounded
from common.look import words
from common.phones import say_phone

register = template.Library()
_BETWEEN_FIGURES = re.compile(r"(?<=\d) (?=\d)|(?<=\bRCS) ")
_A_SHORT_END = 18  # letters: two words that fit the narrowest line at a heading's size
_FIRST = re.compile(r"\b1er\b")
DEFAULT_ZONE = (
    "Europe/Paris"  # of the people the product is first made for; pages of a brand pass its own
)


def _language() -> str:
    return get_language() or "en"


@register.filter
def raised(said: str) -> SafeString:
    """``{{ days_say|raised }}``: a sentence made elsewhere, its French "1er" with the letters raised."""
    return mark_safe(_FIRST.sub(r"1<sup>er</sup>", conditional_escape(said)))


def _told(said: str, autoescape: bool) -> str:
    """A date for a page, raised; for a text (autoescape off) as it is. In an attribute or a
    ``<title>`` follow it with ``striptags``."""
    return raised(said) if autoescape and _language().startswith("fr") else said


@register.filter
def money(amount_minor: int | None, currency: str = "EUR") -> str:
    """``{{ order.amount_minor|money:order.currency }}``: "62,00 €". Nothing for no amount."""
    return (
        ""
        if amount_minor is None
        else amounts.format_money(int(amount_minor), currency, _language())
    )


@register.simple_tag
def present() -> str:
    """``{% present %}``: what time it is in this house, for a script whose own clock may differ."""
    return clock.now().isoformat(timespec="seconds")


@register.simple_tag
def time_left(until: datetime) -> str:
    """``{% time_left draw.round_at as left %}``: "3 days", "22 hours" or "95 minutes"; never negative."""
    minutes = max(0, int((until - clock.now()).total_seconds() // 60))
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if minutes >= 2 * 60:
        hours = minutes // 60
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


@register.filter
def counted(number: int, noun: str) -> str:
    """``{{ quota|counted:"table" }}``: "10 tables", which no line's end parts; the nouns are those of
    ``common.counted``."""
    return nouns.counted(int(number), noun).replace(" ", "\u00a0", 1)


@register.filter
def price(amount_minor: int | None, currency: str = "EUR") -> str:
    """Like ``money``, for sentences and big figures: a whole amount drops its noughts, "62 €"."""
    return (
        ""
        if amount_minor is None
        else amounts.format_price(int(amount_minor), currency, _language())
    )


@register.filter(needs_autoescape=True)
def day(at: datetime | None, zone: str = DEFAULT_ZONE, autoescape: bool = True) -> str:
    """``{{ party.starts_at|day:party.timezone }}``: "samedi 12 décembre, 19 h 30"."""
    return "" if at is None else _told(words.day(at, zone, _language()), autoescape)


@register.filter(needs_autoescape=True)
def day_only(at: datetime | date | None, zone: str = DEFAULT_ZONE, autoescape: bool = True) -> str:
    """``{{ campaign.draw_at|day_only:brand.timezone }}``: "samedi 12 décembre". Also takes a date."""
    if at is None:
        return ""
    there = words.local(at, zone).date() if isinstance(at, datetime) else at
    return _told(words.calendar_day(there, _language()), autoescape)


@register.filter(needs_autoescape=True)
def full_day_only(day: date | None, autoescape: bool = True) -> str:
    """A date with its year: "samedi 12 décembre 2026"."""
    said = "" if day is None else words.calendar_day(day, _language(), year=True)
    return _told(said, autoescape)


@register.filter(needs_autoescape=True)
def full_day(at: datetime | None, zone: str = DEFAULT_ZONE, autoescape: bool = True) -> str:
    """As ``day``, with the year: for proofs and papers."""
    return "" if at is None else _told(words.day(at, zone, _language(), year=True), autoescape)


@register.filter(needs_autoescape=True)
def exact(at: datetime | None, zone: str = DEFAULT_ZONE, autoescape: bool = True) -> str:
    """As ``day``, to the second: where our clock decides what was in time."""
    return "" if at is None else _told(words.exact(at, zone, _language()), autoescape)


@register.filter
def clock_time(at: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """``{{ at|clock_time:zone }}``: "19 h 30"."""
    return "" if at is None else words.clock_time(at, zone, _language())


@register.filter(needs_autoescape=True)
def short_day(at: datetime | date | None, zone: str = DEFAULT_ZONE, autoescape: bool = True) -> str:
    """``{{ at|short_day:zone }}``: "12 déc."; also takes a date."""
    return "" if at is None else _told(words.short_day(at, zone, _language()), autoescape)


@register.filter
def ordinal(rank: int | None, gender: str = "") -> str:
    """``{{ rank|ordinal }}``: "2<sup>e</sup>"; ``|ordinal:"f"`` for "1<sup>re</sup>". English stays on the line."""
    if rank is None:
        return ""
    language = _language()
    said = words.ordinal(int(rank), language, feminine=gender == "f")
    if words.tongue(language) == "en":
        return said
    figures = str(int(rank))
    return format_html("{}<sup>{}</sup>", figures, said.removeprefix(figures))


@register.filter
def named(thing: words.Named) -> str:
    """``{{ prize|named }}``: the name in the reader's language of what has one in each."""
    return words.named(thing, _language())


@register.filter
def worded(thing: Any, name: str) -> str:
    """``{{ answer|worded:"question" }}``: ``question_fr`` or ``question_en``, as the reader reads."""
    return str(getattr(thing, f"{name}_{words.tongue(_language())}"))


@register.filter
def initial(name: str | None) -> str:
    """``{{ guest.first_name|initial }}``: one letter."""
    return words.initial(name or "")


@register.filter
def phone(number: str | PhoneNumber) -> str:
    """``{{ application.phone|phone }}``: "06 39 98 00 01"."""
    return say_phone(number)


@register.filter(is_safe=True)
def unorphaned(heading: str) -> str:
    """The last word of a heading is not left alone on its line, where it and the one before are short,
    nor cut at its hyphen."""
    start, space, last = heading.rstrip().rpartition(" ")
    if start and len(last) <= _A_SHORT_END and not {"<", ">", "&"} & set(last):
        last = last.replace("-", "\N{NON-BREAKING HYPHEN}")
        heading = f"{start} {last}"
    before = start.rpartition(" ")[2]
    short = len(before) + len(last) <= _A_SHORT_END and not {"<", ">"} & set(before + last)
    return f"{start}{words.NBSP}{last}" if space and start and short else heading


@register.filter
def unbroken(text: str) -> str:
    """``{{ brand.registration|unbroken }}``: a number said in one breath is not cut at a line's end."""
    return _BETWEEN_FIGURES.sub(words.NBSP, text)


@register.filter
def figure(value: float | Decimal | None, decimals: int = 0) -> str:
    """``{{ count|figure }}``: "18 420" or "18,420"."""
    if value is None:
        return ""
    told = value if isinstance(value, Bounded) else float(value)
    return words.number(told, _language(), decimals=int(decimals))


@register.filter
def percent(share: float | None, decimals: int = 0) -> str:
    """``{{ 0.64|percent }}``: "64 %" or "64%"."""
    return "" if share is None else words.percent(float(share), _language(), decimals=int(decimals))


@register.filter
def iso(at: datetime | None) -> str:
    """For ``<time datetime="…">``: the moment in UTC, to the second."""
    return "" if at is None else words.local(at, "UTC").strftime("%Y-%m-%dT%H:%M:%SZ")
