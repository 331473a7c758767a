"""A brand's shops: opened, their secret changed without losing a delivery."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Brand, User
from common import audit, codes
from sales.connectors.generic.client import signing_key
from sales.connectors.generic.fake import new_secret
from sales.models import Shop, ShopKind

SHORTEST_SECRET = 16
"""Characters; a shorter one could be guessed from one signed delivery."""


class SecretNotUsable(Exception):
    """The secret is missing, too short, or not in the form its scheme asks; the message says which."""


@transaction.atomic
def create(
    *,
    brand: Brand,
    kind: str,
    name: str,
    by: User,
    at: datetime,
    domain: str = "",
    secret: str = "",
    currency: str = "",
) -> Shop:
    """Open the door for one shop; without ``secret`` a GENERIC shop gets a fresh one.

    Shopify makes its own secret, which must be given. Raises SecretNotUsable.
    """
    shop = Shop.objects.create(
        brand=brand,
        code=codes.capability(),
        kind=ShopKind(kind),
        name=name.strip(),
        domain=domain.strip().lower(),
        secret=_usable(kind=kind, secret=secret),
        currency=currency or brand.currency,
    )
    _write_down(shop=shop, by=by, action="shop.opened", at=at)
    return shop


@transaction.atomic
def rotate_secret(*, shop: Shop, by: User, at: datetime, secret: str = "") -> Shop:
    """Take a new secret; deliveries signed with the one before pass until ``end_rotation``.

    Raises SecretNotUsable.
    """
    new = _usable(kind=shop.kind, secret=secret)
    locked = Shop.objects.select_for_update().get(pk=shop.pk)
    if new != locked.secret:
        Shop.objects.filter(pk=shop.pk).update(secret=new, previous_secret=locked.secret)
        _write_down(shop=shop, by=by, action="shop.secret_changed", at=at)
    shop.refresh_from_db()
    return shop


@transaction.atomic
def end_rotation(*, shop: Shop, by: User, at: datetime) -> bool:
    """Refuse the secret before from now on; False when there was none."""
    ended = Shop.objects.filter(pk=shop.pk).exclude(previous_secret="").update(previous_secret="")
    if ended:
        _write_down(shop=shop, by=by, action="shop.old_secret_ended", at=at)
    shop.refresh_from_db()
    return bool(ended)


def _usable(*, kind: str, secret: str) -> str:
    secret = secret.strip()
    if not secret:
        if kind == ShopKind.GENERIC:
            return new_secret()
        raise SecretNotUsable(_("Shopify signs with its own secret: paste it from the app’s page."))
    if len(secret) < SHORTEST_SECRET or len(secret) > 200:
        raise SecretNotUsable(
            _("A secret has %(least)d to 200 characters; check that it is whole.")
            % {"least": SHORTEST_SECRET}
        )
    if kind == ShopKind.GENERIC and len(signing_key(secret)) < SHORTEST_SECRET:
        raise SecretNotUsable(_("This secret is not written as “whsec_…” and base64."))
    return secret


def _write_down(*, shop: Shop, by: User, action: str, at: datetime) -> None:
    audit.record(
        chain=f"brand:{shop.brand_id}",
        actor=f"user:{by.pk}",
        action=action,
        subject=f"shop:{shop.pk}",
        at=at,
    )
