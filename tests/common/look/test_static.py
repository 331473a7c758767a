"""What is served: every symbol and file named exists, every vendored byte is the one recorded, every text pair is readable."""

import hashlib
import re
from pathlib import Path

import pytest

from common.look.contrast import PAIRS

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"


def blocks():
    css = (STATIC / "css" / "tokens.css").read_text()
    found = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        values = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", body))
        if values:
            name = selector.strip().splitlines()[-1].strip()
            found[name] = {**found.get(name, {}), **values}
    return found


def themes():
    found = blocks()
    light, dark = found[':root, [data-theme="light"]'], found['[data-theme="dark"]']
    brand, brand_dark = (
        found['[data-brand="sucre"]'],
        found['[data-theme="dark"][data-brand="sucre"]'],
    )
    return {
        "light": light,
        "dark": {**light, **dark},
        "sucre": {**light, **brand},
        "sucre-dark": {**light, **dark, **brand_dark},
    }


def contrast(one, other):
    """WCAG 2.2 contrast ratio of two ``#RRGGBB`` colours."""

    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "sucre", "sucre-dark"])
def test_every_text_pair_passes_aa(theme):
    tokens = themes()[theme]

    weak = {(ink, ground): round(contrast(tokens[ink], tokens[ground]), 2)
            for (ink, ground), least in PAIRS.items()
            if contrast(tokens[ink], tokens[ground]) < least}  # fmt: skip

    assert weak == {}


def test_both_ways_into_the_dark_agree():
    found = blocks()

    assert found[':root:not([data-theme="light"])'] == found['[data-theme="dark"]']
    assert (
        found[':root:not([data-theme="light"])[data-brand="sucre"]']
        == found['[data-theme="dark"][data-brand="sucre"]']
    )


def test_paper_is_light_whatever_the_screen():
    print_css = (STATIC / "css" / "print.css").read_text()
    printed = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", print_css.partition("@layer")[0]))
    light = blocks()[':root, [data-theme="light"]']

    assert set(printed) == set(light)
    grounds = {"paper", "sheet", "shade", "plate", "card"}
    assert {name for name in light if printed[name] != light[name]} <= grounds
    assert {printed[name] for name in grounds} == {"#FFFFFF"}


def test_vendored_files_are_the_recorded_ones():
    recorded = re.findall(
        r"\| `([^`]+)` \|[^\n]*`([0-9a-f]{64})`", (STATIC / "vendor" / "README.md").read_text()
    )

    actual = [
        (name, hashlib.sha256((STATIC / name).read_bytes()).hexdigest()) for name, _ in recorded
    ]
    assert actual == recorded
    fonts = {f"fonts/{path.name}" for path in (STATIC / "fonts").glob("*.woff2")}
    assert fonts <= {name for name, _ in recorded}


def test_every_icon_named_in_a_template_is_in_the_sprite():
    symbols = set(re.findall(r'id="i-([^"]+)"', (STATIC / "icons" / "sprite.svg").read_text()))
    named = {
        (path.relative_to(TEMPLATES).as_posix(), name)
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'\{% icon "([^"]+)"', path.read_text())
    }

    assert {(path, name) for path, name in named if name not in symbols} == set()


def test_every_address_in_a_style_sheet_leads_to_a_file():
    missing = [
        (sheet.name, address)
        for sheet in (STATIC / "css").glob("*.css")
        for address in re.findall(r'url\("?([^)"]+)"?\)', sheet.read_text())
        if not (sheet.parent / address).exists()
    ]

    assert missing == []


def test_style_sheets_balance_their_braces():
    assert {
        s.name: s.read_text().count("{") - s.read_text().count("}")
        for s in (STATIC / "css").glob("*.css")
    } == {s.name: 0 for s in (STATIC / "css").glob("*.css")}
