"""Mails that named somebody who is to be forgotten."""

from collections.abc import Sequence

from django.db.models import Q

from accounts.models import Brand
from mailing import queries
from mailing.models import Bounce, Message, MessageState


def forget(*, brand: Brand | None, address: str) -> int:
    """Delete every mail of a brand (None: of the house, as sign-in codes) to an address.

    What has not left never leaves. That the address asked us to stop stays known, as a hash.
    """
    return int(queries.to_address(address).filter(brand=brand).delete()[0])


def empty(*, brand: Brand, about: Sequence[str], owed: bool) -> int:
    """Empty the mails about somebody that others read: that they were sent stays known.

    ``owed`` says that what is still to leave does leave, as its reader counts on it, and is deleted
    afterwards. What would put an evening into a calendar never is: nothing will come of it. What
    could not leave is deleted. Returns how many mails there were.
    """
    found = Message.objects.of_brand(brand.pk).filter(about__in=about)
    # Held, so that none of them leaves or comes back from a failure between two of these steps.
    held = list(found.select_for_update().order_by("pk").values_list("pk", flat=True))
    leaving = Q(state__in=[MessageState.QUEUED, MessageState.SENDING])
    kept = leaving & ~Q(calendar_method="REQUEST") if owed else Q(pk__in=[])
    found.filter(kept).update(forget=True)
    found.filter(leaving | Q(state=MessageState.FAILED)).exclude(kept).delete()
    found.exclude(leaving).update(
        subject="", text="", html="", calendar_text="", to_name="", last_error=""
    )
    return len(held)


def disown(*, about: Sequence[str]) -> None:
    """Take the reader out of the mails about these: how many left stays known, to whom does not."""
    found = Message.objects.filter(about__in=about)
    Bounce.objects.filter(message__in=found).delete()
    found.exclude(state=MessageState.SENT).delete()
    found.update(to_address="", to_name="", subject="", text="", html="", last_error="")
