"""Orders after the evenings, told by the shop as a real one tells them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events.models import Party
from flows.demo import words
from flows.demo.seed import BROWSER, Story
from guests import queries as guests
from guests.models import Guest
from links.domain import clicks
from sales.connectors.generic import fake
from sales.connectors.shapes import (
    IncomingLine,
    IncomingOrder,
    IncomingRefund,
    IncomingRefundLine,
)
from sales.domain import codes, inbox, shops
from sales.models import Shop


@dataclass(frozen=True, kw_only=True)
class Till:
    """A shop and what it sells: ``goods`` by SKU, each with its title and price in minor units."""

    shop: str
    domain: str
    number: str  # of an order, "MA-{}"
    first: int
    shipping_minor: int
    goods: dict[str, tuple[str, int]]


@dataclass(frozen=True)
class Purchase:
    """One order: at which party, how many days later, what for, and what leads back to the host."""

    party: int
    days: int
    goods: tuple[str, ...]
    by_code: bool = False
    by_click: bool = False
    by_email: bool = False
    refund_minor: int = 0
    also_clicked: int | None = None  # the party whose link was opened as well: the runner-up


ALMA = Till(
    shop="Boutique Maison Alma",
    domain="boutique.maison-alma.example",
    number="MA-{}",
    first=1001,
    shipping_minor=490,
    goods=words.PRICES,
)
ALMA_PURCHASES = [
    Purchase(0, 1, ("ALMA-PULL", "ALMA-BONNET"), by_code=True),
    Purchase(0, 2, ("ALMA-ROBE",), by_click=True),
    Purchase(0, 6, ("ALMA-MANTEAU",), by_email=True),
    Purchase(1, 1, ("ALMA-ROBE", "ALMA-PULL"), by_code=True, by_click=True, refund_minor=11_900),
    Purchase(1, 4, ("ALMA-BONNET",), by_click=True),
    Purchase(2, 1, ("ALMA-MANTEAU", "ALMA-ROBE"), by_code=True, also_clicked=0),
    Purchase(2, 9, ("ALMA-PULL",), by_email=True),
    Purchase(3, 2, ("ALMA-ROBE",), by_code=True),
    Purchase(3, 3, ("ALMA-PULL", "ALMA-PULL"), by_click=True),
    Purchase(4, 1, ("ALMA-MANTEAU",), by_code=True),
    Purchase(5, 1, ("ALMA-ROBE", "ALMA-BONNET"), by_code=True, by_click=True),
    Purchase(5, 3, ("ALMA-MANTEAU", "ALMA-PULL"), by_click=True, by_email=True),
    Purchase(5, 5, ("ALMA-PULL",), by_code=True),
    Purchase(5, 8, ("ALMA-BONNET",)),
]


def shop_at(
    story: Story, till: Till, purchases: list[Purchase], held: list[Party], *, opened: datetime
) -> None:
    """Open the shop's door and let the guests of these evenings buy."""
    with story.at(opened) as at:
        shop = shops.create(
            brand=story.brand,
            kind="GENERIC",
            name=till.shop,
            domain=till.domain,
            by=story.users["organiser"],
            at=at,
        )
    for number, purchase in enumerate(purchases, start=till.first):
        if purchase.party < len(held):
            _buy(story, shop, till, held, purchase, number)


def _buy(
    story: Story, shop: Shop, till: Till, held: list[Party], purchase: Purchase, number: int
) -> None:
    party = held[purchase.party]
    party.refresh_from_db()
    assert party.ends_at is not None
    came = [guest for guest in guests.readers_of(party.pk) if guest.rsvp.answer == "YES"]
    measured = [guest for index, guest in enumerate(came) if index % 2 == 0]
    buyer: Guest | None = (measured if purchase.by_email else came)[0] if came else None
    placed = party.ends_at + timedelta(days=purchase.days, hours=-3)
    click_id = ""
    with story.at(placed - timedelta(minutes=20)) as at:
        code, link = codes.open_for(party=party, at=at)
        if purchase.also_clicked is not None:
            _, link = codes.open_for(party=held[purchase.also_clicked], at=at)
        if link is not None and (purchase.by_click or purchase.also_clicked is not None):
            click = clicks.record(link=link.link, at=at, user_agent=BROWSER, source="mail")
            click_id = str(click.pk)
    lines = tuple(
        IncomingLine(
            external_id=f"{number}-{place}",
            sku=sku,
            title=till.goods[sku][0],
            quantity=1,
            amount_minor=till.goods[sku][1],
        )
        for place, sku in enumerate(purchase.goods, start=1)
    )
    net = sum(line.amount_minor for line in lines)
    known = buyer.email if buyer is not None and purchase.by_email else ""
    order = IncomingOrder(
        external_id=str(number),
        number=till.number.format(number),
        placed_at=placed,
        updated_at=placed,
        currency="EUR",
        net_minor=net,
        gross_minor=net + till.shipping_minor,
        lines=lines,
        email=known or f"cliente.{number}@achat.example",
        promo_codes=(code.code,) if purchase.by_code else (),
        click_id=click_id,
        customer_id=f"c{number}",
    )
    with story.at(placed + timedelta(seconds=8)) as at:
        _, body = fake.order_delivery(
            order=order, secret=shop.secret, at=at, delivery_id=f"order-{number}"
        )
        inbox.store(
            shop=shop, delivery_id=f"order-{number}", topic="order.created", body=body, at=at
        )
    if purchase.refund_minor:
        _give_back(story, shop, order, purchase.refund_minor)


def _give_back(story: Story, shop: Shop, order: IncomingOrder, amount_minor: int) -> None:
    """Part of an order comes back: its last line."""
    last = order.lines[-1]
    with story.at(order.placed_at + timedelta(days=5)) as at:
        refund = IncomingRefund(
            external_id=f"r{order.external_id}",
            order_external_id=order.external_id,
            amount_minor=amount_minor,
            currency=order.currency,
            at=at,
            lines=(
                IncomingRefundLine(
                    line_external_id=last.external_id, quantity=1, amount_minor=amount_minor
                ),
            ),
        )
        key = f"refund-{order.external_id}"
        _, body = fake.refund_delivery(refund=refund, secret=shop.secret, at=at, delivery_id=key)
        inbox.store(shop=shop, delivery_id=key, topic="order.refunded", body=body, at=at)
