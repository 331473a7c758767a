"""The draw at the desk: one officer seals, another draws."""

from __future__ import annotations

import re

from rehearsal.campaigns import DESK, Offer
from rehearsal.client import Browser, Form, Page
from rehearsal.houses import until

CODES_TRIED = 3  # whoever types one as the next appears is asked for that one
HEX = re.compile(r"\b[0-9a-f]{64}\b")


def desk_of(offer: Offer) -> str:
    return f"{DESK}/draws/{offer.slug}"


def seal(officer: Browser, offer: Offer, *, within_s: float = 60) -> str:
    """Seal the list for the announced time, with the house's own beacon; returns the proof's path."""
    desk = desk_of(offer)
    officer.get(desk).form("/seal").fill(chain="rehearsal", moment="ANNOUNCED").submit()

    def sealed() -> Page:
        page = officer.get(desk)
        assert page.links(r"/proof/[^/?]+$"), page.text[:1200]
        return page

    ceremony = until("the list is sealed", sealed, within_s=within_s)
    assert ceremony is not None
    return re.sub(r".*(/proof/[^/?]+).*", r"\1", ceremony.link(r"/proof/[^/?]+$"))


def draw_forms(page: Page) -> list[Form]:
    return [form for form in page.forms if form.action.endswith("/run")]


def may_draw(officer: Browser, offer: Offer) -> Page:
    """Wait until this officer may draw: the round is out and verified."""

    def ready() -> Page | None:
        page = officer.get(desk_of(offer))
        return page if draw_forms(page) else None

    what = "the second officer may draw: the beacon round came"
    page = until(what, ready, within_s=60, every_s=0.5)
    assert page is not None
    return page


def draw(officer: Browser, offer: Offer, *, within_s: float = 60) -> None:
    """Draw. The demo's page tells the code of this half minute once a wrong one was given."""
    page = may_draw(officer, offer).form("/run").fill(code="000000").submit()
    assert draw_forms(page), "a wrong code draws nothing"
    for _try in range(CODES_TRIED):
        code = re.search(r"\b\d{6}\b", page.form("/run").element.text)
        assert code, page.text[:600]
        page = page.form("/run").fill(code=code.group()).submit()
        if not draw_forms(page):
            break
    assert not draw_forms(page), page.text[:600]
    until(
        "the draw has taken place",
        lambda: officer.get(desk_of(offer)).links(r"minutes\.pdf$"),
        within_s=within_s,
    )
