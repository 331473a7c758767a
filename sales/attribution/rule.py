"""A rule of attribution: written down, numbered, never changed once used."""

from dataclasses import dataclass
from enum import StrEnum

from sales.attribution.shapes import SignalKind


class Model(StrEnum):
    """How the net is shared.

    LAST, FIRST: one party has it all. Among the accepted signals of the kind that comes first in
    the rule, the last (the first) in time decides.

    LINEAR, POSITION, TIME_DECAY: every accepted touch has a part, whatever its kind. Signals of one
    kind for one party are one touch, at its latest time, so that ten taps on a link weigh no more
    than one. LINEAR: equal parts. POSITION: 40 % to the first touch, 40 % to the last, 20 % shared
    by those between; halves when there are two. TIME_DECAY: a touch's weight halves with every
    ``half_life_days`` between it and the order.
    """

    LAST = "LAST"
    FIRST = "FIRST"
    LINEAR = "LINEAR"
    POSITION = "POSITION"
    TIME_DECAY = "TIME_DECAY"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One version of one rule.

    ``precedence``: the kinds that count, strongest first. ``window_days``: how long before the
    order a signal may lie; the window is open at its start and closed at the order: exactly
    ``window_days`` earlier is outside, the very moment of the order inside. ``consent_kinds``: the
    kinds refused without consent. ``refuse_own_purchases``: whether a host's own order is credited
    to the host (else it is left to staff to judge).
    """

    key: str = "precedence-last-touch"
    version: int = 1
    precedence: tuple[SignalKind, ...] = (
        SignalKind.CODE,
        SignalKind.CLICK,
        SignalKind.EMAIL,
        SignalKind.TAG,
        SignalKind.NAME,
    )
    window_days: int = 30
    model: Model = Model.LAST
    consent_kinds: frozenset[SignalKind] = frozenset({SignalKind.EMAIL})
    refuse_own_purchases: bool = False
    half_life_days: int = 7

    def __post_init__(self) -> None:
        if not self.precedence or len(set(self.precedence)) != len(self.precedence):
            raise ValueError("A rule names each kind that counts once, and at least one.")
        if self.window_days < 1 or self.half_life_days < 1 or self.version < 1:
            raise ValueError("Window, half-life and version are at least 1.")
