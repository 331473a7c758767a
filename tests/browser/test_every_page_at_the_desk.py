"""Every page of the desk, in the first state of the demonstration; see `test_every_page.py`."""

from __future__ import annotations

from tests.browser.measuring import measure


def test_every_page_of_the_desk_is_clean_and_has_room(stand, witness, listing):
    looked_at = measure((page for page in listing.at() if page.room == "desk"), stand, witness)

    print(f"{looked_at} pages")  # noqa: T201 - the figure
    assert looked_at > 40
