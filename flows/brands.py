"""What the brand is in law, amended; its currency only while no sum is kept in it."""

from datetime import datetime

from django.db import transaction

from accounts.domain import brands
from accounts.models import Brand, User
from events.models import Campaign, Prize
from kits.models import Item
from sales.models import Order


def keeps_sums(brand: Brand) -> bool:
    """Say whether any amount is kept in the brand's currency: a value, a cost, a cap, an order."""
    return (
        Item.objects.filter(brand=brand).exists()
        or Order.objects.filter(shop__brand=brand).exists()
        or Prize.objects.filter(campaign__brand=brand).exists()
        or Campaign.objects.of_brand(brand.pk).filter(liability_cap_minor__gt=0).exists()
    )


@transaction.atomic
def amend(*, brand: Brand, by: User, at: datetime, **said: str) -> list[str]:
    """Amend the brand; as ``brands.amend``."""
    return brands.amend(
        brand=brand,
        by=by,
        at=at,
        frozen_currency=keeps_sums(brand),
        **said,  # type: ignore[arg-type]
    )
