"""The proof page of a popular draw: read from what was stored, whatever its length."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.domain import draw_audit, drawing, places, sealing
from events.models import PlaceState
from events.raffle import order, seal
from tests.factories.draws import closed_campaign, drawn_draw, sealed_draw

pytestmark = pytest.mark.django_db
# Two places in two regions, and forty in five.
SMALL = {"nord": (1, 4), "sud": (1, 5)}
LARGE = {f"r{number}": (8, 14) for number in range(5)}


def asked_of_the_database(address: str) -> list[str]:
    client = Client()
    assert client.get(address).status_code == 200  # what is kept for good, such as the brand's site
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked.captured_queries]


def promoted(draw, times: int):
    """The draw after so many refusals of a place, each followed by the next in order."""
    for _ in range(times):
        freed = draw.places.filter(state=PlaceState.ASKED).order_by("pk").first()
        at = freed.asked_at + timedelta(minutes=1)
        places.refuse(place=freed, at=at)
        places.promote_next(freed=freed, at=at)
    return draw


@pytest.mark.parametrize("more", ["", "?id=NOBODY"])
def test_entrants_regions_and_promotions_cost_no_query(more):
    small = drawn_draw(campaign=closed_campaign(strata=SMALL))
    large = promoted(drawn_draw(campaign=closed_campaign(strata=LARGE)), times=12)

    few, many = (asked_of_the_database(f"/proof/{draw.code}{more}") for draw in (small, large))

    assert len(few) == len(many) <= 12, "\n".join(many)


def test_a_sealed_draw_costs_no_more_for_a_longer_list():
    few, many = (
        asked_of_the_database(f"/proof/{sealed_draw(campaign=closed_campaign(strata=strata)).code}")
        for strata in (SMALL, LARGE)
    )

    assert len(few) == len(many) <= 10, "\n".join(many)


@pytest.mark.parametrize("path", ["", "/bundle.json", "/pack.zip", "/minutes.pdf"])
def test_nothing_is_computed_again_for_a_reader(path, monkeypatch):
    draw = promoted(drawn_draw(), times=1)

    def computed(**_anything):
        raise AssertionError("the order is computed anew for a reader")

    for module, name in (
        (order, "draw"),
        (drawing, "draw_order"),
        (draw_audit, "draw_order"),
        (seal, "read_sealed"),
        (drawing, "read_sealed"),
        (draw_audit, "read_sealed"),
        (sealing, "build_sealed"),
    ):
        monkeypatch.setattr(module, name, computed)

    assert Client().get(f"/proof/{draw.code}{path}").status_code == 200


def test_the_page_does_not_read_the_sealed_list_nor_the_order():
    draw = drawn_draw(campaign=closed_campaign(strata=LARGE))

    asked = " ".join(asked_of_the_database(f"/proof/{draw.code}"))

    assert "sealed_text" not in asked and "result_text" not in asked
    assert "events_application" not in asked, "nobody's person is looked at"
