"""Charts: figures written out, zero in sight, nothing from a label escapes."""

import re
from xml.etree import ElementTree

import pytest

from common.look.charts import (
    Bar,
    Column,
    Interval,
    columns,
    funnel,
    intervals,
    progress_bar,
    ticks,
)


def rects(svg):
    root = ElementTree.fromstring(svg)
    return [e for e in root.iter() if e.tag == "rect"]


def test_funnel_compares_bars_of_one_scale_only():
    svg = funnel(
        [
            Bar("Views", 1000, scale="fans"),
            Bar("Sent", 500, scale="fans"),
            Bar("Tables", 10, scale="parties"),
        ],
        title="T",
    )

    first, second, third = (float(r.get("width")) for r in rects(svg))
    assert second == pytest.approx(first / 2, abs=0.1)
    assert third == first
    assert svg.count("ch-grid") == 1


def test_funnel_shows_a_trace_of_a_small_figure_and_none_of_nought():
    widths = [
        float(r.get("width"))
        for r in rects(funnel([Bar("A", 100000), Bar("B", 1), Bar("C", 0)], title="T"))
    ]

    assert widths[1:] == [1.5, 0.0]


def test_columns_hang_losses_below_the_zero_line():
    svg = columns([Column("Mon", 10), Column("Tue", -10)], title="T")

    gain, loss = rects(svg)
    zero = float(re.search(r'ch-zero" d="M0 ([\d.]+)H', svg).group(1))
    assert float(gain.get("y")) + float(gain.get("height")) == pytest.approx(zero, abs=0.1)
    assert float(loss.get("y")) == pytest.approx(zero, abs=0.1)


@pytest.mark.parametrize("points", [[], [Column("Mon", 0)], [Column(str(i), i) for i in range(90)]])
def test_columns_survive_nothing_and_much(points):
    assert 'role="img"' in columns(points, title="T")


def test_columns_mark_what_was_observed():
    svg = columns(
        [Column("a", 1), Column("b", 2)],
        title="T",
        figures=False,
        mark_at=1.5,
        mark_text="the real draw",
    )

    assert "the real draw" in svg
    assert "ch-obs" in svg


def test_intervals_keep_zero_in_sight():
    svg = intervals([Interval("All", 80, 224, 368, main=True, text="+224 €")], title="T")

    assert svg.count("ch-zero") == 1
    assert "+224 €" in svg


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(-425, 872, [0, 500]), (0, 10, [0, 5, 10]), (0, 0, [0]), (-0.3, 0.3, [-0.2, 0, 0.2])],
)
def test_ticks_are_round_and_hold_zero(low, high, expected):
    assert ticks(low, high) == expected


def test_labels_are_escaped():
    nasty = "<b>&"
    drawn = [
        funnel([Bar(nasty, 1, nasty, nasty)], title=nasty),
        columns([Column(nasty, 1, nasty, hit=True)], title=nasty),
        intervals([Interval(nasty, 1, 2, 3, nasty, nasty, main=True)], title=nasty),
    ]

    assert [("<b>" in svg, ElementTree.fromstring(svg).tag) for svg in drawn] == [
        (False, "svg")
    ] * 3


@pytest.mark.parametrize(("done", "width"), [(-1, "0"), (0.5, "175"), (2, "350")])
def test_progress_bar_stays_within_its_track(done, width):
    assert f'pg-done" d="M0 3h{width}v4' in progress_bar(done)
