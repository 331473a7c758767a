"""Orders without the person: the accounts keep sums and days, the address and the raw words go."""

from django.db.models import Q

from accounts.identity import email_hash
from accounts.models import Brand
from sales.domain import addresses
from sales.models import InboxAddress, InboxMessage, InboxState, Order

_WAITING = (InboxState.RECEIVED, InboxState.PARKED)


def forget(*, brand: Brand, email: str) -> int:
    """Take an address out of a brand's orders and of the deliveries that brought them.

    Returns how many orders were concerned. A delivery not booked yet loses the address at once and
    the rest of its words once it is booked: without them the order would be missing from the
    accounts. Part of a larger transaction (``flows.erasure``).
    """
    hashed = email_hash(email)
    # Deliveries before orders, as they are worked: what is being booked now is waited for.
    named = InboxMessage.objects.filter(shop__brand=brand, addresses__email_hash=hashed)
    booked = []
    for message in named.select_for_update(of=("self",)).order_by("pk"):
        if message.state in _WAITING:
            body = addresses.without(body=bytes(message.body), hashed=hashed)
            InboxMessage.objects.filter(pk=message.pk).update(body=body, forget=True)
            InboxAddress.objects.filter(message=message, email_hash=hashed).delete()
        else:
            booked.append(message.pk)
    orders = Order.objects.filter(shop__brand=brand, email_hash=hashed)
    told = Q(pk__in=booked)
    for shop, number in orders.values_list("shop", "external_id"):
        told |= Q(shop=shop, order_external_id=number)
    empty(told)
    return orders.update(email_hash="", nameless=True)


def empty(which: Q) -> None:
    """Delete the words of deliveries; that they came, and of which order they told, stays."""
    InboxMessage.objects.filter(which).update(body=b"")
    InboxAddress.objects.filter(message__in=InboxMessage.objects.filter(which)).delete()
