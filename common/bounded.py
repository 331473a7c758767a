"""Counts that stop: who reads "10,000+" knows enough, and a list of a million costs no more than that.

Counting exactly would read every row at each view of a page; a figure kept beside the rows would be one
hot row that everybody who applies waits for.
"""

from typing import Any, Self

from django.db.models import QuerySet

MOST = 10_000


class Bounded(int):
    """A count; ``more`` says that there are more than it says."""

    more: bool

    def __new__(cls, number: int, *, most: int = MOST) -> Self:
        found = super().__new__(cls, min(number, most))
        found.more = number > most
        return found


def bounded(rows: QuerySet[Any], *, within: str = "pk", most: int = MOST) -> Bounded:
    """Count rows up to ``most``; ``within`` names a column of the index that finds them, so that the
    index alone is read.
    """
    return Bounded(rows.order_by().values(within)[: most + 1].count(), most=most)
