"""The brand's shop: it signs what it tells, tells it twice and out of order; somebody forges."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from rehearsal import distributions as told
from rehearsal.campaigns import DESK
from rehearsal.client import Browser, Line
from rehearsal.dice import pick
from rehearsal.fans import MESSENGER
from rehearsal.stage import Guest, Stage, Table

SHIPPING_CENTS = 500
FORGER = "whsec_" + base64.b64encode(b"somebody else's secret").decode()


@dataclass(frozen=True)
class Door:
    """Where the shop's deliveries go, and the secret that signs them (Standard Webhooks)."""

    url: str
    secret: str
    line: Line

    def post(
        self, topic: str, data: dict[str, Any], at: datetime, delivery: str, *, secret: str = ""
    ) -> requests.Response:
        """Tell one thing; ``secret`` another than ours is a forgery."""
        said = {"type": topic, "timestamp": at.isoformat(timespec="seconds"), "data": data}
        body = json.dumps(said).encode()
        stamp = str(int(at.timestamp()))
        key = base64.b64decode((secret or self.secret).removeprefix("whsec_"))
        signed = hmac.new(key, b".".join([delivery.encode(), stamp.encode(), body]), hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": delivery,
            "webhook-timestamp": stamp,
            "webhook-signature": "v1," + base64.b64encode(signed.digest()).decode(),
        }
        session = requests.Session()
        session.trust_env = False
        session.adapters = {"http://": self.line.adapter, "https://": self.line.adapter}
        return session.post(self.url, data=body, headers=headers, timeout=30)


@dataclass
class Order:
    """One order as the shop knows it. ``table`` is the one it counts for, if any."""

    number: str
    table: Table | None
    cents: list[int]
    placed_at: datetime
    email: str = ""
    code: str = ""
    click: str = ""
    test: bool = False
    refunded: int = 0
    cancelled: bool = False
    deliveries: int = field(default=0)

    @property
    def net(self) -> int:
        return sum(self.cents)

    @property
    def kept(self) -> int:
        return 0 if self.cancelled else self.net - self.refunded

    def data(self, updated_at: datetime) -> dict[str, Any]:
        return {
            "id": self.number,
            "number": self.number,
            "placed_at": self.placed_at.isoformat(timespec="seconds"),
            "updated_at": updated_at.isoformat(timespec="seconds"),
            "currency": "EUR",
            "net": euros(self.net),
            "gross": euros(self.net + SHIPPING_CENTS),
            "lines": [
                {"id": f"{self.number}-{n}", "sku": f"SKU-{n}", "title": "Robe", "quantity": 1,
                 "amount": euros(cents)}
                for n, cents in enumerate(self.cents)
            ],
            "email": self.email,
            "promo_codes": [self.code] if self.code else [],
            "click_id": self.click,
            "test": self.test,
        }  # fmt: skip


def euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def open_shop(stage_line: Line, organiser: Browser, name: str) -> Door:
    """Open a door at the desk; the secret is told once."""
    new = organiser.get(f"{DESK}/shops").follow(r"/shops/new$").form(field="kind")
    page = new.fill(
        name=name, kind="GENERIC", domain="boutique.maison-alma.example", secret=""
    ).submit()
    address = re.search(r"/hooks/[0-9A-Z]{27}/", page.html)
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page.html)
    assert address and secret, f"{page.url}: {page.text[:600]}"
    return Door(organiser.base_url + address.group(), secret.group(), stage_line)


def sell(stage: Stage, door: Door) -> list[Order]:
    """Everybody's orders, then the clock a day on, then what is given back."""
    baskets = [
        (table, number, guest)
        for table in stage.living
        for number, guest in enumerate(table.guests)
        if guest.seating == "IN"
    ]
    orders: list[Order] = []

    def shop(basket: tuple[Table, int, Guest]) -> None:
        table, number, guest = basket
        orders.extend(_baskets(stage, table, number, guest))

    stage.each(shop, baskets, doing="guests who went home look into the shop")
    strangers = round(len(orders) * told.STRANGERS)
    stage.move_to(stage.world.now + timedelta(hours=5))
    at = stage.world.now
    for number in range(strangers):
        dice = stage.cast.dice.of("stranger", number)
        orders.append(
            Order(f"{stage.cast.prefix}S{number}", None, _cents(dice), at, "nobody@mail.example")
        )
    for order in orders:
        order.placed_at = at
    early = [o for o in orders if _refund(stage, o) and stage.cast.does(
        "refund first", o.number, told.REFUND_FIRST)]  # fmt: skip
    stage.each(lambda o: _give_back(stage, door, o), early, doing="refunds told before their order")
    stage.each(lambda order: _tell(stage, door, order), orders, doing="orders told by the shop")
    stage.move_to(stage.world.now + timedelta(days=3))
    later = [o for o in orders if _refund(stage, o) and o not in early]
    stage.each(lambda o: _give_back(stage, door, o), later, doing="refunds told by the shop")
    gone = [o for o in orders if stage.cast.does("cancelled", o.number, told.CANCELLED)]
    stage.each(lambda order: _cancel(stage, door, order), gone, doing="orders cancelled")
    return orders


def _cents(dice: Any) -> list[int]:
    return [dice.randint(*told.LINE_CENTS) for _ in range(dice.randint(*told.LINES))]


def _baskets(stage: Stage, table: Table, number: int, guest: Guest) -> list[Order]:
    """What one guest buys, and by which sign it may be known."""
    key = f"{table.number}-{number}"
    dice = stage.cast.dice.of("basket", key)
    if dice.random() >= told.BUYS:
        return []
    browser = stage.world.browser()
    link = browser.get(guest.path).link(r"/go/[0-9A-Z]{10}$")
    found = []
    for turn in range(2 if dice.random() < told.BUYS_AGAIN else 1):
        sign = pick(dice, told.SIGNALS)
        order = Order(
            f"{stage.cast.prefix}{key}-{turn}", None, _cents(dice), stage.world.now,
            test=dice.random() < told.TEST_ORDER,
        )  # fmt: skip
        if sign == "robot":
            order.click = _carried(stage.world.browser(agent=MESSENGER), link)["cvv"]
        elif sign == "click":
            order.click, order.table = _carried(browser, link)["cvv"], table
            table.visits += 1
        elif sign == "code":
            order.table = _passed_on(stage, table, dice)
            order.code = order.table.code
        elif sign == "email":
            order.email = guest.email or "unknown@mail.example"
            order.table = table if guest.counted else None
        found.append(order)
    return found


def _passed_on(stage: Stage, table: Table, dice: Any) -> Table:
    if dice.random() < told.CODE_OF_ANOTHER_TABLE:
        return dice.choice(sorted(stage.living, key=lambda one: one.number))  # type: ignore[no-any-return]
    return table


def learn_code(stage: Stage, table: Table) -> None:
    """The host goes to the shop by their own link, which carries the table's code."""
    link = table.browser.get(table.path).link(r"/go/[0-9A-Z]{10}$")
    table.code = _carried(table.browser, link)["discount"]
    table.visits += 1


def _carried(browser: Browser, link: str) -> dict[str, str]:
    """What the address of the shop carries."""
    answer = browser.leaving(link)
    assert answer.status_code == 302, answer.status_code
    assert answer.headers.get("Set-Cookie") is None, "no cookie before consent"
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def _tell(stage: Stage, door: Door, order: Order) -> None:
    """Tell the order: as it is, again, anew; and refuse what somebody forged."""
    at, tally = order.placed_at, stage.tally
    if stage.cast.does("forged", order.number, told.FORGED):
        fake = Order(f"{order.number}-forged", None, [99_900], at, click=order.click)
        answer = door.post("order.created", fake.data(at), at, f"d-{fake.number}", secret=FORGER)
        tally.tell("forged deliveries refused")
        tally.find("forged deliveries refused", int(answer.status_code == 401))
    _deliver(stage, door, "order.created", order.data(at), f"d-{order.number}", new=True)
    if stage.cast.does("told twice", order.number, told.TOLD_TWICE):
        _deliver(stage, door, "order.created", order.data(at), f"d-{order.number}", new=False)
    if stage.cast.does("told anew", order.number, told.TOLD_ANEW):
        _deliver(stage, door, "order.updated", order.data(at), f"d-{order.number}-u", new=True)
    tally.tell("test orders" if order.test else "orders")


def _deliver(
    stage: Stage, door: Door, topic: str, data: dict[str, Any], delivery: str, *, new: bool
) -> None:
    answer = door.post(topic, data, stage.world.now, delivery)
    assert answer.status_code == 200, f"{delivery}: {answer.status_code} {answer.text[:300]}"
    counted = "deliveries stored" if answer.json()["new"] else "repeated deliveries known again"
    stage.tally.tell("deliveries stored" if new else "repeated deliveries known again")
    stage.tally.find(counted)


def _refund(stage: Stage, order: Order) -> bool:
    gone = stage.cast.does("cancelled", order.number, told.CANCELLED)
    return not gone and stage.cast.does("refunded", order.number, told.REFUNDED)


def _give_back(stage: Stage, door: Door, order: Order) -> None:
    """One line, or everything."""
    at = stage.world.now
    dice = stage.cast.dice.of("refund", order.number)
    whole = dice.random() < told.REFUNDED_WHOLE
    line = dice.randrange(len(order.cents))
    order.refunded = order.net if whole else order.cents[line]
    data = {
        "id": f"R-{order.number}", "order_id": order.number, "currency": "EUR",
        "amount": euros(order.refunded), "at": at.isoformat(timespec="seconds"), "whole": whole,
        "lines": [] if whole else [
            {"line_id": f"{order.number}-{line}", "quantity": 1, "amount": euros(order.refunded)}
        ],
    }  # fmt: skip
    _deliver(stage, door, "order.refunded", data, f"r-{order.number}", new=True)
    _deliver(stage, door, "order.refunded", data, f"r-{order.number}", new=False)


def _cancel(stage: Stage, door: Door, order: Order) -> None:
    order.cancelled = True
    data = order.data(stage.world.now)
    _deliver(stage, door, "order.cancelled", data, f"c-{order.number}", new=True)


def reckon(stage: Stage, orders: list[Order]) -> None:
    """What each table is owed, from what was sold."""
    for order in orders:
        if order.test or order.table is None:
            continue
        order.table.orders += 1
        order.table.credited_cents += order.kept
        stage.note("order", table=order.table.number, count=order.kept)
