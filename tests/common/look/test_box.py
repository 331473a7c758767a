"""The box opened flat: every piece once, its state told by its line and not by colour alone."""

from xml.etree import ElementTree

import pytest

from common.look.box import MOST, Lies, Piece, open_box, shape_of, short


def drawn(pieces):
    root = ElementTree.fromstring(open_box(pieces, title="The box", description="Two pieces"))
    return root, [e.get("class") for e in root.iter() if e.tag == "path"]


def test_each_piece_is_drawn_once_as_it_lies():
    pieces = [
        Piece("Robe Édith", "robe", Lies.IN, "M"),
        Piece("Pull", "pull", Lies.WAITS),
        Piece("Écharpe", "écharpe", Lies.LACKS),
    ]

    root, classes = drawn(pieces)

    assert [c for c in classes if c not in ("bx-card", "bx-fold")] == ["bx-in", "bx-wait", "bx-out"]
    assert [e.text for e in root.iter("text")] == ["robe", "M", "pull", "écharpe"]
    assert (root.get("role"), root.find("title").text) == ("img", "The box")


def test_a_large_box_stays_legible():
    root, _classes = drawn([Piece("Pull", "pull")] * (MOST + 9))

    assert len(list(root.iter("text"))) == MOST


def test_names_cannot_break_the_drawing():
    root, _classes = drawn([Piece("x", "<script>")])

    assert next(root.iter("text")).text == "<script>"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Robe Édith", "robe"),
        ("Édith dress", "dress"),
        ("Nappe vichy", "nappe"),
        ("Manteau Lison", "manteau"),
        ("Antigravitationnel", "antigra."),
        ("", ""),
    ],
)
def test_what_stands_under_a_piece_fits(name, said):
    assert short(name) == said


def test_a_thing_without_a_drawing_is_a_parcel():
    assert shape_of("Zanzibar") == shape_of("") != shape_of("Robe Édith")
