"""Dates, hours, ranks and figures as people say them."""

from datetime import UTC, date, datetime

import pytest

from common.look import words

EVENING = datetime(2026, 12, 12, 18, 30, tzinfo=UTC)  # half past seven in Paris


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "samedi 12\u00a0décembre, 19\u00a0h\u00a030"),
        ("en-gb", "Saturday 12\u00a0December, 7.30\u00a0pm"),
    ],
)
def test_day_tells_the_evening_in_the_zone_of_the_party(language, said):
    assert words.day(EVENING, "Europe/Paris", language) == said


def test_day_follows_the_zone_across_midnight():
    late = datetime(2026, 12, 12, 23, 30, tzinfo=UTC)

    assert words.day(late, "Europe/Paris", "fr") == "dimanche 13\u00a0décembre, 0\u00a0h\u00a030"


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [
        (0, 0, "minuit", "midnight"), (12, 0, "midi", "noon"), (20, 0, "20\u00a0h", "8\u00a0pm"),
        (0, 5, "0\u00a0h\u00a005", "12.05\u00a0am"), (12, 30, "12\u00a0h\u00a030", "12.30\u00a0pm"),
    ],
)  # fmt: skip
def test_clock_time_names_noon_and_midnight(hour, minute, french, english):
    at = datetime(2026, 6, 1, hour, minute, tzinfo=UTC)

    assert (words.clock_time(at, "UTC", "fr"), words.clock_time(at, "UTC", "en")) == (
        french,
        english,
    )


def test_naive_time_is_refused():
    with pytest.raises(ValueError, match="zone"):
        words.day(datetime(2026, 1, 1), "Europe/Paris", "fr")  # noqa: DTZ001 - the naive value is the subject


def test_first_of_the_month_is_ordinal_in_french_only():
    first = date(2026, 3, 1)

    assert words.calendar_day(first, "fr", year=True) == "dimanche 1er\u00a0mars 2026"
    assert words.calendar_day(first, "en", year=True) == "Sunday 1\u00a0March 2026"
    assert words.short_day(first, "UTC", "fr") == "1er\u00a0mars"


@pytest.mark.parametrize(
    ("rank", "french", "english"),
    [
        (1, "1er", "1st"),
        (2, "2e", "2nd"),
        (3, "3e", "3rd"),
        (11, "11e", "11th"),
        (21, "21e", "21st"),
        (112, "112e", "112th"),
    ],
)
def test_ordinal(rank, french, english):
    assert (words.ordinal(rank, "fr"), words.ordinal(rank, "en")) == (french, english)


def test_ordinal_agrees_with_a_chair():
    assert words.ordinal(1, "fr", feminine=True) == "1re"


@pytest.mark.parametrize(
    ("value", "decimals", "french", "english"),
    [
        (18420, 0, "18\u202f420", "18,420"),
        (-3.5, 1, "−3,5", "−3.5"),
        (-0.2, 0, "0", "0"),
        (7, 0, "7", "7"),
    ],
)
def test_number_groups_thousands_and_never_shows_minus_nought(value, decimals, french, english):
    assert words.number(value, "fr", decimals=decimals) == french
    assert words.number(value, "en", decimals=decimals) == english


def test_percent_keeps_its_sign_on_the_line():
    assert (words.percent(0.64, "fr"), words.percent(0.64, "en")) == ("64\u00a0%", "64%")
