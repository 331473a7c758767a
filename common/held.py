"""What is held of one person, as they may read it: rows of the rooms, column by column.

Each room names the columns it tells in ``TOLD`` and those it keeps silent in ``SILENT``, beside the
function that finds the rows (``domain/holdings.py``); ``flows.own_data`` gathers them. A column that
stands in neither fails a test.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common.look import words

LONG = 48  # characters; more does not fit beside its word on a phone

type Columns = Mapping[type[Model], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whom the rows are looked for: by address, by its fingerprint, and by account if there is one."""

    email: str
    email_hash: str
    user_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Held:
    """One row. ``columns`` is for programs; ``lines`` (word, value) for people, without what is empty.

    ``named`` tells rows of one title apart: the subject of a letter, the number of a receipt.
    """

    kind: str
    title: str
    named: str
    brand_id: int | None
    columns: dict[str, Any] = field(default_factory=dict)
    lines: list[tuple[str, str]] = field(default_factory=list)

    @property
    def short(self) -> list[tuple[str, str]]:
        """The lines that fit beside their word."""
        return [(word, value) for word, value in self.lines if len(value) <= LONG]

    @property
    def long(self) -> list[tuple[str, str]]:
        """The lines that want room of their own."""
        return [(word, value) for word, value in self.lines if len(value) > LONG]


def tell(
    rows: Sequence[Model],
    columns: Columns,
    *,
    title: str | Promise,
    brand_id: Any,
    named: str = "",
    zone: str = "Europe/Paris",
) -> Iterator[Held]:
    """Tell of each row the columns named for its table; ``brand_id`` is a number or finds it."""
    for row in rows:
        told = columns[type(row)]
        values = {name: getattr(row, name) for name in told}
        yield Held(
            kind=label_of(type(row)),
            title=str(title),
            named=_for_people(row, named, getattr(row, named), zone) if named else "",
            brand_id=brand_id(row) if callable(brand_id) else brand_id,
            columns={name: _for_programs(value) for name, value in values.items()},
            lines=[
                (str(WORDS[name]), _for_people(row, name, value, zone))
                for name, value in values.items()
                if not _empty(value)
            ],
        )


def label_of(model: type[Model]) -> str:
    """Return the name of a table, such as events.Application."""
    label: str = model._meta.label  # noqa: SLF001 - public, whatever its underscore says
    return label


def _for_programs(value: Any) -> Any:
    if isinstance(value, bool | int | float | str | list | dict) or value is None:
        return value
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {}) or (not isinstance(value, int) and not value)


def _for_people(row: Model, name: str, value: Any, zone: str) -> str:
    if _empty(value):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return words.day(value, zone, _language(), year=True)
    if isinstance(value, date):
        return words.calendar_day(value, _language(), year=True)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else _for_programs(value))


def _language() -> str:
    return get_language() or "fr"


# What each column is called where a person reads it. One word serves every table that has it.
WORDS: dict[str, str | Promise] = {
    "accepted_at": gettext_lazy("Accepted on"),
    "address_confirmed_at": gettext_lazy("Address confirmed on"),
    "address_extra": gettext_lazy("Address, further line"),
    "address_line": gettext_lazy("Street"),
    "admitted_at": gettext_lazy("At the table since"),
    "adults": gettext_lazy("Adults"),
    "allergens": gettext_lazy("Allergies"),
    "amount_minor": gettext_lazy("Amount, in cents"),
    "answer": gettext_lazy("Answer"),
    "answer_by": gettext_lazy("To be answered by"),
    "answered_at": gettext_lazy("Answered on"),
    "arm": gettext_lazy("Outcome of the draw"),
    "asked_at": gettext_lazy("Asked on"),
    "birth_year": gettext_lazy("Year of birth"),
    "body": gettext_lazy("As the shop sent it"),
    "calendar_method": gettext_lazy("Calendar message"),
    "calendar_text": gettext_lazy("Calendar entry"),
    "cancelled_at": gettext_lazy("Cancelled on"),
    "carrier": gettext_lazy("Carrier"),
    "chances": gettext_lazy("Chances in the draw"),
    "children": gettext_lazy("Children"),
    "city": gettext_lazy("Town"),
    "code": gettext_lazy("Code"),
    "commitment": gettext_lazy("Commitment deposited"),
    "committed_at": gettext_lazy("Committed on"),
    "consented": gettext_lazy("Agreed to"),
    "country": gettext_lazy("Country"),
    "created_at": gettext_lazy("Written down on"),
    "currency": gettext_lazy("Currency"),
    "dates_note": gettext_lazy("Dates that suit"),
    "delivered_at": gettext_lazy("Delivered on"),
    "detail": gettext_lazy("Detail"),
    "email": gettext_lazy("E-mail address"),
    "email_hash": gettext_lazy("Fingerprint of the address"),
    "ends_at": gettext_lazy("Ends"),
    "expires_at": gettext_lazy("Valid until"),
    "first_name": gettext_lazy("First name"),
    "given_at": gettext_lazy("Given on"),
    "gross_minor": gettext_lazy("Amount with tax, in cents"),
    "host_first_name": gettext_lazy("First name"),
    "host_last_name": gettext_lazy("Last name"),
    "household_key": gettext_lazy("Fingerprint of the home"),
    "index": gettext_lazy("Line in the sealed list"),
    "invited_at": gettext_lazy("Invited on"),
    "ip": gettext_lazy("Network address"),
    "is_active": gettext_lazy("Account open"),
    "joined_at": gettext_lazy("Account made on"),
    "kind": gettext_lazy("Kind"),
    "label": gettext_lazy("Known as"),
    "language": gettext_lazy("Language"),
    "last_login": gettext_lazy("Last sign-in"),
    "last_name": gettext_lazy("Last name"),
    "last_seen_at": gettext_lazy("Last seen"),
    "last_seen_date": gettext_lazy("Last day at the desk"),
    "last_used_at": gettext_lazy("Last used"),
    "leaf": gettext_lazy("Fingerprint in the sealed list"),
    "message": gettext_lazy("A word"),
    "needs": gettext_lazy("A diet, a need"),
    "net_minor": gettext_lazy("Amount without tax, in cents"),
    "note": gettext_lazy("Note"),
    "number": gettext_lazy("Number"),
    "packed_at": gettext_lazy("Packed on"),
    "pets": gettext_lazy("Pets"),
    "phone": gettext_lazy("Telephone"),
    "placed_at": gettext_lazy("Ordered on"),
    "position": gettext_lazy("Rank"),
    "postcode": gettext_lazy("Postcode"),
    "promo_codes": gettext_lazy("Promo codes"),
    "public_id": gettext_lazy("Number on the sealed list"),
    "purpose": gettext_lazy("Agreed to"),
    "quantity": gettext_lazy("Quantity"),
    "reason": gettext_lazy("Reason"),
    "reasons": gettext_lazy("Reasons"),
    "received_at": gettext_lazy("Received on"),
    "receipt_number": gettext_lazy("Receipt"),
    "receives_parcels": gettext_lazy("Can receive parcels"),
    "refunded_minor": gettext_lazy("Refunded, in cents"),
    "reminders": gettext_lazy("Reminders sent"),
    "revoked_at": gettext_lazy("Taken back on"),
    "role": gettext_lazy("Role"),
    "room_to_try": gettext_lazy("Room to try things on"),
    "rules_version": gettext_lazy("Version of the rules"),
    "salt": gettext_lazy("Salt of the receipt"),
    "scheduled_at": gettext_lazy("Date chosen on"),
    "seating": gettext_lazy("At the table"),
    "seats": gettext_lazy("Seats"),
    "sent_at": gettext_lazy("Sent on"),
    "shipped_at": gettext_lazy("Shipped on"),
    "since_at": gettext_lazy("Since"),
    "sku": gettext_lazy("Reference"),
    "slot": gettext_lazy("Table number"),
    "social_handle": gettext_lazy("Name on a network"),
    "stairs": gettext_lazy("Stairs"),
    "started_at": gettext_lazy("Begun on"),
    "starts_at": gettext_lazy("Begins"),
    "state": gettext_lazy("State"),
    "status": gettext_lazy("Status"),
    "stratum_key": gettext_lazy("Region"),
    "subject": gettext_lazy("Subject"),
    "submitted_at": gettext_lazy("Sent on"),
    "template": gettext_lazy("Letter"),
    "text": gettext_lazy("Text"),
    "text_version": gettext_lazy("Version of the text"),
    "ticket": gettext_lazy("Ticket in the draw"),
    "tied_to_brand": gettext_lazy("Works for the brand or a supplier"),
    "timezone": gettext_lazy("Time zone"),
    "title": gettext_lazy("Title"),
    "to_address": gettext_lazy("To"),
    "to_city": gettext_lazy("Town"),
    "to_country": gettext_lazy("Country"),
    "to_extra": gettext_lazy("Address, further line"),
    "to_line": gettext_lazy("Street"),
    "to_name": gettext_lazy("Name"),
    "to_phone": gettext_lazy("Telephone"),
    "to_postcode": gettext_lazy("Postcode"),
    "topic": gettext_lazy("Subject"),
    "tracking_code": gettext_lazy("Tracking number"),
    "type": gettext_lazy("Kind"),
    "user_agent": gettext_lazy("Browser"),
    "verdict": gettext_lazy("Eligibility"),
    "verified": gettext_lazy("Confirmed"),
    "weight_g": gettext_lazy("Weight, in grams"),
    "utm_source": gettext_lazy("Tag of where you came from"),
    "utm_medium": gettext_lazy("Tag of the way there"),
    "utm_campaign": gettext_lazy("Tag of the occasion"),
    "near_key": gettext_lazy("Fingerprint of the neighbourhood"),
    "person_key": gettext_lazy("Fingerprint of name, year and town"),
    "drawn_as": gettext_lazy("Drawn with the home"),
    "search_words": gettext_lazy("Words it is found by"),
    "compared_at": gettext_lazy("Compared with others on"),
    "doubt": gettext_lazy("The gravest doubt"),
    "doubts": gettext_lazy("Why it was held"),
    "held_at": gettext_lazy("Held on"),
    "outcome": gettext_lazy("What became of it"),
    "decided_at": gettext_lazy("Decided on"),
    "part": gettext_lazy("What was decided"),
    "asked": gettext_lazy("Question"),
    "chosen": gettext_lazy("Chosen"),
    "day": gettext_lazy("Day"),
    "photo": gettext_lazy("Photo"),
    "settled_at": gettext_lazy("Settled on"),
    "where": gettext_lazy("Where"),
    "why": gettext_lazy("Why you"),
    "withdrawn_at": gettext_lazy("Taken back on"),
    "words": gettext_lazy("Words to the guests"),
    "at": gettext_lazy("When"),
    "waiting_since_at": gettext_lazy("Waiting since"),
}
