"""The relay inside a Celery worker: starts and stops with it.

This module is read before Django is ready (the Celery application names it), so it loads the relay
only when the worker starts.
"""

from typing import Any

from celery import bootsteps


class RelayStep(bootsteps.StartStopStep):
    """One relay per worker process; several are safe, and the more there are the sooner it goes."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **kwargs: Any) -> None:
        super().__init__(parent, **kwargs)
        self.relay: Any = None

    def start(self, parent: Any) -> None:
        from flows.relay import Relay
        from flows.tasks import hand_out

        self.relay = Relay(hand_out=hand_out)
        self.relay.start()

    def stop(self, parent: Any) -> None:
        if self.relay is not None:
            self.relay.stop()
            self.relay = None

    terminate = stop
