"""A whole campaign, from the draft to the last refund, and the figures at its end."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import requests

from rehearsal import (
    campaigns,
    distributions,
    doubts,
    fans,
    found,
    friends,
    houses,
    places,
    shop,
    warehouse,
)
from rehearsal.cast import Cast
from rehearsal.client import Browser, Line
from rehearsal.dice import Dice
from rehearsal.plans import plan_of
from rehearsal.post import Letter, PostOffice
from rehearsal.scales import Scales
from rehearsal.stage import AT_ONCE, Stage
from rehearsal.tally import Tally
from rehearsal.world import PARIS, World

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be rehearsed. ``url`` empty: a house of its own is started, seeded with ``seed``."""

    campaign: str
    fans: int
    seed: str = "1"
    url: str = ""
    bundle: Path | None = None
    report: Path | None = None


@dataclass
class Outcome:
    """What came of it: the figures, who won (in the order of the draw), the story for its replay."""

    tally: Tally
    winners: list[str]
    root: str
    told: dict[str, Any]


class Stopped(Exception):
    """The play could not go on: a door answered what no visitor expects; ``tally`` is as it stood."""

    def __init__(self, message: str, tally: Tally) -> None:
        super().__init__(message)
        self.tally = tally


def rehearse(wish: Wish, say: Say) -> Outcome:
    """Play ``wish`` in a house of its own, or in the running one it names; keep its report."""
    if wish.url:
        outcome = play(wish, wish.url.rstrip("/"), say)
    else:
        outcome = _at_home(wish, say)
    if wish.report is not None:
        wish.report.write_text(json.dumps(outcome.told, ensure_ascii=False, indent=1) + "\n")
    return outcome


def _at_home(wish: Wish, say: Say) -> Outcome:
    """Furnish a house, play in it, and say what its processes weighed."""
    with tempfile.TemporaryDirectory(prefix="convive-rehearsal-") as folder:
        say("A house of its own is being furnished...")
        with (
            houses.embedded(Path(folder), seed=wish.seed) as house,
            Scales(house.processes) as scales,
        ):
            outcome = play(wish, house.base_url, say)
            scales.look()
    scales.tell(say)
    outcome.told["processes"] = scales.told()
    return outcome


def play(wish: Wish, base_url: str, say: Say) -> Outcome:
    """Play ``wish`` at the doors of the house at ``base_url``, which is in demo mode."""
    world = World(base_url, Line(AT_ONCE + 8))
    opens = _first_morning(world.read_clock())
    world.move_to(opens)
    dice = Dice(wish.seed)
    plan = plan_of(wish.campaign, wish.fans)
    mark = hashlib.sha256(f"{wish.seed} {wish.campaign} {opens.year}".encode()).hexdigest()[:6]
    with PostOffice(world.browser(), since=world.now - timedelta(minutes=1)) as post:
        organiser, logistics = world.sign_in("organiser", "en"), world.sign_in("logistics", "en")
        offer = campaigns.draft(world, organiser, plan)
        for piece in plan.pieces:
            campaigns.stock(logistics, piece, pieces=plan.hosts * piece.in_kit)
        campaigns.plan_kit(organiser, offer, plan)
        campaigns.publish(organiser, offer)
        stage = Stage(
            world=world,
            post=post,
            cast=Cast(dice, prefix=f"{mark}-", seats=plan.seats, year=opens.year),
            plan=plan,
            offer=offer,
            fans=wish.fans,
            tally=Tally(),
            say=say,
        )
        try:
            drawn = _acts(stage, organiser, logistics, wish.bundle)
        except (AssertionError, requests.RequestException) as error:
            raise Stopped(str(error), stage.tally) from error
    winners = [drawn.by_entrant[one].email for one in drawn.winners if one in drawn.by_entrant]
    return Outcome(stage.tally, winners, drawn.bundle["root"], _told(wish, stage, winners))


def _acts(
    stage: Stage, organiser: Browser, logistics: Browser, bundle: Path | None
) -> places.Drawn:
    """From the first fan to the last figure."""
    others = warehouse.known(logistics)
    before = warehouse.shelves(stage, logistics)
    stage.say(
        f"published: {stage.offer.title_en}, {stage.plan.hosts} tables,"
        f" {stage.fans} fans on their way"
    )
    drawn = _recruit_and_draw(stage, organiser)
    places.verify(stage, drawn, bundle)
    places.answer_all(stage, drawn)
    _evenings(stage, logistics, others)
    orders = _sales(stage, organiser)
    stage.say("the figures are being compared")
    _compare(stage, organiser, logistics, others, before, orders)
    return drawn


def _first_morning(present: datetime) -> datetime:
    """The first Monday of the next year, nine o'clock: one seed has one calendar all year long."""
    day = datetime(present.astimezone(PARIS).year + 1, 1, 1, tzinfo=PARIS)
    day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, time(9), tzinfo=PARIS)


def _recruit_and_draw(stage: Stage, organiser: Browser) -> places.Drawn:
    """Applications day by day, the seal, the draw."""
    links = fans.open_links(organiser, stage.offer)
    opened = stage.world.now
    for number, arriving in enumerate(fans.by_day(stage)):
        stage.move_to(opened + timedelta(days=number))
        stage.each(lambda fan: fans.arrive(stage, links, fan), arriving, doing="fans applied")
        stage.note("applied", count=len(arriving))
    regret = [
        fan
        for fan in stage.handed_in.values()
        if stage.cast.does("regrets", fan.number, distributions.THINKS_BETTER)
    ]
    stage.each(lambda fan: fans.think_better(stage, fan), regret, doing="fans withdrew")
    doubts.decide(stage, organiser)
    found.compare_applications(stage, organiser)
    stage.move_to(stage.offer.close_at)
    proof = places.seal(stage, stage.world.sign_in("officer-1", "en"))
    stage.note("sealed", count=len(stage.handed_in))
    stage.move_to(stage.offer.draw_at + timedelta(minutes=1))
    return places.draw(stage, stage.world.sign_in("officer-2", "en"), proof)


def _evenings(stage: Stage, logistics: Browser, others: set[str]) -> None:
    """Parcels, friends, a change of plans, the evenings themselves."""
    stage.move_to(max(stage.world.now, _at(stage, -8)))
    warehouse.ship(stage, logistics, others)
    stage.move_to(_at(stage, -7))
    warehouse.deliver(stage, logistics, late=False)
    stage.each(lambda table: friends.invite(stage, table), stage.living, doing="tables invited")
    stage.move_to(_at(stage, -4))
    warehouse.deliver(stage, logistics, late=True)
    stage.each(lambda table: friends.leave(stage, table), stage.living, doing="tables had leavers")
    stage.move_to(_at(stage, -3))
    stage.each(lambda table: friends.move_date(stage, table), stage.living, doing="dates held")
    friends.compare(stage)
    over = datetime.combine(stage.offer.party_last + timedelta(days=1), time(12), tzinfo=PARIS)
    stage.move_to(over)
    _thanked(stage, over)


def _at(stage: Stage, days: int) -> datetime:
    """Ten in the morning, so many days from the first party day."""
    return datetime.combine(stage.offer.party_from + timedelta(days=days), time(10), tzinfo=PARIS)


def _thanked(stage: Stage, over: datetime) -> None:
    """Everybody who had a chair and gave an address is thanked, with the way to the shop."""

    def fits(letter: Letter) -> bool:
        return letter.left_at >= over - timedelta(minutes=1) and bool(letter.path(r"/go/"))

    def read(address: str) -> None:
        if stage.letter(address, fits, "a word of thanks") is not None:
            stage.tally.find("words of thanks")

    seated = [g.email for t in stage.living for g in t.guests if g.seating == "IN" and g.email]
    stage.each(read, seated, doing="guests were thanked")
    stage.tally.tell("words of thanks", len(seated))


def _sales(stage: Stage, organiser: Browser) -> list[shop.Order]:
    """The shop's orders and refunds."""
    assert stage.world.line is not None
    door = shop.open_shop(stage.world.line, organiser, f"Rehearsal {stage.cast.prefix}")
    stage.each(lambda table: shop.learn_code(stage, table), stage.living, doing="codes read")
    orders = shop.sell(stage, door)
    shop.reckon(stage, orders)
    return orders


def _compare(
    stage: Stage, organiser: Browser, logistics: Browser, others: set[str],
    before: dict[str, tuple[int, int, int]], orders: list[shop.Order],
) -> None:  # fmt: skip
    stage.tally.check_counted(
        "mails of the seal", "answers by mail", "winners", "alternates asked", "words of thanks"
    )
    warehouse.compare(stage, logistics, others, before)
    found.compare_report(stage, organiser, orders)
    found.compare_orders(stage, organiser, orders)


def _told(wish: Wish, stage: Stage, winners: list[str]) -> dict[str, Any]:
    """Everything worth keeping, as JSON."""
    return {
        "rehearsal": 1,
        "campaign": wish.campaign,
        "title": stage.offer.title_fr,
        "fans": wish.fans,
        "seed": wish.seed,
        "agrees": not stage.tally.differences,
        "winners": winners,
        "checks": stage.tally.rows(),
        "tables": [
            {"number": t.number, "host": t.fan.first_name, "city": t.fan.city,
             "chairs": t.capacity, "day": t.day.isoformat(), "given_back": t.given_back}
            for t in sorted(stage.tables, key=lambda table: table.number)
        ],
        "happenings": [asdict(one) for one in stage.happenings],
    }  # fmt: skip
