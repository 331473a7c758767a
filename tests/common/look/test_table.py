"""The table: what it draws, how it stays safe, when it grows long."""

import re
from xml.etree import ElementTree

import pytest

from common.look.long_table import draw_table
from common.look.table import (
    DrawCard,
    Region,
    Seat,
    SeatState,
    Waiting,
    mini_table,
    seats_for,
    table,
)

NASTY = '<script>alert("1")</script>&'


def parsed(svg):
    """The drawing as XML: anything unescaped or unclosed fails here."""
    return ElementTree.fromstring(svg)


def texts(svg):
    return [element.text for element in parsed(svg).iter() if element.tag == "text"]


def chairs(svg):
    return [
        e.get("class")
        for e in parsed(svg).iter()
        if (e.get("class") or "").split()[:1] == ["tb-chair"]
    ]


def test_table_draws_one_chair_per_seat_in_its_state():
    svg = table([Seat(state) for state in SeatState], title="All")

    assert chairs(svg) == [
        "tb-chair", "tb-chair tb-chair--host", "tb-chair", "tb-chair tb-chair--you", "tb-chair tb-chair--maybe",
        "tb-chair tb-chair--free", "tb-chair",
    ]  # fmt: skip


def test_initials_never_tell_a_guests_whole_name():
    svg = table(
        [Seat("HOST", "Anaïs"), Seat("YES", "Élodie"), Seat("YOU", "Camille")],
        title="T",
        you_word="you",
    )

    assert texts(svg) == ["A", "É", "you"]
    assert "Élodie" not in svg
    assert "Camille" not in svg


def test_place_cards_show_names_and_marks():
    svg = table(
        [Seat("HOST", "Anaïs"), Seat("YES", "Jérôme", ("milk-off", "nut-off"))],
        title="T",
        names="CARDS",
    )

    assert texts(svg) == ["Anaïs", "Jérôme"]
    assert re.findall(r"#i-[a-z-]+", svg) == ["#i-milk-off", "#i-nut-off"]


def test_long_names_are_cut_on_their_card():
    assert texts(table([Seat("YES", "Maximilienne-Rose")], title="T", names="CARDS")) == [
        "Maximilien…"
    ]


@pytest.mark.parametrize("count", [3, 14])
def test_names_titles_and_regions_are_escaped(count):
    seats = [Seat("YES", NASTY)] * count
    svg = table(seats, title=NASTY, description=NASTY, names="CARDS", waiting=[Waiting(NASTY)])

    parsed(svg)
    assert "<script" not in svg


def test_regions_are_escaped_on_the_hem():
    svg = table([Seat("LAID")] * 2, title="T", regions=[Region(NASTY, 2)])

    parsed(svg)
    assert "<SCRIPT" not in svg


def test_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="ASLEEP"):
        table([Seat("ASLEEP")], title="T")


@pytest.mark.parametrize(
    ("count", "names", "box"),
    [(10, "INITIALS", "-182 -180 364 362"), (8, "CARDS", "-182 -180 364 362")],
)
def test_round_table_up_to_its_limit(count, names, box):
    assert parsed(table([Seat("YES", "Ada")] * count, title="T", names=names)).get("viewBox") == box


@pytest.mark.parametrize(("count", "names"), [(11, "INITIALS"), (9, "CARDS")])
def test_table_grows_long_beyond_its_limit(count, names):
    svg = table([Seat("YES", "Ada")] * count, title="T", names=names)

    assert parsed(svg).get("viewBox") != "-182 -180 364 362"
    assert 'class="tb-cloth" x=' in svg


@pytest.mark.parametrize("count", [9, 11, 12, 25, 40])
def test_long_table_seats_everybody_apart(count):
    svg = table([Seat("YES", f"G{i}") for i in range(count)], title="T", names="CARDS")

    placed = [(e.get("x"), e.get("y")) for e in parsed(svg).iter() if e.tag == "text"]
    assert len(chairs(svg)) == count
    assert len(set(placed)) == count


def test_table_speaks_its_title_and_description():
    root = parsed(table([Seat()], title="Your table", description="One chair.", uid="t1"))

    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "t1-t t1-d")
    assert [(e.get("id"), e.text) for e in root if e.tag in {"title", "desc"}] == [
        ("t1-t", "Your table"),
        ("t1-d", "One chair."),
    ]


def test_ids_are_stable_and_differ_between_tables():
    def ids(title):
        return re.findall(r'id="([^"]+)"', table([Seat()], title=title, gingham=True))

    assert ids("One") == ids("One")
    assert set(ids("One")).isdisjoint(ids("Two"))


def test_no_drawing_carries_inline_style_or_script():
    svg = table(
        seats_for(capacity=8, host="A", yes=["B"], napkins=1),
        title="T",
        waiting=[Waiting("C", you=True)],
    )

    assert re.search(r"\s(style|on\w+)=", svg) is None


def test_seats_for_keeps_the_order_and_fills_with_free_chairs():
    seats = seats_for(
        capacity=6, host="Anaïs", yes=["Maël"], maybe=["Inès"], you="Camille", napkins=1
    )

    assert [(seat.kind, seat.name) for seat in seats] == [
        (SeatState.HOST, "Anaïs"), (SeatState.YES, "Maël"), (SeatState.YOU, "Camille"), (SeatState.MAYBE, "Inès"),
        (SeatState.FREE, ""), (SeatState.NAPKIN, ""),
    ]  # fmt: skip


def test_seats_for_loses_nobody_when_there_are_too_many():
    assert [seat.name for seat in seats_for(capacity=1, host="A", yes=["B", "C"])] == [
        "A",
        "B",
        "C",
    ]


@pytest.mark.parametrize(
    ("taken", "capacity", "filled", "empty"), [(3, 5, 3, 2), (6, 5, 6, 0), (0, 0, 0, 1)]
)
def test_mini_table_counts_dots(taken, capacity, filled, empty):
    svg = mini_table(taken=taken, capacity=capacity)

    assert (svg.count('class="y"'), svg.count('class="n"')) == (filled, empty)


def test_draw_table_hides_what_is_not_turned():
    svg = draw_table(
        [DrawCard("Nord", "Élodie", "nº 1", "UP"), DrawCard("Nord", "Secret", "nº 2", "DOWN"), DrawCard("Sud", "Hidden", state="TURNING")],
        title="T", description="D", back="alma",
    )  # fmt: skip

    assert "Élodie" in svg
    assert "Secret" not in svg
    assert "Hidden" not in svg
    assert svg.count('class="tb-back-c"') == 1


def test_draw_table_of_many_regions_starts_a_second_cloth():
    svg = draw_table([DrawCard(f"R{i}") for i in range(8)], title="T", description="D")

    assert svg.count('class="tb-cloth"') == 2
    assert len(chairs(svg)) == 8
