"""A running demo and a telephone: Chromium, 390 points wide, in French."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from rehearsal import houses
from rehearsal.houses import House
from rehearsal.world import World
from tests.browser.listing import Listing
from tests.browser.witness import Witness
from tools.shots_people import come_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 1,
    "is_mobile": True,
    "has_touch": True,
    "locale": "fr-FR",
    "timezone_id": "Europe/Paris",
    "reduced_motion": "reduce",
}
PATIENCE_MS = 20_000
Open = Callable[..., "Page"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; without it these tests are skipped."""
    named = os.environ.get("CONVIVE_CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("Chromium is not installed; set CONVIVE_CHROMIUM to it")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def furnished(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The demonstration before anybody has come: furnishing it takes longest, so it is done once."""
    return houses.furnished(tmp_path_factory.mktemp("furnished"))


@pytest.fixture(scope="module")
def house(furnished: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """`manage.py up --demo`, a fresh one for each file: tests move its clock, only forward."""
    with houses.embedded(tmp_path_factory.mktemp("house"), like=furnished) as found:
        yield found


@pytest.fixture(scope="module")
def listing(house: House) -> Iterator[Listing]:
    """The pages that this house has, at this moment and at later ones."""
    with Listing(house) as found:
        yield found


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, house: House) -> Callable[[str], Any]:
    """A function that gives what the browser of a prepared person holds; nothing for nobody."""

    @cache
    def holds(who: str) -> Any:
        if not who:
            return None
        context = chromium.new_context(base_url=house.base_url, locale="fr-FR")
        come_in(context.new_page(), house.base_url, who)
        held = context.storage_state()
        context.close()
        return held

    return holds


@pytest.fixture(scope="module")
def world(house: House) -> World:
    """The same house as a stranger without a browser sees it: letter box, clock, quick errands.

    One for all the tests of a file, as it remembers how far the clock of the house was moved.
    """
    return World(house.base_url)


@pytest.fixture
def witness(house: House) -> Iterator[Witness]:
    """Watches every browser of one test and, when the test went well, has the last word."""
    found = Witness(house.base_url)
    yield found
    found.clean()


@pytest.fixture
def telephone(chromium: Browser, house: House, witness: Witness) -> Iterator[Open]:
    """A function that gives somebody a telephone with nothing on it, open at a path."""
    contexts = []

    def open_at(path: str, **options: Any) -> Page:
        context = chromium.new_context(base_url=house.base_url, **{**PHONE, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        witness.watch(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture
def stand(telephone: Open, signed_in: Callable[[str], Any]) -> Callable[[str], Page]:
    """A function that gives the one tab of a person, at a desk, wherever it stood last."""

    @cache
    def tab(who: str) -> Page:
        return telephone(
            "about:blank", is_mobile=False, has_touch=False, storage_state=signed_in(who)
        )

    return tab
