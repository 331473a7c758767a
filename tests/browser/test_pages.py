"""Every page of the furnished demo, once: clean for axe, for the console, for the policy, for a phone.

Pages are found as people find them: by links, from the doors that each of the prepared people has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

import pytest

from rehearsal.world import BRAND
from tests.browser.witness import Witness

if TYPE_CHECKING:
    from playwright.sync_api import Page

BY_NAME = {"c", "campaigns", "draws", "report", "applications", "stock", "kits", "orders", "shops"}
OWN_WORDS = {"new"}
# Not pages: files, and what leads elsewhere or changes something.
PASSED_OVER = re.compile(
    r"\.(pdf|ics|csv|json|py|txt|xml|svg|png|zip|md|jpg)$|^/go/|^/r/|^/account/data/file|^/static/|^/metrics|/html$|/logout"
)
# Who, where they begin, and the part of the house that is theirs; the rest is looked at by others.
PEOPLE = {
    "nobody": (["/", "/demo/", "/demo/mail", "/account/login/"], r"^/(?!desk/|[agh]/)"),
    "fan": (["/account/", "/demo/"], r"^/(account|a|c/[^/]+/apply)/"),
    "host": (["/account/"], r"^/(a|h)/"),
    "host-soon": (["/account/"], r"^/(a|h)/"),
    "organiser": ([f"/desk/{BRAND}/"], rf"^/desk/({BRAND}/|$)"),
    "officer-1": ([f"/desk/{BRAND}/draws"], r"^/(desk/[^/]+/draws|proof)/"),
    "logistics": ([f"/desk/{BRAND}/kits", f"/desk/{BRAND}/stock"], r"^/desk/[^/]+/(kits|stock)"),
}
IN_LETTERS = re.compile(r"/(a/[^/]+/answer|[aghi]|proof|stop)(/|$)")


def kind_of(path: str) -> str:
    """The page's address with names, numbers and codes blotted out: one page of each is enough."""
    parts = path.strip("/").split("/")
    blotted = []
    for before, part in zip(["", *parts], parts, strict=False):
        named = before in BY_NAME and part not in OWN_WORDS
        blotted.append("*" if named or re.search(r"\d|[A-Z]{2}", part) else part)
    return "/" + "/".join(blotted)


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_that_links_lead_to_is_clean(telephone, witness, who):
    doors, theirs = PEOPLE[who]
    page = telephone("/demo/")
    if who != "nobody":
        with page.expect_navigation():
            page.locator(f'form[action$="/sign-in/{who}"] button').click()

    seen = walk(page, witness, doors, theirs)

    print(f"{who}: {len(seen)} kinds of page: {sorted(seen)}")  # noqa: T201 - the figure
    assert len(seen) > len(doors)


def test_every_page_that_a_letter_leads_to_is_clean(telephone, witness, world):
    """The private pages of fans, hosts and guests: one of each kind, from the newest letters."""
    doors: dict[str, str] = {}
    browser = world.browser()
    for readers in ("noemie.hote@", "maelys.recoit@", "@invite.example"):
        letters = browser.get("/demo/mail", params={"to": readers}).links(r"/demo/mail/[^/?]+$")
        for letter in letters[:12]:
            for href in browser.get(letter).links(IN_LETTERS.pattern):
                path = urlsplit(href).path
                doors.setdefault(kind_of(path), path)

    walk(telephone("/"), witness, list(doors.values()), r"^/(a|g|h|i)/")

    print(f"from letters: {sorted(doors)}")  # noqa: T201 - the figure
    assert {"/a/*/answer", "/g/*", "/h/*", "/i/*", "/proof/*"} <= set(doors)


def walk(page: Page, witness: Witness, doors: list[str], theirs: str) -> set[str]:
    """Look at one page of each kind that links lead to, from ``doors``; returns the kinds."""
    waiting, seen = list(doors), set()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(urlsplit(path).path)
        if kind in seen:
            continue
        seen.add(kind)
        answer = page.goto(path)
        assert answer is not None
        if "html" not in answer.headers.get("content-type", ""):
            continue
        witness.look(page)
        for href in page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)"):
            inside = urldefrag(href)[0].removeprefix(witness.base_url)
            where = urlsplit(inside).path
            if re.search(theirs, inside) and not PASSED_OVER.search(where):
                waiting.append(inside)
    return seen


@pytest.mark.parametrize("path", ["/a/NOBODYHASTHISCODEXXXXXXXXXXX", "/i/ZZZZZZZZZZ", "/nowhere"])
def test_calm_404_is_clean(telephone, witness, path):
    witness.expected.add(path)
    page = telephone(path)

    witness.look(page)
