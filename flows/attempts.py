"""A sealed row that somebody tried to change: the database refused it, and the draw's log says who.

What was tried is rolled back with its transaction, so the line is written after it, where a request,
a handler or a task has ended in the refusal. An edit by hand, past this program, is found by the audit.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from celery.signals import task_failure
from django.db import connection
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from common import clock
from events.domain import draw_log
from events.models import Draw, SealedChange


def note(error: BaseException, *, by: User | None, at: datetime) -> None:
    """Write into the log of each draw concerned that a change was tried; other errors pass by."""
    if not isinstance(error, SealedChange) or connection.in_atomic_block:
        return
    for draw in Draw.objects.filter(pk__in=error.draws).order_by("pk"):
        draw_log.note_attempt(draw=draw, by=by, at=at, text=draw_log.SEALED_CHANGE)


class Noted:
    """Middleware: a view that ended in such a refusal is noted with whoever asked for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Note it; the answer is made elsewhere."""
        user = getattr(request, "user", None)
        note(exception, by=user if isinstance(user, User) else None, at=clock.now())


@task_failure.connect
def _task_failed(*, exception: BaseException, **_more: Any) -> None:
    note(exception, by=None, at=clock.now())
