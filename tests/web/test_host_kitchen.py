"""What the host reads about allergies: names in the reader's language, never our codes."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from guests.models import Answer, Seating
from web.views.host_parts import table_of


def guest(first_name: str, *allergens: str, needs: str = "") -> Any:
    return SimpleNamespace(
        first_name=first_name,
        rsvp=SimpleNamespace(
            seating=Seating.ADMITTED,
            answer=Answer.YES,
            adults=1,
            children=0,
            allergens=list(allergens),
            needs=needs,
            message="",
        ),
    )


@pytest.mark.parametrize(
    ("language", "names"), [("fr", ["Lait", "Fruits à coque"]), ("en", ["Milk", "Nuts"])]
)
def test_the_kitchen_reads_names_in_the_order_of_the_regulation(language, names):
    zoe, max_, ida = guest("Zoé", "NUTS", "MILK"), guest("Max"), guest("Ida", needs="une rampe")

    with translation.override(language):
        table = table_of(
            party=SimpleNamespace(host_first_name="Anaïs"),  # type: ignore[arg-type]
            invitation=None,
            guests=[zoe, max_, ida],
        )

    assert table.careful == [(zoe, names, ("nut-off", "milk-off")), (ida, [], ())]
