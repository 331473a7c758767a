"""The table seen from above, always drawn from data: round for a party, long for many, tiny for a list, set for a draw.

Callers pass seats in order from the top, clockwise; names are escaped here. Every drawing has a title and a description
in words; what people must act on is repeated in HTML by the caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from common.look import shapes
from common.look.icons import icon_href
from common.look.shapes import num, polar
from common.look.words import initial

ROUND_LIMIT = 10  # beyond, chairs touch: the long table takes over
ROUND_LIMIT_WITH_CARDS = 8  # beyond, place cards overlap
CARD_NAME_LENGTH = 11
MINI_RADIUS = 18.0


class SeatState(StrEnum):
    """What a chair says. A free chair is dashed, a maybe amber, yours pulled out, a surprise under a napkin."""

    LAID = "LAID"
    HOST = "HOST"
    YES = "YES"
    YOU = "YOU"
    MAYBE = "MAYBE"
    FREE = "FREE"
    NAPKIN = "NAPKIN"


class Names(StrEnum):
    """How a guest is named: not at all, by an initial (to other guests), or by a place card (to the host)."""

    NONE = "NONE"
    INITIALS = "INITIALS"
    CARDS = "CARDS"


class Card(StrEnum):
    """A place card of the draw."""

    DOWN = "DOWN"
    TURNING = "TURNING"
    UP = "UP"


@dataclass(frozen=True, slots=True)
class Seat:
    """One chair. ``marks`` are icon names drawn beside a place card (allergens: "milk-off", "nut-off", "wheat-off")."""

    state: SeatState | str = SeatState.FREE
    name: str = ""
    marks: tuple[str, ...] = ()

    @property
    def kind(self) -> SeatState:
        return SeatState(self.state.upper())


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the hem: ``seats`` neighbouring chairs that belong to one region of the draw."""

    name: str
    seats: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody at the door, first in line first."""

    name: str
    you: bool = False


@dataclass(frozen=True, slots=True)
class DrawCard:
    """One table to be given away, with the region's line ("3 for 52") on its band."""

    region: str
    name: str = ""
    line: str = ""
    state: Card | str = Card.DOWN
    odds: str = ""


def uid_for(*parts: str) -> str:
    """An id that stays the same from one rendering to the next, so that caches and tests can compare pages."""
    return f"t{crc32('|'.join(parts).encode()):08x}"


def seats_for(
    *,
    capacity: int,
    yes: Sequence[str] = (),
    maybe: Sequence[str] = (),
    host: str = "",
    you: str = "",
    napkins: int = 0,
) -> list[Seat]:
    """Seats of a party in the usual order: host at the top, then yes, you, maybe, free, and the surprise last.

    ``capacity`` counts every chair. More people than chairs gives more chairs, never a lost guest.
    """
    seats = [Seat(SeatState.HOST, host)] if host else []
    seats += [Seat(SeatState.YES, name) for name in yes]
    seats += [Seat(SeatState.YOU, you)] if you else []
    seats += [Seat(SeatState.MAYBE, name) for name in maybe]
    seats += [Seat(SeatState.FREE)] * max(capacity - len(seats) - napkins, 0)
    return seats + [Seat(SeatState.NAPKIN)] * napkins


def table(
    seats: Sequence[Seat],
    *,
    title: str,
    description: str = "",
    uid: str = "",
    names: Names | str = Names.INITIALS,
    you_word: str = "",
    number: str = "",
    label: str = "",
    regions: Sequence[Region] = (),
    waiting: Sequence[Waiting] = (),
    gingham: bool = False,
    arrive: bool = False,
) -> SafeString:
    """The table for these seats, round or long as their number asks. Returns one ``<svg>``.

    ``number`` and ``label`` stand in the middle ("10", "tables"). ``regions`` are embroidered round the hem.
    ``you_word`` is what your own plate says ("you"). ``arrive`` lets the chairs take their place once.
    """
    names = Names(names.upper())
    limit = ROUND_LIMIT_WITH_CARDS if names is Names.CARDS else ROUND_LIMIT
    uid = uid or uid_for(title, description)
    if len(seats) > limit:
        from common.look.long_table import long_table  # it builds on the pieces below

        return long_table(
            seats, title=title, description=description, uid=uid, names=names, you_word=you_word,
            number=number, label=label, waiting=waiting, gingham=gingham,
        )  # fmt: skip
    wide = bool(regions)
    radius, plates = (134.0, 86.0) if wide else (128.0, 90.0)
    step = 360 / max(len(seats), 1)
    # regions are centred on the top, so that the first one reads straight
    turn = -step * (regions[0].seats - 1) / 2 if regions else 0.0
    parts = [_chair(seat, turn + i * step, arrive=arrive) for i, seat in enumerate(seats)]
    parts.append(shapes.cloth(uid=uid, gingham=gingham, radius=radius))
    parts += [_setting(seat, turn + i * step, plates) for i, seat in enumerate(seats)]
    parts += [
        _chair_napkin(turn + i * step)
        for i, seat in enumerate(seats)
        if seat.kind is SeatState.NAPKIN
    ]
    parts.append(_hem(regions, uid=uid, turn=turn, step=step))
    parts.append(_middle(number=number, label=label, gingham=gingham))
    for i, seat in enumerate(seats):
        x, y = polar(turn + i * step, plates)
        parts.append(name_at(seat, x=x, y=y, names=names, you_word=you_word))
    height = 362
    if waiting:
        parts.append(door(waiting, y=208))
        height = 480
    return drawing(
        parts, uid=uid, title=title, description=description, box=f"-182 -180 364 {height}"
    )


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


def _chair(seat: Seat, angle: float, *, arrive: bool) -> SafeString:
    kind = seat.kind
    distance = {
        SeatState.FREE: 139,
        SeatState.LAID: 141,
        SeatState.YOU: 152,
        SeatState.NAPKIN: 148,
    }.get(kind, 145)
    drawn = format_html(
        '<g class="{}" transform="rotate({}) translate(0 -{})">{}</g>',
        chair_class(kind),
        num(angle),
        distance,
        shapes.CHAIR,
    )
    return format_html('<g class="tb-arrive">{}</g>', drawn) if arrive else drawn


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


def _setting(seat: Seat, angle: float, distance: float) -> SafeString:
    return format_html(
        '<g transform="rotate({}) translate(0 -{})">{}</g>',
        num(angle),
        num(distance),
        setting(seat.kind),
    )


def _chair_napkin(angle: float) -> SafeString:
    return format_html(
        '<g transform="rotate({}) translate(0 -140) rotate(40) scale(.92)">{}</g>',
        num(angle),
        shapes.CHAIR_NAPKIN,
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


def _hem(regions: Sequence[Region], *, uid: str, turn: float, step: float) -> SafeString:
    """Region names embroidered round the hem, upright at the bottom too, and a stitch between neighbours."""
    # a plain band under the letters: on gingham they would drown
    parts: list[str] = [mark_safe('<circle class="tb-hemband" r="120.5"/>')] if regions else []
    start = turn - step / 2
    for i, region in enumerate(regions):
        end = start + region.seats * step
        middle = ((start + end) / 2) % 360
        path = f"{uid}-r{i}"
        below = 100 < middle < 260
        from_angle, to_angle, radius, sweep = (
            (end, start, 124.8, 0) if below else (start, end, 118.0, 1)
        )
        fx, fy = polar(from_angle, radius)
        tx, ty = polar(to_angle, radius)
        large = 1 if end - start > 180 else 0
        parts.append(
            format_html(
                '<path id="{0}" d="M{1} {2}A{3} {3} 0 {4} {5} {6} {7}" fill="none"/><text class="tb-stitch">'
                '<textPath href="#{0}" startOffset="50%">{8}</textPath></text>',
                path,
                num(fx),
                num(fy),
                num(radius),
                large,
                sweep,
                num(tx),
                num(ty),
                region.name.upper(),
            )  # fmt: skip
        )
        if len(regions) > 1:
            ix, iy = polar(end, 113)
            ox, oy = polar(end, 125)
            parts.append(
                format_html(
                    '<path class="tb-tickline" d="M{} {}L{} {}"/>',
                    num(ix),
                    num(iy),
                    num(ox),
                    num(oy),
                )
            )
        start = end
    return join(parts)


def _middle(*, number: str, label: str, gingham: bool) -> SafeString:
    if not number:
        return shapes.cake() if gingham else shapes.CANDLES
    if len(number) > 3:
        return format_html(
            '<text class="tb-sum" x="0" y="11">{}</text>{}',
            number,
            format_html('<text class="tb-label" x="0" y="32">{}</text>', label) if label else "",
        )
    return format_html(
        '{}{}<text class="tb-big" x="0" y="29">{}</text><text class="tb-label" x="0" y="48">{}</text>',
        shapes.SPRIGS if len(number) < 3 else "",
        shapes.CANDLE,
        number,
        label,
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


def mini_table(*, taken: int, capacity: int) -> SafeString:
    """A thumb-nail for lists: filled dots are taken chairs. Silent: the sentence beside it says the figures."""
    chairs = max(capacity, taken, 1)
    dot = min(2.9, 2 * MINI_RADIUS * 3.1416 / chairs / 2.5)
    parts: list[str] = [mark_safe('<circle class="t" cx="22" cy="22" r="13"/>')]
    for i in range(chairs):
        x, y = polar(360 * i / chairs, MINI_RADIUS)
        parts.append(
            format_html(
                '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
                "y" if i < taken else "n",
                num(22 + x),
                num(22 + y),
                num(dot),
            )
        )
    return format_html(
        '<svg class="mini" viewBox="0 0 44 44" aria-hidden="true">{}</svg>', join(parts)
    )
