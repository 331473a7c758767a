"""The shop's side: a guest leaves for it, orders come back as signed webhooks, credits to the cent."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import requests

from rehearsal.campaigns import DESK, SHOP_URL, Offer
from rehearsal.client import Browser
from rehearsal.houses import until
from rehearsal.world import World
from sales.connectors.generic import fake as generic
from sales.connectors.shapes import (
    IncomingLine,
    IncomingOrder,
    IncomingRefund,
    IncomingRefundLine,
)
from sales.connectors.shopify import fake as shopify
from tests.journeys.hosting import Guest, Host

SHOPIFY_SECRET = "shpss_for-a-story-0123456789abcdef"
Sign = Callable[..., tuple[dict[str, str], bytes]]


@dataclass(frozen=True)
class Shop:
    """One door for webhooks, as the desk told it once."""

    address: str
    secret: str

    def post(self, headers: dict[str, str], body: bytes) -> requests.Response:
        return requests.post(
            self.address,
            data=body,
            headers={"Content-Type": "application/json", **headers},
            timeout=20,
        )


def open_shops(organiser: Browser) -> tuple[Shop, Shop]:
    """Open a door for a Shopify shop, whose secret we are given, and one that gets ours."""
    found = []
    for kind, secret in (("SHOPIFY", SHOPIFY_SECRET), ("GENERIC", "")):
        new = organiser.get(f"{DESK}/shops").follow(r"/shops/new$").form(field="kind")
        page = new.fill(
            name=f"Boutique {kind.lower()}",
            kind=kind,
            domain="boutique.maison-alma.example",
            secret=secret,
        ).submit()
        address = re.search(r"/hooks/[0-9A-Z]{27}/", page.html)
        assert address, f"{page.url}: {page.text[:600]}"
        given = secret or re.search(r"whsec_[A-Za-z0-9+/=]+", page.html).group()
        again = organiser.get(page.path)
        assert given not in again.html, "a secret is shown once"
        found.append(Shop(organiser.base_url + address.group(), given))
    return found[0], found[1]


def leave_for_the_shop(guest: Guest) -> dict[str, str]:
    """Follow /go/ from the guest's page; returns what the shop's address carries."""

    def way_out() -> str:
        return guest.look.link(r"/go/[0-9A-Z]{10}$")  # made by the worker once they have answered

    answer = guest.browser.leaving(until("the guest has a link to the shop", way_out))
    assert answer.status_code == 302
    assert answer.headers.get("Set-Cookie") is None
    target = urlsplit(answer.headers["Location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == SHOP_URL
    carried = {name: values[0] for name, values in parse_qs(target.query).items()}
    assert set(carried) == {"cvv", "discount"}
    return carried


def order(
    number: int, at: datetime, *amounts: int, email: str = "", code: str = "", click: str = ""
) -> IncomingOrder:
    """An order of one line an amount, in euro cents; shipping 5.00 on top, which nobody is owed."""
    return IncomingOrder(
        external_id=str(number),
        number=f"#{number}",
        placed_at=at,
        updated_at=at,
        currency="EUR",
        net_minor=sum(amounts),
        gross_minor=sum(amounts) + 500,
        lines=tuple(
            IncomingLine(
                external_id=str(number * 10 + index),
                sku=f"SKU-{index}",
                title="Clafoutis",
                quantity=1,
                amount_minor=amount,
            )
            for index, amount in enumerate(amounts)
        ),
        email=email,
        promo_codes=(code,) if code else (),
        click_id=click,
    )


def stored(answer: requests.Response, *, new: bool) -> None:
    assert (answer.status_code, answer.json()) == (200, {"stored": True, "new": new})


def sell(
    world: World, shops: tuple[Shop, Shop], organiser: Browser, host: Host, offer: Offer,
    ana: Guest, carole: Guest,
) -> None:  # fmt: skip
    """Orders by click, by code, by consented address; forged, repeated, and partly given back."""
    first, second = shops
    carried = leave_for_the_shop(ana)
    now = world.move_by(hours=2)

    # By the click that Ana's link gave: 49.90 in two lines.
    by_click = order(7001, now, 2990, 2000, click=carried["cvv"])
    headers, body = shopify.order_delivery(
        order=by_click, secret=first.secret, at=now, delivery_id="d-7001"
    )
    forged = shopify.order_delivery(
        order=order(6666, now, 99900, click=carried["cvv"]),
        secret="shpss_of-somebody-else-0123456789",
        at=now,
        delivery_id="d-6666",
    )
    assert first.post(*forged).status_code == 401
    assert first.post(headers, body + b" ").status_code == 401
    stored(first.post(headers, body), new=True)
    stored(first.post(headers, body), new=False)
    again = shopify.order_delivery(
        order=by_click, secret=first.secret, at=now, delivery_id="d-7001-again"
    )
    stored(first.post(*again), new=True)  # the shop says the same under another delivery

    # By the table's code: 120.00.
    code = carried["discount"]
    by_code = generic.order_delivery(
        order=order(7002, now, 12000, code=code), secret=second.secret, at=now, delivery_id="d-7002"
    )
    stored(second.post(*by_code), new=True)
    wrong = dict(by_code[0]) | {"webhook-signature": "v1,AAAA"}
    assert second.post(wrong, by_code[1]).status_code == 401

    # By address alone: Ana agreed to be counted (33.33), Carole did not.
    for number, guest, amount in ((7003, ana, 3333), (7004, carole, 7777)):
        delivery = generic.order_delivery(
            order=order(number, now, amount, email=guest.email),
            secret=second.secret,
            at=now,
            delivery_id=f"d-{number}",
        )
        stored(second.post(*delivery), new=True)

    figures(world, organiser, host, offer, credited="203,23 €", plain="203.23", orders=3)

    # One line of two comes back: 20.00 of the 49.90.
    refund = shopify.refund_delivery(
        refund=IncomingRefund(
            external_id="9001",
            order_external_id="7001",
            amount_minor=2000,
            currency="EUR",
            at=world.now,
            lines=(IncomingRefundLine(line_external_id="70011", quantity=1, amount_minor=2000),),
        ),
        secret=first.secret,
        at=world.now,
        delivery_id="d-9001",
    )
    stored(first.post(*refund), new=True)
    stored(first.post(*refund), new=False)
    figures(world, organiser, host, offer, credited="183,23 €", plain="183.23", orders=3)

    desk = organiser.get(f"{DESK}/orders").text
    assert "#6666" not in desk
    for number in (7001, 7002, 7003, 7004):
        assert f"#{number}" in desk
    assert host.fan.first_name in _verdict(organiser, 7003)
    assert host.fan.first_name not in _verdict(organiser, 7004)


def _verdict(organiser: Browser, number: int) -> str:
    """What the desk says of one order, in a sentence."""
    listed = organiser.get(f"{DESK}/orders", params={"q": f"#{number}"})
    rows = [row for row in listed.tree.all("tr") if f"#{number}" in row.text]
    assert len(rows) == 1, f"{number} stands {len(rows)} times in the list"
    return rows[0].text


def figures(
    world: World, organiser: Browser, host: Host, offer: Offer, *, credited: str, plain: str,
    orders: int,
) -> None:  # fmt: skip
    """The host's page, the desk's report and its CSV say the same amount, to the cent."""
    until(
        f"the host's page says {credited}",
        lambda: _says(host.look.text, credited),
        within_s=30,
    )
    report = f"{DESK}/report/{offer.slug}"
    assert _says(organiser.get(report).text, credited)
    table = list(csv.DictReader(io.StringIO(organiser.get(f"{report}.csv").response.text)))
    mine = [row for row in table if row["city"] == host.fan.city]
    assert [(row["orders"], row["credited_EUR"]) for row in mine] == [(str(orders), plain)]
    others = [row["credited_EUR"] for row in table if row["city"] != host.fan.city]
    assert [float(amount) for amount in others] == [0.0] * len(others)


def _says(text: str, amount: str) -> bool:
    assert amount in text, f"there is {re.findall(r'[0-9 ]+,[0-9]{2} €', text)}"
    return True
