"""A picture of every page, in both widths, themes and languages: ``make shots``.

Starts a demo house of its own in a folder that is thrown away, visits every page as whoever may see
it, and writes PNGs and a contact sheet to shots/ (kept out of the repository). Says what a machine
can see: pages wider than the window, errors in the console, headings that are missing, words left in
the other language. The rest takes an eye.

    python tools/shots.py --only desk --looks 1280-light-fr
    python tools/shots.py --moments closed,sealed   # moves the clock and looks at what has changed
    python tools/shots.py --readme                  # the README's pictures, to docs/pictures/
"""

from __future__ import annotations

import argparse
import contextlib
import html
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import e2e  # beside this file, which is run as a script
import services
import shots_people

if TYPE_CHECKING:
    from shots_pages import Page

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT_S = 180
LOOKS = [
    f"{width}-{theme}-{language}"
    for width in (390, 1280)
    for theme in ("light", "dark")
    for language in ("fr", "en")
]
# Common words of each language that the other does not have: two of them in a row betray a slip.
TELLS = {
    "fr": r"\b(the|your|you|of|with|from|this|that|not|has|have|are|will|and|is)\b",
    "en": r"\b(le|la|les|des|du|vous|votre|vos|avec|pour|dans|est|une|sur|qui|pas)\b",
}
LOOK_AT = """() => {
  const d = document.documentElement, out = [];
  const wide = d.scrollWidth > d.clientWidth + 1;
  if (wide) for (const e of document.body.querySelectorAll('*')) {
    const b = e.getBoundingClientRect();
    if (b.right > d.clientWidth + 1 && !e.closest('.list-wrap, .vh, svg') && out.length < 3)
      out.push(e.tagName.toLowerCase() + '.' + (e.getAttribute('class') || ''));
  }
  const small = [...document.querySelectorAll('main a.btn, main button, main input:not([type=hidden]), main select, main summary')]
    .filter(e => { const b = e.getBoundingClientRect(); return b.height && b.height < 43.5
      && !e.closest('.choice, .tick, .check, label, .vh') })
    .map(e => (e.innerText || e.name || e.tagName).trim().slice(0, 30));
  const foreign = new Set(['CODE', 'PRE']);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), words = [];
  while (walker.nextNode()) {
    const n = walker.currentNode, p = n.parentElement;
    if (!p || foreign.has(p.tagName) || p.closest('script, style, .lang, .hash')) continue;
    const said = p.closest('[lang]');
    if (said && said.lang !== d.lang) continue;
    if (n.data.trim()) words.push(n.data.trim().replace(/\\s+/g, ' '));
  }
  return {over: wide ? d.scrollWidth - d.clientWidth : 0, by: out, h1: document.querySelectorAll('h1').length,
    lang: d.lang, title: document.title, tomatoes: [...document.querySelectorAll('.btn--action')].filter(e => e.offsetParent).length,
    bare: [...document.querySelectorAll('table')].filter(t => !t.caption && !t.closest('[aria-hidden]')
      && t.getAttribute('role') !== 'presentation' && t.querySelector('th')).length,
    small: small.slice(0, 4), words};
}"""


@dataclass
class House:
    """A running demonstration."""

    url: str
    folder: str


@dataclass
class Finding:
    """What a machine saw on one page in one look."""

    page: Page
    look: str
    file: str
    said: list[str] = field(default_factory=list)


@contextlib.contextmanager
def demo_house() -> Iterator[House]:
    """Start ``manage.py up --demo`` on a free port in a folder of its own; end it afterwards."""
    with tempfile.TemporaryDirectory(prefix="convive-shots-") as folder:
        port = services.free_port()
        environment = {**os.environ, "CONVIVE_MODE": "demo", "CONVIVE_VAR_DIR": folder}
        command = [sys.executable, "manage.py", "up", "--demo", "--port", str(port)]
        with (Path(folder) / "house.log").open("w") as log:
            house = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, house, Path(folder) / "house.log")
            yield House(url, folder)
        finally:
            house.send_signal(signal.SIGTERM)
            try:
                house.wait(30)
            except subprocess.TimeoutExpired:
                house.kill()
                house.wait()


@contextlib.contextmanager
def _given(words: str) -> Iterator[House]:
    url, folder = words.split(",", 1)
    yield House(url.rstrip("/"), folder)


def _wait(url: str, house: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_LIMIT_S
    while time.monotonic() < end:
        if house.poll() is not None:
            break
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.5)
    raise SystemExit(f"shots: the house did not start.\n{log.read_text()[-2000:]}")


def open_books(house: House) -> None:
    """Let this process read the house's database."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",  # the browser's loop runs in this very thread
        CONVIVE_MODE="demo",
        CONVIVE_VAR_DIR=house.folder,
        CONVIVE_BASE_URL=house.url,
    )
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


class Photographer:
    """One browser; a context for each look and each person who is signed in."""

    def __init__(self, browser: Any, house: House, target: Path) -> None:
        self.browser, self.house, self.target = browser, house, target
        self.cookies: dict[str, Any] = {}
        self.contexts: dict[tuple[str, str], Any] = {}
        self.findings: list[Finding] = []

    def visit(self, pages: list[Page], looks: list[str], moment: str) -> None:
        for look in looks:
            for page in pages:
                if not page.wide and not look.startswith("390"):
                    continue
                self._shoot(page, look, moment)
            for context in self.contexts.values():
                context.close()
            self.contexts.clear()

    def _context(self, who: str, look: str) -> Any:
        width, theme, language = look.split("-")
        if (who, look) not in self.contexts:
            self.contexts[who, look] = self.browser.new_context(
                viewport={"width": int(width), "height": 844 if width == "390" else 800},
                color_scheme=theme,
                locale={"fr": "fr-FR", "en": "en-GB"}[language],
                reduced_motion="reduce",
                storage_state=self._signed_in(who),
            )
        return self.contexts[who, look]

    def _signed_in(self, who: str) -> Any:
        if who and who not in self.cookies:
            context = self.browser.new_context(locale="fr-FR")
            shots_people.come_in(context.new_page(), self.house.url, who)
            self.cookies[who] = context.storage_state()
            context.close()
        return self.cookies.get(who)

    def _shoot(self, page: Page, look: str, moment: str) -> None:
        name = "-".join(part for part in (moment, page.room, page.name, look) if part)
        finding = Finding(page, look, re.sub(r"[^a-z0-9_-]+", "-", name.lower()) + ".png")
        tab = self._context(page.who, look).new_page()
        said: list[str] = []
        tab.on("pageerror", lambda error: said.append(f"script: {error}"))
        tab.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
        try:
            self._open(tab, page, look, finding)
            finding.said += [one for one in said if "status of 40" not in one]
            tab.screenshot(path=self.target / finding.file, full_page=True)
        except Exception as error:  # one page that fails does not end the round
            finding.said.append(f"no picture: {str(error).splitlines()[0]}")
        finally:
            tab.close()
        self.findings.append(finding)
        for one in finding.said:
            print(f"{look} {page.room}/{page.name} ({page.path}): {one}", flush=True)

    def window(self, page: Page, look: str) -> bytes:
        """Return a PNG of what the window shows of a page before anyone scrolls."""
        tab = self._context(page.who, look).new_page()
        try:
            tab.goto(f"{self.house.url}{page.path}", wait_until="load")
            tab.evaluate("document.fonts.ready")
            return bytes(tab.screenshot())
        finally:
            tab.close()

    def _open(self, tab: Any, page: Page, look: str, finding: Finding) -> None:
        if page.path.startswith("/shots-error/"):
            import shots_pages

            body = shots_pages.error_page(page.name, look.rsplit("-", 1)[1])
            tab.route(
                f"**{page.path}", lambda route: route.fulfill(body=body, content_type="text/html")
            )
        answer = tab.goto(f"{self.house.url}{page.path}", wait_until="load")
        if answer is not None and answer.status >= 500:
            finding.said.append(f"answered {answer.status}")
        tab.evaluate("document.fonts.ready")
        seen = tab.evaluate(LOOK_AT)
        finding.said += _judged(seen, look, mail=page.name.startswith("mail-"))


def _judged(seen: dict[str, Any], look: str, *, mail: bool) -> list[str]:
    width, _, language = look.split("-")
    said = []
    if seen["over"]:
        said.append(f"{seen['over']} px too wide: {', '.join(seen['by'])}")
    if seen["h1"] != 1:
        said.append(f"{seen['h1']} headings h1")
    if seen["tomatoes"] > 1:
        said.append(f"{seen['tomatoes']} tomatoes")
    if seen["bare"] and not mail:
        said.append(f"{seen['bare']} tables without caption")
    if width == "390" and seen["small"] and not mail:
        said.append(f"targets under 44 px: {', '.join(seen['small'])}")
    language = seen["lang"] if mail else language
    if seen["lang"] != language:
        said.append(f"lang={seen['lang']}")
    slips = [
        text
        for text in seen["words"]
        if len(set(re.findall(TELLS.get(language, "$^"), text.lower()))) >= 2
    ]
    if slips:
        said.append("other language: " + " | ".join(text[:70] for text in slips[:4]))
    return said


def contact_sheet(target: Path, findings: list[Finding]) -> None:
    """Write index.html: each page a row, each look a picture."""
    rows: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        rows[one.file.rsplit(f"-{one.look}", 1)[0]].append(one)
    head = (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Every page</title><style>"
        "body{font:15px system-ui;margin:24px;background:#eee8de}section{margin:0 0 40px}"
        "div{display:flex;gap:12px;overflow-x:auto;align-items:start}figure{margin:0}"
        "img{height:420px;width:auto;object-fit:cover;object-position:top;border:1px solid #bbb}"
        "figcaption{font-size:12px;max-width:320px}.bad{color:#a32018}</style><h1>Every page</h1>"
    )
    parts = [head]
    for name, shots in rows.items():
        parts.append(f"<section><h2>{html.escape(name)}</h2><div>")
        for one in shots:
            said = "".join(f"<br><span class=bad>{html.escape(text)}</span>" for text in one.said)
            parts.append(
                f'<figure><a href="{one.file}"><img loading=lazy src="{one.file}" alt=""></a>'
                f"<figcaption>{one.look}{said}</figcaption></figure>"
            )
        parts.append("</div></section>")
    (target / "index.html").write_text("".join(parts), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", help="part of room/name")
    parser.add_argument("--looks", default=",".join(LOOKS), help="e.g. 390-light-fr,1280-dark-en")
    parser.add_argument(
        "--moments", default="", help="written,closed,sealed,due,drawn,answered,unsettled"
    )
    parser.add_argument("--skip-first", action="store_true", help="only what the moments bring")
    parser.add_argument("--house", default="", help="URL,FOLDER of a demo that runs already")
    parser.add_argument("--readme", action="store_true", help="the README's pictures only")
    parser.add_argument("--into", type=Path, default=ROOT / "shots")
    options = parser.parse_args()
    looks = [look for look in options.looks.split(",") if look in LOOKS]
    chromium = e2e.find_chromium()
    if chromium is None:
        print("shots: Chromium was not found; set CONVIVE_CHROMIUM to it.", file=sys.stderr)
        return 1
    options.into.mkdir(parents=True, exist_ok=True)
    with _given(options.house) if options.house else demo_house() as house:
        open_books(house)
        if options.readme:
            return _readme(house, chromium, options.into)
        findings = _round(house, chromium, looks, options)
    contact_sheet(options.into, findings)
    print(f"{len(findings)} pictures, {sum(bool(one.said) for one in findings)} with a remark: ")
    print(options.into / "index.html")
    return 0


def _readme(house: House, chromium: str, target: Path) -> int:
    from playwright.sync_api import sync_playwright

    import shots_pages
    import shots_readme

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        shots_readme.take(Photographer(browser, house, target), shots_pages.every_page())
        browser.close()
    return 0


def _round(
    house: House, chromium: str, looks: list[str], options: argparse.Namespace
) -> list[Finding]:
    from playwright.sync_api import sync_playwright

    import shots_moments
    import shots_pages

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        photographer = Photographer(browser, house, options.into)
        seen: set[tuple[str, str]] = set()
        for moment in ["", *filter(None, options.moments.split(","))]:
            if moment:
                shots_moments.MOMENTS[moment]()
            new = shots_pages.new_pages(seen)
            if not moment and options.skip_first:
                continue
            pages = [page for page in new if options.only in f"{page.room}/{page.name}"]
            photographer.visit(pages, looks, moment)
        browser.close()
    return photographer.findings


if __name__ == "__main__":
    sys.exit(main())
