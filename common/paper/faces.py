"""Faces, inks and paragraph styles of everything we print."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS: Final = Path(__file__).parent / "fonts"

TEXT: Final = "Figtree"
STRONG: Final = "Figtree-SemiBold"
DISPLAY: Final = "Fraunces"
HEADING: Final = "Fraunces-Text"
ITALIC: Final = "Fraunces-Italic"
MONO: Final = "JetBrainsMono"

_FILES: Final = {
    TEXT: "Figtree-Regular.ttf",
    STRONG: "Figtree-SemiBold.ttf",
    DISPLAY: "Fraunces-Display.ttf",
    HEADING: "Fraunces-Text.ttf",
    ITALIC: "Fraunces-Italic.ttf",
    MONO: "JetBrainsMono-Regular.ttf",
}

INK: Final[Color] = HexColor("#211C17")
INK_2: Final[Color] = HexColor("#5E5348")
LINE: Final[Color] = HexColor("#E0D6C6")
LINE_STRONG: Final[Color] = HexColor("#8A7D6D")
ACCENT: Final[Color] = HexColor("#B5321D")

HAIRLINE: Final = 0.4  # points
RULE: Final = 1.0

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SAME: Final = {"\u2192": "\u2013", "\u2212": "\u2013", "\u2009": "\u00a0"}


@cache
def register() -> None:
    """Make the faces known to reportlab, once a process."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, FONTS / file))
    pdfmetrics.registerFontFamily(TEXT, normal=TEXT, bold=STRONG, italic=ITALIC, boldItalic=HEADING)


def file_of(name: str) -> Path:
    """Return the file of one of our faces."""
    return FONTS / _FILES[name]


def printable(text: str, *, face: str = TEXT) -> str:
    """``text`` on one line with only characters the face can draw.

    What it lacks is drawn as its base letter where there is one, else as ``?``: a reader sees that
    something is missing, which an empty box or nothing would hide.
    """
    register()
    known = pdfmetrics.getFont(face).face.charToGlyph
    spaced = re.sub(r"[\t\r\n\u2028\u2029\x85]+", " ", text)
    drawn = []
    for char in _UNSEEN.sub("", unicodedata.normalize("NFC", spaced)):
        if ord(char) in known:
            drawn.append(char)
            continue
        simpler = _SAME.get(char) or unicodedata.normalize("NFKD", char)
        kept = "".join(
            part for part in simpler if ord(part) in known and not unicodedata.combining(part)
        )
        drawn.append(kept or ("" if unicodedata.combining(char) else "?"))
    return "".join(drawn)


def markup(text: str, *, face: str = TEXT) -> str:
    """``text`` ready for a Paragraph: printable, and no tag of reportlab's can be smuggled in."""
    return escape(printable(text, face=face))


def _style(name: str, face: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    values: dict[str, object] = {"textColor": INK, "splitLongWords": 1, "allowOrphans": 0}
    return ParagraphStyle(name, fontName=face, fontSize=size, leading=leading, **values | more)


BODY: Final = _style("body", TEXT, 9.5, 14, spaceAfter=2 * mm, allowWidows=0)
SMALL: Final = _style("small", TEXT, 8, 11, textColor=INK_2)
CELL: Final = _style("cell", TEXT, 9, 12.5)
CELL_STRONG: Final = _style("cell-strong", STRONG, 9, 12.5)
CELL_RIGHT: Final = _style("cell-right", TEXT, 9, 12.5, alignment=TA_RIGHT)
LABEL: Final = _style("label", STRONG, 7.5, 10, textColor=INK_2)
LABEL_RIGHT: Final = _style("label-right", STRONG, 7.5, 10, textColor=INK_2, alignment=TA_RIGHT)
TITLE: Final = _style("title", DISPLAY, 27, 31, spaceAfter=2 * mm)
SUBTITLE: Final = _style("subtitle", ITALIC, 13, 17, textColor=INK_2, spaceAfter=6 * mm)
SECTION: Final = _style(
    "section", HEADING, 13, 16, spaceBefore=5 * mm, spaceAfter=1.5 * mm, keepWithNext=1
)
HASH: Final = _style("hash", MONO, 7.6, 11, splitLongWords=0)
