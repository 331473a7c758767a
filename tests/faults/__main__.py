"""``make faults ONLY=name SIZE=small|full``: break something on purpose, lose nothing."""

import sys

from tests.bench.harness import main
from tests.faults.parts import registry

sys.exit(main(registry))
