"""The processes whose memory H2 looks at, and which print how long a text they made.

``seal COUNT FILE`` seals so many people and keeps the text; ``draw FILE`` reads it, draws, and
makes the bundle.
"""

import sys
from pathlib import Path

from events.raffle.seal import read_sealed
from tests.bench.draw_case import drawn_bundle, sealed_text


def seal(count: str, file: str) -> int:
    text, _root = sealed_text(int(count))
    return Path(file).write_text(text, encoding="utf-8")


def draw(file: str) -> int:
    text = Path(file).read_text(encoding="utf-8")
    return len(drawn_bundle(read_sealed(text), text))


if __name__ == "__main__":
    print({"seal": seal, "draw": draw}[sys.argv[1]](*sys.argv[2:]))
