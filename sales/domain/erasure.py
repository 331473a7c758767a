"""Orders without the person: the accounts keep sums and days, the address and the raw words go."""

from accounts.identity import email_hash
from accounts.models import Brand
from sales.models import InboxMessage, InboxState, Order


def forget(*, brand: Brand, email: str) -> int:
    """Take an address out of a brand's orders and of the deliveries that brought them.

    Returns how many orders were concerned. A delivery not yet worked is left until it is: an order
    unbooked would be missing from the accounts.
    """
    told = InboxMessage.objects.filter(shop__brand=brand).exclude(state=InboxState.RECEIVED)
    word = email.strip().lower().encode()
    for number, body in told.values_list("pk", "body").iterator(chunk_size=500):
        if word in bytes(body).lower():
            InboxMessage.objects.filter(pk=number).update(body=b"")
    orders = Order.objects.filter(shop__brand=brand, email_hash=email_hash(email))
    return orders.update(email_hash="")
