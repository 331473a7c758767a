"""A brand's theme: fifteen colours by day, fifteen by candle-light, and the style sheet they make.

Stored as ``{"light": {token: "#RRGGBB"}, "dark": {…}, "dark_is_set": bool, "weave": "PLAIN"}``.
Nothing that is not in ``SETTABLE`` and not ``#RRGGBB`` ever reaches a style sheet, whoever wrote
the row.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from common.look import contrast
from common.look.colour import Lch, NotAColour, read, to_hex, to_lch
from common.look.tokens import DARK, LIGHT, SCHEMES, SETTABLE, house

Theme = dict[str, Any]
WEAVES = ("PLAIN", "GINGHAM")
# The five a person chooses; the other ten can be worked out from them.
MAIN = ("paper", "action", "plum", "cloth", "napkin")
PARENTS = {
    "sheet": "paper", "shade": "paper", "line": "paper", "action-deep": "action",
    "action-ink": "action", "action-tint": "action", "plum-tint": "plum",
    "cloth-edge": "cloth", "cloth-mark": "action", "napkin-fold": "napkin",
}  # fmt: skip
TINTS = ("action-tint", "plum-tint")


class NotATheme(ValueError):
    """A colour is missing, unknown or not written ``#RRGGBB``."""


def make(
    *, light: Mapping[str, object], dark: Mapping[str, object] | None, weave: str = "PLAIN"
) -> Theme:
    """Return a theme ready to store; without ``dark`` the dark is worked out from the light.

    Raises NotATheme.
    """
    if weave not in WEAVES:
        raise NotATheme("This weave is unknown.")
    day = _checked(light)
    night = derive_dark(day) if dark is None else _checked(dark)
    return {LIGHT: day, DARK: night, "dark_is_set": dark is not None, "weave": weave}


def current(theme: Any, look: str = "") -> Theme:
    """Return the theme as it is shown: the brand's own, or the house's with the block ``look``."""
    if valid(theme):
        return {**theme}
    return {
        **{scheme: {name: house(scheme, look)[name] for name in SETTABLE} for scheme in SCHEMES},
        # The house's evening is worked out again from the first colour one changes.
        "dark_is_set": house(LIGHT, look) != house(LIGHT),
        "weave": "GINGHAM" if look in ("gingham", "sucre") else "PLAIN",
    }


def valid(theme: Any) -> bool:
    """Say whether a stored theme holds what a theme holds, and nothing else in its colours."""
    if not isinstance(theme, dict):
        return False
    try:
        return all(_checked(theme[scheme]) == theme[scheme] for scheme in SCHEMES)
    except (KeyError, TypeError, NotATheme):
        return False


def tokens(theme: Theme, scheme: str) -> dict[str, str]:
    """Return every colour token of one scheme: the theme's over the house's."""
    found = house(scheme) | theme[scheme]
    found["on-action"] = contrast.on_action(found["action"], found["action-deep"])
    return found


def weaknesses(theme: Theme) -> dict[str, list[contrast.Weak]]:
    """Return the pairs that cannot be read, scheme by scheme; empty lists when all is well."""
    return {scheme: contrast.weak_pairs(tokens(theme, scheme)) for scheme in SCHEMES}


def derive(main: Mapping[str, object]) -> dict[str, str]:
    """Return the fifteen colours of the day from the five of ``MAIN``, readable where ten can help.

    Each stands to its parent as it does in the house look. Raises NotATheme.
    """
    given = _checked(main, MAIN)
    base = house(LIGHT)
    made = dict(given)
    for name, parent in PARENTS.items():
        own, house_own = to_lch(given[parent]), to_lch(base[name])
        house_parent = to_lch(base[parent])
        strength = own.chroma / house_parent.chroma
        if name in TINTS:
            light, chroma = house_own.lightness, house_own.chroma * min(1.2, strength)
        else:
            light = own.lightness + house_own.lightness - house_parent.lightness
            chroma = house_own.chroma * min(1.6, strength)
        made[name] = to_hex(Lch(0.0, chroma, own.hue).at(light))
    mended = contrast.mend(tokens({LIGHT: made}, LIGHT))
    return {name: given.get(name, mended[name]) for name in SETTABLE}


def derive_dark(light: Mapping[str, str]) -> dict[str, str]:
    """Return the fifteen colours by candle-light: the brand's hues at the house's dark levels."""
    day, night = house(LIGHT), house(DARK)
    made = {}
    for name in SETTABLE:
        own, by_day, by_night = to_lch(light[name]), to_lch(day[name]), to_lch(night[name])
        strength = min(1.4, own.chroma / by_day.chroma)
        made[name] = to_hex(Lch(by_night.lightness, by_night.chroma * strength, own.hue))
    mended = contrast.mend(tokens({DARK: made}, DARK))
    return {name: mended[name] for name in SETTABLE}


def style_sheet(theme: Any) -> str:
    """Return the brand's style sheet; "" for anything that is not a theme.

    For the screen only: on paper the house's ink-on-white holds. The repeated ``:root`` gives it
    the weight to win over the blocks of ``tokens.css`` wherever it is linked.
    """
    if not valid(theme):
        return ""
    light, dark = (_lines(tokens(theme, scheme)) for scheme in SCHEMES)
    return (
        f"@media screen {{\n:root:root:root {{ {light} }}\n"
        f':root:root:root[data-theme="dark"] {{ {dark} }}\n}}\n'
        f"@media screen and (prefers-color-scheme: dark) {{\n"
        f':root:root:root:not([data-theme="light"]) {{ {dark} }}\n}}\n'
    )


def preview_sheet(theme: Theme) -> str:
    """Return the style sheet of the desk's two preview panels; raises NotATheme."""
    if not valid(theme):
        raise NotATheme("This is not a theme.")
    return "".join(
        f'.lookpreview[data-theme="{scheme}"] {{ {_lines(tokens(theme, scheme))} }}\n'
        for scheme in SCHEMES
    )


def version(theme: Any) -> str:
    """Return the name of this very style sheet, 16 hexadecimal figures; "" without a theme."""
    sheet = style_sheet(theme)
    return hashlib.sha256(sheet.encode()).hexdigest()[:16] if sheet else ""


def packed(theme: Theme) -> str:
    """Return the theme's thirty colours as one word of 180 figures, light first."""
    return "".join(theme[scheme][name][1:] for scheme in SCHEMES for name in SETTABLE)


def unpacked(word: str) -> Theme:
    """Return the theme of ``packed``; raises NotATheme."""
    if len(word) != 6 * len(SETTABLE) * len(SCHEMES):
        raise NotATheme("This is not a theme.")
    colours = ["#" + word[at : at + 6] for at in range(0, len(word), 6)]
    day, night = colours[: len(SETTABLE)], colours[len(SETTABLE) :]
    return make(
        light=dict(zip(SETTABLE, day, strict=True)), dark=dict(zip(SETTABLE, night, strict=True))
    )


def _checked(colours: Mapping[str, object], names: tuple[str, ...] = SETTABLE) -> dict[str, str]:
    if set(colours) != set(names):
        raise NotATheme("A theme has these colours and no others.")
    try:
        return {name: read(colours[name]) for name in names}
    except NotAColour as error:
        raise NotATheme(str(error)) from error


def _lines(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {colours[name]};" for name in (*SETTABLE, "on-action"))
