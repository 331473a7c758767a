"""Money: exact both ways, and split without losing or making a unit."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.money import (
    EXPONENTS,
    MAX_MINOR,
    MoneyError,
    allocate,
    exponent,
    format_money,
    to_decimal,
    to_minor,
)

currencies = st.sampled_from(sorted(EXPONENTS))
amounts = st.integers(min_value=-MAX_MINOR, max_value=MAX_MINOR)
weight_lists = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [
        ("EUR", 2),
        ("JPY", 0),
        ("VND", 0),
        ("KRW", 0),
        ("XPF", 0),
        ("ISK", 0),
        ("HUF", 2),
        ("MGA", 2),
        ("BHD", 3),
        ("KWD", 3),
        ("TND", 3),
        ("CLF", 4),
    ],
)
def test_exponent_follows_iso_4217(currency, decimals):
    assert exponent(currency) == decimals


def test_the_table_counts_every_list_of_decimals():
    counts = {decimals: list(EXPONENTS.values()).count(decimals) for decimals in (0, 2, 3, 4)}
    assert counts == {0: 17, 2: 144, 3: 7, 4: 2}


@pytest.mark.parametrize("currency", ["eur", "XXX", "XAU", "EURO", "", None, ["EUR"]])
def test_exponent_refuses_what_is_no_currency(currency):
    with pytest.raises(MoneyError, match="not a currency code"):
        exponent(currency)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.34", "EUR", 1234),
        ("12.3", "EUR", 1230),
        ("12", "EUR", 1200),
        ("-0.01", "EUR", -1),
        ("+5.00", "EUR", 500),
        ("-0.00", "EUR", 0),
        ("0012.340", "EUR", 1234),
        ("1200", "JPY", 1200),
        ("1200.00", "JPY", 1200),
        ("1.234", "TND", 1234),
        (Decimal("12.34"), "EUR", 1234),
        (Decimal("1E+2"), "EUR", 10000),
        (Decimal("0E-99999"), "EUR", 0),
        ("92233720368547758.07", "EUR", MAX_MINOR),
    ],
)
def test_to_minor_is_exact(amount, currency, minor):
    assert to_minor(amount, currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "message"),
    [
        ("12.345", "EUR", r"more decimals than EUR has \(2\)"),
        ("1.5", "JPY", "JPY has none"),
        ("1.2345", "BHD", r"more decimals than BHD has \(3\)"),
        (Decimal("0.001"), "EUR", "more decimals"),
        ("92233720368547758.08", "EUR", "out of range"),
        (Decimal("1E+999999"), "EUR", "out of range"),
        (Decimal("1E-999999"), "EUR", "out of range"),
        (Decimal("1." + "0" * 100 + "1"), "EUR", "out of range"),
        (Decimal("NaN"), "EUR", "not an amount"),
        (Decimal("-Infinity"), "EUR", "not an amount"),
        ("9" * 1000, "EUR", "not an amount"),
        (12.34, "EUR", "not float"),
        (12, "EUR", "not int"),
        (True, "EUR", "not bool"),
        (None, "EUR", "not NoneType"),
        ("12.34", "eur", "not a currency"),
    ],
)
def test_to_minor_refuses_with_the_reason(amount, currency, message):
    with pytest.raises(MoneyError, match=message):
        to_minor(amount, currency)


@pytest.mark.parametrize(
    "junk",
    [
        "",
        " ",
        "abc",
        "NaN",
        "Infinity",
        "1e3",
        "1,50",
        "1 000",
        " 1",
        "1\n",
        "1.",
        ".5",
        "1_0",
        "--1",
        "١٢",
        "0x10",
        "€1",
        "1.2.3",
        "1\x00",
    ],
)
def test_to_minor_refuses_junk(junk):
    with pytest.raises(MoneyError, match="not an amount such as"):
        to_minor(junk, "EUR")


def test_an_error_does_not_repeat_a_megabyte():
    with pytest.raises(MoneyError) as caught:
        to_minor("x" * 1_000_000, "EUR")
    assert len(str(caught.value)) < 100


@settings(deadline=None)
@given(amounts, currencies)
def test_to_minor_and_to_decimal_undo_each_other(amount_minor, currency):
    written = to_decimal(amount_minor, currency)
    assert to_minor(written, currency) == amount_minor
    assert to_minor(format(written, "f"), currency) == amount_minor


@settings(deadline=None)
@given(st.text(max_size=20), currencies)
def test_to_minor_takes_text_exactly_or_refuses_it(text, currency):
    try:
        minor = to_minor(text, currency)
    except MoneyError:
        return
    assert to_decimal(minor, currency) == Decimal(text)


def test_to_decimal_shows_all_decimals():
    assert [str(to_decimal(1200, code)) for code in ("EUR", "JPY", "TND")] == [
        "12.00",
        "1200",
        "1.200",
    ]


@pytest.mark.parametrize(
    ("amount_minor", "currency", "language", "written"),
    [
        (123450, "EUR", "fr", "1\u202f234,50\u00a0€"),
        (123456789, "EUR", "fr-be", "1\u202f234\u202f567,89\u00a0€"),
        (-5, "EUR", "fr", "-0,05\u00a0€"),
        (0, "EUR", "fr", "0,00\u00a0€"),
        (1234, "JPY", "fr", "1\u202f234\u00a0¥"),
        (1234567, "TND", "fr", "1\u202f234,567\u00a0TND"),
        (1999, "USD", "fr", "19,99\u00a0$US"),
        (123450, "EUR", "en", "€1,234.50"),
        (-123450, "EUR", "en-GB", "-€1,234.50"),
        (1234, "JPY", "en_US", "¥1,234"),
        (123450, "CHF", "en", "CHF\u00a01,234.50"),
        (123450, "EUR", "nl", "1\u202f234.50\u00a0EUR"),
    ],
)
def test_format_money_writes_as_the_reader_does(amount_minor, currency, language, written):
    assert format_money(amount_minor, currency, language) == written


@pytest.mark.parametrize("amount", [1.5, "100", None, True])
def test_minor_units_are_integers_everywhere(amount):
    for call in (
        lambda: to_decimal(amount, "EUR"),
        lambda: format_money(amount, "EUR", "fr"),
        lambda: allocate(amount, [1]),
    ):
        with pytest.raises(MoneyError, match="must be an int"):
            call()


@pytest.mark.parametrize(
    ("amount_minor", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (5, [3, 7], [2, 3]),  # 1.5 and 3.5: equal remainders, the earlier part first
        (1, [1, 2], [0, 1]),
        (10, [0, 1, 0], [0, 10, 0]),
        (0, [1, 2], [0, 0]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
        (100, [Fraction(1, 3), Fraction(2, 3)], [33, 67]),
    ],
)
def test_allocate_gives_the_largest_remainders_the_missing_units(amount_minor, weights, parts):
    assert allocate(amount_minor, weights) == parts


@pytest.mark.parametrize(
    ("amount_minor", "weights", "message"),
    [
        (1, [], "no weight is above zero"),
        (1, [0, 0], "no weight is above zero"),
        (1, [2, -1], "cannot be negative"),
        (1, [0.5], "not float"),
        (1, [True], "not bool"),
    ],
)
def test_allocate_refuses_with_the_reason(amount_minor, weights, message):
    with pytest.raises(MoneyError, match=message):
        allocate(amount_minor, weights)


@settings(deadline=None)
@given(amounts, weight_lists)
def test_allocate_keeps_every_unit_and_stays_within_one_of_the_exact_share(amount_minor, weights):
    parts = allocate(amount_minor, weights)
    assert sum(parts) == amount_minor
    assert all(
        abs(part - Fraction(amount_minor * weight, sum(weights))) < 1
        for part, weight in zip(parts, weights, strict=True)
    )
    assert allocate(-amount_minor, weights) == [-part for part in parts]
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)
