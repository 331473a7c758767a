"""Parts that the round and the long table share: frame, plates, names, the door."""

from collections.abc import Sequence
from zlib import crc32

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from common.look import shapes
from common.look.icons import icon_href
from common.look.seats import Names, Seat, SeatState, Waiting
from common.look.shapes import num
from common.look.words import initial

CARD_NAME_LENGTH = 11


def uid_for(*parts: str) -> str:
    """An id that stays the same from one rendering to the next, so that caches and tests can compare pages."""
    return f"t{crc32('|'.join(parts).encode()):08x}"


def drawing(
    parts: Sequence[str], *, uid: str, title: str, description: str, box: str, css: str = "tb"
) -> SafeString:
    """An ``<svg>`` with its title and description bound for screen readers."""
    spoken = format_html('<title id="{}-t">{}</title>', uid, title)
    labelled = f"{uid}-t"
    if description:
        spoken += format_html('<desc id="{}-d">{}</desc>', uid, description)
        labelled += f" {uid}-d"
    return format_html(
        '<svg class="{}" viewBox="{}" role="img" aria-labelledby="{}">{}{}</svg>',
        css,
        box,
        labelled,
        spoken,
        join(parts),
    )


def join(parts: Sequence[str]) -> SafeString:
    """Pieces after one another; a piece that was not built here is escaped."""
    return format_html_join("", "{}", ((part,) for part in parts))


def chair_class(kind: SeatState) -> str:
    """Class of a chair; the ones without a modifier are plain wood."""
    plain = {SeatState.LAID, SeatState.YES, SeatState.NAPKIN}
    return "tb-chair" if kind in plain else f"tb-chair tb-chair--{kind.lower()}"


def setting(kind: SeatState) -> SafeString:
    """Plate, cutlery and glass of one place, its own middle at 0,0 and the guest below."""
    if kind is SeatState.FREE:
        return shapes.PLATE_FREE
    if kind is SeatState.LAID:
        return format_html(
            '<g transform="translate(0 -6) scale(.72)">{}</g>{}{}',
            shapes.CUTLERY,
            shapes.PLATE_SMALL,
            shapes.FOLDED_NAPKIN,
        )
    filled = kind in {SeatState.HOST, SeatState.YES, SeatState.YOU}
    return join(
        [
            shapes.CUTLERY,
            shapes.GLASS,
            shapes.WINE if filled else "",
            shapes.PLATE,
            shapes.FOLDED_NAPKIN if kind is SeatState.NAPKIN else "",
        ]
    )


def name_at(seat: Seat, *, x: float, y: float, names: Names, you_word: str) -> SafeString:
    """Initial or place card at one plate; text stays upright wherever the chair is."""
    kind = seat.kind
    if kind is SeatState.YOU and names is not Names.CARDS:
        return format_html(
            '<text class="tb-init tb-init--you" x="{}" y="{}">{}</text>',
            num(x),
            num(y + 5),
            you_word or initial(seat.name),
        )
    if names is Names.NONE or not seat.name or kind is SeatState.FREE:
        return mark_safe("")
    if names is Names.INITIALS:
        if kind is SeatState.NAPKIN:
            return mark_safe("")
        return format_html(
            '<text class="tb-init" x="{}" y="{}">{}</text>', num(x), num(y + 5), initial(seat.name)
        )
    return place_card(seat, x=x, y=y)


def place_card(seat: Seat, *, x: float, y: float) -> SafeString:
    """A folded card with the guest's name; marks hang on its corner."""
    name = (
        seat.name
        if len(seat.name) <= CARD_NAME_LENGTH
        else seat.name[: CARD_NAME_LENGTH - 1].rstrip() + "…"
    )
    width = max(50.0, 18 + 7.6 * len(name))
    kind = seat.kind
    card = {SeatState.MAYBE: "tb-card tb-card--maybe", SeatState.YOU: "tb-card tb-card--you"}.get(
        kind, "tb-card"
    )
    soft = "tb-name tb-name--soft" if kind in {SeatState.MAYBE, SeatState.NAPKIN} else "tb-name"
    left, top = x - width / 2, y - 12.5
    marks = [
        format_html(
            '<g transform="translate({} {})"><circle class="tb-mark" r="9.5"/><svg x="-6.5" y="-6.5" width="13"'
            ' height="13" viewBox="0 0 24 24" class="tb-mark-i"><use href="{}"/></svg></g>',
            num(left + width - 1 - 17 * i),
            num(top - 0.5),
            icon_href(mark),
        )
        for i, mark in enumerate(seat.marks)
    ]
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="25"/><path class="tb-card-fold" d="M{} {}h{}"/>'
        '<text class="{}" x="{}" y="{}">{}</text>{}',
        card,
        num(left),
        num(top),
        num(width),
        num(left),
        num(top + 3),
        num(width),
        soft,
        num(x),
        num(y + 5.5),
        name,
        join(marks),
    )


def door(waiting: Sequence[Waiting], *, y: float, shown: int = 3) -> SafeString:
    """The wall, the door ajar, and the first people of the waiting list beside it."""
    people = list(waiting[:shown])
    gap = 96 if len(people) < 3 else 78
    parts: list[str] = [
        mark_safe(
            '<path class="tb-wall" d="M-178 78H-128M-64 78H178"/><path class="tb-door" d="M-128 78V14"/>'
            '<path class="tb-swing" d="M-128 14A64 64 0 0 1-64 78"/>'
        )
    ]
    for i, person in enumerate(people):
        x = -18 + i * gap
        parts.append(
            format_html(
                '<g transform="translate({} 27)"><rect class="tb-cast" x="-19" y="0" width="44" height="22" rx="11"/>'
                '<path class="{}" d="{}"/><circle class="tb-head" cy="3" r="9"/><path class="tb-fold" d="M-5-2Q0-6 5-1"/>'
                '<text class="tb-doorname" y="36">{}</text></g>',
                x,
                "tb-person tb-person--you" if person.you else "tb-person",
                shapes.PERSON,
                person.name,
            )
        )
    return format_html('<g transform="translate(0 {})">{}</g>', num(y), join(parts))
