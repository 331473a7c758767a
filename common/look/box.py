"""A kit's box opened flat, seen from above: what lies in it is filled, what waits is outlined, what lacks is dashed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from common.look.pieces import drawing, uid_for
from common.look.shapes import num

A_ROW, COLUMN, ROW = 5, 52, 108  # pieces side by side, and the room of one, in SVG units
LETTERS = 8  # under one piece
MOST = 15  # beyond these a phone shows nothing but crumbs; the words beside the box name them all

# What a thing looks like, by a word of its name; the first that fits is drawn, a folded parcel otherwise.
_SHAPES = {
    ("manteau", "coat", "veste", "jacket"): "M-17-26L-7-30Q0-26 7-30L17-26L23 4L16 6L14-8V30H-14V-8L-16 6L-23 4ZM0-26V30",
    ("robe", "dress"): "M-8-28L-4-29Q0-24 4-29L8-28L9-8L18 28H-18L-9-8ZM-9-8H9",
    ("pull", "jumper", "gilet", "cardigan"): "M-15-20L-6-24Q0-20 6-24L15-20L22 6L15 8L12-6V20H-12V-6L-15 8L-22 6Z",
    ("pantalon", "trousers"): "M-11-28H11L14 28H3L0-10L-3 28H-14Z",
    ("jupe", "skirt"): "M-9-18H9L18 18H-18ZM-9-13H9",
    ("chemise", "shirt", "blouse"): "M-14-20L-6-24L0-18L6-24L14-20L20 2L13 4L11-6V22H-11V-6L-13 4L-20 2ZM0-18V22",
    ("écharpe", "scarf", "foulard"): "M-7-26H3L6 18H-6ZM-4 18v7M0 18v7M4 18v7",
    ("bonnet", "hat", "beanie", "béret", "beret"): "M-18 8Q-18-20 0-20Q18-20 18 8ZM-20 8H20V17H-20ZM0-20v-5",
    ("plaid", "blanket", "nappe", "tablecloth"): "M-20-16H20V14H-20ZM-20-4H20M-7-16V14",
    ("cape", "poncho"): "M-5-26H5Q8-20 12-16Q22 0 22 24Q0 32-22 24Q-22 0-12-16Q-8-20-5-26ZM0-26V28",
    ("menu", "menus", "carte", "cartes", "card", "cards"): "M-13-22H13V22H-13ZM-7-12H7M-7-4H7M-7 4H3",
    ("bougie", "bougies", "candle", "candles"): "M-7-12H7V20H-7ZM0-12v-5M0-17Q-5-22 0-28Q5-22 0-17Z",
    ("gâteau", "cake", "tarte", "tart"): "M-20 4Q-20-12 0-12Q20-12 20 4V16H-20ZM-20 4Q-10 10 0 4T20 4M0-12v-7",
    ("confiture", "jam", "bocal", "jar"): "M-11-20H11V-12H-11ZM-13-12H13V20H-13ZM-13-2H13",
    ("boîte", "tin", "coffret", "box"): "M-20-10H20V18H-20ZM-22-16H22V-10H-22Z",
}  # fmt: skip
_PARCEL = "M-18-14H18V16H-18ZM-18-2H18M0-14V16"


class Lies(StrEnum):
    """Where a piece is: in the box, reserved on its shelf, or lacking."""

    IN = "IN"
    WAITS = "WAITS"
    LACKS = "LACKS"


_CLASSES = {Lies.IN: "bx-in", Lies.WAITS: "bx-wait", Lies.LACKS: "bx-out"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing in the box. ``name`` chooses its drawing; ``label`` (see ``short``) and ``size``
    stand under it, a line each: side by side they would touch their neighbours."""

    name: str
    label: str
    lies: Lies = Lies.IN
    size: str = ""


def open_box(
    pieces: Sequence[Piece], *, title: str, description: str = "", uid: str = ""
) -> SafeString:
    """The box laid flat with each piece in its place, five to a row; at most ``MOST`` are drawn."""
    drawn = list(pieces[:MOST])
    rows = max((len(drawn) + A_ROW - 1) // A_ROW, 1)
    low = 26 + ROW * rows
    folds = "".join(f"M34 {26 + ROW * row}H290" for row in range(1, rows))
    parts: list[str] = [
        format_html(
            '<path class="bx-card" d="M34 26L46 6H278L290 26H316V{0}H290L278 {1}H46L34 {0}H8V26Z"/>'
            '<path class="bx-fold" d="M34 26H290V{0}H34Z{2}"/>',
            low,
            low + 20,
            mark_safe(folds),
        )
    ]
    for index, piece in enumerate(drawn):
        row, place = divmod(index, A_ROW)
        alone = len(drawn) - row * A_ROW
        middle = (A_ROW - min(alone, A_ROW)) / 2 if rows == 1 else 0
        parts.append(
            format_html(
                '<g transform="translate({} {})"><path class="{}" d="{}"/>'
                '<text class="bx-t{}" y="46">{}</text>{}</g>',
                num(58 + COLUMN * (place + middle)),
                70 + ROW * row,
                _CLASSES[piece.lies],
                mark_safe(shape_of(piece.name)),
                miss := " bx-t--miss" if piece.lies is Lies.LACKS else "",
                piece.label,
                format_html('<text class="bx-t{}" y="59">{}</text>', miss, piece.size)
                if piece.size
                else "",
            )
        )
    return drawing(
        parts,
        uid=uid or uid_for(title, description, "box"),
        title=title,
        description=description,
        box=f"0 0 324 {low + 26}",
        css="bx",
    )


def shape_of(name: str) -> str:
    """The outline of a thing called ``name`` (any language), around 0,0; a parcel for what we have no drawing of."""
    words = set(_words(name))
    return next((path for known, path in _SHAPES.items() if words & set(known)), _PARCEL)


def short(name: str) -> str:
    """A name that fits under its drawing: the word that says what the thing is."""
    words = _words(name)
    known = next((word for word in words if any(word in names for names in _SHAPES)), "")
    said = known or next(iter(words), "")
    return said if len(said) <= LETTERS else f"{said[: LETTERS - 1]}."


def _words(name: str) -> list[str]:
    return name.lower().replace("’", " ").replace(",", " ").split()
