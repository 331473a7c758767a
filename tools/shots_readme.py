"""The pictures of the README, taken anew: ``make shots ARGS=--readme`` writes docs/pictures/."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from shots import Photographer
    from shots_pages import Page

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
COLOURS = 256  # flat colours and drawn tables lose nothing that an eye sees


@dataclass(frozen=True)
class Picture:
    """What one window shows of the first page whose room/name begins with ``page``."""

    file: str
    page: str
    look: str


PICTURES = (
    Picture("campaign", "public/campaign-published-maison-alma", "390-light-en"),
    Picture("host", "host/host-scheduled-here-delivered", "390-light-en"),
    Picture("invitation", "guest/invitation-scheduled-open-room", "390-light-en"),
    Picture("proof", "public/proof-drawn", "1280-light-en"),
    Picture("report", "desk/report-of-finished", "1280-light-en"),
)


def take(photographer: Photographer, pages: list[Page]) -> None:
    """Write each picture, as high as the window and no higher."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        found = [page for page in pages if f"{page.room}/{page.name}".startswith(picture.page)]
        if not found:
            raise SystemExit(f"shots: no page begins with {picture.page}.")
        seen = photographer.window(found[0], picture.look)
        with Image.open(io.BytesIO(seen)) as whole:
            flat = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            flat.save(FOLDER / f"{picture.file}.png", optimize=True)
        print(f"{picture.file}: {found[0].path}", flush=True)
