"""A running demo and a telephone: Chromium, 390 points wide, in French."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.witness import Witness
from tests.journeys import houses
from tests.journeys.houses import House
from tests.journeys.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
def house(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """`manage.py up --demo`, once for all the tests of this process."""
    with houses.embedded(tmp_path_factory.mktemp("house")) as found:
        yield found


@pytest.fixture
def world(house: House) -> World:
    """The same house as a stranger without a browser sees it: letter box, clock, quick errands."""
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
