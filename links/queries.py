"""Reading links and clicks."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Q

from common import codes
from links.models import Click, Link, LinkKind


def live_link(*, slug: str, kind: LinkKind | str, at: datetime) -> Link | None:
    """Return the link behind ``slug`` if it is of this kind and neither expired nor revoked.

    A slug is read kindly (case, O and I); anything that cannot be one is None as well.
    """
    if "\x00" in slug:  # PostgreSQL refuses to be asked for it
        return None
    return (
        Link.objects.select_related("brand")
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))
        .filter(slug=codes.normalise(slug)[:20], kind=kind, revoked_at__isnull=True)
        .first()
    )


def clicks_by_agent(link_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Return, for every id asked, how many visits came from each agent: {7: {"HUMAN": 3}}."""
    found: dict[int, dict[str, int]] = {pk: {} for pk in link_ids}
    rows = (
        Click.objects.filter(link_id__in=link_ids)
        .values_list("link_id", "agent")
        .annotate(visits=Count("pk"))
        .order_by("link_id", "agent")
    )
    for link_id, agent, visits in rows:
        found[link_id][agent] = visits
    return found
