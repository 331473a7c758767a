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
from accounts.queries import user_of
from common import audit, outbox
from events.domain import erasure as events
from events.domain import leads, witnesses
from events.domain.erasure import CannotEraseYet
from events.models import Application, Lead, Party
from flows.handlers.guests import about
from flows.leads import about as about_lead
from guests.domain import erasure as guests
from guests.models import Guest
from kits.domain import erasure as kits
from mailing import queries as mail
from mailing.domain import erasure as mailing
from mailing.domain import messages
from sales.domain import erasure as sales
from sales.models import InboxMessage, Order

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
    hashed, user = email_hash(email), user_of(email)
    held = (
        Q(pk__in=Guest.objects.filter(email_hash=hashed).values(_BRAND_OF_GUEST))
        | Q(pk__in=Order.objects.filter(email_hash=hashed).values("shop__brand"))
        | Q(pk__in=InboxMessage.objects.filter(addresses__email_hash=hashed).values("shop__brand"))
        | Q(pk__in=Consent.objects.filter(email_hash=hashed).values("brand"))
        | Q(pk__in=Lead.objects.filter(email_hash=hashed).values("campaign__brand"))
        | Q(pk__in=mail.to_address(email).values("brand"))
    )
    if user is not None:
        held |= Q(pk__in=Application.objects.filter(user=user).values("campaign__brand"))
        held |= Q(pk__in=Party.objects.filter(host=user).values("campaign__brand"))
    return list(Brand.objects.filter(held).order_by("pk"))


def holds_loan(*, user: User, brand: Brand) -> bool:
    """Say whether something lent by ``brand`` is still with this host."""
    return kits.lent(parties=_hosted(user, brand))


@transaction.atomic
def erase(
    *,
    email: str,
    brand: Brand,
    at: datetime,
    by: str,
    as_guest: bool = True,
    loan_settled: bool = False,
    language: str = "",
) -> Done:
    """Erase the person of this address from everything ``brand`` holds.

    A place they hold goes to the next person first. ``as_guest`` says whether their answers to
    others' invitations go too; ``loan_settled``, staff's word, that what was lent is back or let go
    (GDPR art. 17(3)(e): until then the brand may need to know who has it). ``by`` is for the audit:
    "person", "system", or "user:7". One last mail says that it is done, and is not kept. Publishes
    ``person.erased``. Raises CannotEraseYet while a parcel is on its way, something lent is not
    back, or a list is being sealed.
    """
    user = user_of(email)
    address = user.email if user else email.strip()
    applications, parties, names = 0, 0, frozenset[str]()
    language = language or (user.language if user else brand.language)
    if user is not None:
        hosted = _hosted(user, brand)
        if kits.on_the_way(parties=hosted):
            raise CannotEraseYet(
                _("A parcel is on its way to this address. Once it is there, ask again.")
            )
        if not loan_settled and kits.lent(parties=hosted):
            raise CannotEraseYet(
                _(
                    "Something lent for the evening has not come back. Once it has, the brand can"
                    " erase the host from its desk."
                )
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
    imported = leads.erase(brand=brand, email=address)
    mailing.disown(about=[about_lead(one) for one in imported])
    mailing.forget(brand=brand, address=address)
    accounts.forget(email=address, brand=brand)
    closed = user is not None and accounts.close(user=user)
    if closed or user is None:
        mailing.forget(brand=None, address=address)
    audit.record(
        chain=f"brand:{brand.pk}",
        actor=by,
        action="person.erased",
        data={"applications": applications, "parties": parties, "answers": len(answers)}
        | ({"loan_settled": True} if loan_settled else {}),
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


def _hosted(user: User, brand: Brand) -> list[int]:
    """The ids of the brand's parties with this host."""
    return list(Party.objects.of_brand(brand.pk).filter(host=user).values_list("pk", flat=True))
