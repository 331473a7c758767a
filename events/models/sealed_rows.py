"""Rows that triggers keep as they were sealed; a change that the database refused names its draws.

The refusal itself is the database's. This only tells which draw somebody wanted to change, so that
its log can say so once the transaction that tried is over (``flows.attempts``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, IntegrityError, models, transaction

from common import triggers

DRAWS_NAMED = 20


class SealedChange(IntegrityError):
    """The database refused to change sealed rows; ``draws`` holds the ids of their draws."""

    def __init__(self, message: str, draws: list[int]) -> None:
        super().__init__(message, draws)  # both, so that a task's failure can be handed on whole
        self.draws = draws

    def __str__(self) -> str:
        return str(self.args[0])


class SealedRows(models.QuerySet):
    """A queryset whose refused changes raise SealedChange."""

    def update(self, **columns: Any) -> int:
        with _told(self):
            return super().update(**columns)

    def delete(self) -> tuple[int, dict[str, int]]:
        with _told(self):
            return super().delete()


class SealedRow(models.Model):
    """A row of which a refused ``save`` or ``delete`` raises SealedChange.

    ``draw_path`` leads to the draw's id.
    """

    draw_path = "draw_id"

    class Meta:
        abstract = True

    def save(self, **how: Any) -> None:  # type: ignore[override]
        with _told(self._rows()):
            super().save(**how)

    def delete(self, **how: Any) -> tuple[int, dict[str, int]]:  # type: ignore[override]
        with _told(self._rows()):
            return super().delete(**how)

    def _rows(self) -> SealedRows:
        return SealedRows(type(self)).filter(pk=self.pk)


@contextmanager
def _told(rows: SealedRows) -> Iterator[None]:
    try:
        with transaction.atomic(using=rows.db):
            yield
    except SealedChange:
        raise
    except DatabaseError as error:
        said = str(error).partition("\n")[0]
        if said not in {trigger.message for trigger in triggers.declared()}:
            raise
        path = rows.model.draw_path  # type: ignore[attr-defined]
        draws = rows.order_by().values_list(path, flat=True).distinct()
        raise SealedChange(said, list(draws[:DRAWS_NAMED])) from error
