"""Linked tables: every table is drawn once, under the one its host sat at, whatever the data."""

import pytest

from common.look.linked_tables import LinkedTable, lines, linked_tables

ANAIS = LinkedTable("a", "Anaïs", 8, "8 chairs")
JEROME = LinkedTable("j", "Jérôme", 10, "10 chairs", sat_at="a")
SOLENE = LinkedTable("s", "Solène", 6, "6 chairs", sat_at="a", evening="COMING")
LOIC = LinkedTable("l", "Loïc", 9, "9 chairs", sat_at="j", evening="CALLED_OFF")


def order(*tables):
    return [(line.table.host, line.depth, line.parent) for line in lines(tables)]


def test_a_table_stands_below_the_one_its_host_sat_at():
    assert order(ANAIS, SOLENE, JEROME, LOIC) == [
        ("Anaïs", 0, None),
        ("Solène", 1, 0),
        ("Jérôme", 1, 0),
        ("Loïc", 2, 2),
    ]


def test_a_host_whose_first_table_is_not_shown_stands_first():
    assert order(LOIC) == [("Loïc", 0, None)]


def test_a_ring_is_cut_and_nobody_is_lost():
    one, two = LinkedTable("1", "A", 4, sat_at="2"), LinkedTable("2", "B", 4, sat_at="1")
    assert order(one, two) == [("A", 0, None), ("B", 1, 0)]


def test_names_are_escaped_and_the_drawing_is_named():
    svg = linked_tables([LinkedTable("x", "<b>Zoé", 3)], title="Two tables", description="One.")
    assert "<b>" not in svg
    assert "&lt;b&gt;Zoé" in svg
    assert ">Two tables</title>" in svg
    assert ">One.</desc>" in svg


@pytest.mark.parametrize(("tables", "links"), [([ANAIS], 0), ([ANAIS, JEROME, SOLENE, LOIC], 3)])
def test_one_thread_for_each_guest_who_became_a_host(tables, links):
    svg = linked_tables(tables, title="Tables")
    assert svg.count('<path class="tb-link') == links
    assert svg.count("tb-chair--host") == len(tables)


def test_a_deep_line_of_tables_keeps_room_for_the_names():
    chain = [LinkedTable("0", "H0", 4)] + [
        LinkedTable(str(n), f"H{n}", 4, sat_at=str(n - 1)) for n in range(1, 9)
    ]
    svg = linked_tables(chain, title="Tables")
    assert "NaN" not in svg
    assert 'x="286"' in svg  # three steps in, and never further
    assert 'x="348"' not in svg
