"""Properties of the order, and its fairness."""

import math
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from events.raffle.canonical import canonical_text
from events.raffle.order import by_ticket, draw, seed_of, tickets
from events.raffle.plan import Arm, EntrantInput, Overflow, SealRefused, StratumPlan
from events.raffle.promotions import first_asks, next_to_ask
from events.raffle.seal import build_sealed, read_sealed
from events.raffle.vectors import people, secret, small_plan
from tests.events.raffle.oracle import result_of

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
PLAN = small_plan(draw_code="D-TEST", sealed_at=AT)


def sealed_of(entrants, plan=PLAN):
    return read_sealed(
        build_sealed(plan=plan, entrants=entrants, sealed_at=AT, household_key=secret("key")).text
    )


@st.composite
def lists(draw_):
    """(plan, entrants): homes spread over three strata, some of them over two."""
    count = draw_(st.integers(20, 40))
    codes = ("a", "b", "c")
    entrants = [
        EntrantInput(
            entrant_id=f"e{i}",
            stratum=draw_(st.sampled_from(codes)),
            salt=secret(f"{i}"),
            household=draw_(st.sampled_from([*[""] * 12, "h1", "h2", "h3"])),
            chances=draw_(st.integers(1, 4)),
            newcomer=draw_(st.booleans()),
        )
        for i in range(count)
    ]
    strata = tuple(
        StratumPlan(
            code=code,
            title=code,
            quota=draw_(st.integers(1, 4)),
            share_only=draw_(st.integers(0, 1)),
            holdout=draw_(st.integers(0, 1)),
            min_newcomers=draw_(st.integers(0, 1)),
        )
        for code in codes
    )
    plan = replace(
        PLAN,
        strata=strata,
        places=sum(stratum.quota for stratum in strata),
        overflow=draw_(st.sampled_from(Overflow)),
    )
    return plan, entrants


@given(case=lists(), seed=st.binary(min_size=32, max_size=32), data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_draw_that_can_be_sealed_keeps_its_plan(case, seed, data):
    plan, entrants = case
    try:
        sealed = sealed_of(entrants, plan)
    except SealRefused:
        reject()  # Hypothesis complains when too few draws can be sealed
    result = draw(sealed=sealed, randomness=seed)
    winners = [place for place in result.ranked if place.arm is Arm.WINNER]
    tag = {record["id"]: record["household"] for record in sealed.entrants}
    newcomer = {record["id"]: record["newcomer"] for record in sealed.entrants}

    # what the protocol's text says, in every place
    made = result.public()
    assert made == result_of(sealed.header, sealed.entrants, bytes.fromhex(result.seed))
    assert canonical_text(made) == result.text()
    # the same whatever the order of the list
    shuffled = data.draw(st.permutations(entrants))
    assert draw(sealed=sealed_of(shuffled, plan), randomness=seed).text() == result.text()
    # everyone appears once, one of each household in the order
    assert sorted(
        [place.entrant_id for place in result.ranked]
        + [person.entrant_id for person in result.set_aside]
    ) == sorted(tag)
    assert len({tag[place.entrant_id] for place in result.ranked}) == len(result.ranked)
    for person in result.set_aside:
        assert tag[person.entrant_id] == tag[person.stands]
    # places exact
    assert len(winners) == plan.places
    by_stratum = Counter(place.stratum for place in winners)
    for stratum in plan.strata:
        places = [place for place in result.ranked if place.stratum == stratum.code]
        assert [place.position for place in places] == list(range(1, len(places) + 1))
        mine = [place for place in winners if place.stratum == stratum.code]
        assert sum(newcomer[place.entrant_id] for place in mine) >= stratum.min_newcomers
        if plan.overflow is Overflow.REFUSE:
            arms = Counter(place.arm for place in places)
            assert by_stratum[stratum.code] == stratum.quota
            assert arms[Arm.SHARE_ONLY] == stratum.share_only
            assert arms[Arm.HOLDOUT] == stratum.holdout
    # the first asked are the winners
    asks = first_asks(header=sealed.header, result=result)
    assert {entrant_id for entrant_id, _ in asks} == {place.entrant_id for place in winners}


def test_next_to_ask_follows_the_order_then_the_pool():
    entrants = people(count=14, strata=("nord", "sud"))
    refuse, pool = (sealed_of(entrants, replace(PLAN, overflow=overflow)) for overflow in Overflow)
    for sealed in (refuse, pool):
        result = draw(sealed=sealed, randomness=secret("r"))
        nord = [place.entrant_id for place in result.ranked if place.stratum == "nord"]
        asked = set(nord[:2])
        assert (
            next_to_ask(header=sealed.header, result=result, asked=asked, stratum="nord") == nord[2]
        )
        after = next_to_ask(header=sealed.header, result=result, asked=set(nord), stratum="nord")
        if sealed is refuse:
            assert after is None
        else:
            sud = [place for place in result.ranked if place.stratum == "sud"][1:]
            assert after == min(sud, key=lambda place: place.ticket).entrant_id


@given(
    st.lists(
        st.tuples(st.sampled_from([b"\x00" * 8, b"\x7f" * 8, b"\xff" * 8]), st.integers(0, 2)),
        min_size=1,
        max_size=12,
    )
)
@settings(deadline=None)
def test_tickets_that_begin_alike_are_told_apart_by_their_end_then_by_place(parts):
    found = [begin + bytes(23) + bytes([end]) for begin, end in parts]

    assert by_ticket(found).tolist() == sorted(range(len(found)), key=lambda i: (found[i], i))


@given(
    which=st.sampled_from(["root", "randomness"]),
    byte=st.integers(0, 31),
    bit=st.integers(0, 7),
)
@settings(deadline=None)
def test_every_byte_of_root_and_randomness_matters(which, byte, bit):
    parts = {"root": secret("root"), "randomness": secret("randomness")}
    other = bytearray(parts[which])
    other[byte] ^= 1 << bit
    ids = [(f"e{number}", 1) for number in range(5)]

    def all_tickets(root, randomness):
        return tickets(seed=seed_of(root=root.hex(), randomness=randomness), chances=ids)

    before, after = all_tickets(**parts), all_tickets(**{**parts, which: bytes(other)})
    assert not set(before) & set(after)


def test_rows_of_a_result_are_the_same_one_by_one_sliced_and_in_a_row():
    sealed = sealed_of(people(count=14, strata=("nord", "sud")))
    ranked = draw(sealed=sealed, randomness=secret("r")).ranked
    rows = list(ranked)

    assert rows == [ranked[number] for number in range(len(ranked))] == ranked[:]
    assert (ranked[-1], ranked[3:5]) == (rows[-1], rows[3:5])
    with pytest.raises(IndexError):
        ranked[len(rows)]


def test_more_chances_never_make_a_ticket_worse():
    seed = secret("seed")
    found = [tickets(seed=seed, chances=[("e", k)])[0] for k in range(1, 60)]

    assert found == sorted(found, reverse=True)


# Fairness: chi-square over fixed seeds. Critical values for p = 0.001 by Wilson and Hilferty (1931).


def critical(freedom: int) -> float:
    """The chi-square value exceeded with probability 0.001, for `freedom` >= 10 within 0.5 %."""
    return freedom * (1 - 2 / (9 * freedom) + 3.0902 * math.sqrt(2 / (9 * freedom))) ** 3


def chi_square(counts: list[int], expected: list[float]) -> float:
    return sum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True))


SEEDS = [sha256(f"fairness {i}".encode()).digest() for i in range(2_000)]
IDS = [f"fan-{i:03}" for i in range(100)]


def fair_order(seed: bytes) -> list[str]:
    found = tickets(seed=seed, chances=((entrant, 1) for entrant in IDS))
    return [entrant for _, entrant in sorted(zip(found, IDS, strict=True))]


def biased_order(seed: bytes) -> list[str]:
    """What the protocol forbids: a short hash taken modulo the number of entrants."""
    pool, order = list(IDS), []
    for i in range(10):
        number = sha256(seed + bytes([i])).digest()[0]
        order.append(pool.pop(number % len(pool)))
    return order


def statistic(order_of) -> float:
    """Wins of each entrant in the first ten places; scaled for draws without replacement."""
    wins = Counter(entrant for seed in SEEDS for entrant in order_of(seed)[:10])
    expected = [len(SEEDS) * 10 / len(IDS)] * len(IDS)
    without_replacement = (len(IDS) - 1) / (len(IDS) - 10)
    return chi_square([wins[entrant] for entrant in IDS], expected) * without_replacement


def test_equal_chances_are_equal():
    assert statistic(fair_order) < critical(len(IDS) - 1)


def test_biased_order_fails_the_same_check():
    assert statistic(biased_order) > critical(len(IDS) - 1)


def test_integer_chances_weigh_as_stated():
    weights = [1, 2, 3, 4, 5, 1, 1, 1, 1, 1, 1, 1]
    names = [f"e{i}" for i in range(len(weights))]
    first = Counter()
    for seed in SEEDS:
        found = tickets(seed=seed, chances=zip(names, weights, strict=True))
        first[min(zip(found, names, strict=True))[1]] += 1

    expected = [len(SEEDS) * weight / sum(weights) for weight in weights]
    assert chi_square([first[name] for name in names], expected) < critical(len(weights) - 1)
    flat = [len(SEEDS) / len(weights)] * len(weights)
    assert chi_square([first[name] for name in names], flat) > critical(len(weights) - 1)


def test_arms_change_nobodys_place_in_the_order():
    entrants = people(count=14, strata=("nord", "sud"))
    sealed = sealed_of(entrants)
    bare = replace(
        sealed,
        header={
            **sealed.header,
            "strata": [{**s, "share_only": 0, "holdout": 0} for s in sealed.header["strata"]],
        },
    )

    def order(which):
        return [
            (p.entrant_id, p.position) for p in draw(sealed=which, randomness=secret("r")).ranked
        ]

    assert order(sealed) == order(bare)


def test_randomness_of_another_length_is_refused():
    sealed = sealed_of(people(count=14, strata=("nord", "sud")))

    with pytest.raises(ValueError, match="32 bytes"):
        draw(sealed=sealed, randomness=b"short")
