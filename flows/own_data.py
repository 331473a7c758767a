"""What is held of a person, gathered from every room, and an agreement taken back.

The counterpart of ``flows.erasure``: whatever that takes away, this tells.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.domain import consents
from accounts.domain import holdings as accounts
from accounts.identity import email_hash
from accounts.models import Brand, Consent, Purpose, User
from common.held import Held, Person, label_of
from events import photos
from events.domain import holdings as events
from flows.handlers.guests import about
from guests.domain import agreements
from guests.domain import holdings as guests
from guests.models import Guest
from kits.domain import holdings as kits
from mailing.domain import holdings as mailing
from sales.domain import holdings as sales

ROOMS = (accounts, events, kits, guests, sales, mailing)
# Tables with words about people of which nothing is told, and why.
NOT_TOLD = {
    "accounts.ApiKey": "a brand's software, not a person; its maker stands in the brand's log",
    "accounts.Brand": "a company, not a person",
    "common.AuditEntry": "names nobody: numbers of accounts and of rows, kept as proof",
    "common.IdempotencyKey": "an answer to software, kept a day",
    "common.OutboxMessage": "numbers of rows, which say nothing by themselves",
    "events.LeadFault": "a row that is nobody; deleted with the file it stood in",
    "events.LeadImport": "a file; each person’s own row of it is told",
    "events.Campaign": "an offer of the brand; who wrote it down is staff on duty",
    "events.DuplicateGroup": "a comparison; each application's own line of it is told",
    "events.RootReport": "says nothing of whoever reported; who looked is staff on duty",
    "events.Trial": "who asked is an officer on duty",
    "guests.Invitation": "a page and its chairs; the host's words are told with the evening",
    "events.Draw": "the public proof, without names; who sealed and drew are officers on duty",
    "events.DrawRequest": "who asked is an officer on duty; what is frozen goes with the draw",
    "events.FrozenPage": "the list while it is being sealed, minutes long; the lines are told",
    "mailing.Batch": "letters to many; each person's own letter is told",
    "sales.Attribution": "a verdict on an order, told by its traces",
    "sales.Credit": "sums of a table, told on the host's page",
    "sales.Refund": "a sum of an order, told with the order",
    "sales.ShareOnlyLink": "an address of a link, told on the status page",
    "sales.ShopLink": "an address of a link, told on the guest's page",
}
# What may be taken back by itself. The rules and the notice are the ground of an application: who
# no longer wants them withdraws it, or asks to be erased.
WITHDRAWABLE = (Purpose.MARKETING, Purpose.MEASUREMENT, Purpose.PHOTOS, Purpose.ALLERGENS)


def person_of(user: User) -> Person:
    """Whom to look for when this account asks."""
    return Person(email=user.email, email_hash=email_hash(user.email), user_id=user.pk)


def of_person(person: Person, *, at: datetime) -> list[Held]:
    """Everything that any brand, and the house, holds of this person."""
    return [
        *accounts.held(person),
        *events.held(person, at=at),
        *kits.held(person),
        *guests.held(person),
        *sales.held(person),
        *mailing.held(person),
    ]


def of_guest(guest: Guest) -> list[Held]:
    """What is held with one answer, for whoever holds its link: no other answer, no order.

    The link may have been passed on; everything else is told to whoever signs in with the address.
    """
    letters = mailing.about(subject=about(guest.pk), address=guest.email) if guest.email else ()
    return [
        *guests.held_of(guest),
        *accounts.told(agreements.given_with(guest)),
        *sales.traces_of(guest.pk),
        *letters,
    ]


def by_brand(found: Iterable[Held]) -> list[tuple[Brand | None, list[Held]]]:
    """Group what is held: first what the house holds, then each brand in the order of their names."""
    groups: dict[int | None, list[Held]] = defaultdict(list)
    for one in found:
        groups[one.brand_id].append(one)
    brands = {brand.pk: brand for brand in Brand.objects.filter(pk__in=[k for k in groups if k])}
    told: list[tuple[Brand | None, list[Held]]] = [
        (brand, groups[pk]) for pk, brand in sorted(brands.items(), key=lambda pair: pair[1].name)
    ]
    return ([(None, groups[None])] if groups.get(None) else []) + told


def as_json(found: Iterable[Held], *, at: datetime) -> dict[str, Any]:
    """The same for programs: one list per brand, each row with the table it stands in."""
    return {
        "made_at": at.isoformat(),
        "held": [
            {
                "by": brand.slug if brand else None,
                "rows": [{"kind": one.kind, **one.columns} for one in rows],
            }
            for brand, rows in by_brand(found)
        ],
    }


def photos_in(found: Iterable[Held]) -> dict[str, bytes]:
    """The photos that the person sent, by the names that the rows give them."""
    names = [one.columns["photo"] for one in found if one.columns.get("photo")]
    return {name: jpeg for name in names if (jpeg := photos.content(name))}


@transaction.atomic
def withdraw(*, consent: Consent, at: datetime) -> bool:
    """Take one agreement back, with what rested on it; False when it had been, or stays.

    Allergies that a host was allowed to read are deleted with the agreement. The others are asked
    each time something would rest on them, so that nothing is left to be undone.
    """
    if consent.purpose not in WITHDRAWABLE or consent.withdrawn_at is not None:
        return False
    consents.withdraw(consent=consent, at=at)
    if consent.purpose == Purpose.ALLERGENS:
        agreements.forget_health(consent=consent)
    return True


def told_columns() -> Iterator[tuple[str, set[str]]]:
    """For each table: the columns that are told or kept silent on purpose."""
    for room in ROOMS:
        for model in room.TOLD:
            yield label_of(model), {*room.TOLD[model], *room.SILENT.get(model, ())}
