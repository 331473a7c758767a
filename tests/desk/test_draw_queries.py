"""The desk's pages of a draw ask the database as often for forty tables as for two."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from events.domain import draw_log, places
from events.models import Campaign, Draw, PlaceState
from tests.desk.conftest import sign_in
from tests.factories.draws import closed_campaign, drawn_draw, officer, sealed_draw

pytestmark = pytest.mark.django_db
FEW = {"nord": (1, 4), "sud": (1, 5)}
MANY = {f"r{number}": (5, 8) for number in range(8)}  # forty tables in eight regions


def with_log(draw: Draw, *, passed_on: int, tried: int) -> Draw:
    """The draw after so many refusals, each followed by the next in order, and so many attempts."""
    for _ in range(passed_on):
        freed = draw.places.filter(state=PlaceState.ASKED).order_by("pk").first()
        at = freed.asked_at + timedelta(minutes=1)
        places.refuse(place=freed, at=at)
        places.promote_next(freed=freed, at=at)
    for _ in range(tried):
        draw_log.note_attempt(
            draw=draw, by=draw.sealed_by, at=draw.sealed_at, text=draw_log.SECOND_SEAL
        )
    return draw


def to_seal(strata: dict[str, tuple[int, int]], **_log: int) -> Campaign:
    return closed_campaign(strata=strata)


def sealed(strata: dict[str, tuple[int, int]], *, tried: int, **_log: int) -> Campaign:
    draw = sealed_draw(campaign=to_seal(strata))
    return with_log(draw, passed_on=0, tried=tried).campaign


def drawn(strata: dict[str, tuple[int, int]], **log: int) -> Campaign:
    return with_log(drawn_draw(campaign=to_seal(strata)), **log).campaign


def asked_of_the_database(campaign: Campaign, more: str) -> list[str]:
    client: Client = sign_in(Membership.objects.get(user=officer(campaign.brand)))
    address = f"/desk/{campaign.brand.slug}/draws/{campaign.slug}{more}"
    assert client.get(address).status_code == 200  # what is kept for the next page, such as a visit
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in asked.captured_queries]


@pytest.mark.parametrize(
    ("made", "more", "at_most"),
    [(to_seal, "", 22), (sealed, "", 22), (drawn, "", 22), (drawn, "/order", 22)],
    ids=["to seal", "ceremony", "drawn", "order on the wall"],
)
def test_tables_regions_and_log_lines_cost_no_query(
    made: Callable[..., Campaign], more: str, at_most: int
) -> None:
    few = asked_of_the_database(made(FEW, passed_on=1, tried=1), more)
    many = asked_of_the_database(made(MANY, passed_on=15, tried=20), more)

    assert len(few) == len(many) <= at_most, "\n".join(many)
