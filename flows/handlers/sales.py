"""What follows from an accepted party, a stored delivery, an order, a refund."""

from datetime import datetime

from events.models import Party
from guests.models import Guest
from sales.domain import attribution, codes, inbox


def open_shop_for_party(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Give the party its promo code and its link to the shop."""
    codes.open_for(party=Party.objects.select_related("campaign__brand").get(pk=party_id), at=at)


def open_shop_for_guest(*, message_id: int, at: datetime, guest_id: int, **_newer: object) -> None:
    """Give the guest their own link to the shop."""
    guest = Guest.objects.select_related("invitation__party__campaign__brand").get(pk=guest_id)
    codes.guest_link(guest=guest, at=at)


def work_delivery(
    *, message_id: int, at: datetime, inbox_message_id: int, **_newer: object
) -> None:
    """Do what a shop's stored delivery says."""
    inbox.work(message_id=inbox_message_id, at=at)


def weigh_order(*, message_id: int, at: datetime, order_id: int, **_newer: object) -> None:
    """Weigh the order's evidence and book what its hosts are credited."""
    attribution.weigh(order_id=order_id, at=at)
