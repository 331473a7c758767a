"""The guard of readable words: which colour is written on which, and the nearest that can be read.

Source: WCAG 2.2, success criteria 1.4.3 (text, 4.5 : 1) and 1.4.11 (edges of fields, 3 : 1), with
its definition of relative luminance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from common.look.colour import channels, to_hex, to_lch
from common.look.tokens import SETTABLE

TEXT, EDGE = 4.5, 3.0

GROUNDS = ("paper", "sheet", "shade")
TINTS = ("action-tint", "olive-tint", "mustard-tint", "sea-tint")
INKS = ("ink", "ink-2", "action-ink", "olive-ink", "mustard-ink", "plum", "sea-ink")
# What the components write on what. Mustard and the line colours never carry words.
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *product(INKS, GROUNDS),
    *product(("ink", "ink-2", "plum"), TINTS),
    ("action-ink", "action-tint"), ("olive-ink", "olive-tint"), ("mustard-ink", "mustard-tint"),
    ("sea-ink", "sea-tint"), ("plum", "plum-tint"), ("ink", "plum-tint"),
    ("on-action", "action"), ("on-action", "action-deep"), ("paper", "ink"), ("paper", "action-ink"),
    ("ink", "cloth"), ("ink-2", "cloth"), ("cloth-mark", "cloth"),
    ("card-ink", "card"), ("card-ink-2", "card"), ("card-back-ink", "card-back"),
    ("card-ink", "plate"), ("card-ink", "mustard"),
)  # fmt: skip
# The edge of a field or a button is all that shows where it is.
EDGE_PAIRS: tuple[tuple[str, str], ...] = (("line-strong", "paper"), ("line-strong", "sheet"))
PAIRS: dict[tuple[str, str], float] = {
    **dict.fromkeys(TEXT_PAIRS, TEXT),
    **dict.fromkeys(EDGE_PAIRS, EDGE),
}
# Which of a pair gives way: the more a colour is used elsewhere, the later its turn.
GIVES_WAY = (
    "cloth-mark", "plum", "action-ink", "action-deep", "action", "action-tint", "plum-tint",
    "cloth", "shade", "sheet", "paper",
)  # fmt: skip
WORDS_ON_ACTION = ("#FFFFFF", "#1E130E")


@dataclass(frozen=True, slots=True)
class Weak:
    """A pair that cannot be read well enough, and the change that would mend it.

    ``change`` is the token to set to ``colour``; both are "" when no change of one colour helps.
    """

    ink: str
    ground: str
    ratio: float
    least: float
    change: str
    colour: str


@lru_cache(maxsize=8192)
def luminance(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB``, 0 for black to 1 for white."""
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Return the contrast of two ``#RRGGBB``, from 1 (none) to 21 (black on white)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def on_action(action: str, action_deep: str) -> str:
    """Return white or the house's darkest brown: what reads best on the button, pressed or not."""
    return max(
        WORDS_ON_ACTION, key=lambda words: min(ratio(words, action), ratio(words, action_deep))
    )


def weak_pairs(tokens: Mapping[str, str]) -> list[Weak]:
    """Return the pairs of ``tokens`` (every token of one scheme) below their least contrast.

    First those where only one of the two can move: the others often follow from it.
    """
    found = []
    for ink, ground in _failing(tokens):
        change, colour = _suggestion(tokens, (ink, ground))
        found.append(
            Weak(
                ink,
                ground,
                ratio(tokens[ink], tokens[ground]),
                PAIRS[ink, ground],
                change,
                colour,
            )
        )
    return found


def mend(tokens: Mapping[str, str]) -> dict[str, str]:
    """Return ``tokens`` with the smallest changes that make every pair readable, as far as can be."""
    mended = dict(tokens)
    for _attempt in range(60):
        failing = _failing(mended)
        for pair in failing:
            change, colour = _suggestion(mended, pair)
            if change and mended[change] != colour:
                mended = with_change(mended, change, colour)
                break
        else:
            break
    return mended


def with_change(tokens: Mapping[str, str], name: str, colour: str) -> dict[str, str]:
    """Return ``tokens`` with one colour changed, and the words on the action with it."""
    changed = {**tokens, name: colour}
    if name in ("action", "action-deep"):
        changed["on-action"] = on_action(changed["action"], changed["action-deep"])
    return changed


def _failing(tokens: Mapping[str, str]) -> list[tuple[str, str]]:
    weak = [
        pair for pair, least in PAIRS.items() if ratio(tokens[pair[0]], tokens[pair[1]]) < least
    ]
    return sorted(weak, key=lambda pair: all(name in SETTABLE for name in pair))


def _suggestion(tokens: Mapping[str, str], pair: tuple[str, str]) -> tuple[str, str]:
    """Return the token to change and its nearest colour that makes the pair readable."""
    # The words on the action are chosen by the action itself.
    movable = {*pair} | ({pair[1]} if pair[0] == "on-action" else set())
    for strict in (True, False):
        for name in GIVES_WAY:
            if name in movable:
                colour = _nearest(tokens, name, pair, strict=strict)
                if colour:
                    return name, colour
    return "", ""


def _nearest(tokens: Mapping[str, str], name: str, pair: tuple[str, str], *, strict: bool) -> str:
    """Return the colour of the same hue, nearest in lightness, that can be read; "" if none.

    ``strict``: with every pair it stands in. Otherwise with ``pair`` and those whose other half
    no brand can move; the rest is mended afterwards.
    """
    concerned = [
        each
        for each in PAIRS
        if (name in each or (name in ("action", "action-deep") and "on-action" in each))
        and (strict or each == pair or any(half not in SETTABLE for half in each))
    ]
    now = to_lch(tokens[name])
    steps = sorted((step / 250 for step in range(251)), key=lambda at: abs(at - now.lightness))
    for lightness in steps:
        colour = to_hex(now.at(lightness))
        tried = with_change(tokens, name, colour)
        if all(ratio(tried[a], tried[b]) >= PAIRS[a, b] for a, b in concerned):
            return colour
    return ""
