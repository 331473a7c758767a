"""What a page weighs as it travels, and that it neither waits for a script nor jumps as it arrives."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.witness import weight

if TYPE_CHECKING:
    from playwright.sync_api import Response, Route

    from tests.browser.listing import Listed

LIGHT_ENOUGH = 50_000  # HTML and style sheets of a page that a stranger opens
CHART_LIMIT = 300_000  # what a desk page with charts asks for, fonts and pictures apart
FONTS_LATE_MS = 400
STILL = 0.01  # cumulative layout shift; 0.1 is called good
# What a telephone opens, and two pages of the desk: the beginning of their names in the listing.
OPENED = {
    "campaign": "public/campaign-published",
    "invitation": "guest/invitation-scheduled-open-room",
    "guest": "guest/guest-scheduled-yes-admitted",
    "host": "host/host-scheduled",
    "today": "desk/today-organiser",
    "report": "desk/report",
}
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => list.getEntries().forEach(e => window.shifts.push({value: e.value,
  by: e.sources.map(s => s.node && (s.node.outerHTML || s.node.parentElement?.outerHTML || "").slice(0, 90))})))
  .observe({type: "layout-shift", buffered: true});
"""
# Resolves when the paints that followed the fonts have been counted.
SETTLED = """() => document.fonts.ready.then(() => new Promise(done =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))))"""
FIRST_PAINT = """() => new Promise(done => new PerformanceObserver(list => list.getEntries()
  .filter(e => e.name === "first-contentful-paint").forEach(e => done(e.startTime)))
  .observe({type: "paint", buffered: true}))"""


@pytest.fixture(scope="module")
def pages(listing) -> dict[str, Listed]:
    """One page of each kind of OPENED."""
    listed = listing.at()
    return {
        kind: next(page for page in listed if str(page).startswith(start))
        for kind, start in OPENED.items()
    }


@pytest.fixture
def report(capsys) -> Any:
    """Print a figure into the output of the tests, passed or not."""

    def say(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}", end="")  # noqa: T201 - the figure

    return say


@pytest.mark.parametrize("kind", ["campaign", "invitation"])
def test_what_a_stranger_opens_is_light(telephone, pages, report, kind):
    page = telephone(pages[kind].path)

    found = weight(page)

    report(f"{kind}: HTML and CSS {sum(found.values()):,} bytes compressed {found}")
    assert sum(found.values()) <= LIGHT_ENOUGH


@pytest.mark.parametrize("kind", ["report", "today"])
def test_a_page_of_the_desk_is_light_enough(telephone, signed_in, pages, report, kind):
    answers: list[Response] = []
    page = telephone("about:blank", is_mobile=False, storage_state=signed_in(pages[kind].who))

    def heard(answer: Response) -> None:  # a built-in method will not do for the driver
        answers.append(answer)

    page.on("response", heard)
    page.goto(pages[kind].path)
    page.wait_for_load_state("networkidle")

    found: dict[str, int] = {}
    for answer in answers:
        sort = answer.request.resource_type
        if sort == "font":  # woff2 is compressed already
            size = len(answer.body())
        else:
            size = len(gzip.compress(answer.body(), 6))
        found[sort] = found.get(sort, 0) + size
    fonts, pictures = found.pop("font", 0), found.pop("image", 0)

    report(
        f"{kind}: {sum(found.values()):,} bytes compressed {found}, scripts {found.get('script', 0):,};"
        f" apart: fonts {fonts:,}, pictures {pictures:,}"
    )
    assert found["document"]
    assert sum(found.values()) <= CHART_LIMIT


@pytest.mark.parametrize("kind", OPENED)
def test_nothing_jumps_when_fonts_come_late(telephone, signed_in, pages, report, kind):
    """A browser that holds nothing yet, and fonts that arrive after the words."""
    late: list[Route] = []
    at_desk = pages[kind].room == "desk"
    page = telephone(
        "about:blank",
        storage_state=signed_in(pages[kind].who),
        **({"viewport": {"width": 1280, "height": 900}, "is_mobile": False} if at_desk else {}),
    )
    page.add_init_script(WATCH_SHIFTS)

    def hold(font: Route) -> None:
        late.append(font)

    page.route("**/*.woff2", hold)

    page.goto(pages[kind].path, wait_until="domcontentloaded")
    page.evaluate(FIRST_PAINT)
    page.wait_for_timeout(FONTS_LATE_MS)
    for font in late:
        font.continue_()
    page.wait_for_load_state()
    page.evaluate(SETTLED)
    shifts = page.evaluate("window.shifts")

    moved = sum(shift["value"] for shift in shifts)
    report(f"{kind}: {len(late)} late fonts, layout shift {moved:.4f}")
    assert late
    assert moved < STILL, shifts


@pytest.mark.parametrize("kind", OPENED)
def test_it_is_painted_without_a_script(telephone, signed_in, pages, report, kind):
    """No script arrives at all: the heading and what to do are there, and painted."""
    page = telephone("about:blank", storage_state=signed_in(pages[kind].who))
    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))

    page.goto(pages[kind].path)
    painted = page.evaluate(FIRST_PAINT)

    report(f"{kind}: first contentful paint without a script after {painted:.0f} ms")
    assert page.locator("h1").is_visible()
    assert page.locator("main :is(.btn, .list a):visible").count()
