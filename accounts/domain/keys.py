"""Keys with which a brand's software speaks to the API. Only the SHA-256 of a key is kept."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import ApiKey, Brand, User
from common import audit, codes

PREFIX = "cvk_"
NOTED_EVERY = timedelta(hours=1)
SCOPES = (
    "campaigns:read",
    "links:read",
    "links:write",
    "applications:read",
    "applications:decide",
    "draws:read",
    "parties:read",
    "orders:read",
    "shipments:write",
)


class UnknownScope(ValueError):
    """A key may only hold scopes that exist."""


@transaction.atomic
def create(
    *, brand: Brand, name: str, scopes: Iterable[str], by: User, at: datetime
) -> tuple[ApiKey, str]:
    """Make a key; returns the row and the key itself, which cannot be read again.

    The first twelve characters find the row and may be shown; the rest is 256 random bits. Raises
    UnknownScope.
    """
    wanted = sorted(set(scopes))
    if unknown := set(wanted) - set(SCOPES):
        raise UnknownScope(", ".join(sorted(unknown)))
    prefix = PREFIX + codes.slug()[:8]
    plain = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        brand=brand,
        name=name.strip(),
        prefix=prefix,
        key_hash=_hash(plain),
        scopes=wanted,
        created_by=by,
        created_at=at,
    )
    _write_down(key=key, by=by, action="api_key.made", at=at)
    return key, plain


@transaction.atomic
def revoke(*, key: ApiKey, by: User, at: datetime) -> bool:
    """End a key now; False when it had ended before."""
    ended = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=at)
    if ended:
        _write_down(key=key, by=by, action="api_key.revoked", at=at)
    key.refresh_from_db(fields=["revoked_at"])
    return bool(ended)


@transaction.atomic
def used(*, key: ApiKey, at: datetime) -> None:
    """Keep when a key was last used, to the hour: the callers of an hour cost one write."""
    if key.last_used_at is None or at - key.last_used_at >= NOTED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=at)


def find(plain: str) -> ApiKey | None:
    """Return the living key behind these characters, compared in constant time; else None."""
    if not plain.startswith(PREFIX) or not plain.isascii() or "\x00" in plain:
        return None
    key = (
        ApiKey.objects.select_related("brand")
        .filter(prefix=plain[: len(PREFIX) + 8], revoked_at__isnull=True)
        .first()
    )
    if key is None or not hmac.compare_digest(key.key_hash, _hash(plain)):
        return None
    return key


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


def _write_down(*, key: ApiKey, by: User, action: str, at: datetime) -> None:
    audit.record(
        chain=f"brand:{key.brand_id}",
        actor=f"user:{by.pk}",
        action=action,
        subject=f"api_key:{key.pk}",
        data={"scopes": key.scopes},
        at=at,
    )
