"""The sweep that sends what is due."""

from celery import shared_task

from common import clock
from mailing.domain import messages


@shared_task(name="mailing.send_due")
def send_due(**_newer: object) -> None:
    """Send what is due. Two at once share the work: each message is claimed by one."""
    messages.send_due(at=clock.now())
