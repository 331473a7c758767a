"""Which colour is written on which, as the browser drew it: every pair must be one that is guarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from common.look.contrast import TEXT_PAIRS
from common.look.tokens import LIGHT, house

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The words of each page with their colour and the ground under them, as the tokens that have these
# colours: [[inks], [grounds], a piece of the page]. Drawings are left out: their words lie on shapes.
WRITTEN = """names => {
  const brush = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const known = new Map();
  const plain = colour => {
    if (!known.has(colour)) {
      brush.clearRect(0, 0, 1, 1); brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1);
      known.set(colour, [...brush.getImageData(0, 0, 1, 1).data].join());
    }
    return known.get(colour);
  };
  const clear = colour => plain(colour).endsWith(",0");
  const named = (e, colour) => {
    const style = getComputedStyle(e);
    return names.filter(name => plain(style.getPropertyValue(`--${name}`)) === plain(colour));
  };
  const ground = e => {
    for (let up = e; up; up = up.parentElement) {
      const colour = getComputedStyle(up).backgroundColor;
      if (!clear(colour)) return colour;
    }
    return "#fff";
  };
  const found = new Map();
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const e = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || e.closest("svg, option, script, .vh, .skip") || !e.checkVisibility()) continue;
    const ink = getComputedStyle(e).color, under = ground(e), key = ink + under;
    if (!found.has(key)) found.set(key, [named(e, ink), named(e, under), e.outerHTML.slice(0, 80)]);
  }
  return [...found.values()];
}"""


def unguarded(page: Page) -> list[str]:
    """Return, in words, the pairs of a page whose contrast no test over the tokens guards."""
    return [
        f"{inks or 'no token'} on {grounds or 'no token'} is not among the guarded pairs: {piece}"
        for inks, grounds, piece in page.evaluate(WRITTEN, list(house(LIGHT)))
        if not any((ink, ground) in TEXT_PAIRS for ink in inks for ground in grounds)
    ]
