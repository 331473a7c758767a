"""Every fault by name. A new one is a module beside this and a line here."""

from collections.abc import Iterator

from tests.bench.harness import Outcome, Registry, Size
from tests.faults import draw, fairness, outbox

registry = Registry()
registry.part("outbox")(outbox.killed)


@registry.part("draw")
def _draw(size: Size) -> Iterator[Outcome]:
    yield from draw.broken(size)
    yield from fairness.fairness(size)
