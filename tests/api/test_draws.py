"""The places and the log of a draw over the API: the public proof's own facts, nobody's name."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.domain import places
from events.models import Draw, PlaceState
from events.queries import draws as queries
from events.raffle.canonical import canonical_bytes
from tests.api.test_v1 import caller
from tests.factories.draws import closed_campaign, drawn_draw, sealed_draw

pytestmark = pytest.mark.django_db


def passed_on(draw: Draw, times: int) -> Draw:
    """The draw after the first table of the north was refused so many times, one after the other."""
    for _ in range(times):
        freed = draw.places.filter(stratum_key="nord", state=PlaceState.ASKED).latest("pk")
        at = freed.asked_at + timedelta(minutes=1)
        places.refuse(place=freed, at=at)
        places.promote_next(freed=freed, at=at)
    return draw


def results(client: Client, address: str) -> list[Any]:
    """Every row, page after page."""
    rows: list[Any] = []
    following: str | None = address
    while following:
        answer = client.get(following).json()
        rows += answer["results"]
        following = answer["next"]
    return rows


def test_a_table_tells_its_state_its_rank_and_everyone_it_was_offered_to() -> None:
    draw = passed_on(drawn_draw(), times=2)
    client = caller(draw.campaign.brand, "draws:read")
    told = results(client, f"/api/v1/draws/{draw.code}/places?stratum=nord")

    numbers = [place["entrant"] for place in told]
    assert numbers == [ask.entrant_id for ask in queries.promotion_chains(draw)[0]]
    assert [place["state"] for place in told] == ["REFUSED", "REFUSED", "ASKED"]
    assert [place["in_place_of"] for place in told] == [None, *numbers[:2]]
    assert [(place["rank"], place["arm"]) for place in told] == [
        (1, "WINNER"),
        (2, "ALTERNATE"),
        (3, "ALTERNATE"),
    ]
    assert {place["slot"] for place in told} == {1}
    for place in told:
        assert place["chain"] == [
            {"entrant": one["entrant"], "state": one["state"]} for one in told
        ]
    asked = results(client, f"/api/v1/draws/{draw.code}/places?state=ASKED")
    assert len(asked) == 3
    assert all(len(place["chain"]) == 1 for place in asked if place["stratum"] == "sud")


def test_the_log_is_that_of_the_bundle_and_its_hashes_can_be_made_anew() -> None:
    draw = passed_on(drawn_draw(campaign=closed_campaign(strata={"nord": (30, 40)})), times=9)
    client = caller(draw.campaign.brand, "draws:read")

    lines = results(client, f"/api/v1/draws/{draw.code}/log")

    bundle = json.loads(Client().get(f"/proof/{draw.code}/bundle.json").content)
    assert lines == bundle["log"]
    assert len(lines) > 50
    previous = "0" * 64
    for line in lines:
        said = {key: value for key, value in line.items() if key != "hash"}
        assert line["previous"] == previous
        previous = hashlib.sha256(b"convive-log-v1\x00" + canonical_bytes(said)).hexdigest()
        assert line["hash"] == previous
    assert results(client, f"/api/v1/draws/{draw.code}/log?after=40") == lines[40:]


@pytest.mark.parametrize("below", ["places", "log"])
def test_nobody_is_named_and_another_brands_draw_does_not_exist(below: str) -> None:
    draw, foreign = drawn_draw(), drawn_draw()
    client = caller(draw.campaign.brand)

    answer = client.get(f"/api/v1/draws/{draw.code}/{below}")

    assert client.get(f"/api/v1/draws/{foreign.code}/{below}").status_code == 404
    assert caller(draw.campaign.brand, "parties:read").get(answer.request["PATH_INFO"]).json()[
        "code"
    ] == ("scope_missing")
    text = answer.content.decode()
    for entrant in draw.entrants.select_related("application__user"):
        person = entrant.application
        for secret in (
            person.receipt_number,
            person.code,
            person.user.email,
            person.email_hash,
            entrant.salt,
        ):
            assert secret not in text
    assert "Camille" not in text
    assert "Lille" not in text


@pytest.mark.parametrize("below", ["places", "log"])
def test_a_list_costs_the_same_for_two_tables_and_for_forty(below: str) -> None:
    counts = []
    for strata, times in (({"nord": (2, 3)}, 0), ({"nord": (25, 35), "sud": (15, 20)}, 8)):
        draw = passed_on(drawn_draw(campaign=closed_campaign(strata=strata)), times)
        client = caller(draw.campaign.brand)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/api/v1/draws/{draw.code}/{below}").status_code == 200
        counts.append(len(caught))

    assert counts[0] == counts[1] <= 6


def test_a_sealed_draw_has_no_places_yet_and_wrong_questions_are_told_so() -> None:
    draw = sealed_draw()
    client = caller(draw.campaign.brand)

    assert results(client, f"/api/v1/draws/{draw.code}/places") == []
    assert [line["kind"] for line in results(client, f"/api/v1/draws/{draw.code}/log")] == [
        "SEALED"
    ]
    for wrong, field in (("places?state=WON", "state"), ("log?after=x", "after")):
        refused = client.get(f"/api/v1/draws/{draw.code}/{wrong}")
        assert (refused.status_code, list(refused.json()["fields"])) == (400, [field])
