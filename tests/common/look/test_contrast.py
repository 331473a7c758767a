"""The guard: WCAG's own figures, every pair in its place, the nearest colour that can be read."""

import pytest

from common.look import contrast, themes
from common.look.colour import NotAColour, read, to_hex, to_lch
from common.look.tokens import DARK, LIGHT, SETTABLE, house


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#FFFFFF", "#FFFFFF", 1.0),
        ("#777777", "#FFFFFF", 4.48),  # the grey that just fails, as WebAIM and others print it
        ("#767676", "#FFFFFF", 4.54),  # the lightest grey that passes
        ("#FF0000", "#FFFFFF", 4.0),
    ],
)
def test_figures_are_those_of_wcag(one, other, ratio):
    assert round(contrast.ratio(one, other), 2) == ratio
    assert contrast.ratio(one, other) == contrast.ratio(other, one)


@pytest.mark.parametrize(
    "colour", ["#000000", "#FFFFFF", "#D5412B", "#6B2D4E", "#00FF00", "#123456"]
)
def test_a_colour_survives_the_way_there_and_back(colour):
    assert to_hex(to_lch(colour)) == colour


@pytest.mark.parametrize(
    "text",
    [
        "",
        "red",
        "#FFF",
        "#GGGGGG",
        "#1234567",
        "#12345",
        "123456",
        "#12345６",
        "#FFFFFF;}",
        None,
        7,
    ],
)
def test_only_six_figures_are_a_colour(text):
    with pytest.raises(NotAColour):
        read(text)


def test_capitals_and_blanks_are_put_right():
    assert read(" #d5412b\n") == "#D5412B"


def test_words_on_the_action_are_what_reads_best():
    assert contrast.on_action("#D5412B", "#B83420") == "#FFFFFF"
    assert contrast.on_action("#FFD400", "#E6C012") == "#1E130E"
    assert {scheme: house(scheme)["on-action"] for scheme in (LIGHT, DARK)} == {
        LIGHT: "#FFFFFF",
        DARK: "#1E130E",
    }


def test_the_guard_names_the_pair_the_figure_and_the_way_out():
    weak = contrast.weak_pairs({**house(LIGHT), "cloth-mark": "#F1C0B0"})

    assert [(one.ink, one.ground, round(one.ratio, 2), one.least, one.change) for one in weak] == [
        ("cloth-mark", "cloth", 1.33, 4.5, "cloth-mark")
    ]
    assert contrast.ratio(weak[0].colour, house(LIGHT)["cloth"]) >= 4.5


def test_the_colour_proposed_is_the_nearest_of_its_hue():
    asked = "#F1C0B0"
    proposed = contrast.weak_pairs({**house(LIGHT), "cloth-mark": asked})[0].colour
    was, now = to_lch(asked), to_lch(proposed)
    cloth = house(LIGHT)["cloth"]

    assert now.hue == pytest.approx(was.hue, abs=0.05)
    # a hair lighter, and it could not be read
    assert contrast.ratio(to_hex(was.at(now.lightness + 0.012)), cloth) < 4.5


def test_a_colour_of_the_house_is_never_the_one_to_change():
    weak = contrast.weak_pairs({**house(LIGHT), "paper": "#8A8A8A"})

    assert {one.change for one in weak} <= set(SETTABLE)
    assert ("ink-2", "paper", "paper") in {(one.ink, one.ground, one.change) for one in weak}


@pytest.mark.parametrize(
    "colour", ["#808080", "#FFFFFF", "#000000", "#FFD400", "#00FF00", "#0000FF"]
)
@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_taking_every_proposal_always_ends_readable(colour, scheme):
    tokens = themes.tokens({scheme: dict.fromkeys(SETTABLE, colour)}, scheme)

    mended = contrast.mend(tokens)

    assert contrast.weak_pairs(mended) == []
    assert {n for n in tokens if mended[n] != tokens[n]} <= {*SETTABLE, "on-action"}


def test_what_can_be_read_is_left_alone():
    for look in ("", "sucre"):
        for scheme in (LIGHT, DARK):
            assert contrast.mend(house(scheme, look)) == house(scheme, look)
