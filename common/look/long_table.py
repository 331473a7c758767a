"""The long table: two rows of chairs for more guests than a round one seats, and the one laid for a draw."""

from collections.abc import Sequence
from itertools import groupby
from math import ceil

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from common.look import shapes
from common.look.pieces import chair_class, door, drawing, join, name_at, setting, uid_for
from common.look.seats import Card, DrawCard, Names, Seat, SeatState, Waiting
from common.look.shapes import num
from common.look.words import initial

PITCH = 66  # from one chair to the next along a side
END_ROOM = 96  # for the two who sit at the ends
HALF_WIDTH = 96  # of the cloth
PLATE_AT = 56  # from the middle line
COLUMN = 200  # one column of the draw's table
COLUMNS_A_TABLE = 7
TURNS = 12  # so many steps the style sheet knows; later cards turn with the last
ROW_HEIGHT = 440


def long_table(
    seats: Sequence[Seat],
    *,
    title: str,
    description: str = "",
    uid: str,
    names: Names = Names.INITIALS,
    you_word: str = "",
    number: str = "",
    label: str = "",
    waiting: Sequence[Waiting] = (),
    gingham: bool = False,
) -> SafeString:
    """An upright table, one chair at each end and the others along both sides: it fits a phone for up to forty.

    The first seat is the head of the table, the following ones go clockwise.
    """
    side = (len(seats) - 1) // 2  # chairs down the right-hand side
    left = len(seats) - 2 - side
    length = max(side, left) * PITCH + END_ROOM
    top, bottom = -length / 2, length / 2
    chairs: list[str] = []
    plates: list[str] = []
    cards: list[str] = []
    for i, seat in enumerate(seats):
        x, y, angle = _place(i, side=side, left=left, half=length / 2)
        kind = seat.kind
        away = {
            SeatState.FREE: 11,
            SeatState.LAID: 13,
            SeatState.YOU: 24,
            SeatState.NAPKIN: 20,
        }.get(kind, 17)
        edge = f"translate({num(x[1])} {num(y[1])}) rotate({angle}) translate(0 -{away})"
        chairs.append(
            format_html(
                '<g class="{}" transform="{}">{}</g>', chair_class(kind), edge, shapes.CHAIR
            )
        )
        plates.append(
            format_html(
                '<g transform="translate({} {}) rotate({})">{}</g>',
                num(x[0]),
                num(y[0]),
                angle,
                setting(kind),
            )
        )
        if kind is SeatState.NAPKIN:
            cards.append(
                format_html(
                    '<g transform="{} rotate(40) scale(.92)">{}</g>', edge, shapes.CHAIR_NAPKIN
                )
            )
        cards.append(name_at(seat, x=x[0], y=y[0], names=names, you_word=you_word))
    middle = _middle(number=number, label=label)
    height = length + 112
    parts = [
        *chairs,
        _cloth(uid=uid, top=top, length=length, gingham=gingham),
        *plates,
        middle,
        *cards,
    ]
    if waiting:
        parts.append(door(waiting, y=bottom + 62))
        height += 110
    return drawing(
        parts,
        uid=uid,
        title=title,
        description=description,
        box=f"-182 {num(top - 56)} 364 {num(height)}",
    )


def _place(
    i: int, *, side: int, left: int, half: float
) -> tuple[tuple[float, float], tuple[float, float], int]:
    """Plate and table edge of seat ``i`` as (plate x, edge x), (plate y, edge y), angle of the chair."""
    if i == 0:
        return (0, 0), (-half + 34, -half), 0
    if i <= side:
        y = (i - (side + 1) / 2) * PITCH
        return (PLATE_AT, HALF_WIDTH), (y, y), 90
    if i == side + 1:
        return (0, 0), (half - 34, half), 180
    y = ((left + 1) / 2 - (i - side - 1)) * PITCH
    return (-PLATE_AT, -HALF_WIDTH), (y, y), 270


def _cloth(*, uid: str, top: float, length: float, gingham: bool) -> SafeString:
    box = f'x="-{HALF_WIDTH}" y="{num(top)}" width="{2 * HALF_WIDTH}" height="{num(length)}" rx="6"'
    inner = [
        f'x="-{HALF_WIDTH - inset}" y="{num(top + inset)}" width="{2 * (HALF_WIDTH - inset)}"'
        f' height="{num(length - 2 * inset)}" rx="4"'
        for inset in (5, 8)
    ]
    weave = (
        f'<defs><pattern id="{uid}-v" width="16" height="16" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="tb-vichy-a" d="M0 0h8v16h-8z"/><path class="tb-vichy-b" d="M0 0h16v8h-16z"/></pattern></defs>'
        f'<rect {box} fill="url(#{uid}-v)"/>'
        if gingham
        else ""
    )
    # numbers and our own uid only: no text of a visitor's passes here
    return mark_safe(
        f'<rect class="tb-cast" x="-{HALF_WIDTH - 4}" y="{num(top + 8)}" width="{2 * HALF_WIDTH}"'
        f' height="{num(length)}" rx="6"/><rect class="tb-cloth" {box}/>{weave}'
        f'<rect class="tb-hem" {inner[0]}/><rect class="tb-hem tb-hem--fine" {inner[1]}/>'
    )


def _middle(*, number: str, label: str) -> SafeString:
    if not number:
        return shapes.CANDLES
    return format_html(
        '<text class="tb-sum" x="0" y="2">{}</text><text class="tb-label" x="0" y="22">{}</text>',
        number,
        label,
    )


def draw_table(
    cards: Sequence[DrawCard],
    *,
    title: str,
    description: str,
    uid: str = "",
    back: str = "",
    turn: bool = False,
) -> SafeString:
    """The table of a ceremony: place cards by region, face down until the beacon turns them.

    ``cards`` come grouped by region in the order of the hem; a region never splits between two cloths unless it is
    wider than one. ``back`` is the brand's letter on the back of a card. ``turn`` lets the cards that are up turn over
    once, one after another.
    """
    uid = uid or uid_for(title, description)
    groups = [
        (region, list(group)) for region, group in groupby(cards, key=lambda card: card.region)
    ]
    rows: list[list[tuple[str, list[DrawCard]]]] = [[]]
    used = 0
    in_all = sum((len(group) + 1) // 2 for _, group in groups)
    # Two cloths of five columns rather than one of seven and one of three.
    a_row = ceil(in_all / max(1, ceil(in_all / COLUMNS_A_TABLE)))
    for region, group in groups:
        for start in range(0, len(group), 2 * COLUMNS_A_TABLE):
            piece = group[start : start + 2 * COLUMNS_A_TABLE]
            columns = (len(piece) + 1) // 2
            if used and used + columns > a_row:
                rows.append([])
                used = 0
            rows[-1].append((region, piece))
            used += columns
    widest = max((sum((len(piece) + 1) // 2 for _, piece in row) for row in rows), default=1)
    width = 80 + COLUMN * widest
    parts = [
        format_html(
            '<g transform="translate(0 {})">{}</g>',
            i * ROW_HEIGHT,
            _draw_row(row, width=width, back=initial(back), turn=turn),
        )
        for i, row in enumerate(rows)
    ]
    return drawing(
        parts,
        uid=uid,
        title=title,
        description=description,
        box=f"0 0 {width} {ROW_HEIGHT * len(rows) - 16}",
        css="tb tb--draw tb--one-row" if len(rows) == 1 else "tb tb--draw",
    )


def _draw_row(
    row: Sequence[tuple[str, Sequence[DrawCard]]], *, width: int, back: str, turn: bool
) -> SafeString:
    chairs: list[str] = []
    bands: list[str] = []
    cards: list[str] = []
    x = 140
    for i, (region, group) in enumerate(row):
        columns = (len(group) + 1) // 2
        if i:
            line = f"M{x - COLUMN // 2} 68V356"
            bands.append(format_html('<path class="tb-tickline tb-tickline--soft" d="{}"/>', line))
        bands.append(
            format_html(
                '<text class="tb-region" x="{}" y="218">{} <tspan class="tb-region-n" dx="4">{}</tspan></text>',
                x + (columns - 1) * COLUMN // 2,
                region,
                group[0].odds,
            )
        )
        for place, card in enumerate(group):
            cx, lower = x + (place % columns) * COLUMN, place >= columns
            chair = (
                f"translate({cx} {386 if lower else 38}) rotate({180 if lower else 0}) scale(1.55)"
            )
            chairs.append(
                format_html('<g class="tb-chair" transform="{}">{}</g>', chair, shapes.CHAIR)
            )
            step = min(len(chairs), TURNS) if turn else 0
            cards.append(_draw_card(card, x=cx, lower=lower, back=back, turn=step))
        x += columns * COLUMN
        if len(group) % 2:
            # an odd region leaves one place bare: the cloth gets a candle or a sprig there
            ornament = shapes.CANDLES if i % 2 else shapes.SPRIG
            spot = f"translate({x - COLUMN} 296) scale(1.6)"
            cards.append(format_html('<g transform="{}">{}</g>', spot, ornament))
    cloth = mark_safe(
        f'<rect class="tb-cast" x="-20" y="62" width="{width + 40}" height="310"/>'
        f'<rect class="tb-cloth" x="-20" y="52" width="{width + 40}" height="320"/>'
        f'<path class="tb-hem" d="M-20 60H{width + 20}M-20 364H{width + 20}"/>'
        f'<path class="tb-hem tb-hem--fine" d="M-20 64H{width + 20}M-20 360H{width + 20}"/>'
        f'<rect class="tb-band" x="-20" y="196" width="{width + 40}" height="32"/>'
    )
    return join([*chairs, cloth, *bands, *cards])


def _draw_card(card: DrawCard, *, x: int, lower: bool, back: str, turn: int = 0) -> SafeString:
    """A card at its plate. ``turn``: the how manyth of its cloth turns over, 0 for one that lies still."""
    y = 296 if lower else 128
    state = Card(card.state.upper())
    if state is Card.UP:
        size = " tb-winner--long" if len(card.name) > 10 else ""
        face = format_html(
            '<rect class="tb-cast" x="-77" y="-38" width="160" height="86"/>'
            '<rect class="tb-card" x="-80" y="-43" width="160" height="86"/><path class="tb-card-fold" d="M-80-36h160"/>'
            '<text class="tb-winner{}" y="4">{}</text><text class="tb-winner-n" y="28">{}</text>',
            size,
            card.name,
            card.line,
        )
        if turn:
            face = format_html(
                '<g class="tb-turn is-step-{}">{}</g><g class="tb-turn-back is-step-{}" aria-hidden="true">{}</g>',
                turn,
                face,
                turn,
                _card_back(back),
            )
    elif state is Card.TURNING:
        face = mark_safe(
            '<path class="tb-cast" d="M-26-44L44-32V58L-26 50Z"/><path class="tb-card" d="M-30-58L30-46V46L-30 58Z"/>'
            '<path class="tb-back" d="M-30-58L-36-55V55L-30 58Z"/><path class="tb-card-fold" d="M-30-50L30-39"/>'
        )
    else:
        face = _card_back(back)
    return format_html(
        '<g transform="translate({} {})"><circle class="tb-plate" r="62"/><circle class="tb-plate-in" r="44"/>{}{}</g>',
        x,
        y,
        shapes.CUTLERY_WIDE_TURNED if lower else shapes.CUTLERY_WIDE,
        face,
    )


def _card_back(letter: str) -> SafeString:
    return format_html(
        '<rect class="tb-cast" x="-77" y="-38" width="160" height="86"/>'
        '<rect class="tb-back" x="-80" y="-43" width="160" height="86"/>'
        '<path class="tb-back-l" d="M-74-37H74V37H-74ZM-70-33H70V33H-70Z"/><text class="tb-back-c" y="10">{}</text>',
        letter,
    )
