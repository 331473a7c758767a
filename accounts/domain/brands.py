"""A brand moves in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain import staff
from accounts.models import Brand, Role, User


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
