"""Rolling visits up by link, day and kind of visitor, so that nobody ever counts the visits themselves."""

from collections import Counter
from datetime import UTC, date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from links.models import Click, Tally

CLICKS_AT_ONCE = 5_000
Key = tuple[int, date, str]


def roll_up(*, limit: int = CLICKS_AT_ONCE) -> int:
    """Add up to ``limit`` visits to the tallies of their days; returns how many it counted.

    A visit is marked in the transaction that counts it: killed in between, it is counted next time.
    Two at once take different visits on PostgreSQL and turns on SQLite.
    """
    with transaction.atomic():
        waiting = Click.objects.filter(counted=False).order_by("pk")
        taken = list(
            waiting.select_for_update(skip_locked=True).values_list("pk", "link_id", "at", "agent")[
                :limit
            ]
        )
        if not taken:
            return 0
        visits: Counter[Key] = Counter(
            (link_id, at.astimezone(UTC).date(), agent) for _, link_id, at, agent in taken
        )
        for key in sorted(visits):  # the same order everywhere: two workers never wait in a ring
            _add(key, visits[key])
        _mark([pk for pk, *_ in taken])
        return len(taken)


def _mark(taken: list[UUID]) -> None:
    for start in range(0, len(taken), 500):  # SQLite takes so many values in one question
        Click.objects.filter(pk__in=taken[start : start + 500]).update(counted=True)


def _add(key: Key, visits: int) -> None:
    link_id, day, agent = key
    known = Tally.objects.filter(link_id=link_id, day=day, agent=agent)
    if known.update(visits=F("visits") + visits):
        return
    try:
        with transaction.atomic():
            Tally.objects.create(link_id=link_id, day=day, agent=agent, visits=visits)
    except IntegrityError:  # another worker was first with this day
        known.update(visits=F("visits") + visits)
