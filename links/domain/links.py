"""Making and revoking short links."""

from datetime import datetime

from accounts.models import Brand
from common import codes
from links.models import Link, LinkKind


def create(
    *,
    brand: Brand,
    kind: LinkKind | str,
    at: datetime,
    target_url: str = "",
    expires_at: datetime | None = None,
) -> Link:
    """Make a link with a slug of its own; a SHOP link must say where it leads (``target_url``)."""
    return Link.objects.create(
        slug=codes.slug(),
        brand=brand,
        kind=kind,
        target_url=target_url,
        created_at=at,
        expires_at=expires_at,
    )


def revoke(*, link: Link, at: datetime) -> bool:
    """End a link now; says whether it was still open. A click already counted stays counted."""
    ended = Link.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=at)
    link.refresh_from_db(fields=["revoked_at"])
    return bool(ended)


def reopen(*, link: Link) -> None:
    """Let a revoked link lead on again; it keeps its address."""
    Link.objects.filter(pk=link.pk).update(revoked_at=None)
    link.refresh_from_db(fields=["revoked_at"])


def pause(*, link: Link, at: datetime) -> bool:
    """Let a link lead nowhere until it is resumed; says whether it was open until now."""
    open_until_now = Link.objects.filter(
        pk=link.pk, paused_at__isnull=True, revoked_at__isnull=True
    ).update(paused_at=at)
    link.refresh_from_db(fields=["paused_at"])
    return bool(open_until_now)


def resume(*, link: Link) -> bool:
    """Let a paused link lead on; says whether it was paused and had not been ended meanwhile."""
    resumed = Link.objects.filter(
        pk=link.pk, paused_at__isnull=False, revoked_at__isnull=True
    ).update(paused_at=None)
    link.refresh_from_db(fields=["paused_at"])
    return bool(resumed)
