"""Tables linked by the guests who became hosts: one table a line, its children set in below it.

A pure drawing from data. It grows downwards, so that a phone reads it as well as a wall. What it
says is repeated in HTML by the caller (``components/linked_tables.html``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from common.look import shapes
from common.look.pieces import drawing, join, uid_for
from common.look.shapes import num, polar

WIDTH = 364  # units, as every table of a phone
ROW = 96
FIRST = 50  # the middle of the first table, from the top and from the left
STEP = 62  # how far a child stands in
DEEPEST = 3  # beyond, tables stand below one another: the names keep their room
CLOTH = 24.0
CHAIRS_AT = 31.5
CHAIR_SIZE = 0.34
MOST_CHAIRS = 16


class Evening(StrEnum):
    """Where one table stands: its evening was, is to come, or was called off."""

    HELD = "HELD"
    COMING = "COMING"
    CALLED_OFF = "CALLED_OFF"


@dataclass(frozen=True, slots=True)
class LinkedTable:
    """One table. ``seats`` counts every chair, ``note`` is the caller's line under the name.

    ``sat_at`` is the key of the table at which this host was a guest; "" for a first table.
    """

    key: str
    host: str
    seats: int
    note: str = ""
    sat_at: str = ""
    evening: Evening | str = Evening.HELD

    @property
    def kind(self) -> Evening:
        return Evening(self.evening.upper())


@dataclass(frozen=True, slots=True)
class Line:
    """A table in its line: how many tables lead to it, and the line of the one it came from."""

    table: LinkedTable
    depth: int
    parent: int | None


def lines(tables: Sequence[LinkedTable]) -> list[Line]:
    """Return every table once, each right below the tree of the ones before it at its parent.

    A table whose parent is not there stands first itself; a ring is cut where it was entered.
    """
    known = {table.key for table in tables}
    children: dict[str, list[LinkedTable]] = {}
    for table in tables:
        children.setdefault(table.sat_at if table.sat_at in known else "", []).append(table)
    found: list[Line] = []
    placed: set[str] = set()
    # Roots first; what only a ring leads to comes after, from its first table on.
    for first in [*children.get("", []), *tables]:
        todo: list[tuple[LinkedTable, int, int | None]] = [(first, 0, None)]
        while todo:
            table, depth, parent = todo.pop()
            if table.key in placed:
                continue
            placed.add(table.key)
            found.append(Line(table, depth, parent))
            below = len(found) - 1
            todo += [(one, depth + 1, below) for one in reversed(children.get(table.key, []))]
    return found


def linked_tables(
    tables: Sequence[LinkedTable], *, title: str, description: str = "", uid: str = ""
) -> SafeString:
    """Draw the tables and what links them, as one ``<svg>``; a link leaves the guest's own chair."""
    rows = lines(tables)
    uid = uid or uid_for(title, description)
    parts: list[str] = []
    for number, row in enumerate(rows):
        if row.parent is not None:
            parts.append(_link(rows[row.parent], row.parent, row, number))
    hosts_of = [sum(row.parent == number for row in rows) for number in range(len(rows))]
    parts += [_table(row, number, hosts_of[number]) for number, row in enumerate(rows)]
    height = FIRST * 2 + ROW * max(len(rows) - 1, 0)
    return drawing(
        parts,
        uid=uid,
        title=title,
        description=description,
        box=f"0 0 {WIDTH} {height}",
        css="tb tb--linked",
    )


def _middle(row: Line, number: int) -> tuple[float, float]:
    return FIRST + STEP * min(row.depth, DEEPEST), FIRST + ROW * number


def _link(parent: Line, above: int, child: Line, number: int) -> SafeString:
    """A thread from the bottom chair of one table to the host's chair of the next."""
    px, py = _middle(parent, above)
    x, y = _middle(child, number)
    if x > px:
        end, bend = x - CHAIRS_AT - 10, 18
        path = (
            f"M{num(px)} {num(py + CHAIRS_AT + 8)}V{num(y - bend)}"
            f"Q{num(px)} {num(y)} {num(px + bend)} {num(y)}H{num(end)}"
        )
    else:  # as deep as one is drawn: straight down, from chair to chair
        path = f"M{num(px)} {num(py + CHAIRS_AT + 8)}V{num(y - CHAIRS_AT - 10)}"
    css = "" if child.table.kind is Evening.HELD else " tb-link--open"
    return format_html('<path class="tb-link{}" d="{}"/>', css, path)


def _table(row: Line, number: int, became_hosts: int) -> SafeString:
    x, y = _middle(row, number)
    kind = row.table.kind
    turn = 270.0 if 0 < row.depth <= DEEPEST else 0.0  # the host sits where the link arrives
    chairs = max(2, min(row.table.seats, MOST_CHAIRS))
    parts = []
    for place in range(chairs):
        angle = (turn + place * 360 / chairs) % 360
        if place == 0:
            css = "tb-chair tb-chair--host"
        elif became_hosts and place == _lowest(chairs, turn):
            css = "tb-chair tb-chair--you"
        elif kind is Evening.HELD:
            css = "tb-chair"
        else:
            css = "tb-chair tb-chair--free"
        cx, cy = polar(angle, CHAIRS_AT)
        parts.append(
            format_html(
                '<g class="{}" transform="translate({} {}) rotate({}) scale({})">{}</g>',
                css,
                num(cx),
                num(cy),
                num(angle),
                CHAIR_SIZE,
                shapes.CHAIR,
            )
        )
    bare = kind is Evening.CALLED_OFF
    parts.append(mark_safe(f'<circle class="tb-cast" cx="2" cy="4" r="{CLOTH}"/>'))
    parts.append(mark_safe(f'<circle class="{"tb-bare" if bare else "tb-cloth"}" r="{CLOTH}"/>'))
    if not bare:
        parts.append(mark_safe(f'<circle class="tb-hem" r="{CLOTH - 3}"/>'))
        parts.append(format_html('<text class="tb-linked-n" y="5.5">{}</text>', row.table.seats))
    return format_html(
        '<g transform="translate({} {})">{}</g><text class="tb-linked-host" x="{}" y="{}">{}</text>'
        '<text class="tb-linked-note" x="{}" y="{}">{}</text>',
        num(x),
        num(y),
        join(parts),
        num(x + 50),
        num(y - 1),
        row.table.host,
        num(x + 50),
        num(y + 17),
        row.table.note,
    )


def _lowest(chairs: int, turn: float) -> int:
    """Return which chair is nearest to the bottom, where the thread leaves."""
    return min(range(1, chairs), key=lambda place: abs((turn + place * 360 / chairs) % 360 - 180))
