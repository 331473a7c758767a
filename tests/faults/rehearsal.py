"""rehearsal: one mechanism switched off at a time, and the rehearsal must name what is wrong.

And one seed must have one story: the same root and winners on SQLite, where one process serves, and on
PostgreSQL and Redis, where two serve and two work.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from rehearsal import distributions, houses
from rehearsal import play as stage
from rehearsal.play import Outcome as Played
from rehearsal.play import Wish
from tests.bench.harness import ROOT, Outcome, Size, check, judge_count
from tools.services import Services, running

SEED = "7"
ROUGH = {"GIVES_BACK": 0.6, "REFUNDED": 0.9, "TOLD_TWICE": 0.9, "SAYS_NO": 0.5, "INVITED": (12, 14)}
"""Weather in which every mechanism is needed, however few the tables are."""
NAMED = {
    "refunds": {"credited, in cents"},
    "alternates": {"alternates asked"},
    "kit release": {"kits handed over", "hosts told of their parcel"},
    "dedupe": {"deliveries stored"},
    "capacity": {"guests with a chair"},
}
FANS = {Size.SMALL: {"fashion": 40, "dinner": 40}, Size.FULL: {"fashion": 500, "dinner": 200}}


@contextlib.contextmanager
def weather(changed: Mapping[str, object]) -> Iterator[None]:
    """Other shares for a while."""
    before = {name: getattr(distributions, name) for name in changed}
    for name, value in changed.items():
        setattr(distributions, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(distributions, name, value)


def switched_off(_size: Size) -> Iterator[Outcome]:
    """Break one thing after the other in copies of one furnished house."""
    with tempfile.TemporaryDirectory() as folder, weather(ROUGH):
        furnished = Path(folder) / "furnished"
        furnished.mkdir()
        with houses.embedded(furnished, seed=SEED) as whole:
            pass
        wish = Wish(campaign="fashion", fans=40, seed=SEED)
        for switch in ("", *NAMED):
            also = {
                "CONVIVE_TEST_SWITCH": switch,
                "PYTHONPATH": str(ROOT / "tests" / "faults" / "switched"),
            }
            copy = Path(folder) / (switch.replace(" ", "-") or "sound")
            with houses.embedded(copy, like=whole, seed=SEED, also=also) as house:
                played = stage.play(wish, house.base_url, print)
            yield _named(switch, played)


def _named(switch: str, played: Played) -> Outcome:
    said = played.tally.last_line()
    if not switch:
        check(not played.tally.differences, f"nothing is switched off, and {said}")
        return _right("a sound house", "differences")
    first = played.tally.differences[:1]
    check(bool(first), f"{switch} is switched off, and {said}")
    check(first[0].name in NAMED[switch], f"{switch} is switched off, and {said}")
    return _right(f"without {switch}, {said}", "wrong names")


def _right(name: str, of: str) -> Outcome:
    return judge_count(name=name, of=of, wrong=0, cases=1)


def one_story(size: Size) -> Iterator[Outcome]:
    """Play the same seed on both kinds of house."""
    with running() as services:
        for campaign, fans in FANS[size].items():
            yield _one_story(Wish(campaign=campaign, fans=fans, seed=SEED), services)


def _one_story(wish: Wish, services: Services) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        at_home, elsewhere = Path(folder) / "embedded", Path(folder) / "served"
        at_home.mkdir()
        elsewhere.mkdir()
        with houses.embedded(at_home, seed=SEED) as house:
            first = stage.play(wish, house.base_url, print)
        # A house without the demonstration's stories: what was there before decides nothing.
        with houses.served(
            elsewhere, services.database_url, services.redis_url, SEED, people_only=True
        ) as house:
            second = stage.play(wish, house.base_url, print)
    for where, played in (("SQLite", first), ("PostgreSQL", second)):
        check(not played.tally.differences, f"{where}: {played.tally.last_line()}")
    check(first.root == second.root, f"two roots: {first.root}, {second.root}")
    check(first.winners == second.winners, "the same seed drew other winners")
    return judge_count(
        name=f"{wish.campaign}, {wish.fans} fans, on both houses",
        of="other winners",
        wrong=len(set(first.winners) ^ set(second.winners)),
        cases=len(first.winners),
    )
