"""Every fault by name. A new one is a module beside this and a line here."""

from tests.bench.harness import Registry
from tests.faults import draw, outbox

registry = Registry()
registry.part("draw")(draw.broken)
registry.part("outbox")(outbox.killed)
