"""Work that waits, done by the worker."""

from celery import shared_task

from common import clock
from sales.domain import inbox


@shared_task(name="sales.work_inbox", acks_late=True)
def work_inbox(**_newer: object) -> None:
    """Work stored deliveries that no fact has led to (the sweep). Running it twice is harmless."""
    inbox.work_waiting(at=clock.now())
