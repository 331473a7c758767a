"""The values that go in and come out. Money is minor units; times are aware."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction


class SignalKind(StrEnum):
    """What speaks for a party. ``Evidence`` rows become signals."""

    CODE = "CODE"  # a promo code of the party, used in the order
    CLICK = "CLICK"  # a /go/ link followed to the shop
    EMAIL = "EMAIL"  # the buyer's hashed address is that of a guest who consented
    TAG = "TAG"  # a tag on a garment scanned at the party
    NAME = "NAME"  # the buyer named the host


class Agent(StrEnum):
    """Who followed the link, as ``links`` tells it; only clicks and tags have one to doubt."""

    HUMAN = "HUMAN"
    PREVIEW = "PREVIEW"
    BOT = "BOT"


class Reason(StrEnum):
    """Why the order is credited, or why it is not."""

    CODE_USED = "CODE_USED"
    CLICKED_BEFORE_ORDER = "CLICKED_BEFORE_ORDER"
    EMAIL_MATCHED = "EMAIL_MATCHED"
    TAG_SCANNED = "TAG_SCANNED"
    HOST_NAMED = "HOST_NAMED"
    SHARED = "SHARED"  # several parties had a part in it
    NO_SIGNAL = "NO_SIGNAL"
    OWN_PURCHASE = "OWN_PURCHASE"
    NO_CONSENT = "NO_CONSENT"
    OUTSIDE_WINDOW = "OUTSIDE_WINDOW"
    AFTER_ORDER = "AFTER_ORDER"
    KIND_NOT_COUNTED = "KIND_NOT_COUNTED"
    ONLY_BOT_CLICKS = "ONLY_BOT_CLICKS"


class Weighing(StrEnum):
    """What became of one signal."""

    CREDITED = "CREDITED"
    REPEATED = "REPEATED"  # accepted; its party is credited by a better signal already
    WEAKER_KIND = "WEAKER_KIND"  # accepted; a kind that comes first in the rule spoke for another
    EARLIER_TOUCH = "EARLIER_TOUCH"  # accepted; the rule takes the last one
    LATER_TOUCH = "LATER_TOUCH"  # accepted; the rule takes the first one
    TIED = "TIED"  # accepted; same kind and instant, the party with the lower id has it
    OWN_PURCHASE = "OWN_PURCHASE"
    NO_CONSENT = "NO_CONSENT"
    OUTSIDE_WINDOW = "OUTSIDE_WINDOW"
    AFTER_ORDER = "AFTER_ORDER"
    KIND_NOT_COUNTED = "KIND_NOT_COUNTED"
    BOT = "BOT"


REFUSALS = (
    # From the nearest miss to the farthest: the first of them present is an order's reason.
    Weighing.OWN_PURCHASE,
    Weighing.NO_CONSENT,
    Weighing.OUTSIDE_WINDOW,
    Weighing.AFTER_ORDER,
    Weighing.KIND_NOT_COUNTED,
    Weighing.BOT,
)


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One thing that speaks for one party.

    ``at`` is when it happened (for EMAIL: when the guest left the address). ``consented`` matters
    for the kinds the rule asks it of. ``own``: the buyer is the party's own host. ``detail`` is
    shown with the reason (a code, a link's slug): never an address.
    """

    kind: SignalKind
    party_id: int
    at: datetime
    guest_id: int | None = None
    consented: bool = False
    detail: str = ""
    agent: Agent = Agent.HUMAN
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """What is credited: the goods' net, when they were ordered, in which currency."""

    net_minor: int
    placed_at: datetime
    currency: str


@dataclass(frozen=True, kw_only=True)
class Credit:
    """A party's part of the net. ``share`` is the exact part of one; shares add up to one."""

    party_id: int
    amount_minor: int
    share: Fraction


@dataclass(frozen=True, kw_only=True)
class Considered:
    """One signal and what became of it."""

    signal: Signal
    accepted: bool
    weighing: Weighing


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answer for one order under one version of one rule.

    ``credits``: one per party, largest first, adding up to the order's net; empty when not
    credited. ``winner``: the signal that decided; ``runner_up``: the best accepted signal of
    another party. ``params``: JSON values that complete the reason's sentence. ``considered``: every
    distinct signal, best first.
    """

    rule_key: str
    rule_version: int
    credits: tuple[Credit, ...]
    winner: Signal | None
    runner_up: Signal | None
    reason: Reason
    params: dict[str, str | int] = field(default_factory=dict)
    considered: tuple[Considered, ...] = ()
