"""Every benchmark by name. A new one is a module beside this and a line here."""

from tests.bench.applying import applying
from tests.bench.draw import draw_of_many
from tests.bench.harness import Registry

registry = Registry()
registry.part("H1")(applying)
registry.part("H2")(draw_of_many)
