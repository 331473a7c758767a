"""Splitting once, and taking back over a whole life of refunds."""

import random
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.money import allocate
from sales.attribution import Credit, refund_credits
from sales.attribution.split import largest_remainder

weights = st.lists(st.fractions(0, 100, max_denominator=50), min_size=1, max_size=8).filter(any)
credit_amounts = st.lists(st.integers(0, 5000), min_size=1, max_size=6)


def credits_of(amounts):
    total = sum(amounts) or 1
    return [
        Credit(party_id=party, amount_minor=amount, share=Fraction(amount, total))
        for party, amount in enumerate(amounts, start=1)
    ]


@settings(deadline=None)
@given(st.integers(0, 10**15), weights)
def test_largest_remainder_agrees_with_money_allocate(amount_minor, shares):
    assert largest_remainder(amount_minor, shares) == allocate(amount_minor, shares)


def unit_by_unit(amounts, refunded):
    """The definition, slowly: one unit after the other, each to the greatest claim."""
    given_back = dict.fromkeys(range(1, len(amounts) + 1), 0)
    for _ in range(refunded):
        party = min(
            (p for p in given_back if amounts[p - 1]),
            key=lambda p: (Fraction(2 * given_back[p] + 1, amounts[p - 1]), p),
        )
        given_back[party] += 1
    return given_back


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=5), st.data())
def test_refund_credits_is_the_unit_by_unit_definition(amounts, data):
    net = sum(amounts)
    refunded = data.draw(st.integers(0, net))
    result = refund_credits(
        credits=credits_of(amounts), net_minor=net, refunded_total_minor=refunded
    )
    assert result == unit_by_unit(amounts, refunded)


@settings(deadline=None)
@given(credit_amounts, st.lists(st.integers(0, 6000), max_size=8), st.randoms())
def test_a_whole_life_of_refunds_ends_at_zero_and_never_gives_money(amounts, refunds, chance):
    net, rows = sum(amounts), credits_of(amounts)
    before, total = dict.fromkeys(range(1, len(amounts) + 1), 0), 0
    for refund in [*refunds, net]:  # the last one gives back whatever is left
        total += refund
        chance.shuffle(rows)
        after = refund_credits(credits=rows, net_minor=net, refunded_total_minor=total)
        assert sum(after.values()) == min(total, net)
        assert all(before[party] <= after[party] <= amounts[party - 1] for party in after)
        before = after
    assert before == dict(enumerate(amounts, start=1))


def test_refund_credits_is_in_proportion():
    rows = credits_of([6000, 3000, 1000])
    assert refund_credits(credits=rows, net_minor=10_000, refunded_total_minor=2500) == {
        1: 1500,
        2: 750,
        3: 250,
    }


def test_refund_credits_is_monotone_where_largest_remainders_are_not():
    amounts = [6, 6, 2]  # the Alabama paradox: of 10 the third gets 2, of 11 it gets 1
    shares = [Fraction(amount) for amount in amounts]
    assert largest_remainder(10, shares)[2] > largest_remainder(11, shares)[2]

    steps = [
        refund_credits(credits=credits_of(amounts), net_minor=14, refunded_total_minor=refunded)[3]
        for refunded in range(15)
    ]
    assert steps == sorted(steps)


def test_refund_credits_takes_rows_and_adds_up_those_of_one_party():
    @dataclass
    class Row:
        party_id: int
        amount_minor: int

    rows = [Row(5, 100), Row(3, 50), Row(5, 50)]
    assert refund_credits(credits=rows, net_minor=200, refunded_total_minor=100) == {3: 25, 5: 75}


@pytest.mark.parametrize("refunded", [100, 101, 10**9])
def test_more_than_the_net_gives_back_the_credits_and_no_more(refunded):
    assert refund_credits(
        credits=credits_of([70, 30]), net_minor=100, refunded_total_minor=refunded
    ) == {1: 70, 2: 30}


def test_nobody_credited_gives_nothing_back():
    assert refund_credits(credits=[], net_minor=100, refunded_total_minor=50) == {}


def test_a_free_order_gives_nothing_back():
    assert refund_credits(credits=credits_of([0]), net_minor=0, refunded_total_minor=5) == {1: 0}


@pytest.mark.parametrize(
    ("amounts", "net_minor", "refunded"), [([50], 100, 1), ([100], 100, -1), ([-5], -5, 0)]
)
def test_refund_credits_refuses_figures_that_do_not_fit(amounts, net_minor, refunded):
    with pytest.raises(ValueError, match=r"add up|negative"):
        refund_credits(
            credits=credits_of(amounts), net_minor=net_minor, refunded_total_minor=refunded
        )


def test_large_orders_are_split_at_once():
    rows = credits_of([random.Random(5).randrange(10**12) for _ in range(20)])
    net = sum(row.amount_minor for row in rows)
    result = refund_credits(credits=rows, net_minor=net, refunded_total_minor=net // 3)
    assert sum(result.values()) == net // 3
