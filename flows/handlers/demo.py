"""What follows when the demonstration's clock is moved."""

from datetime import datetime
from functools import partial

from celery import current_app
from django.db import transaction

from common.clock import OFFSET_KEPT_S

FELL_DUE = (
    "flows.move_campaigns",
    "flows.expire_places",
    "flows.remind_places",
    "flows.end_parties",
    "flows.fetch_beacons",
    "mailing.send_due",
)


def catch_up(*, message_id: int, at: datetime, **_newer: object) -> None:
    """Do at once what fell due while the clock moved; the schedule finds it all the same.

    Not before every process has looked at the clock again.
    """
    for task in FELL_DUE:
        transaction.on_commit(partial(current_app.send_task, task, countdown=OFFSET_KEPT_S))
