"""The table seen from above, always drawn from data: round for a party, long for many, tiny for a list, set for a draw.

Callers pass seats in order from the top, clockwise; names are escaped here. Every drawing has a title and a description
in words; what people must act on is repeated in HTML by the caller.
"""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from common.look import shapes
from common.look.long_table import draw_table, long_table
from common.look.pieces import chair_class, door, drawing, join, name_at, setting, uid_for
from common.look.seats import Card, DrawCard, Names, Region, Seat, SeatState, Waiting, seats_for
from common.look.shapes import num, polar

__all__ = [
    "Card",
    "DrawCard",
    "Names",
    "Region",
    "Seat",
    "SeatState",
    "Waiting",
    "draw_table",
    "mini_table",
    "seats_for",
    "table",
]

ROUND_LIMIT = 10  # beyond, chairs touch: the long table takes over
ROUND_LIMIT_WITH_CARDS = 8  # beyond, place cards overlap
MINI_RADIUS = 18.0


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
        return long_table(
            seats,
            title=title,
            description=description,
            uid=uid,
            names=names,
            you_word=you_word,
            number=number,
            label=label,
            waiting=waiting,
            gingham=gingham,
        )
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
            )
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
