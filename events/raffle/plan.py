"""What is decided before the seal: the plan of a draw, and who enters it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from events.raffle.chains import Chain
from events.raffle.commit_reveal import Party

MIN_LEAD_S = 600  # a public beacon round must lie at least ten minutes after the seal
MAX_CHANCES = 1_000


class SealRefused(ValueError):
    """The draw cannot be sealed. `code` names the reason for translators and tests, `figures` holds
    its numbers and codes, the message says in English what is wrong and what to do.
    """

    def __init__(self, code: str, message: str, **figures: int | str) -> None:
        super().__init__(message)
        self.code = code
        self.figures = figures


class ImpossibleQuota(SealRefused):
    """The places asked for cannot be filled by those who entered."""


class Overflow(StrEnum):
    """What becomes of a place when its stratum has nobody left.

    REFUSE: a stratum short of households refuses the seal, and a place that nobody of the stratum
    takes stays empty. POOL: the place passes to the best ticket of the whole draw.
    """

    REFUSE = "REFUSE"
    POOL = "POOL"


class Arm(StrEnum):
    """The arm of an entrant, read from the place in the one order of the stratum."""

    WINNER = "WINNER"
    ALTERNATE = "ALTERNATE"
    SHARE_ONLY = "SHARE_ONLY"
    HOLDOUT = "HOLDOUT"


@dataclass(frozen=True, slots=True, kw_only=True)
class StratumPlan:
    """One stratum: `quota` winners; `share_only` and `holdout` are read from the order's end;
    `min_newcomers` of the winners at least have never hosted.
    """

    code: str
    title: str
    quota: int
    share_only: int = 0
    holdout: int = 0
    min_newcomers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BeaconPlan:
    """Randomness from the named future round of a chain."""

    chain: Chain
    round_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitRevealPlan:
    """Randomness from values that the parties committed to; the organiser comes first."""

    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """The primary outcome and its half-open window, sealed before anyone knows the arms."""

    outcome: str
    from_date: date
    until_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaces:
    """The earlier draw that this one repairs; it stays published. `root` in hex."""

    draw_code: str
    root: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything decided about a draw except who enters. `rules_sha256` in hex; `places` is the
    number of hosts and must equal the sum of the quotas.
    """

    draw_code: str
    campaign: str
    organiser: str
    rules_version: str
    rules_sha256: str
    places: int
    strata: tuple[StratumPlan, ...]
    randomness: BeaconPlan | CommitRevealPlan
    overflow: Overflow = Overflow.REFUSE
    measurement: Measurement | None = None
    replaces: Replaces | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrantInput:
    """An eligible applicant. `entrant_id` is a random public code of this draw alone.

    `household`: private text that is equal for people of one household ("" = nobody else); it is
    published only as a keyed tag. `private`: what the receipt lets the person show to be theirs
    (receipt number, e-mail...); only its salted hash is published. `salt`: 32 bytes.
    """

    entrant_id: str
    stratum: str
    salt: bytes
    household: str = ""
    chances: int = 1
    newcomer: bool = True
    private: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IneligibleInput:
    """An applicant whose verdict was no, with its reason code (`TOO_YOUNG`, `OUTSIDE_AREA`...)."""

    entrant_id: str
    reason: str
    salt: bytes
    private: Mapping[str, str] = field(default_factory=dict)


JsonObject = dict[str, Any]
