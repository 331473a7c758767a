"""What this room holds of a person: the letters to them, and their wish for no more."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from common.held import Columns, Held, Person, tell
from mailing import queries
from mailing.models import Bounce, Message, Suppression

TOLD: Columns = {
    Message: (
        "template",
        "to_address",
        "to_name",
        "language",
        "subject",
        "text",
        "calendar_method",
        "calendar_text",
        "state",
        "created_at",
        "sent_at",
    ),
    Bounce: ("kind", "status", "detail", "at", "settled_at"),
    Suppression: ("email_hash", "reason", "at"),
}
# The same letter as HTML, and how it was carried.
SILENT: Columns = {
    Message: (
        "code",
        "html",
        "reply_to",
        "may_stop",
        "forget",
        "dedupe_key",
        "about",
        "send_after",
        "claimed_until",
        "attempts",
        "last_error",
    )
}
MOST_LETTERS = 1_000


def held(person: Person) -> Iterator[Held]:
    """Every letter kept, the latest first, then the wish to receive no more."""
    letters = queries.to_address(person.email).order_by("-pk")[:MOST_LETTERS]
    yield from tell(
        list(letters), TOLD, title=_("A letter to you"), named="subject", brand_id=_brand
    )
    back = Bounce.objects.filter(message__in=[letter.pk for letter in letters]).order_by("pk")
    yield from tell(list(back), TOLD, title=_("A letter that came back"), brand_id=_brand)
    stops = Suppression.objects.filter(email_hash=person.email_hash).order_by("pk")
    yield from tell(list(stops), TOLD, title=_("Your wish for no more letters"), brand_id=_brand)


def about(*, subject: str, address: str) -> Iterator[Held]:
    """The letters to one address that tell of ``subject``, e.g. guest:12."""
    letters = queries.to_address(address).filter(about=subject).order_by("-pk")
    yield from tell(
        list(letters), TOLD, title=_("A letter to you"), named="subject", brand_id=_brand
    )


def _brand(row: Message | Bounce | Suppression) -> int | None:
    return row.brand_id
