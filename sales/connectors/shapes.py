"""What every shop's messages become: plain values, whatever the shop calls them.

A connector is a module with two functions, ``verify`` and ``read`` (see ``Connector``). It knows no
table and reads no clock. Amounts are minor units of ``currency`` and never negative; times are
aware and in UTC; ids are text, because shops use numbers larger than a float can hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class BadSignature(Exception):
    """The delivery is not shown to come from the shop. Answer 401 and keep nothing.

    The message says what is wrong in general terms and repeats nothing of the delivery.
    """


class Unreadable(Exception):
    """The delivery is the shop's, but its body cannot be understood.

    ``reason`` is one English sentence for staff: which field, and what was expected there.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One signed delivery. ``delivery_id`` is the same on a retry; ``topic`` is the shop's word."""

    delivery_id: str
    topic: str


class IncomingState(StrEnum):
    """What the body itself says of the order, whatever topic it came under."""

    OPEN = "OPEN"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class IncomingLine:
    """``amount_minor``: the whole line (all its pieces) after discounts, on the basis of net."""

    external_id: str
    sku: str
    title: str
    quantity: int
    amount_minor: int


@dataclass(frozen=True, kw_only=True)
class IncomingRefundLine:
    """``line_external_id`` is the order line's id; the amount is on the basis of net."""

    line_external_id: str
    quantity: int
    amount_minor: int


@dataclass(frozen=True, kw_only=True)
class IncomingRefund:
    """Goods given back, or their price lowered afterwards.

    ``amount_minor`` is this refund alone (not a running total), on the same basis as the order's
    ``net_minor``, so the two can be subtracted; refunded shipping is not in it. ``whole``: the shop
    says that the entire order is given back; ``amount_minor`` is then not to be read. A refund's
    ``external_id`` is unique in its shop, and that, not the delivery, is what makes it count once.
    """

    external_id: str
    order_external_id: str
    amount_minor: int
    currency: str
    at: datetime
    lines: tuple[IncomingRefundLine, ...] = ()
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class IncomingOrder:
    """An order as the shop tells it at ``updated_at``; a later telling replaces an earlier one.

    ``net_minor`` is what credits are computed on: goods after discounts, without shipping and tips,
    and without taxes where the shop says them; it is the order as placed, refunds not taken off.
    ``gross_minor`` is what the customer was asked to pay. Lines add up to net as far as the shop's
    own figures do; net is the shop's word. ``promo_codes`` are in capitals, each once. ``email`` is
    lower case, "" when there is none. ``refunds`` are those the order lists itself: they make a
    lost refund message harmless.
    """

    external_id: str
    number: str
    placed_at: datetime
    updated_at: datetime
    currency: str
    net_minor: int
    gross_minor: int
    lines: tuple[IncomingLine, ...] = ()
    email: str = ""
    promo_codes: tuple[str, ...] = ()
    click_id: str = ""
    host_name_declared: str = ""
    state: IncomingState = IncomingState.OPEN
    customer_id: str = ""
    is_test: bool = False
    refunds: tuple[IncomingRefund, ...] = ()


class Connector(Protocol):
    """The one interface of a shop system; ``registry.connector`` finds it by the shop's kind."""

    def verify(
        self, *, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], at: datetime
    ) -> Delivery:
        """Check the signature on the raw body against each secret (two while one is replaced).

        ``at`` is the aware time of arrival. Raises BadSignature.
        """
        ...

    def read(self, *, topic: str, body: bytes) -> IncomingOrder | IncomingRefund | None:
        """What the body says; None for a topic that is no concern of ours. Raises Unreadable."""
        ...
