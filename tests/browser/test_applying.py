"""A fan with a telephone applies: how many screens, answers and taps it takes, with and without a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from rehearsal.applying import RECEIPT
from rehearsal.world import code_for

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

OPEN = "lhiver-chez-vous"  # the campaign of the demonstration that takes applications
SCREENS_AT_MOST = 4
ANSWERS_AT_MOST = 12
ANSWERS = {
    "first_name": "Corentine",
    "last_name": "Lestrade",
    "birth_year": "1988",
    "address_line": "4 rue Basse",
    "postcode": "59000",
    "city": "Lille",
    "seats": "6",
}
REQUIRED = """() => [...new Set([...document.querySelectorAll('main [required]')].map((field) => field.name))]"""


class Thumb:
    """One thumb on one page: touches what must be answered, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = self.answers = self.screens = 0

    def screen(self, **answers: str) -> None:
        """Answer everything that this screen requires, nothing else, and go on."""
        self.screens += 1
        required = self.page.evaluate(REQUIRED)
        assert set(required) == set(answers), f"{self.page.url} requires {required}"
        for name in required:
            field = self.page.locator(f'main [name="{name}"]').first
            if field.get_attribute("type") == "checkbox":
                words = self.page.locator(f'label[for="{field.get_attribute("id")}"]').first
                words.click(position={"x": 12, "y": 12})
            else:
                field.tap()
                field.fill(answers[name])
            self.taps += 1
            self.answers += 1
        form = self.page.locator("main form", has=self.page.locator("[required]")).first
        self.tap(form.locator("button[type=submit]").last)

    def tap(self, where: Locator) -> None:
        """Touch what leads to the next page."""
        with self.page.expect_navigation():
            where.tap()
        self.taps += 1


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_four_screens_and_twelve_answers(telephone, witness, world, script):
    email = f"pouce-{script}@exemple.example".lower()
    code = code_for(world, email)
    page = telephone(f"/c/{OPEN}", java_script_enabled=script)
    thumb = Thumb(page)
    thumb.tap(page.locator('main a[href*="/apply"]').first)

    thumb.screen(login=email)
    thumb.screen(code=code().lower().replace("-", " "))
    thumb.screen(**ANSWERS)
    thumb.screen(RULES="", PRIVACY="")

    assert re.fullmatch(r"/a/[0-9A-Z]{27}", urlsplit(page.url).path)
    assert RECEIPT.search(page.inner_text("main"))
    said = "with a script" if script else "without a script"
    print(  # noqa: T201 - the figures
        f"a fan applies {said} on 390 points: {thumb.screens} screens,"
        f" {thumb.answers} required answers, {thumb.taps} taps"
    )
    assert thumb.screens <= SCREENS_AT_MOST
    assert thumb.answers <= ANSWERS_AT_MOST


def test_what_was_written_is_there_after_the_telephone_went_dark(telephone, world):
    email = "batterie@exemple.example"
    code = code_for(world, email)
    thumb = Thumb(telephone(f"/c/{OPEN}/apply"))
    page = thumb.page
    thumb.screen(login=email)
    thumb.screen(code=code())
    where = page.url
    with page.expect_response(lambda answer: answer.request.method == "POST") as kept:
        page.fill("[name=first_name]", "Corentine")
        page.fill("[name=city]", "Lille")
        page.locator("[name=seats]").tap()
    assert kept.value.status == 204

    page.goto("about:blank")
    page.goto(where)

    assert page.input_value("[name=first_name]") == "Corentine"
    assert page.input_value("[name=city]") == "Lille"
