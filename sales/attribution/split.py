"""Splitting minor units exactly, once and over a whole life of refunds."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Protocol


class HasCredit(Protocol):
    """A ``Credit``, or a row that has its two fields."""

    @property
    def party_id(self) -> int: ...

    @property
    def amount_minor(self) -> int: ...


def largest_remainder(amount_minor: int, weights: Sequence[Fraction]) -> list[int]:
    """Split ``amount_minor`` (>= 0) by the weights; the parts add up to it.

    Hamilton's method: parts are rounded down, then the missing units go one each to the largest
    remainders, the earlier part first where two are equal. The same as ``common.money.allocate``,
    written again because this package must run alone; a test holds the two together.
    """
    total = sum(weights, Fraction(0))
    exact = [amount_minor * weight / total for weight in weights]
    parts = [part.numerator // part.denominator for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[: amount_minor - sum(parts)]:
        parts[index] += 1
    return parts


def refund_credits(
    *,
    credits: Iterable[HasCredit],  # noqa: A002 - the glossary's word
    net_minor: int,
    refunded_total_minor: int,
) -> dict[int, int]:
    """What each party has given back once ``refunded_total_minor`` of the net is refunded.

    ``credits`` are those of the order as first credited, in any order; ``refunded_total_minor`` is
    all refunds up to now together, and counts as the net when it is more (shops give shipping back
    too). Returns party id -> minor units given back in all, so a ledger books the difference to what
    it has booked; refunds arriving in any order end at the same figures.

    The amounts add up to the refunded total, none is ever above its credit, all equal their credits
    when everything is refunded, and none goes down when the total goes up: a later refund never
    gives somebody money. Largest remainders cannot promise the last (the Alabama paradox), so this
    is the Sainte-Laguë/Webster method, which is house-monotone (Balinski and Young, "Fair
    Representation", 1982): units are handed out one at a time, each to the greatest
    credit / (2 * given back + 1), the lower party id where two are equal.

    Raises ValueError when the credits do not add up to the net, or a figure is negative. An order
    nobody is credited for gives nothing back.
    """
    by_party: dict[int, int] = {}
    for credit in credits:
        by_party[credit.party_id] = by_party.get(credit.party_id, 0) + credit.amount_minor
    if net_minor < 0 or refunded_total_minor < 0 or any(part < 0 for part in by_party.values()):
        raise ValueError("Net, refunds and credits cannot be negative.")
    if not by_party:
        return {}
    if sum(by_party.values()) != net_minor:
        raise ValueError("The credits do not add up to the order's net.")
    refunded = min(refunded_total_minor, net_minor)
    # Start beside the answer: every unit whose turn comes strictly before the common divisor
    # net / refunded, which is each exact share rounded to the nearest, halves down.
    given = {
        party: max(-(-(2 * refunded * part - net_minor) // (2 * net_minor)), 0) if net_minor else 0
        for party, part in by_party.items()
    }
    while sum(given.values()) < refunded:
        given[min(_with_credit(by_party), key=lambda p: _turn(by_party[p], given[p], p))] += 1
    while sum(given.values()) > refunded:
        holders = [party for party, units in given.items() if units]
        given[max(holders, key=lambda p: _turn(by_party[p], given[p] - 1, p))] -= 1
    return {party: given[party] for party in sorted(given)}


def _with_credit(by_party: dict[int, int]) -> list[int]:
    return [party for party, part in by_party.items() if part]


def _turn(part: int, units_before: int, party: int) -> tuple[Fraction, int]:
    """When the party's next unit is handed out: smaller comes sooner, no two are equal."""
    return Fraction(2 * units_before + 1, part), party
