"""The verdict: who is credited, how much, and why."""

import random
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales.attribution import (
    Agent,
    Considered,
    Credit,
    Model,
    OrderFacts,
    Reason,
    Rule,
    Signal,
    SignalKind,
    Verdict,
    Weighing,
    decide,
)

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
ORDER = OrderFacts(net_minor=10_001, placed_at=NOON, currency="EUR")
RULE = Rule()
TICK = timedelta(microseconds=1)


def signal(kind="CLICK", party_id=1, *, days=1.0, **fields):
    return Signal(
        kind=SignalKind(kind), party_id=party_id, at=NOON - timedelta(days=days), **fields
    )


def parts(verdict):
    return [(credit.party_id, credit.amount_minor) for credit in verdict.credits]


def weighings(verdict):
    return [(entry.signal.party_id, str(entry.weighing)) for entry in verdict.considered]


def test_decide_says_everything_about_a_plain_case():
    code = signal("CODE", 7, days=0, detail="ANNA7K2M")
    click = signal("CLICK", 9, days=2, detail="3F9K2M7QXA")

    verdict = decide(order=ORDER, signals=[click, code], rule=RULE)

    assert verdict == Verdict(
        rule_key="precedence-last-touch",
        rule_version=1,
        credits=(Credit(party_id=7, amount_minor=10_001, share=Fraction(1)),),
        winner=code,
        runner_up=click,
        reason=Reason.CODE_USED,
        params={
            "kind": "CODE",
            "detail": "ANNA7K2M",
            "at": "2026-05-20T12:00:00+00:00",
            "days_before": 0,
            "window_days": 30,
        },
        considered=(
            Considered(signal=code, accepted=True, weighing=Weighing.CREDITED),
            Considered(signal=click, accepted=True, weighing=Weighing.WEAKER_KIND),
        ),
    )


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("CODE", Reason.CODE_USED),
        ("CLICK", Reason.CLICKED_BEFORE_ORDER),
        ("EMAIL", Reason.EMAIL_MATCHED),
        ("TAG", Reason.TAG_SCANNED),
        ("NAME", Reason.HOST_NAMED),
    ],
)
def test_decide_gives_the_reason_of_the_kind(kind, reason):
    verdict = decide(order=ORDER, signals=[signal(kind, consented=True)], rule=RULE)
    assert (verdict.reason, parts(verdict)) == (reason, [(1, 10_001)])


@pytest.mark.parametrize(
    ("signals", "reason"),
    [
        ([], Reason.NO_SIGNAL),
        ([signal(days=30)], Reason.OUTSIDE_WINDOW),
        ([signal(days=-1)], Reason.AFTER_ORDER),
        ([signal(agent=Agent.BOT), signal(agent=Agent.PREVIEW)], Reason.ONLY_BOT_CLICKS),
        ([signal("EMAIL")], Reason.NO_CONSENT),
        ([signal(agent=Agent.BOT), signal("EMAIL"), signal(days=40)], Reason.NO_CONSENT),
        ([signal(agent=Agent.BOT), signal(days=40)], Reason.OUTSIDE_WINDOW),
    ],
)
def test_decide_says_why_nobody_is_credited(signals, reason):
    verdict = decide(order=ORDER, signals=signals, rule=RULE)
    assert (verdict.credits, verdict.winner, verdict.runner_up) == ((), None, None)
    assert verdict.reason == reason
    assert len(verdict.considered) == len(signals)
    assert not any(entry.accepted for entry in verdict.considered)


def test_a_kind_outside_the_rule_is_not_counted():
    rule = Rule(key="codes-only", precedence=(SignalKind.CODE,))
    verdict = decide(order=ORDER, signals=[signal("CLICK")], rule=rule)
    assert (verdict.reason, weighings(verdict)) == (
        Reason.KIND_NOT_COUNTED,
        [(1, "KIND_NOT_COUNTED")],
    )


@pytest.mark.parametrize(
    ("before", "credited"),
    [
        (timedelta(days=30), False),
        (timedelta(days=30) - TICK, True),
        (timedelta(0), True),
        (-TICK, False),
    ],
)
def test_the_window_is_open_at_its_start_and_closed_at_the_order(before, credited):
    click = Signal(kind=SignalKind.CLICK, party_id=1, at=NOON - before)
    assert bool(decide(order=ORDER, signals=[click], rule=RULE).credits) is credited


def test_own_purchases_are_refused_only_where_the_rule_says_so():
    own = signal("CODE", own=True)
    strict = Rule(key="no-own", refuse_own_purchases=True)
    assert decide(order=ORDER, signals=[own], rule=RULE).reason == Reason.CODE_USED
    assert decide(order=ORDER, signals=[own], rule=strict).reason == Reason.OWN_PURCHASE


def test_consent_is_asked_of_the_kinds_the_rule_names():
    clicks_too = Rule(consent_kinds=frozenset({SignalKind.EMAIL, SignalKind.CLICK}))
    assert decide(order=ORDER, signals=[signal("CLICK")], rule=clicks_too).reason == (
        Reason.NO_CONSENT
    )
    agreed = signal("CLICK", consented=True)
    assert parts(decide(order=ORDER, signals=[agreed], rule=clicks_too)) == [(1, 10_001)]


def test_last_and_first_differ_only_in_time():
    early, late = signal("CLICK", 1, days=9), signal("CLICK", 2, days=3)
    last = decide(order=ORDER, signals=[early, late], rule=RULE)
    first = decide(order=ORDER, signals=[early, late], rule=Rule(model=Model.FIRST))
    assert (parts(last), weighings(last)) == (
        [(2, 10_001)],
        [(2, "CREDITED"), (1, "EARLIER_TOUCH")],
    )
    assert (parts(first), weighings(first)) == (
        [(1, 10_001)],
        [(1, "CREDITED"), (2, "LATER_TOUCH")],
    )


def test_a_tie_goes_to_the_lower_party_id_and_says_so():
    verdict = decide(order=ORDER, signals=[signal("CLICK", 5), signal("CLICK", 4)], rule=RULE)
    assert weighings(verdict) == [(4, "CREDITED"), (5, "TIED")]
    assert verdict.runner_up == signal("CLICK", 5)


def test_the_runner_up_is_another_party():
    signals = [signal("CODE", 1, days=0), signal("CLICK", 1, days=1), signal("EMAIL", 1, days=2)]
    signals[2] = signal("EMAIL", 2, days=2, consented=True)
    verdict = decide(order=ORDER, signals=signals, rule=RULE)
    assert verdict.runner_up == signals[2]
    assert weighings(verdict) == [(1, "CREDITED"), (1, "REPEATED"), (2, "WEAKER_KIND")]


def test_linear_shares_equally_between_touches_and_ten_taps_are_one():
    taps = [signal("CLICK", 1, days=days) for days in range(1, 11)]
    signals = [*taps, signal("CODE", 2, days=0), signal("NAME", 3, days=0)]
    verdict = decide(order=ORDER, signals=signals, rule=Rule(model=Model.LINEAR))
    assert parts(verdict) == [(1, 3334), (2, 3334), (3, 3333)]
    assert (verdict.reason, verdict.params["parties"]) == (Reason.SHARED, 3)
    assert [weighing for _, weighing in weighings(verdict)].count("REPEATED") == 9


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([5], [(1, 10_001)]),
        ([5, 3], [(1, 5001), (2, 5000)]),
        ([5, 4, 3], [(1, 4001), (3, 4000), (2, 2000)]),
        ([5, 4, 3, 2], [(1, 4001), (4, 4000), (2, 1000), (3, 1000)]),
    ],
)
def test_position_gives_most_to_the_first_and_the_last(days, expected):
    signals = [signal("CLICK", party, days=day) for party, day in enumerate(days, start=1)]
    verdict = decide(order=ORDER, signals=signals, rule=Rule(model=Model.POSITION))
    assert parts(verdict) == expected


def test_time_decay_halves_with_every_half_life():
    signals = [
        signal("CLICK", 1, days=0),
        signal("CLICK", 2, days=7),
        signal("CLICK", 3, days=14),
        signal("CLICK", 4, days=3.5),
    ]
    verdict = decide(order=ORDER, signals=signals, rule=Rule(model=Model.TIME_DECAY))
    weights = {1: Fraction(4, 4), 4: Fraction(3, 4), 2: Fraction(2, 4), 3: Fraction(1, 4)}
    assert {credit.party_id: credit.share for credit in verdict.credits} == {
        party: weight / sum(weights.values()) for party, weight in weights.items()
    }


def test_an_order_of_nothing_is_credited_with_nothing():
    free = OrderFacts(net_minor=0, placed_at=NOON, currency="EUR")
    assert parts(decide(order=free, signals=[signal()], rule=RULE)) == [(1, 0)]


def test_decide_refuses_a_negative_net_and_a_time_without_offset():
    with pytest.raises(ValueError, match="negative"):
        decide(
            order=OrderFacts(net_minor=-1, placed_at=NOON, currency="EUR"), signals=[], rule=RULE
        )
    naive = Signal(kind=SignalKind.CLICK, party_id=1, at=NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="offset"):
        decide(order=ORDER, signals=[naive], rule=RULE)


@pytest.mark.parametrize(
    "fields",
    [
        {"precedence": ()},
        {"precedence": (SignalKind.CODE, SignalKind.CODE)},
        {"window_days": 0},
        {"half_life_days": 0},
        {"version": 0},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(fields):
    with pytest.raises(ValueError, match=r"at least"):
        Rule(**fields)


signals_lists = st.lists(
    st.builds(
        Signal,
        kind=st.sampled_from(SignalKind),
        party_id=st.integers(1, 4),
        guest_id=st.none() | st.integers(1, 3),
        at=st.integers(-2 * 24, 40 * 24).map(lambda hours: NOON - timedelta(hours=hours)),
        consented=st.booleans(),
        detail=st.sampled_from(["", "A", "B"]),
        agent=st.sampled_from(Agent),
        own=st.booleans(),
    ),
    max_size=12,
)
rules = st.builds(
    Rule,
    model=st.sampled_from(Model),
    precedence=st.permutations(list(SignalKind)).map(lambda kinds: tuple(kinds[:3])),
    window_days=st.integers(1, 40),
    refuse_own_purchases=st.booleans(),
)


@settings(deadline=None, max_examples=300)
@given(signals_lists, rules, st.integers(0, 10**12), st.randoms(use_true_random=False))
def test_decide_keeps_its_promises(signals, rule, net_minor, chance):
    order = OrderFacts(net_minor=net_minor, placed_at=NOON, currency="EUR")
    verdict = decide(order=order, signals=signals, rule=rule)

    shuffled = random.Random(chance.random()).sample(signals, len(signals))
    assert decide(order=order, signals=[*shuffled, *signals[:2]], rule=rule) == verdict
    assert {entry.signal for entry in verdict.considered} == set(signals)
    accepted = [entry.signal for entry in verdict.considered if entry.accepted]
    if not accepted:
        assert (verdict.credits, verdict.winner) == ((), None)
        return
    assert sum(amount for _, amount in parts(verdict)) == net_minor
    assert sum(credit.share for credit in verdict.credits) == 1
    assert all(amount >= 0 for _, amount in parts(verdict))
    assert len({party for party, _ in parts(verdict)}) == len(verdict.credits)
    assert verdict.winner in accepted
    assert verdict.winner.party_id == verdict.credits[0].party_id
    rivals = [entry for entry in accepted if entry.party_id != verdict.winner.party_id]
    assert (verdict.runner_up in rivals) if rivals else (verdict.runner_up is None)
