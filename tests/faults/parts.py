"""Every fault by name. A new one is a module beside this and a line here."""

from tests.bench.harness import Registry
from tests.faults.fairness import fairness
from tests.faults.outbox import killed

registry = Registry()
registry.part("draw")(fairness)
registry.part("outbox")(killed)
