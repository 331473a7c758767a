"""Reading links and clicks."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from common import codes
from links.models import Agent, Click, Link, LinkKind, Tally


def live_link(*, slug: str, kind: LinkKind | str, at: datetime) -> Link | None:
    """Return the link behind ``slug`` if it is of this kind and neither expired, paused nor revoked.

    A slug is read kindly (case, O and I); anything that cannot be one is None as well.
    """
    if "\x00" in slug:  # PostgreSQL refuses to be asked for it
        return None
    return (
        Link.objects.select_related("brand")
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))
        .filter(
            slug=codes.normalise(slug)[:20],
            kind=kind,
            revoked_at__isnull=True,
            paused_at__isnull=True,
        )
        .first()
    )


def clicks_by_agent(link_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Return, for every id asked, how many visits came from each agent: {7: {"HUMAN": 3}}.

    One question, so that a visit which is rolled up meanwhile is neither missed nor seen twice.
    """
    found: dict[int, dict[str, int]] = {pk: {} for pk in link_ids}
    for link_id, agent, visits in _visits(Link.objects.filter(pk__in=link_ids)):
        found[link_id][agent] = found[link_id].get(agent, 0) + visits
    return found


def people(links: QuerySet[Any, Any]) -> dict[int, int]:
    """Return how many visits of people each of ``links`` (ids) had; those without one are left out."""
    found: dict[int, int] = {}
    for link_id, agent, visits in _visits(links):
        if agent == Agent.HUMAN:
            found[link_id] = found.get(link_id, 0) + visits
    return found


def _visits(links: QuerySet[Any, Any]) -> Iterable[tuple[int, str, int]]:
    """(link, agent, visits): what the tallies hold, and beside it what is not rolled up yet."""
    held = Tally.objects.filter(link__in=links).values_list("link_id", "agent")
    fresh = Click.objects.filter(link__in=links, counted=False).values_list("link_id", "agent")
    return (
        held.annotate(n=Sum("visits"))
        .order_by()
        .union(fresh.annotate(n=Count("pk")).order_by(), all=True)
    )
