"""The statistics of the fairness check: right figures, and a check that can fail."""

import math

import numpy as np
import pytest

from tests.bench.harness import Size
from tests.faults import fairness


@pytest.mark.parametrize(
    ("statistic", "freedom", "probability"),
    [
        # Two degrees: exactly exp(-x / 2).
        (0.0, 2, 1.0),
        (1.0, 2, math.exp(-0.5)),
        (40.0, 2, math.exp(-20)),
        # One degree: exactly erfc(sqrt(x / 2)).
        (3.841458820694124, 1, 0.05),
        (0.1, 1, math.erfc(math.sqrt(0.05))),
        # Even degrees: exp(-x / 2) times the first freedom / 2 terms of the series of exp(x / 2).
        (30.0, 20, math.exp(-15) * sum(15**k / math.factorial(k) for k in range(10))),
        (900.0, 1000, math.exp(-450) * sum(450**k / math.factorial(k) for k in range(120))),
    ],
)
def test_survival_of_chi_square(statistic, freedom, probability):
    if freedom == 1000:  # its sum has 500 terms, beyond floats: by logarithms
        probability = sum(
            math.exp(k * math.log(450) - 450 - math.lgamma(k + 1)) for k in range(500)
        )
    assert fairness.survival(statistic, freedom) == pytest.approx(probability, rel=1e-9)


def test_p_value_of_counts_drawn_without_replacement_is_even():
    chance = np.random.default_rng(7)
    found = []
    for _ in range(300):
        wins = np.zeros(100, dtype=np.intp)
        for _ in range(50):
            wins[chance.choice(100, 40, replace=False)] += 1
        found.append(fairness.p_value(wins, draws=50, winners=40))

    # Even between 0 and 1: a quarter in each quarter, within four standard errors (0.025 each).
    quarters = np.histogram(found, bins=4, range=(0, 1))[0] / 300
    assert quarters == pytest.approx([0.25] * 4, abs=0.1)


def test_the_draw_passes_and_an_order_by_remainder_fails():
    sealed = fairness.case()

    assert fairness.least_p(sealed, fairness.drawn, 40) > fairness.LEAST_P
    assert fairness.least_p(sealed, fairness.by_remainder, 40) < fairness.LEAST_P


def test_both_cells_are_judged(monkeypatch):
    monkeypatch.setitem(fairness.SEEDS, Size.SMALL, 40)

    assert [cell.verdict for cell in fairness.fairness(Size.SMALL)] == ["ok", "ok"]


def test_a_biased_draw_is_short(monkeypatch):
    monkeypatch.setitem(fairness.SEEDS, Size.SMALL, 40)
    monkeypatch.setattr(fairness, "drawn", fairness.by_remainder)

    assert next(fairness.fairness(Size.SMALL)).verdict == "short"
