"""Counted nouns, prices and telephone numbers, as each language says them."""

import pytest
from django.utils import translation

from common.counted import counted
from common.money import format_price
from common.phones import say_phone


@pytest.mark.parametrize(
    ("language", "number", "noun", "said"),
    [
        ("en", 0, "table", "0 tables"),
        ("en", 1, "person", "1 person"),
        ("en", 2, "child", "2 children"),
        ("en", 18_420, "person", "18,420 people"),
        ("fr", 0, "table", "0 table"),
        ("fr", 1, "person", "1 personne"),
        ("fr", 2, "eligible home", "2 foyers éligibles"),
        ("fr", 18_420, "person", "18\N{NARROW NO-BREAK SPACE}420 personnes"),
    ],
)
def test_counted_follows_the_number_and_the_language(language, number, noun, said):
    with translation.override(language):
        assert counted(number, noun) == said


@pytest.mark.parametrize(
    ("amount", "currency", "language", "said"),
    [
        (6_800, "EUR", "fr", "68\N{NO-BREAK SPACE}€"),
        (6_850, "EUR", "fr", "68,50\N{NO-BREAK SPACE}€"),
        (6_800, "EUR", "en", "€68"),
        (100_000, "EUR", "en", "€1,000"),
        (68, "JPY", "en", "¥68"),
    ],
)
def test_a_whole_price_drops_its_noughts(amount, currency, language, said):
    assert (
        format_price(amount, currency, language).replace("\N{NARROW NO-BREAK SPACE}", ",") == said
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+33639980001", "06 39 98 00 01"),
        ("06 39 98 00 01", "06 39 98 00 01"),
        ("+3225551212", "+32 2 555 12 12"),
        ("ask at the bakery", "ask at the bakery"),
        ("", ""),
    ],
)
def test_a_french_number_is_said_as_at_home(number, said):
    assert say_phone(number) == said
