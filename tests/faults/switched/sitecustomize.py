"""One mechanism of the house, switched off as its module is loaded; ``CONVIVE_TEST_SWITCH`` names it.

Python loads a module of this name at its start, so that every process of a house started with this
folder on ``PYTHONPATH`` is broken alike. Nothing in the house knows of it.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any


def _without(fact: str, handler: str) -> Callable[[ModuleType], None]:
    def patch(facts: ModuleType) -> None:
        facts.FACTS[fact].remove(handler)

    return patch


def _no_dedupe(inbox: ModuleType) -> None:
    store = inbox.store

    def every_time(*, delivery_id: str, **more: Any) -> Any:
        return store(delivery_id=f"{delivery_id[:100]}-{secrets.token_hex(6)}", **more)

    inbox.store = every_time


def _no_capacity(rsvps: ModuleType) -> None:
    claim, give_back = rsvps._claim, rsvps.give_back

    def seated_anyway(**more: Any) -> bool:
        claim(**more)
        return True

    def not_below_none(*, invitation_id: int, seats: int) -> None:
        taken = rsvps.Invitation.objects.values_list("taken", flat=True).get(pk=invitation_id)
        give_back(invitation_id=invitation_id, seats=min(seats, taken))

    rsvps._claim, rsvps.give_back = seated_anyway, not_below_none


SWITCHES: dict[str, tuple[str, Callable[[ModuleType], None]]] = {
    "refunds": ("flows.facts", _without("order.refunded", "flows.handlers.sales.weigh_order")),
    "alternates": ("flows.facts", _without("place.freed", "flows.handlers.places.ask_next")),
    "kit release": ("flows.facts", _without("party.cancelled", "flows.handlers.kits.release")),
    "dedupe": ("sales.domain.inbox", _no_dedupe),
    "capacity": ("guests.domain.rsvps", _no_capacity),
}


class _Patching(importlib.abc.MetaPathFinder):
    def __init__(self, name: str, patch: Callable[[ModuleType], None]) -> None:
        self._name, self._patch = name, patch

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        assert spec is not None and spec.loader is not None
        load = spec.loader.exec_module

        def loaded(module: ModuleType) -> None:
            load(module)
            self._patch(module)

        spec.loader.exec_module = loaded  # type: ignore[method-assign]
        return spec


if os.environ.get("CONVIVE_TEST_SWITCH"):
    sys.meta_path.insert(0, _Patching(*SWITCHES[os.environ["CONVIVE_TEST_SWITCH"]]))
