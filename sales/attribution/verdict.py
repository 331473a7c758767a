"""``decide``: one order, its signals, one rule, one verdict.

In three steps: refuse the signals that may not count, rank those that may, share the net among
them. Ranking is total, so the answer does not depend on the order in which signals arrive: kind by
the rule's precedence, then time (the latest first; the earliest under FIRST), then the lower party
id, the lower guest id (a signal without guest last), the detail.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from fractions import Fraction

from sales.attribution.rule import Model, Rule
from sales.attribution.shapes import (
    REFUSALS,
    Agent,
    Considered,
    Credit,
    OrderFacts,
    Reason,
    Signal,
    SignalKind,
    Verdict,
    Weighing,
)
from sales.attribution.split import largest_remainder

_REASON_OF_KIND = {
    SignalKind.CODE: Reason.CODE_USED,
    SignalKind.CLICK: Reason.CLICKED_BEFORE_ORDER,
    SignalKind.EMAIL: Reason.EMAIL_MATCHED,
    SignalKind.TAG: Reason.TAG_SCANNED,
    SignalKind.NAME: Reason.HOST_NAMED,
}
_REASON_OF_REFUSAL = {
    Weighing.OWN_PURCHASE: Reason.OWN_PURCHASE,
    Weighing.NO_CONSENT: Reason.NO_CONSENT,
    Weighing.OUTSIDE_WINDOW: Reason.OUTSIDE_WINDOW,
    Weighing.AFTER_ORDER: Reason.AFTER_ORDER,
    Weighing.KIND_NOT_COUNTED: Reason.KIND_NOT_COUNTED,
    Weighing.BOT: Reason.ONLY_BOT_CLICKS,
}


def decide(*, order: OrderFacts, signals: Iterable[Signal], rule: Rule) -> Verdict:
    """Credit the order's net to the parties that brought it, or say why to none.

    Pure and deterministic; a signal given twice counts once. Raises ValueError for a negative net
    or a time without offset.
    """
    if order.net_minor < 0:
        raise ValueError("An order's net cannot be negative.")
    given = set(signals)
    if any(at.tzinfo is None for at in (order.placed_at, *(signal.at for signal in given))):
        raise ValueError("A time has no offset from UTC.")
    distinct = sorted(given, key=lambda signal: _rank(signal, rule))
    refusals = {signal: _refusal(signal, order, rule) for signal in distinct}
    accepted = [signal for signal in distinct if refusals[signal] is None]
    if not accepted:
        return _not_credited(distinct, refusals, order, rule)

    if rule.model in {Model.LAST, Model.FIRST}:
        touches = accepted[:1]
    else:
        touches = _touches(accepted)
    credited = _credits(order, touches, rule)
    leader = credited[0].party_id
    winner = next(signal for signal in accepted if signal.party_id == leader)
    runner_up = _runner_up(accepted, credited)
    weighings = {
        signal: refusals[signal] or _weighing(signal, winner, touches, credited, rule)
        for signal in distinct
    }
    shared = len(credited) > 1
    return Verdict(
        rule_key=rule.key,
        rule_version=rule.version,
        credits=tuple(credited),
        winner=winner,
        runner_up=runner_up,
        reason=Reason.SHARED if shared else _REASON_OF_KIND[winner.kind],
        params={
            **_params(winner, order, rule),
            **({"parties": len(credited)} if shared else {}),
        },
        considered=tuple(
            Considered(signal=signal, accepted=refusals[signal] is None, weighing=weighings[signal])
            for signal in [*accepted, *(s for s in distinct if refusals[s] is not None)]
        ),
    )


def _refusal(signal: Signal, order: OrderFacts, rule: Rule) -> Weighing | None:
    """Why the signal may not count, or None. The first reason that holds is given."""
    checks: list[tuple[Weighing, Callable[[], bool]]] = [
        (Weighing.KIND_NOT_COUNTED, lambda: signal.kind not in rule.precedence),
        (Weighing.BOT, lambda: signal.agent != Agent.HUMAN),
        (Weighing.AFTER_ORDER, lambda: signal.at > order.placed_at),
        (
            Weighing.OUTSIDE_WINDOW,
            lambda: order.placed_at - signal.at >= timedelta(days=rule.window_days),
        ),
        (
            Weighing.NO_CONSENT,
            lambda: signal.kind in rule.consent_kinds and not signal.consented,
        ),
        (Weighing.OWN_PURCHASE, lambda: signal.own and rule.refuse_own_purchases),
    ]
    return next((weighing for weighing, holds in checks if holds()), None)


def _rank(signal: Signal, rule: Rule) -> tuple[object, ...]:
    """Smaller is better. Total over distinct signals: every field has its say."""
    place = len(rule.precedence)
    if signal.kind in rule.precedence:
        place = rule.precedence.index(signal.kind)
    seconds = _since_epoch(signal.at)
    return (
        place,
        seconds if rule.model == Model.FIRST else -seconds,
        signal.party_id,
        signal.guest_id is None,
        signal.guest_id or 0,
        signal.detail,
        signal.kind,
        signal.agent,
        signal.consented,
        signal.own,
    )


def _since_epoch(at: datetime) -> int:
    """Whole microseconds; a float of seconds would make ties of times that are none."""
    return (at - datetime.fromisoformat("1970-01-01T00:00:00+00:00")) // timedelta(microseconds=1)


def _touches(accepted: list[Signal]) -> list[Signal]:
    """One signal for each party and kind, the latest; from the first in time to the last."""
    latest: dict[tuple[int, SignalKind], Signal] = {}
    for signal in accepted:  # ranked: within a kind and a party the latest comes first
        latest.setdefault((signal.party_id, signal.kind), signal)
    ranks = {signal: index for index, signal in enumerate(accepted)}
    # At one instant the better-ranked touch counts as the later one.
    return sorted(latest.values(), key=lambda signal: (_since_epoch(signal.at), -ranks[signal]))


def _credits(order: OrderFacts, touches: list[Signal], rule: Rule) -> list[Credit]:
    """One credit for each party, the largest first; they add up to the net to the minor unit."""
    weights = _weights(order, touches, rule)
    by_party: dict[int, Fraction] = {}
    for touch, weight in zip(touches, weights, strict=True):
        by_party[touch.party_id] = by_party.get(touch.party_id, Fraction(0)) + weight
    parties = sorted(by_party, key=lambda party: (-by_party[party], party))
    total = sum(by_party.values(), Fraction(0))
    amounts = largest_remainder(order.net_minor, [by_party[party] for party in parties])
    return [
        Credit(party_id=party, amount_minor=amount, share=by_party[party] / total)
        for party, amount in zip(parties, amounts, strict=True)
    ]


def _weights(order: OrderFacts, touches: list[Signal], rule: Rule) -> list[Fraction]:
    count = len(touches)
    if rule.model == Model.POSITION and count > 2:
        between = Fraction(1, 5) / (count - 2)
        return [Fraction(2, 5), *([between] * (count - 2)), Fraction(2, 5)]
    if rule.model == Model.TIME_DECAY:
        half_life = timedelta(days=rule.half_life_days)
        return [_decay(order.placed_at - touch.at, half_life) for touch in touches]
    return [Fraction(1)] * count


def _decay(age: timedelta, half_life: timedelta) -> Fraction:
    """1 at the order, 1/2 a half-life before, 1/4 two before; a straight line between those.

    The line stands for the curve 2 ** (-age / half_life), which it exceeds by 6.2 % at most: a
    fraction is the same on every machine, a power of a float is not.
    """
    halvings, rest = divmod(age, half_life)
    passed = Fraction(rest // timedelta(microseconds=1), half_life // timedelta(microseconds=1))
    weight: Fraction = (1 - passed / 2) / 2**halvings
    return weight


def _runner_up(accepted: list[Signal], credited: list[Credit]) -> Signal | None:
    """The best signal of the party that comes second: by credit, else by rank."""
    leader = credited[0].party_id
    second = credited[1].party_id if len(credited) > 1 else None
    others = [signal for signal in accepted if signal.party_id != leader]
    return next((s for s in others if second in {None, s.party_id}), None)


def _weighing(
    signal: Signal, winner: Signal, touches: list[Signal], credited: list[Credit], rule: Rule
) -> Weighing:
    if signal in touches:
        return Weighing.CREDITED
    if signal.party_id in {credit.party_id for credit in credited}:
        return Weighing.REPEATED
    if signal.kind != winner.kind:
        return Weighing.WEAKER_KIND
    if signal.at == winner.at:
        return Weighing.TIED
    return Weighing.LATER_TOUCH if rule.model == Model.FIRST else Weighing.EARLIER_TOUCH


def _not_credited(
    distinct: list[Signal],
    refusals: dict[Signal, Weighing | None],
    order: OrderFacts,
    rule: Rule,
) -> Verdict:
    found = set(refusals.values())
    nearest = next((refusal for refusal in REFUSALS if refusal in found), None)
    missed = next((signal for signal in distinct if refusals[signal] == nearest), None)
    return Verdict(
        rule_key=rule.key,
        rule_version=rule.version,
        credits=(),
        winner=None,
        runner_up=None,
        reason=_REASON_OF_REFUSAL[nearest] if nearest else Reason.NO_SIGNAL,
        params=_params(missed, order, rule) if nearest and missed else {},
        considered=tuple(
            Considered(signal=signal, accepted=False, weighing=refusal)
            for signal in distinct
            if (refusal := refusals[signal]) is not None
        ),
    )


def _params(signal: Signal, order: OrderFacts, rule: Rule) -> dict[str, str | int]:
    """``days_before``: whole days from the signal to the order, negative when it came after."""
    return {
        "kind": str(signal.kind),
        "detail": signal.detail,
        "at": signal.at.isoformat(),
        "days_before": (order.placed_at - signal.at) // timedelta(days=1),
        "window_days": rule.window_days,
    }
