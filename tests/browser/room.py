"""Is there room for everything: on a narrow screen, under a zoom, with larger letters."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, ViewportSize

# The width WCAG 1.4.10 names; a screen of 1280 by 900 zoomed twice; a telephone.
NARROW: ViewportSize = {"width": 320, "height": 640}
ZOOMED: ViewportSize = {"width": 640, "height": 450}
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}

# What has no room: the page scrolls sideways, a box cuts its words, a scroller cannot be reached or
# has no name, the bar at the bottom takes half the screen or lies over the page's end.
NO_ROOM = """() => {
  const said = [], root = document.documentElement;
  const tell = (what, e) => said.push(`${what}: ${e.outerHTML.replace(/\\s+/g, " ").slice(0, 140)}`);
  const unseen = [...document.body.querySelectorAll("*")]  // said aloud only, or until it is focused
    .filter(e => e.matches(".skip") || getComputedStyle(e).clipPath === "inset(50%)");
  const seen = e => e.checkVisibility({visibilityProperty: true}) && !unseen.some(u => u.contains(e));
  const all = [...document.body.querySelectorAll("*")].filter(e => !e.closest("svg") && seen(e));
  const out = e => e.getBoundingClientRect().right > root.clientWidth + 1;
  if (root.scrollWidth > root.clientWidth)
    for (const e of all.filter(e => out(e) && ![...e.children].some(out) && !e.closest(".list-wrap")).slice(0, 3))
      tell("wider than the screen", e);
  for (const e of all) {
    const style = getComputedStyle(e);
    const wide = e.scrollWidth > e.clientWidth + 1, high = e.scrollHeight > e.clientHeight + 1;
    if (style.display === "inline" || !(wide || high) || e.matches("input, textarea, select, iframe")) continue;
    const cuts = way => style[way] === "hidden" || style[way] === "clip";
    if (e.innerText.trim() && (wide && cuts("overflowX") || high && cuts("overflowY"))) tell("cuts its words", e);
    const scrolls = wide && ["auto", "scroll"].includes(style.overflowX);
    const named = e.getAttribute("aria-label") || e.getAttribute("aria-labelledby");
    if (scrolls && !(named && (e.tabIndex >= 0 || e.querySelector("a, button"))))
      tell("scrolls, but has no name or cannot be reached", e);
  }
  const bars = all.filter(e => getComputedStyle(e).position === "fixed"
    || getComputedStyle(e).position === "sticky" && getComputedStyle(e).bottom === "0px");
  if (bars.length) scrollTo(0, root.scrollHeight);
  for (const bar of bars) {
    const box = bar.getBoundingClientRect();
    if (box.height > innerHeight / 2) tell("takes half the screen", bar);
    const under = all.filter(e => !bar.contains(e) && !e.contains(bar) && e.matches("a, button, input, p, li, h2"))
      .find(e => { const b = e.getBoundingClientRect();
        return b.height && b.bottom > box.top + 1 && b.top < box.bottom - 1 && b.right > box.left && b.left < box.right; });
    if (under) tell("lies under the bar at the end of the page", under);
    for (const e of all.filter(e => !bar.contains(e) && e.matches("a[href], button, input, select, textarea, summary"))) {
      scrollTo(0, 0); e.focus();
      const b = e.getBoundingClientRect(), over = bar.getBoundingClientRect();
      if (document.activeElement === e && b.height && b.top >= over.top && b.bottom <= over.bottom + 1)
        tell("hidden by the bar when it has the focus", e);
    }
  }
  scrollTo(0, 0);
  return said;
}"""
LETTERS = "size => document.documentElement.style.setProperty('font-size', size)"


def lacking(page: Page) -> list[str]:
    """Return what has no room, in each of three cramped states of one page, in words."""
    found = []
    for name, size, letters in (
        ("320 px", NARROW, ""),
        ("zoom 200 %", ZOOMED, ""),
        ("letters 200 %", PHONE, "200%"),
    ):
        with _cramped(page, size, letters):
            found += [f"{name}: {said}" for said in page.evaluate(NO_ROOM)]
    return found


@contextmanager
def _cramped(page: Page, size: ViewportSize, letters: str) -> Iterator[None]:
    page.set_viewport_size(size)
    page.evaluate(LETTERS, letters)
    yield
    page.evaluate(LETTERS, "")
