"""The figures shown before the seal, against closed forms."""

import math
from fractions import Fraction
from itertools import accumulate, count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.raffle.entrants import in_columns
from events.raffle.simulation import (
    alternates_needed,
    chances,
    exact_chances,
    smallest_lift,
    smallest_rate_lift,
)


def header(*quotas, newcomers=0, overflow="REFUSE"):
    return {
        "overflow": overflow,
        "places": sum(quotas),
        "strata": [
            {
                "code": f"s{i}",
                "quota": quota,
                "min_newcomers": newcomers,
                "share_only": 0,
                "holdout": 0,
            }
            for i, quota in enumerate(quotas)
        ],
    }


def entrants(people, strata=1):
    """`people`: (stratum, household, chances, newcomer) each."""
    return in_columns(
        codes=[f"s{i}" for i in range(strata)],
        ids=[f"e{i:04}" for i in range(len(people))],
        strata=[f"s{stratum}" for stratum, *_ in people],
        chances=[k for _, _, k, _ in people],
        newcomers=[newcomer for *_, newcomer in people],
        tags=b"".join(home.to_bytes(16) for _, home, *_ in people),
        commitments=bytes(32 * len(people)),
    )


SEEDS = 3_000
ERROR = 4 * 0.5 / math.sqrt(SEEDS)  # four standard errors at worst; the seeds are fixed


def test_equal_people_have_places_over_people():
    found = chances(
        header=header(3, 1),
        entrants=entrants([(i % 2, i, 1, True) for i in range(20)], strata=2),
        seeds=SEEDS,
    )

    # Places are exact in every draw, so the chance of an average entrant of a stratum is too.
    assert found.by_stratum == pytest.approx({"s0": 3 / 10, "s1": 1 / 10})
    assert found.by_household == pytest.approx([0.3, 0.1] * 10, abs=ERROR)


def test_household_of_two_has_two_tickets_and_one_place():
    people = [(0, 0, 1, True), (0, 0, 1, True), *[(0, i, 1, True) for i in range(1, 9)]]

    found = chances(header=header(1), entrants=entrants(people), seeds=SEEDS)

    assert found.by_household == pytest.approx([2 / 10] + [1 / 10] * 8, abs=ERROR)
    assert max(chances(header=header(9), entrants=entrants(people), seeds=5).by_household) == 1


def test_integer_chances_weigh_in_proportion():
    weights = [1, 2, 3, 4]

    found = chances(
        header=header(1),
        entrants=entrants([(0, i, k, True) for i, k in enumerate(weights)]),
        seeds=SEEDS,
    )

    assert found.by_household == pytest.approx([k / 10 for k in weights], abs=ERROR)


def test_newcomers_minimum_raises_their_chance_to_the_closed_form():
    # Two places, one kept for the two newcomers; then all four left share the other.
    people = [
        (0, 0, 1, True),
        (0, 1, 1, True),
        (0, 2, 1, False),
        (0, 3, 1, False),
        (0, 4, 1, False),
    ]

    found = chances(header=header(2, newcomers=1), entrants=entrants(people), seeds=SEEDS)

    # The other newcomer wins too when both stand before all three others: 2! 3! / 5! = 1/10.
    newcomer = float((1 + Fraction(1, 10)) / 2)
    assert found.by_household[:2] == pytest.approx([newcomer] * 2, abs=ERROR)


def test_overflow_gives_the_missing_places_to_the_whole_draw():
    people = [(0, 0, 1, True), *[(1, i, 1, True) for i in range(1, 9)]]

    found = chances(
        header=header(3, 1, overflow="POOL"), entrants=entrants(people, strata=2), seeds=50
    )

    assert found.by_stratum == pytest.approx({"s0": 1.0, "s1": 3 / 8})


def test_the_same_plan_has_the_same_figures():
    one, other = (
        chances(header=header(1), entrants=entrants([(0, 0, 1, True)] * 1), seeds=3)
        for _ in range(2)
    )
    assert one == other


@given(
    places=st.integers(1, 40),
    percent=st.integers(5, 99),
    certainty=st.sampled_from(
        [Fraction(1, 2), Fraction(4, 5), Fraction(19, 20), Fraction(99, 100)]
    ),
)
@settings(deadline=None)
def test_alternates_are_the_exact_quantile(places, percent, certainty):
    yes = Fraction(percent, 100)
    terms = (math.comb(places + k - 1, k) * yes**places * (1 - yes) ** k for k in count())
    exact, total = next((k, s) for k, s in enumerate(accumulate(terms)) if s >= certainty)

    found = alternates_needed(places=places, acceptance=percent / 100, certainty=float(certainty))
    # Where the exact sum meets the certainty to fifteen digits, floats may fall on either side.
    assert found == exact or math.isclose(total, certainty, rel_tol=1e-12)


def test_one_place_needs_the_geometric_quantile():
    # 1 - 0.5^(k+1) >= 0.95 first holds at k = 4.
    assert alternates_needed(places=1, acceptance=0.5) == 4
    assert alternates_needed(places=10, acceptance=1) == 0
    assert alternates_needed(places=0, acceptance=0.5) == 0


@pytest.mark.parametrize(
    "given_", [{"acceptance": 0}, {"acceptance": 1.1}, {"places": -1}, {"certainty": 1}]
)
def test_impossible_questions_are_refused(given_):
    with pytest.raises(ValueError):
        alternates_needed(**{"places": 3, "acceptance": 0.5, **given_})


def test_smallest_lift_is_the_textbook_figure():
    # (1.959964 + 0.841621) * sqrt(2/100) for variance 1 and a hundred people an arm
    assert smallest_lift(treated=100, compared=100, variance=1) == pytest.approx(0.396204, abs=1e-6)
    # It halves with four times the people and doubles with four times the variance.
    assert smallest_lift(treated=400, compared=400, variance=4) == pytest.approx(
        smallest_lift(treated=100, compared=100, variance=1)
    )


def test_smallest_rate_lift_uses_the_variance_of_a_share():
    assert smallest_rate_lift(treated=50, compared=200, rate=0.2) == smallest_lift(
        treated=50, compared=200, variance=0.2 * (1 - 0.2)
    )
    assert smallest_rate_lift(treated=50, compared=200, rate=0) == 0
    with pytest.raises(ValueError):
        smallest_rate_lift(treated=50, compared=200, rate=1.2)
    with pytest.raises(ValueError):
        smallest_lift(treated=0, compared=200, variance=1)


def test_more_power_or_less_alpha_asks_for_a_larger_lift():
    base = {"treated": 80, "compared": 80, "variance": 2.0}
    assert smallest_lift(**base) < smallest_lift(**base, power=0.9)
    assert smallest_lift(**base) < smallest_lift(**base, alpha=0.01)


@pytest.mark.parametrize("households", [3, 10, 1_000])
def test_the_exact_chance_of_equal_households_is_places_over_households(households):
    found = exact_chances(places=3, chances={2: households})

    assert found[2] == pytest.approx(3 / households, abs=1e-6)


def test_the_exact_chance_is_that_of_drawing_name_after_name():
    weights = (1, 1, 2, 3)

    def drawn_within(mine, places, left):
        """Every order there is, by hand."""
        total = Fraction(sum(left))
        if not places:
            return Fraction(0)
        others = [
            Fraction(weight)
            / total
            * drawn_within(mine - (i < mine), places - 1, left[:i] + left[i + 1 :])
            for i, weight in enumerate(left)
            if i != mine
        ]
        return Fraction(left[mine]) / total + sum(others)

    found = exact_chances(places=2, chances={1: 2, 2: 1, 3: 1})

    for number, weight in enumerate(weights):
        by_hand = drawn_within(number, 2, weights)
        assert found[weight] == pytest.approx(float(by_hand), abs=1e-9)
