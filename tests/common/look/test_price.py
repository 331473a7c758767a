from datetime import timedelta

import pytest
from django.utils import translation

from common import clock
from common.templatetags.words import price, time_left


@pytest.mark.parametrize(
    ("amount_minor", "currency", "language", "said"),
    [
        (6_200, "EUR", "fr", "62\xa0€"),
        (6_250, "EUR", "fr", "62,50\xa0€"),
        (294_500, "EUR", "fr", "2\u202f945\xa0€"),
        (100_000, "EUR", "en", "€1,000"),
        (100_000_000, "EUR", "en", "€1,000,000"),
        (100_050, "EUR", "en", "€1,000.50"),
        (1_000, "JPY", "en", "¥1,000"),
        (0, "EUR", "en", "€0"),
        (None, "EUR", "en", ""),
    ],
)
def test_a_whole_amount_drops_its_noughts_and_no_other(amount_minor, currency, language, said):
    with translation.override(language):
        assert price(amount_minor, currency) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=2), "2 days"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=-3), "0 minutes"),
    ],
)
def test_the_time_left_is_said_in_one_unit(at, left, said):
    with translation.override("en"), clock.fixed(at):
        assert time_left(at + left) == said
