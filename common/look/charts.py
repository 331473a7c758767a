"""Small charts drawn on the server: few inks, figures written where they are, a zero line, intervals as intervals.

Each takes plain rows and returns one ``<svg role="img">`` with title and description. The caller says in a sentence what the
chart says and renders the same rows as a table beside it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from common.look.pieces import drawing, uid_for
from common.look.shapes import num
from common.look.words import number

WIDTH = 420  # SVG units: a phone's column shows the 14 px text at nearly 12 px
LABEL_ROOM = 54
Say = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of a funnel. ``text`` is the figure as written ("18 420"), ``note`` what it is of ("8 % of the views").

    ``tone``: "b" quiet, "a" sea, "hit" tomato. ``scale`` names bars that share one scale (applicants, then guests).
    """

    label: str
    value: float
    text: str = ""
    note: str = ""
    tone: str = "b"
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, usually one day. ``label`` stands under it where there is room."""

    label: str
    value: float
    text: str = ""
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its interval; ``main`` is the one to keep, drawn in tomato with its figure."""

    label: str
    low: float
    value: float
    high: float
    note: str = ""
    text: str = ""
    main: bool = False


def _spoken(value: float) -> str:
    return number(value, get_language(), decimals=0 if value == round(value) else 1)


def progress_bar(done: float, *, tone: str = "done") -> SafeString:
    """A bar filled to ``done`` (0 to 1) with a mark where things stand; silent, the sentence above it speaks."""
    at = 350 * min(max(done, 0.0), 1.0)
    return format_html(
        '<svg class="progress__bar" viewBox="0 0 350 10" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="pg-track" d="M0 4h350v2H0z"/><path class="pg-{}" d="M0 3h{}v4H0z"/>'
        '<path class="pg-now" d="M{} 0h4v10h-4z"/></svg>',
        "soon" if tone == "soon" else "done",
        num(at),
        num(min(max(at - 2, 0), 346)),
    )


def funnel(bars: Sequence[Bar], *, title: str, description: str = "", uid: str = "") -> SafeString:
    """Horizontal bars from the top down, each with its figure at its end. Bars of one ``scale`` are comparable.

    A hairline separates scales, so that forty tables are never read against eighteen thousand views.
    """
    tallest: dict[str, float] = {}
    for bar in bars:
        tallest[bar.scale] = max(tallest.get(bar.scale, 0.0), bar.value)
    full = max(WIDTH - max((_text_width(bar) for bar in bars), default=0), WIDTH / 3)
    parts: list[str] = []
    y = 0.0
    before: str | None = None
    for bar in bars:
        if before is not None and bar.scale != before:
            parts.append(format_html('<path class="ch-grid" d="M0 {}H{}"/>', num(y + 4), WIDTH))
            y += 14
        before = bar.scale
        length = full * bar.value / tallest[bar.scale] if tallest[bar.scale] else 0.0
        shown = max(length, 1.5) if bar.value else 0.0
        parts.append(
            format_html(
                '<text class="ch-t" x="0" y="{}">{}</text><rect class="ch-bar ch-bar--{}" y="{}" width="{}" height="16"/>'
                '<path class="ch-zero" d="M0 {}v20"/>'
                '<text class="ch-t" x="{}" y="{}"><tspan class="ch-t--ink">{}</tspan>{}</text>',
                num(y + 14),
                bar.label,
                bar.tone,
                num(y + 21),
                num(shown),
                num(y + 19),
                num(shown + 8),
                num(y + 34),
                bar.text or _spoken(bar.value),
                format_html('<tspan dx="7">{}</tspan>', bar.note) if bar.note else "",
            )
        )
        y += 48
    return _svg(parts, title=title, description=description, uid=uid, height=max(y, 20))


def _text_width(bar: Bar) -> float:
    note = 7.2 * len(bar.note) + 7 if bar.note else 0
    return 14 + 8.6 * len(bar.text or _spoken(bar.value)) + note


def columns(
    points: Sequence[Column],
    *,
    title: str,
    description: str = "",
    uid: str = "",
    height: int = 220,
    figures: bool = True,
    mark_at: float | None = None,
    mark_text: str = "",
    say: Say | None = None,
) -> SafeString:
    """Columns on a zero line, in order; negative values hang below it. The tallest and the hits carry their figure.

    For a histogram: ``figures=False``, and ``mark_at`` draws what was observed as a line, at a place counted in columns
    from the left (3.5 is the middle of the fourth).
    """
    say = say or _spoken
    values = [point.value for point in points] or [0.0]
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    top, bottom = 26.0, height - 26.0
    scale = (bottom - top) / span
    zero = top + high * scale
    step = WIDTH / max(len(points), 1)
    width = max(min(step * 0.78, 44), 1.5)
    every = max(ceil(len(points) * LABEL_ROOM / WIDTH), 1)
    tallest = max(range(len(points)), key=lambda i: abs(points[i].value), default=-1)
    parts: list[str] = []
    for i, point in enumerate(points):
        middle = step * (i + 0.5)
        reach = abs(point.value) * scale
        y = zero - reach if point.value >= 0 else zero
        tone = "ch-bar ch-bar--hit" if point.hit else "ch-bar ch-bar--a"
        if point.value:
            parts.append(
                format_html(
                    '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
                    tone,
                    num(middle - width / 2),
                    num(y),
                    num(width),
                    num(max(reach, 1)),
                )
            )
        if figures and ((i == tallest and point.value) or point.hit):
            at = y - 7 if point.value >= 0 else y + reach + 16
            parts.append(
                format_html(
                    '<text class="ch-t ch-t--ink ch-t--mid" x="{}" y="{}">{}</text>',
                    num(min(max(middle, 16), WIDTH - 16)),
                    num(at),
                    point.text or say(point.value),
                )
            )
        if i % every == 0:
            parts.append(
                format_html(
                    '<text class="ch-t ch-t--mid" x="{}" y="{}">{}</text>',
                    num(min(max(middle, 20), WIDTH - 20)),
                    height - 6,
                    point.label,
                )
            )
    parts.append(format_html('<path class="ch-zero" d="M0 {}H{}"/>', num(zero), WIDTH))
    if mark_at is not None:
        x = step * mark_at
        end = " ch-t--end" if x > WIDTH / 2 else ""
        parts.append(
            format_html(
                '<path class="ch-obs" d="M{0} 22V{1}"/><text class="ch-note{2}" x="{0}" y="14">{3}</text>',
                num(x),
                num(bottom),
                end,
                mark_text,
            )
        )
    return _svg(parts, title=title, description=description, uid=uid, height=height)


def intervals(
    rows: Sequence[Interval],
    *,
    title: str,
    description: str = "",
    uid: str = "",
    say: Say | None = None,
) -> SafeString:
    """Estimates with their intervals, one row each, against a zero line that is always in sight."""
    say = say or _spoken
    low = min([0.0, *(row.low for row in rows)])
    high = max([0.0, *(row.high for row in rows)])
    span = (high - low) or 1.0
    left = min(max(70, 7.4 * max((len(row.label) for row in rows), default=0) + 8), 160)
    right = WIDTH - 56.0
    bottom = 16 + 44 * len(rows)

    def x_of(value: float) -> float:
        return left + 10 + (value - low) / span * (right - left - 10)

    parts: list[str] = []
    for tick in ticks(low, high):
        at = num(x_of(tick))
        kind = "ch-zero" if tick == 0 else "ch-grid"
        parts.append(format_html('<path class="{}" d="M{} 6V{}"/>', kind, at, bottom))
        parts.append(
            format_html(
                '<text class="ch-t ch-t--mid" x="{}" y="{}">{}</text>', at, bottom + 20, say(tick)
            )
        )
    for i, row in enumerate(rows):
        y = 26 + 44 * i
        start, middle, end = (num(x_of(value)) for value in (row.low, row.value, row.high))
        main = " ch-ci--all" if row.main else ""
        parts.append(
            format_html(
                '<text class="ch-t{}" x="0" y="{}">{}</text><text class="ch-t" x="0" y="{}">{}</text>'
                '<path class="ch-ci{}" d="M{} {}H{}M{} {}v10M{} {}v10"/><circle class="ch-pt{}" cx="{}" cy="{}" r="{}"/>',
                " ch-t--ink" if row.main else "",
                y,
                row.label,
                y + 17,
                row.note,
                main,
                start,
                y,
                end,
                start,
                y - 5,
                end,
                y - 5,
                " ch-pt--all" if row.main else "",
                middle,
                y,
                "7" if row.main else "5.5",
            )
        )
        if row.main:
            parts.append(
                format_html(
                    '<text class="ch-note" x="{}" y="{}">{}</text>',
                    num(x_of(row.high) + 9),
                    y + 5,
                    row.text or say(row.value),
                )
            )
    return _svg(parts, title=title, description=description, uid=uid, height=bottom + 30)


def ticks(low: float, high: float, *, wanted: int = 4) -> list[float]:
    """Round values between ``low`` and ``high``, zero among them when it lies between."""
    span = high - low
    if span <= 0:
        return [low]
    raw = span / wanted
    size: float = 10 ** floor(log10(raw))
    step = next(m * size for m in (1, 2, 5, 10) if m * size >= raw)
    return [round(i * step, 10) for i in range(ceil(low / step), floor(high / step) + 1)]


def _svg(
    parts: Sequence[str], *, title: str, description: str, uid: str, height: float
) -> SafeString:
    return drawing(
        parts or [mark_safe("")],
        uid=uid or uid_for(title, description, "chart"),
        title=title,
        description=description,
        box=f"0 0 {WIDTH} {num(height)}",
        css="ch",
    )
