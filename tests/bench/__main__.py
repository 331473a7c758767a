"""``make bench ONLY=H2 SIZE=small|full``: how fast, as ratios to limits run in the same minute."""

import sys

from tests.bench.harness import main
from tests.bench.parts import registry

sys.exit(main(registry))
