"""Filters that say figures and dates in the reader's language. The language is the active one."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from phonenumber_field.phonenumber import PhoneNumber

from common import clock
from common import counted as nouns
from common import money as amounts
from common.look import words
from common.phones import say_phone

register = template.Library()
DEFAULT_ZONE = (
    "Europe/Paris"  # of the people the product is first made for; pages of a brand pass its own
)


def _language() -> str:
    return get_language() or "en"


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
    """``{{ quota|counted:"table" }}``: "10 tables"; the nouns are those of ``common.counted``."""
    return nouns.counted(int(number), noun)


@register.filter
def price(amount_minor: int | None, currency: str = "EUR") -> str:
    """Like ``money``, for sentences and big figures: a whole amount drops its noughts, "62 €"."""
    return (
        ""
        if amount_minor is None
        else amounts.format_price(int(amount_minor), currency, _language())
    )


@register.filter
def day(at: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """``{{ party.starts_at|day:party.timezone }}``: "samedi 12 décembre, 19 h 30"."""
    return "" if at is None else words.day(at, zone, _language())


@register.filter
def day_only(at: datetime | date | None, zone: str = DEFAULT_ZONE) -> str:
    """``{{ campaign.draw_at|day_only:brand.timezone }}``: "samedi 12 décembre". Also takes a date."""
    if at is None:
        return ""
    there = words.local(at, zone).date() if isinstance(at, datetime) else at
    return words.calendar_day(there, _language())


@register.filter
def full_day(at: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """As ``day``, with the year: for proofs and papers."""
    return "" if at is None else words.day(at, zone, _language(), year=True)


@register.filter
def clock_time(at: datetime | None, zone: str = DEFAULT_ZONE) -> str:
    """``{{ at|clock_time:zone }}``: "19 h 30"."""
    return "" if at is None else words.clock_time(at, zone, _language())


@register.filter
def short_day(at: datetime | date | None, zone: str = DEFAULT_ZONE) -> str:
    """``{{ at|short_day:zone }}``: "12 déc."; also takes a date."""
    return "" if at is None else words.short_day(at, zone, _language())


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
def initial(name: str | None) -> str:
    """``{{ guest.first_name|initial }}``: one letter."""
    return words.initial(name or "")


@register.filter
def phone(number: str | PhoneNumber) -> str:
    """``{{ application.phone|phone }}``: "06 39 98 00 01"."""
    return say_phone(number)


@register.filter
def figure(value: float | Decimal | None, decimals: int = 0) -> str:
    """``{{ count|figure }}``: "18 420" or "18,420"."""
    return "" if value is None else words.number(float(value), _language(), decimals=int(decimals))


@register.filter
def percent(share: float | None, decimals: int = 0) -> str:
    """``{{ 0.64|percent }}``: "64 %" or "64%"."""
    return "" if share is None else words.percent(float(share), _language(), decimals=int(decimals))


@register.filter
def iso(at: datetime | None) -> str:
    """For ``<time datetime="…">``: the moment in UTC, to the second."""
    return "" if at is None else words.local(at, "UTC").strftime("%Y-%m-%dT%H:%M:%SZ")
