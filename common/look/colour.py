"""Colours as a theme needs them: read from ``#RRGGBB``, moved in lightness with the hue kept.

OKLCH (lightness 0..1, chroma from 0, hue in radians) is the space in which "the same colour,
darker" is what the eye calls it. Source of the matrices: Björn Ottosson, "A perceptual color
space for image processing" (2020).
"""

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache

HEX = re.compile(r"#[0-9A-F]{6}")


class NotAColour(ValueError):
    """The text is not ``#RRGGBB``."""


def read(text: object) -> str:
    """Return ``text`` as ``#RRGGBB`` in capitals; raises NotAColour for anything else."""
    written = text.strip().upper() if isinstance(text, str) else ""
    # ASCII only: capitals of other alphabets never become a hexadecimal figure.
    if HEX.fullmatch(written) is None:
        raise NotAColour("A colour is written #RRGGBB.")
    return written


@dataclass(frozen=True, slots=True)
class Lch:
    """A colour in OKLCH."""

    lightness: float
    chroma: float
    hue: float

    def at(self, lightness: float) -> "Lch":
        """Return the same hue and chroma at another lightness."""
        return replace(self, lightness=min(1.0, max(0.0, lightness)))


def channels(colour: str) -> tuple[float, float, float]:
    """Return linear red, green and blue, 0..1, by the sRGB curve."""
    eight_bit = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in eight_bit
    )
    return red, green, blue


@lru_cache(maxsize=4096)
def to_lch(colour: str) -> Lch:
    """Return ``#RRGGBB`` in OKLCH."""
    red, green, blue = channels(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Lch(light, math.hypot(a, b), math.atan2(b, a))


def to_hex(colour: Lch) -> str:
    """Return the nearest ``#RRGGBB``; chroma gives way where the screen has none left."""
    chroma = colour.chroma
    for _attempt in range(24):
        values = _linear(replace(colour, chroma=chroma))
        if all(-1e-4 <= value <= 1.0001 for value in values):
            break
        chroma *= 0.88
    else:
        values = _linear(replace(colour, chroma=0.0))
    return "#" + "".join(f"{_eight_bit(value):02X}" for value in values)


def _linear(colour: Lch) -> tuple[float, float, float]:
    a, b = colour.chroma * math.cos(colour.hue), colour.chroma * math.sin(colour.hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _eight_bit(value: float) -> int:
    value = min(1.0, max(0.0, value))
    curved = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(curved * 255)
