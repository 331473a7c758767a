"""The process whose memory H2 looks at: it reads a sealed text, draws, and makes the bundle."""

import sys
from pathlib import Path

from events.raffle.seal import read_sealed
from tests.bench.draw_case import drawn_bundle

if __name__ == "__main__":
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    print(len(drawn_bundle(read_sealed(text), text)))
