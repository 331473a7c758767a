"""A brand moves in."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain import staff
from accounts.models import Brand, Role, User
from common import audit

MOST_HOSTS = 20
# Letters, digits and hyphens between dots, with a name at the end: no port, no path, no bare number.
_HOST = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


class NotAHost(Exception):
    """What was given is not the name of a host; the message is fit to show to staff."""


class CurrencyIsFrozen(Exception):
    """Sums are kept in the brand's currency already; the message is fit to show to staff."""


class BrandExists(Exception):
    """Another brand has this address under /desk/."""


@transaction.atomic
def create(
    *,
    slug: str,
    name: str,
    legal_name: str,
    registration: str,
    address: str,
    contact_email: str,
    owner: User,
    at: datetime,
    shop_domains: Sequence[str] = (),
    language: str = "fr",
    currency: str = "EUR",
) -> Brand:
    """Make a brand with its first owner. Raises BrandExists when the slug is taken.

    ``registration`` is the company's number and register, as the rules print it; ``shop_domains``
    are the only hosts that its links may lead to.
    """
    try:
        with transaction.atomic():
            brand = Brand.objects.create(
                slug=slug,
                name=name,
                legal_name=legal_name,
                registration=registration,
                address=address,
                contact_email=contact_email,
                shop_domains=[domain.strip().lower() for domain in shop_domains],
                language=language,
                currency=currency,
            )
    except IntegrityError as error:
        raise BrandExists(_("There is already a brand at this address; choose another.")) from error
    staff.appoint(brand=brand, user=owner, role=Role.OWNER, by=None, at=at)
    return brand


@transaction.atomic
def amend(
    *,
    brand: Brand,
    name: str,
    legal_name: str,
    registration: str,
    address: str,
    contact_email: str,
    timezone: str,
    currency: str,
    language: str,
    frozen_currency: bool,
    by: User,
    at: datetime,
) -> list[str]:
    """Say anew who the brand is; returns the names of what changed. Rules published stay as they are.

    ``frozen_currency``: sums are kept in the present one. Raises CurrencyIsFrozen.
    """
    said = {
        "name": name.strip(),
        "legal_name": legal_name.strip(),
        "registration": registration.strip(),
        "address": address.strip(),
        "contact_email": contact_email.strip(),
        "timezone": timezone,
        "currency": currency,
        "language": language,
    }
    before = Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
    changed = sorted(column for column, value in said.items() if getattr(before, column) != value)
    if frozen_currency and "currency" in changed:
        raise CurrencyIsFrozen(
            _("Sums are kept in %(currency)s already, so the currency stays.")
            % {"currency": before.currency}
        )
    if changed:
        Brand.objects.filter(pk=brand.pk).update(**said)
        audit.record(
            chain=f"brand:{brand.pk}",
            actor=f"user:{by.pk}",
            action="brand.amended",
            subject=f"brand:{brand.pk}",
            data={"columns": changed},
            at=at,
        )
    brand.refresh_from_db()
    return changed


@transaction.atomic
def name_shops(*, brand: Brand, hosts: Sequence[str], by: User, at: datetime) -> bool:
    """Name the only hosts that the pages of shops may stand on from now on; False if nothing changed.

    Each is a bare host such as "boutique.example.com", in any case. What leads to a host already
    keeps leading there. Raises NotAHost.
    """
    named = list(dict.fromkeys(host.strip().lower().rstrip(".") for host in hosts if host.strip()))
    for host in named:
        if not _HOST.fullmatch(host):
            raise NotAHost(
                _("“%(host)s” is not the address of a shop, such as shop.example.com.")
                % {"host": host[:80]}
            )
    if len(named) > MOST_HOSTS:
        raise NotAHost(_("A brand names at most %(most)s shops.") % {"most": MOST_HOSTS})
    changed = Brand.objects.filter(pk=brand.pk).exclude(shop_domains=named)
    if not changed.update(shop_domains=named):
        return False
    audit.record(
        chain=f"brand:{brand.pk}",
        actor=f"user:{by.pk}",
        action="brand.shops_named",
        subject=f"brand:{brand.pk}",
        data={"hosts": named},
        at=at,
    )
    return True
