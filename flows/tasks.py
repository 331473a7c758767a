"""Tasks between rooms: tell a fact, sweep the outbox, and what falls due by itself."""

from celery import shared_task

from common import clock
from events.domain import answers, campaigns, draw_audit, draw_work, draws, parties, places, trials
from flows import delivery, leads, relay, schedule


@shared_task(name="flows.deliver")
def deliver(*, message_id: int, **_newer: object) -> None:
    """Tell one fact to its handlers."""
    delivery.deliver(message_id=message_id)


def hand_out(message_id: int) -> None:
    """Give one claimed fact to the workers."""
    deliver.delay(message_id=message_id)


@shared_task(name="flows.relay")
def sweep_outbox(**_newer: object) -> None:
    """Find what a lost poke, a dead relay or a lost task left behind."""
    relay.relay(hand_out=hand_out)


@shared_task(name="flows.move_campaigns")
def move_campaigns(**_newer: object) -> None:
    """Close, start and finish campaigns whose time has come."""
    campaigns.move_due(at=clock.now())


@shared_task(name="flows.expire_places")
def expire_places(**_newer: object) -> None:
    """Free the places whose answer did not come in time."""
    places.expire_due(at=clock.now())


@shared_task(name="flows.end_parties")
def end_parties(**_newer: object) -> None:
    """End the parties that are over."""
    parties.end_due(at=clock.now())


@shared_task(name="flows.fetch_beacons")
def fetch_beacons(**_newer: object) -> None:
    """Fetch the beacon rounds that sealed draws wait for."""
    draws.collect_beacons(at=clock.now())


@shared_task(name="flows.work_draws")
def work_draws(**_newer: object) -> None:
    """Seal and draw what was asked for, from wherever an earlier worker left off."""
    draw_work.work_waiting(now=clock.now)


@shared_task(name="flows.work_trials")
def work_trials(**_newer: object) -> None:
    """Try the plans that somebody wants to see tried before the seal."""
    trials.work_waiting(at=clock.now())


@shared_task(name="flows.remind_places")
def remind_places(**_newer: object) -> None:
    """Remind those who were offered a place and have not answered."""
    places.remind_due(at=clock.now())


@shared_task(name="flows.audit_draws")
def audit_draws(**_newer: object) -> None:
    """Recompute every draw and say which does not hold."""
    draw_audit.audit_all(at=clock.now())


@shared_task(name="flows.retention")
def retention(**_newer: object) -> None:
    """Forget what has been kept long enough."""
    schedule.retention(at=clock.now())
    leads.forget_due(at=clock.now())


@shared_task(name="flows.destroy_unused_photos")
def destroy_unused_photos(**_newer: object) -> None:
    """Delete photos that no answer holds any more."""
    answers.destroy_unused(at=clock.now())
