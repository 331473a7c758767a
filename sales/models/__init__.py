"""Tables of the room: shops and their inbox, orders, codes and links, attribution."""

from sales.models.attribution import (
    TEST_ORDER,
    Attribution,
    Credit,
    CreditKind,
    Evidence,
    EvidenceKind,
)
from sales.models.codes import PromoCode, ShareOnlyLink, ShopLink
from sales.models.orders import Order, OrderLine, OrderState, Refund
from sales.models.shops import INBOX_NEXT, InboxAddress, InboxMessage, InboxState, Shop, ShopKind

__all__ = [
    "INBOX_NEXT",
    "TEST_ORDER",
    "Attribution",
    "Credit",
    "CreditKind",
    "Evidence",
    "EvidenceKind",
    "InboxAddress",
    "InboxMessage",
    "InboxState",
    "Order",
    "OrderLine",
    "OrderState",
    "PromoCode",
    "Refund",
    "ShareOnlyLink",
    "Shop",
    "ShopKind",
    "ShopLink",
]
