"""The sweep that rolls visits up."""

from celery import shared_task

from links.domain import tallies


@shared_task(name="links.roll_up")
def roll_up(**_newer: object) -> None:
    """Count what has come in since the last sweep, a few thousand visits a transaction."""
    while tallies.roll_up() == tallies.CLICKS_AT_ONCE:
        pass
