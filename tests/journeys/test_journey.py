"""One story through the front doors only: pages, signed webhooks, the letter box, the clock.

On SQLite with `manage.py up`, or, when `make test-services` gives addresses, on PostgreSQL and
Redis with separate processes.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rehearsal import campaigns, evenings, houses
from rehearsal.houses import House
from rehearsal.world import World
from tests.journeys import applying, buying, drawing, hosting, organising, tampering

HERE = Path(__file__).parent
DATABASE_URL = os.environ.get("CONVIVE_DATABASE_URL", "")
REDIS_URL = os.environ.get("CONVIVE_REDIS_URL", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="process groups"),
]


@pytest.fixture
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """The house that this run is for; what its processes said is shown after a failure."""
    if DATABASE_URL and REDIS_URL:
        running = houses.served(tmp_path, DATABASE_URL, REDIS_URL)
    else:
        running = houses.embedded(tmp_path)
    with running as found:
        yield found
        print(found.said())  # noqa: T201 - pytest shows it when the story went wrong


def test_from_a_campaign_to_a_credited_and_partly_refunded_order(house):
    world = World(house.base_url)
    organiser, logistics = world.sign_in("organiser"), world.sign_in("logistics")

    offer = campaigns.draft(world, organiser, organising.PLAN)
    campaigns.stock(logistics, organising.DISH, pieces=4)
    campaigns.plan_kit(organiser, offer, organising.PLAN)
    campaigns.publish(organiser, offer)
    shops = buying.open_shops(organiser)

    in_the_list = [*applying.NORTH, *applying.ELSEWHERE, applying.FAMILY]
    applying.apply_all(world, [*in_the_list, applying.GONE], offer)
    applying.think_better(applying.GONE)
    world.move_to(offer.close_at)
    applying.finds_it_closed(world, offer)

    first, second = world.sign_in("officer-1"), world.sign_in("officer-2")
    sealed = drawing.seal(world, first, offer, in_the_list)
    drawing.draw(world, sealed, offer, first, second)
    answers = drawing.answers(world, offer, in_the_list)

    refusing = next(fan for fan in answers.winners if fan in applying.NORTH)
    winner = next(fan for fan in answers.winners if fan in applying.ELSEWHERE)
    hosting.refuse(world, refusing)
    others = [fan for fan in applying.NORTH if fan is not refusing]
    host = hosting.accept(world, hosting.next_asked(world, others, sealed.proof))
    hosting.accept(world, winner)

    text = drawing.bundle(world, sealed)
    assert drawing.verified(text, sealed.root)[0] == 0
    assert tampering.every_leaf_is_refused(text, sealed.root) > 200
    tampering.only_the_root_refuses_a_rebuilt_one(text, sealed.root)

    hosting.confirm_address(host)
    first_day = offer.party_from + timedelta(days=7)
    evenings.choose_date(
        host.browser, host.page, first_day, words="Venez goûter, je m’occupe du four."
    )
    hosting.share_link(host)
    hosting.send_parcel(world, logistics, host)
    guests = hosting.evening(world, host, offer)

    buying.sell(world, shops, organiser, host, offer, guests["ana"], guests["carole"])


def test_the_story_imports_no_room_but_the_shops_that_sign():
    """Front doors only: whatever the story knows, it was told by a page, a mail or a webhook."""
    rooms = {folder.parent.name for folder in HERE.parents[1].glob("*/apps.py")} | {"config"}
    allowed = {"sales.connectors.generic", "sales.connectors.shopify", "sales.connectors.shapes"}
    assert {"events", "sales", "common", "config"} <= rooms

    found = set()
    for path in HERE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
            elif isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
    forbidden = {name for name in found if name.split(".")[0] in rooms | {"django"}} - allowed

    assert forbidden == set()
