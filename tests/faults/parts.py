"""Every fault by name. A new one is a module beside this and a line here."""

from collections.abc import Iterator

from tests.bench.harness import Outcome, Registry, Size
from tests.faults.draw import broken
from tests.faults.fairness import fairness
from tests.faults.outbox import killed

registry = Registry()
registry.part("outbox")(killed)


@registry.part("draw")
def draw(size: Size) -> Iterator[Outcome]:
    """Workers killed and rows edited; then the order judged over many seeds."""
    yield from broken(size)
    yield from fairness(size)
