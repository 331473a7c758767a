"""The picture a messenger shows beside a link: 1200 x 630, the table from above and a few words.

Plain values in, PNG bytes out. Drawn at twice the size and brought down, with our own faces. The
table is the page's: the same paths (``shapes``), the same chairs, never a name.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics

from common.look import shapes
from common.look.seats import SeatState
from common.look.strokes import (
    TWICE,
    Place,
    Point,
    circle,
    closed,
    dashes,
    path,
    put_at,
    rgba,
    ring,
    turned,
)
from common.paper import faces

WIDTH, HEIGHT = 1200, 630
MAIL_WIDTH, MAIL_HEIGHT = 488, 320  # as shown in a mail; the file holds twice as many pixels
DRAWING = "2"  # part of every fingerprint: raise it when the drawing changes
MOST_CHAIRS = 24  # beyond, chairs touch; the share of taken ones is kept
LEFT, TEXT_WIDTH = 64, 560
PANEL_FROM = 672
MIDDLE = (936.0, 315.0)
CLOTH = 128.0  # radius of the cloth in the units of ``shapes``
HEADING_SIZES = (78, 70, 62, 54, 47, 41, 36)
WORDS_SIZES = (33, 29, 26)
ELLIPSIS = "…"
MOST_LETTERS = 400
# Typed with a plain space, a French quotation mark or ";" would be left alone on a line.
FRENCH_SPACE = re.compile(r"(?<=«) | (?=[»;:!?])")

CHAIR_PATHS = re.findall(r'd="([^"]+)"', shapes.CHAIR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What one picture shows. ``colours`` are (token, "#RRGGBB") pairs of the brand's theme.

    ``seats`` go clockwise from the top. ``bare`` draws a cleared table: called off, or over.
    ``table_only`` leaves the words out, and is smaller: the picture at the head of a mail.
    """

    brand: str
    heading: str
    words: str = ""
    facts: tuple[str, ...] = ()
    seats: tuple[SeatState, ...] = ()
    number: str = ""
    label: str = ""
    colours: tuple[tuple[str, str], ...] = ()
    gingham: bool = False
    bare: bool = False
    table_only: bool = False

    @property
    def fingerprint(self) -> str:
        """Return what stands for this very picture, 24 hexadecimal figures."""
        return sha256(f"{DRAWING}\n{self!r}".encode()).hexdigest()[:24]


@lru_cache(maxsize=64)
def draw(preview: Preview) -> bytes:
    """Return the PNG of ``preview``; the last ones drawn are kept."""
    colours = dict(preview.colours)
    if preview.table_only:  # calm: in a mail the brand's colour is the button's
        colours |= {"action": colours["shade"], "paper": colours["line-strong"]}
    image = Image.new("RGB", (WIDTH * TWICE, HEIGHT * TWICE), colours["paper"])
    pen = ImageDraw.Draw(image)
    pen.rectangle((PANEL_FROM * TWICE, 0, WIDTH * TWICE, HEIGHT * TWICE), fill=colours["action"])
    _table(image, preview, colours)
    if preview.table_only:
        return _png(_alone(image, colours["action"]))
    _text(pen, preview, colours)
    return _png(image.resize((WIDTH, HEIGHT), Image.Resampling.BOX))


def _alone(image: Image.Image, ground: str) -> Image.Image:
    """The table in the middle of a wider ground, few inks: a mail is not kept waiting for it."""
    alone = Image.new("RGB", (MAIL_WIDTH * TWICE, MAIL_HEIGHT * TWICE), ground)
    table = image.crop((PANEL_FROM * TWICE, 0, WIDTH * TWICE, HEIGHT * TWICE))
    share = MAIL_HEIGHT / HEIGHT
    table = table.resize(
        (round(table.width * share), MAIL_HEIGHT * TWICE), Image.Resampling.LANCZOS
    )
    alone.paste(table, ((alone.width - table.width) // 2, 0))
    return alone.quantize(64, method=Image.Quantize.MEDIANCUT)


def _png(image: Image.Image) -> bytes:
    kept = BytesIO()
    image.save(kept, "PNG", compress_level=5)
    return kept.getvalue()


# --- words --------------------------------------------------------------------------------------


def _text(pen: ImageDraw.ImageDraw, preview: Preview, colours: dict[str, str]) -> None:
    """Brand, heading, second voice, and the facts standing on the bottom line."""
    mark = readable(preview.brand, faces.HEADING)
    size = _widest([mark], faces.HEADING, (36, 30, 25, 21))
    _line(
        pen, _cut(mark, _face(faces.HEADING, size)), faces.HEADING, size, 84, colours["action-ink"]
    )
    facts = [said for said in (readable(fact, faces.STRONG) for fact in preview.facts) if said]
    bottom = HEIGHT - 66
    for number, fact in enumerate(reversed(facts)):
        first = number == len(facts) - 1
        face = faces.STRONG if first else faces.TEXT
        size = _widest([fact], face, (31, 28, 25, 22, 19))
        ink = colours["ink"] if first else colours["ink-2"]
        _line(pen, _cut(fact, _face(face, size)), face, size, bottom, ink)
        bottom -= 43
    if facts:
        bottom -= 8
        pen.line(
            [(LEFT * TWICE, bottom * TWICE), ((LEFT + TEXT_WIDTH) * TWICE, bottom * TWICE)],
            fill=colours["line-strong"],
            width=TWICE,
        )
    heading = readable(preview.heading, faces.DISPLAY) or mark
    words = readable(preview.words, faces.ITALIC)
    room = bottom - 26 - 128
    head_room = room * (0.66 if words else 1.0)
    lines, size, leading = _fit(heading, faces.DISPLAY, HEADING_SIZES, 1.06, head_room)
    top = 128.0
    for line in lines:
        top += leading
        _line(pen, line, faces.DISPLAY, size, top - leading * 0.16, colours["ink"])
    if words:
        top += 24
        lines, size, leading = _fit(words, faces.ITALIC, WORDS_SIZES, 1.28, bottom - 16 - top)
        for line in lines:
            top += leading
            _line(pen, line, faces.ITALIC, size, top - leading * 0.22, colours["plum"])


def readable(text: str, face: str) -> str:
    """Return ``text`` on one line with what the face can draw.

    A letter with an unknown accent loses it; signs, emoji and scripts the face has not are left
    out, and what they leave alone with it: no picture full of question marks.
    """
    known = _letters(face)
    drawn = []
    text = unicodedata.normalize("NFC", text[:MOST_LETTERS])
    for word in re.split(r"[ \t\r\n\f\v\u2028\u2029\x85]+", text):
        kept = ""
        for char in word:
            if (ord(char) in known and char.isprintable()) or char in "\u00a0\u202f":
                kept += char if ord(char) in known else "\u00a0"
                continue
            apart = unicodedata.normalize("NFKD", char)
            kept += "".join(
                part for part in apart if ord(part) in known and not unicodedata.combining(part)
            )
        if kept and (kept == word or any(char.isalnum() for char in kept) or len(word) == 1):
            drawn.append(kept)
    said = FRENCH_SPACE.sub("\u00a0", " ".join(drawn).strip())
    return said if any(char.isalnum() for char in said) else ""


@cache
def _letters(face: str) -> frozenset[int]:
    faces.register()
    return frozenset(pdfmetrics.getFont(face).face.charToGlyph)


@cache
def _face(face: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a face at ``size`` pixels of the finished picture. Basic layout: alike everywhere."""
    return ImageFont.truetype(
        str(faces.file_of(face)), size * TWICE, layout_engine=ImageFont.Layout.BASIC
    )


def _wide(text: str, font: ImageFont.FreeTypeFont) -> float:
    return font.getlength(text) / TWICE


def _widest(lines: Iterable[str], face: str, sizes: tuple[int, ...]) -> int:
    """Return the largest size at which every line fits, or the smallest there is."""
    for size in sizes:
        if all(_wide(line, _face(face, size)) <= TEXT_WIDTH for line in lines):
            return size
    return sizes[-1]


def _fit(
    text: str, face: str, sizes: tuple[int, ...], leading: float, room: float
) -> tuple[list[str], int, float]:
    """Return lines, size and height of a line: as large as the room allows, cut when nothing does."""
    lines: list[str] = []
    size = sizes[-1]
    for size in sizes:
        font = _face(face, size)
        lines = _wrap(text, font)
        whole = all(_wide(word, font) <= TEXT_WIDTH for word in text.split(" "))
        if len(lines) * size * leading <= room and (whole or size == sizes[-1]):
            if whole:
                lines = _balanced(text, font, len(lines))
            return lines, size, size * leading
    most = max(int(room // (size * leading)), 1)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1] + " " + ELLIPSIS, _face(face, size))]
    return lines, size, size * leading


def _balanced(text: str, font: ImageFont.FreeTypeFont, most: int) -> list[str]:
    """Break into ``most`` lines of about one length: no last line of a single small word."""
    width = float(TEXT_WIDTH)
    longest = max(_wide(word, font) for word in text.split(" "))
    while width - 20 >= longest and len(_wrap(text, font, width - 20)) == most:
        width -= 20
    return _wrap(text, font, width)


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: float = TEXT_WIDTH) -> list[str]:
    """Break at plain spaces; a word wider than ``width`` breaks where it must."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if _wide(longer, font) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while _wide(word, font) > width:
            fits = bisect_right(range(1, len(word)), width, key=lambda n: _wide(word[:n], font))
            lines.append(word[: max(fits, 1)])
            word = word[max(fits, 1) :]  # noqa: PLW2901 - what is left of it
        line = word
    return [*lines, line] if line else lines


def _cut(text: str, font: ImageFont.FreeTypeFont) -> str:
    """Shorten one line until it fits, saying so with an ellipsis."""
    while _wide(text, font) > TEXT_WIDTH:
        text = text.removesuffix(ELLIPSIS).rstrip()[:-1].rstrip() + ELLIPSIS
    return text


def _line(pen: ImageDraw.ImageDraw, text: str, face: str, size: int, base: float, ink: str) -> None:
    pen.text((LEFT * TWICE, base * TWICE), text, fill=ink, font=_face(face, size), anchor="ls")


# --- the table ----------------------------------------------------------------------------------


def _table(image: Image.Image, preview: Preview, colours: dict[str, str]) -> None:
    """Cloth, chairs and plates, from real seats; larger tables have smaller chairs."""
    seats = _shown(preview.seats)
    pen = ImageDraw.Draw(image, "RGBA")
    scale = 1.5
    chair = min(1.0, 10.5 / max(len(seats), 1))
    step = 360 / max(len(seats), 1)
    where = put_at(MIDDLE, scale)
    pen.polygon(
        ring(put_at((MIDDLE[0] + 6, MIDDLE[1] + 15), scale), CLOTH + 4), fill=(40, 18, 10, 60)
    )
    for number, seat in enumerate(seats):
        _chair(pen, seat, turned(where, number * step, _distance(seat), chair), colours, chair)
    edge = path(shapes.SCALLOPS) if preview.gingham else circle(CLOTH)
    outline = [where(*point) for point in edge]
    pen.polygon(outline, fill=colours["cloth"])
    if preview.gingham:
        _weave(image, outline, colours["cloth-mark"])
        pen = ImageDraw.Draw(image, "RGBA")
    pen.line([*outline, outline[0]], fill=colours["cloth-edge"], width=3)
    mark = rgba(colours["cloth-mark"], 120)
    for radius, width in ((CLOTH - 6, 3), (CLOTH - 10, 2)):
        pen.line(closed(ring(where, radius)), fill=mark, width=width)
    for number, seat in enumerate(seats):
        _plate(pen, seat, turned(where, number * step, 92.0, chair), colours, preview.bare)
    _centre(pen, preview, where, colours)


def _shown(seats: tuple[SeatState, ...]) -> tuple[SeatState, ...]:
    """Return at most MOST_CHAIRS chairs; of a longer table every so many-th, its share kept."""
    if len(seats) <= MOST_CHAIRS:
        return seats
    return tuple(seats[number * len(seats) // MOST_CHAIRS] for number in range(MOST_CHAIRS))


def _distance(seat: SeatState) -> float:
    return 139.0 if seat == SeatState.FREE else 146.0


def _chair(
    pen: ImageDraw.ImageDraw, seat: SeatState, where: Place, colours: dict[str, str], size: float
) -> None:
    body, _slats, back = (path(part) for part in CHAIR_PATHS)
    body, back = [where(*point) for point in body], [where(*point) for point in back]
    if seat == SeatState.FREE:
        light = rgba(colours["paper"], 235)
        dashes(pen, closed(body), light, 3)
        dashes(pen, back, light, 3)
        return
    fill, edge = {
        SeatState.HOST: (colours["plum"], colours["plum"]),
        SeatState.MAYBE: (colours["mustard-tint"], colours["mustard"]),
    }.get(seat, (colours["wood"], colours["wood-deep"]))
    pen.polygon(body, fill=fill)
    pen.line(closed(body), fill=edge, width=3, joint="curve")
    pen.line(back, fill=edge, width=max(int(18 * size), 6), joint="curve")


def _plate(
    pen: ImageDraw.ImageDraw, seat: SeatState, where: Place, colours: dict[str, str], bare: bool
) -> None:
    if bare:
        return
    if seat == SeatState.FREE:
        dashes(pen, closed(ring(where, 22)), rgba(colours["line-strong"], 255), 3)
        return
    pen.polygon(ring(where, 22), fill=colours["plate"])
    pen.line(closed(ring(where, 22)), fill=colours["plate-line"], width=3)
    pen.line(closed(ring(where, 15)), fill=colours["plate-line"], width=2)
    for cutlery in ([(28, -13), (28, 12)], [(-28, -13), (-28, 12)]):
        pen.line([where(*point) for point in cutlery], fill=colours["plate-line"], width=4)
    if seat == SeatState.LAID:
        napkin = [where(*point) for point in ((-8, 12), (0, -13), (8, 12))]
        pen.polygon(napkin, fill=colours["napkin"])
        pen.line([napkin[1], where(0, 12)], fill=colours["napkin-fold"], width=3)


def _centre(
    pen: ImageDraw.ImageDraw, preview: Preview, where: Place, colours: dict[str, str]
) -> None:
    """How many, or what stands on the table: candles, or the dessert."""
    number = readable(preview.number, faces.DISPLAY)
    if number:
        size = 70 if len(number) < 3 else 50
        if preview.gingham:  # on the weave the figures would drown
            wide = _wide(number, _face(faces.DISPLAY, size)) / 3 + 14
            pen.polygon(ring(where, max(wide, 42)), fill=colours["cloth"])
        x, y = where(0, 8)
        pen.text((x, y), number, fill=colours["ink"], font=_face(faces.DISPLAY, size), anchor="ms")
        label = readable(preview.label, faces.TEXT)
        pen.text(
            where(0, 27), label, fill=colours["ink-2"], font=_face(faces.TEXT, 23), anchor="ms"
        )
    elif preview.bare:
        return
    elif preview.gingham:
        for radius, ink in ((33, colours["plate"]), (26, "#F6E3C5"), (19, "#FFF8EA")):
            pen.polygon(ring(where, radius), fill=ink)
        for slice_ in range(8):
            end = where(*shapes.polar(22.5 + 45 * slice_, 26))
            pen.line([where(0, 0), end], fill="#B98F57", width=3)
            cherry = shapes.polar(45 * slice_, 15)
            pen.polygon(ring(where, 3.4, *cherry), fill="#A8253B")
    else:
        for x, y, radius in ((-12, -2, 9), (13, 6, 7)):
            pen.polygon(ring(where, radius, x, y), fill=colours["sheet"])
            pen.line(closed(ring(where, radius, x, y)), fill=colours["plate-line"], width=3)
            flame = [where(x + dx, y + dy) for dx, dy in ((0, -5), (2.6, 0), (0, 4), (-2.6, 0))]
            pen.polygon(flame, fill=colours["mustard"])


def _weave(image: Image.Image, outline: list[Point], ink: str) -> None:
    """Gingham: two sets of slanting bands over the cloth, denser where they cross."""
    left = int(min(x for x, _y in outline))
    top = int(min(y for _x, y in outline))
    width = int(max(x for x, _y in outline)) - left + 1
    height = int(max(y for _x, y in outline)) - top + 1
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in outline], fill=255)
    for lean in (1, -1):
        bands = Image.new("L", (width, height), 0)
        pen = ImageDraw.Draw(bands)
        for start in range(-height, width + height, 68):
            low, high = (start, start + height) if lean > 0 else (start + height, start)
            pen.polygon([(low, 0), (low + 34, 0), (high + 34, height), (high, height)], fill=58)
        shown = Image.composite(bands, Image.new("L", (width, height), 0), mask)
        image.paste(Image.new("RGB", (width, height), ink), (left, top), shown)
