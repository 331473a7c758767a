"""Every fault by name. A new one is a module beside this and a line here."""

from tests.bench.harness import Registry

registry = Registry()
