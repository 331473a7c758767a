"""The picture beside a link: its size, its words cut to fit, whatever somebody typed."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from common.look import preview, shapes, strokes, themes
from common.look.preview import Preview
from common.look.seats import SeatState
from common.look.tokens import LIGHT
from common.paper import faces


def dressed(look="", **values):
    theme = themes.current({}, look)
    return Preview(
        **{
            "brand": "Maison Alma",
            "heading": "L’hiver, chez vous",
            "seats": (SeatState.LAID,) * 8,
            "colours": tuple(sorted(themes.tokens(theme, LIGHT).items())),
            "gingham": theme["weave"] == "GINGHAM",
            **values,
        }
    )


def image(shown):
    return Image.open(BytesIO(preview.draw(shown)))


def test_picture_has_the_size_networks_ask_for_and_the_brands_colour():
    house, sweet = image(dressed()), image(dressed("sucre"))

    assert (house.format, house.size, house.mode) == ("PNG", (1200, 630), "RGB")
    assert house.getpixel((1190, 10)) == (0xD5, 0x41, 0x2B)
    assert sweet.getpixel((1190, 10)) == (0xB1, 0x28, 0x3F)
    assert house.info == {}  # no hour, no machine, no author


def test_a_taken_chair_looks_taken():
    free = dressed(seats=(SeatState.FREE,) * 4)
    one = dressed(seats=(SeatState.YES, *(SeatState.FREE,) * 3))

    # The seat at the top: the panel shows through a free chair, wood does not let it.
    assert image(free).getpixel((936, 100)) == (0xD5, 0x41, 0x2B)
    assert image(one).getpixel((936, 100)) == (0xB8, 0x9B, 0x78)


@pytest.mark.parametrize(
    "nasty",
    [
        "🎉🎂🥳",
        "日本語のタイトル",
        "עברית مرحبا",
        "Donaudampfschifffahrtsgesellschaftskapitän" * 8,
        "mot " * 400,
        "\x00\u202e\ufeff\u200b",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
        "",
        "\ud800",
    ],
)
def test_nothing_typed_breaks_the_picture(nasty):
    shown = dressed(brand=nasty, heading=nasty, words=nasty, facts=(nasty, nasty), label=nasty)

    assert image(shown).size == (1200, 630)


@pytest.mark.parametrize("many", [0, 1, 13, 24, 25, 201])
def test_every_size_of_table_is_drawn(many):
    assert image(dressed(seats=(SeatState.YES,) * many)).size == (1200, 630)


def test_a_long_table_keeps_its_share_of_free_chairs():
    seats = (SeatState.YES,) * 50 + (SeatState.FREE,) * 50

    assert preview._shown(seats) == (SeatState.YES,) * 12 + (SeatState.FREE,) * 12


def test_words_keep_their_accents_and_lose_what_no_face_has():
    said = preview.readable("🎉 Łucja, Đorđe et Öykü 🍰 : « promis » !", faces.DISPLAY)

    assert said == "Łucja, Đorđe et Öykü\u00a0: «\u00a0promis\u00a0»\u00a0!"
    assert preview.readable("日本語", faces.DISPLAY) == ""


def test_lines_fit_the_column():
    text = "Un très long titre de campagne qui n’en finit pas de dire ce qu’il a à dire " * 3
    lines, size, _leading = preview._fit(text, faces.DISPLAY, preview.HEADING_SIZES, 1.06, 200)

    assert size == preview.HEADING_SIZES[-1]
    assert lines[-1].endswith("…")
    assert all(
        preview._wide(line, preview._face(faces.DISPLAY, size)) <= preview.TEXT_WIDTH
        for line in lines
    )


def test_no_last_line_of_one_small_word():
    lines, _size, _leading = preview._fit(
        "L’automne, chez vous", faces.DISPLAY, preview.HEADING_SIZES, 1.06, 300
    )

    assert lines == ["L’automne,", "chez vous"]


def test_fingerprint_follows_what_is_shown():
    shown = dressed()

    assert shown.fingerprint == dressed().fingerprint
    assert shown.fingerprint != replace(shown, seats=shown.seats[1:]).fingerprint
    assert shown.fingerprint != dressed("sucre").fingerprint


def test_paths_of_the_drawing_are_read_whole():
    assert strokes.path("M0 0H10V5L2-3Q4 4 6 0Z") == [
        (0, 0),
        (10, 0),
        (10, 5),
        (2, -3),
        (3.0, -0.1875),
        (4, 1.25),
        (5.0, 1.3125),
        (6, 0),
    ]
    assert len(preview.CHAIR_PATHS) == 3
    assert all(abs(x) <= 140 and abs(y) <= 140 for x, y in strokes.path(shapes.SCALLOPS))
