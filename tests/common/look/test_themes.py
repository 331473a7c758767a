"""A brand's theme: what may be in it, what is worked out, and a style sheet that carries colours only."""

import copy
import re

import pytest

from common.look import contrast, themes
from common.look.tokens import DARK, LIGHT, SCHEMES, SETTABLE, house

HOUSE = {name: house(LIGHT)[name] for name in SETTABLE}
PALETTES = {
    "house": {name: HOUSE[name] for name in themes.MAIN},
    "sucre": {name: house(LIGHT, "sucre")[name] for name in themes.MAIN},
    "sea": {"paper": "#F4F8FA", "action": "#00677F", "plum": "#7A3B00", "cloth": "#DDE9EE", "napkin": "#F2C14E"},
    "lemon": {"paper": "#FFFFFF", "action": "#FFD400", "plum": "#274690", "cloth": "#FFF6CC", "napkin": "#B4D6D3"},
    "black": {"paper": "#FFFFFF", "action": "#000000", "plum": "#000000", "cloth": "#EEEEEE", "napkin": "#999999"},
    "rose": {"paper": "#FFF1F3", "action": "#E0004D", "plum": "#6A0F49", "cloth": "#FFE3E8", "napkin": "#E2B6C4"},
}  # fmt: skip


def a_theme():
    return themes.make(light=HOUSE, dark=None)


@pytest.mark.parametrize("palette", PALETTES)
def test_ten_and_an_evening_worked_out_from_five_can_be_read(palette):
    theme = themes.make(light=themes.derive(PALETTES[palette]), dark=None)

    assert themes.weaknesses(theme) == {LIGHT: [], DARK: []}
    assert {name: theme[LIGHT][name] for name in themes.MAIN} == PALETTES[palette]
    tokens = themes.tokens(theme, DARK)
    assert contrast.luminance(tokens["paper"]) < 0.02
    assert contrast.luminance(tokens["ink"]) > 0.7


def test_worked_out_from_the_house_it_is_the_house_to_the_eye():
    made = themes.derive(PALETTES["house"])

    for name in SETTABLE:
        channels = zip(bytes.fromhex(made[name][1:]), bytes.fromhex(HOUSE[name][1:]), strict=True)
        assert max(abs(one - other) for one, other in channels) <= 4, name


def test_what_the_five_make_unreadable_stays_the_choosers_to_mend():
    made = themes.derive({**PALETTES["house"], "plum": "#E8B0CC"})

    assert made["plum"] == "#E8B0CC"
    weak = themes.weaknesses(themes.make(light=made, dark=None))
    assert {one.change for one in weak[LIGHT]} == {"plum"}


ATTACKS = [
    "red; } body { display: none",
    "#FFFFFF; background: url(https://evil.example/)",
    "#FFFFFF}",
    "#FFF",
    "url(//evil.example/x)",
    "expression(alert(1))",
    "\\23 ffffff",
    "#FFFFFF/*",
    "</style><script>",
    "var(--ink)",
    7,
    None,
    ["#FFFFFF"],
]


@pytest.mark.parametrize("value", ATTACKS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_but_colours_reaches_a_style_sheet(value, scheme):
    stored = copy.deepcopy(a_theme())
    stored[scheme]["paper"] = value  # a row written by hand

    assert themes.valid(stored) is False
    assert themes.style_sheet(stored) == ""
    assert themes.version(stored) == ""
    with pytest.raises(themes.NotATheme):
        themes.preview_sheet(stored)
    with pytest.raises(themes.NotATheme):
        themes.make(light=stored[LIGHT], dark=stored[DARK])


@pytest.mark.parametrize("name", ["ink", "x;} *{display:none", "--paper", ""])
def test_no_other_property_can_be_set(name):
    stored = copy.deepcopy(a_theme())
    stored[LIGHT][name] = "#FFFFFF"

    assert themes.style_sheet(stored) == ""


@pytest.mark.parametrize(
    "stored", [None, {}, [], "sucre", {"light": {}}, {"light": None, "dark": []}]
)
def test_what_is_no_theme_is_the_house_look(stored):
    assert themes.style_sheet(stored) == ""
    assert themes.current(stored)[LIGHT] == HOUSE


def test_the_style_sheet_is_written_in_this_form_and_no_other():
    sheet = themes.style_sheet(a_theme())

    value = r"--[a-z-]+: #[0-9A-F]{6};"
    rule = rf':root:root:root(?:\[data-theme="dark"\]|:not\(\[data-theme="light"\]\))? {{ (?:{value} ?)+}}\n'
    assert re.fullmatch(
        rf"@media screen {{\n{rule}{rule}}}\n@media screen and \(prefers-color-scheme: dark\) {{\n{rule}}}\n",
        sheet,
    )
    assert set(re.findall(r"--([a-z-]+):", sheet)) == {*SETTABLE, "on-action"}


def test_another_colour_is_another_version():
    other = themes.make(light={**HOUSE, "napkin": "#C9B3BE"}, dark=None)

    assert themes.version(a_theme()) != themes.version(other)
    assert re.fullmatch(r"[0-9a-f]{16}", themes.version(other))


def test_a_theme_survives_being_packed():
    theme = themes.make(light=HOUSE, dark={**HOUSE, "paper": "#101010"})

    assert themes.unpacked(themes.packed(theme)) == theme


@pytest.mark.parametrize("word", ["", "F" * 179, "G" * 180, "F" * 174 + "url(/)", "F" * 186])
def test_a_packed_theme_is_180_figures(word):
    with pytest.raises(themes.NotATheme):
        themes.unpacked(word)


def test_a_brand_sets_fifteen_colours():
    assert len(SETTABLE) == len(set(SETTABLE)) == 15
    assert set(themes.MAIN) | set(themes.PARENTS) == set(SETTABLE)
