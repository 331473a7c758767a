"""Erasing a person from everything a brand holds, room by room, in one transaction.

Later rooms first: what they hold is found through the rows of the earlier ones. Either all of it is
gone when this returns, or nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.domain import erasure as accounts
from accounts.identity import email_hash
from accounts.models import Brand, Consent, User
from common import audit, outbox
from common.models import OutboxMessage
from events.domain import erasure as events
from events.domain import witnesses
from events.domain.erasure import CannotEraseYet
from events.models import Application, Party
from flows.handlers.guests import about
from guests.domain import erasure as guests
from guests.models import Guest
from kits.domain import erasure as kits
from mailing import queries as mail
from mailing.domain import erasure as mailing
from mailing.domain import messages
from sales.domain import erasure as sales
from sales.models import Order

__all__ = ["CannotEraseYet", "Done", "erase", "known_to"]
_BRAND_OF_GUEST = "invitation__party__campaign__brand"


@dataclass(frozen=True, kw_only=True)
class Done:
    """How many rows were somebody's, and whether the account is closed as well."""

    applications: int
    parties: int
    answers: int
    orders: int
    account_closed: bool


def known_to(email: str) -> list[Brand]:
    """The brands that hold anything of this address."""
    hashed = email_hash(email)
    held = (
        Q(pk__in=Application.objects.filter(user__email__iexact=email).values("campaign__brand"))
        | Q(pk__in=Party.objects.filter(host__email__iexact=email).values("campaign__brand"))
        | Q(pk__in=Guest.objects.filter(email_hash=hashed).values(_BRAND_OF_GUEST))
        | Q(pk__in=Order.objects.filter(email_hash=hashed).values("shop__brand"))
        | Q(pk__in=Consent.objects.filter(email_hash=hashed).values("brand"))
        | Q(pk__in=mail.to_address(email).values("brand"))
    )
    return list(Brand.objects.filter(held).order_by("pk"))


@transaction.atomic
def erase(
    *, email: str, brand: Brand, at: datetime, by: str, as_guest: bool = True, language: str = ""
) -> Done:
    """Erase the person of this address from everything ``brand`` holds.

    A place they hold goes to the next person first. ``as_guest`` says whether their answers to
    others' invitations go too. ``by`` is for the audit: "person", "system", or "user:7". One last
    mail says that it is done, and is not kept. Publishes ``person.erased``. Raises CannotEraseYet
    while a parcel is on its way or a list is being sealed.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    address = user.email if user else email.strip()
    applications, parties, names = 0, 0, frozenset[str]()
    language = language or (user.language if user else brand.language)
    if user is not None:
        hosted = list(
            Party.objects.of_brand(brand.pk).filter(host=user).values_list("pk", flat=True)
        )
        if kits.on_the_way(parties=hosted):
            raise CannotEraseYet(
                _("A parcel is on its way to this address. Once it is there, ask again.")
            )
        erased = events.erase(user=user, brand=brand, at=at)
        applications, parties = len(erased.applications), len(erased.parties)
        names = erased.names
        kits.forget(parties=erased.parties)
        theirs = guests.forget_host(brand=brand, parties=erased.parties, names=names)
        mailing.empty(brand=brand, about=[about(one) for one in theirs], owed=True)
    answers = guests.forget_guest(brand=brand, email=address, at=at) if as_guest else []
    mailing.empty(brand=brand, about=[about(one) for one in answers], owed=False)
    orders = sales.forget(brand=brand, email=address)
    witnesses.forget(brand=brand, email=address)
    mailing.forget(brand=brand, address=address)
    accounts.forget(email=address, brand=brand)
    closed = user is not None and accounts.close(user=user)
    if closed or user is None:
        mailing.forget(brand=None, address=address)
    OutboxMessage.objects.filter(last_error__icontains=address).update(last_error="")
    audit.record(
        chain=f"brand:{brand.pk}",
        actor=by,
        action="person.erased",
        data={"applications": applications, "parties": parties, "answers": len(answers)},
        at=at,
    )
    outbox.publish("person.erased", brand_id=brand.pk)
    messages.queue(
        template="person_erased",
        to_address=address,
        language=language,
        brand=brand,
        forget=True,
        reply_to=brand.contact_email,
        context={"account_closed": closed},
    )
    return Done(
        applications=applications,
        parties=parties,
        answers=len(answers),
        orders=orders,
        account_closed=closed,
    )
