"""A witness beside each browser: what went wrong, what left the house, what axe finds."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RULES = (*WCAG, "best-practice")
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", e =>
  console.error(`policy: ${e.violatedDirective} refused ${e.blockedURI} in ${e.sourceFile}:${e.lineNumber}`));
"""
RUN_AXE = """async only => {
  const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"], iframes: false});
  return found.violations.map(v => `${v.id} (${v.impact}): ${v.help}: `
    + v.nodes.slice(0, 4).map(n => n.target.join(" ") + " " + n.html.slice(0, 160)
      + " | " + n.any.concat(n.all, n.none).map(c => c.message).join("; ").slice(0, 200)).join(" || "));
}"""
# A sideways scroll on a phone: what sticks out, the outermost first.
STICKS_OUT = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.body.querySelectorAll("*")]
    .filter(e => e.getBoundingClientRect().right > room + 1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 160));
}"""


@dataclass
class Witness:
    """Everything that a page must not do, in words; empty at the end of a good day."""

    base_url: str
    troubles: list[str] = field(default_factory=list)
    looked_at: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of a context."""
        context.add_init_script(TELL_VIOLATIONS)
        context.on("page", self._page)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda e: self.troubles.append(f"script: {e.error}"))

    def look(self, page: Page) -> None:
        """Hold one page against axe, the width of a phone, and the one heading."""
        name = urlsplit(page.url).path
        self.looked_at.append(name)
        page.evaluate(AXE)
        self.troubles += [f"{name}: axe: {found}" for found in violations(page)]
        for found in page.evaluate(STICKS_OUT):
            self.troubles.append(f"{name}: wider than the screen: {found}")
        if page.locator("h1").count() != 1:
            self.troubles.append(f"{name}: has {page.locator('h1').count()} h1")

    def clean(self) -> None:
        """Fail with everything that was seen."""
        assert not self.troubles, "\n".join(dict.fromkeys(self.troubles))

    def _page(self, page: Page) -> None:
        page.on("crash", lambda _: self.troubles.append(f"{page.url}: crashed"))

    def _request(self, request: Request) -> None:
        if request.url.startswith(("data:", "blob:", "about:")):
            return
        if not request.url.startswith(self.base_url + "/"):
            self.troubles.append(f"{request.frame.url}: asked {request.url}, outside the house")

    def _response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status >= 400 and path not in self.expected:
            self.troubles.append(f"{path}: answered {response.status}")

    def _console(self, message: ConsoleMessage) -> None:
        where = urlsplit(message.location.get("url", "")).path if message.location else ""
        if message.type in {"error", "warning"} and where not in self.expected:
            self.troubles.append(f"{where}: console {message.type}: {message.text}")


def violations(page: Page, *rules: str, tags: tuple[str, ...] = RULES) -> list[str]:
    """Return what axe, which the page holds already, finds by ``rules``, or by all of ``tags``."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": tags}
    return list(page.evaluate(RUN_AXE, only))


def weight(page: Page) -> dict[str, int]:
    """Bytes of a page's HTML and of each of its stylesheets as they travel, compressed."""
    found = {"html": len(gzip.compress(page.content().encode(), 6))}
    for link in page.locator('link[rel="stylesheet"]').all():
        href = link.evaluate("e => e.href")
        body = page.context.request.get(href).body()
        found[urlsplit(href).path.rpartition("/")[2]] = len(gzip.compress(body, 6))
    return found
