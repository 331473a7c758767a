"""Taking a name out of what others agreed to, and nothing else with it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain import consents, erasure
from accounts.identity import email_hash
from accounts.models import Brand, Consent, Purpose
from tests.factories.accounts import BrandFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db
LOU = "lou@friends.example"


def agreed(brand: Brand, text: str, **more: object) -> Consent:
    return consents.give(
        **{
            "brand": brand,
            "purpose": Purpose.ALLERGENS,
            "text": text,
            "text_version": "1:ABC",
            "language": "en",
            "where": "rsvp",
            "at": NOON,
            "email": LOU,
            **more,
        }
    )


def unname(brand: Brand, *names: str) -> int:
    """How many rows were written to."""
    with CaptureQueriesContext(connection) as queries:
        erasure.unname(
            brand=brand,
            purpose=Purpose.ALLERGENS,
            versions=["1:ABC"],
            of={email_hash(LOU)},
            names=frozenset(names),
            by="…",
        )
    return sum(one["sql"].startswith("UPDATE") for one in queries.captured_queries)


@pytest.mark.parametrize(
    ("names", "before", "after"),
    [
        (["Tom"], "Tom tells every customer. Tom’s table.", "… tells every customer. …’s table."),
        (["Marc"], "Marc va au marché, chez Marceline.", "… va au marché, chez Marceline."),
        (["Zoé"], "J’accepte que Zoé lise, et qu’(Zoé)", "J’accepte que … lise, et qu’(…)"),
        (["Marie", "Marie-Anne"], "Marie-Anne and Marie", "… and …"),
        (["A.", "(x"], "A. agrees (x or Ax", "… agrees … or Ax"),
    ],
)
def test_a_name_goes_and_words_that_hold_it_stay(
    brand: Brand, names: list[str], before: str, after: str
) -> None:
    consent = agreed(brand, before)

    assert unname(brand, *names) == 1

    consent.refresh_from_db()
    assert consent.text == after


def test_what_does_not_name_them_is_not_written_to(brand: Brand) -> None:
    agreed(brand, "Every customer agrees.")

    assert unname(brand, "Tom") == 0
    assert unname(brand) == 0


def test_what_was_agreed_to_elsewhere_is_left_as_it_was(brand: Brand) -> None:
    elsewhere = [
        agreed(BrandFactory(), "Tom"),
        agreed(brand, "Tom", text_version="1:DEF"),
        agreed(brand, "Tom", email="bo@friends.example"),
    ]

    assert unname(brand, "Tom") == 0
    assert {one.text for one in Consent.objects.all()} == {"Tom"}
    assert len(elsewhere) == 3
