"""The pages that come with later moments of the demonstration; see `test_every_page.py`."""

from __future__ import annotations

import pytest

from tests.browser.measuring import measure

MOMENTS = ("written", "closed", "sealed", "due", "drawn", "answered", "unsettled")


@pytest.fixture(scope="module")
def later(listing):
    """The listing once the pages of the first state have been told."""
    assert listing.at()
    return listing


@pytest.mark.parametrize("moment", MOMENTS)
def test_every_page_of_a_moment_is_clean_and_has_room(stand, witness, later, moment):
    looked_at = measure(later.at(moment), stand, witness)

    print(f"{moment}: {looked_at} pages")  # noqa: T201 - the figure
    assert looked_at
