"""Every fault by name. A new one is a module beside this and a line here."""

from collections.abc import Iterator

from tests.bench.harness import Outcome, Registry, Size
from tests.faults import applications, draw, fairness, outbox, rehearsal

registry = Registry()
registry.part("outbox")(outbox.killed)
registry.part("applications")(applications.disguised)


@registry.part("draw")
def _draw(size: Size) -> Iterator[Outcome]:
    yield from draw.broken(size)
    yield from fairness.fairness(size)


@registry.part("rehearsal")
def _rehearsal(size: Size) -> Iterator[Outcome]:
    yield from rehearsal.switched_off(size)
    yield from rehearsal.one_story(size)
