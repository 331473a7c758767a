"""Counting visits."""

from collections.abc import Mapping
from datetime import datetime

from links import agents
from links.models import Click, Link


def record(
    *,
    link: Link,
    at: datetime,
    user_agent: str,
    source: str = "",
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
) -> Click:
    """Write one visit down and say who it was: a person, a link preview or a robot.

    ``source`` is the utm_source or the referring host. A GET is never evidence by itself: a click
    counts once an order, or a visit with consent, brings its id back.
    """
    return Click.objects.create(
        link=link,
        at=at,
        agent=agents.classify(user_agent=user_agent, method=method, headers=headers or {}),
        source=source.strip()[:40],
    )
