"""Shops, what they say, and the parties that orders are credited to."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import factory
from django.test import Client
from factory.django import DjangoModelFactory

from accounts.domain import consents
from accounts.identity import email_hash
from accounts.models import Brand, Consent, Purpose, User
from common import codes
from events.models import (
    Arm,
    Campaign,
    Draw,
    DrawMode,
    DrawState,
    Entrant,
    Party,
    Place,
    PlaceState,
    Rank,
)
from guests.models import Guest, Invitation
from links.models import Click, Link, LinkKind
from sales.connectors.generic import fake as generic_fake
from sales.connectors.shapes import IncomingOrder, IncomingRefund, IncomingState
from sales.connectors.shopify import fake as shopify_fake
from sales.domain import codes as sales_codes
from sales.models import Order, PromoCode, Shop, ShopKind, ShopLink
from tests.factories.accounts import BrandFactory, UserFactory
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.moments import NOON

SHOPIFY_SECRET = "shpss_0123456789abcdef0123456789abcdef"


class ShopFactory(DjangoModelFactory):
    class Meta:
        model = Shop

    brand = factory.SubFactory(BrandFactory)
    code = factory.LazyFunction(codes.capability)
    kind = ShopKind.GENERIC
    name = "La boutique"
    secret = factory.LazyAttribute(
        lambda o: SHOPIFY_SECRET if o.kind == ShopKind.SHOPIFY else generic_fake.new_secret()
    )


class OrderFactory(DjangoModelFactory):
    class Meta:
        model = Order

    shop = factory.SubFactory(ShopFactory)
    external_id = factory.Sequence(lambda n: f"O-{n}")
    number = factory.LazyAttribute(lambda o: f"#{o.external_id}")
    placed_at = NOON
    heard_at = NOON
    currency = "EUR"
    net_minor = 10_000
    gross_minor = 12_500
    created_at = NOON


def party(
    *,
    campaign: Campaign | None = None,
    brand: Brand | None = None,
    host: User | None = None,
    **columns: Any,
) -> Party:
    """A party of somebody new, its date not yet chosen.

    The draw behind it is a bare row that is not sealed: a sealed list would take nobody any more.
    """
    if campaign is None:
        campaign = CampaignFactory(brand=brand or BrandFactory(), in_state="RUNNING")
    host = host or UserFactory()
    application = ApplicationFactory(campaign=campaign, user=host)
    draw = Draw.every.filter(campaign=campaign).first() or Draw.every.create(
        campaign=campaign,
        code=codes.slug(),
        number=1,
        state=DrawState.SEALING,
        mode=DrawMode.COMMIT_REVEAL,
        header_text="{}",
        entrants_count=1,
        sealed_at=NOON - timedelta(days=5),
        sealed_by=UserFactory(),
    )
    key = f"stratum-{application.pk}"
    entrant = Entrant.objects.create(
        draw=draw,
        application=application,
        public_id=f"E{application.pk}",
        index=application.pk,
        stratum_key=key,
        salt=email_hash(f"{application.pk}@salt.example"),
        leaf=email_hash(f"{application.pk}@leaf.example"),
    )
    place = Place.objects.create(
        draw=draw,
        rank=Rank.objects.create(
            draw=draw, entrant=entrant, stratum_key=key, position=1, arm=Arm.WINNER, ticket="0" * 64
        ),
        stratum_key=key,
        slot=1,
        state=PlaceState.ACCEPTED,
        asked_at=NOON - timedelta(days=4),
        answer_by=NOON - timedelta(days=1),
        answered_at=NOON - timedelta(days=3),
    )
    return Party.objects.create(
        **{
            "campaign": campaign,
            "place": place,
            "host": host,
            "code": codes.capability(),
            "uid": f"{codes.slug()}@convive.example",
            "host_first_name": host.first_name,
            "host_last_name": host.last_name,
            "address_line": "12 rue des Lilas",
            "postcode": "59000",
            "city": "Lille",
            "timezone": "Europe/Paris",
            "accepted_at": NOON - timedelta(days=3),
            **columns,
        }
    )


def seal(held: Party) -> None:
    """Seal the bare draw behind a party: nobody joins it any more."""
    Draw.every.filter(pk=held.place.draw_id).update(
        state=DrawState.SEALED, root=email_hash(f"{held.campaign_id}@root.example")
    )


def party_with_code(**columns: Any) -> tuple[Party, PromoCode, ShopLink]:
    """A party with its promo code and its link to the shop."""
    held = party(**columns)
    code, link = sales_codes.open_for(party=held, at=NOON - timedelta(days=3))
    assert link is not None
    return held, code, link


def guest(
    *, party: Party, email: str = "noe@example.com", at: datetime = NOON - timedelta(days=2)
) -> Guest:
    """Somebody who answered the invitation of ``party``."""
    invitation = Invitation.objects.filter(party=party).first() or Invitation.objects.create(
        party=party,
        link=Link.objects.create(
            slug=codes.slug(),
            brand=party.campaign.brand,
            kind=LinkKind.SHARE,
            created_at=NOON - timedelta(days=3),
        ),
        capacity=8,
        opened_at=NOON - timedelta(days=3),
    )
    return Guest.objects.create(
        invitation=invitation,
        code=codes.capability(),
        first_name="Noé",
        email=email,
        email_hash=email_hash(email) if email else "",
        created_at=at,
    )


def consent(
    *, brand: Brand, email: str = "noe@example.com", at: datetime = NOON - timedelta(days=2)
) -> Consent:
    """The measurement consent of one address."""
    return consents.give(
        brand=brand,
        purpose=Purpose.MEASUREMENT,
        text="You may compare my address, hashed, with the shop's orders.",
        text_version="1",
        language="en",
        where="rsvp",
        at=at,
        email=email,
    )


def click(
    link: ShopLink, *, at: datetime = NOON - timedelta(hours=1), agent: str = "HUMAN"
) -> Click:
    """One visit to the shop through ``link``."""
    return Click.objects.create(link=link.link, at=at, agent=agent)


def said(**columns: Any) -> IncomingOrder:
    """An order as a connector tells it: 100.00 EUR of goods, placed at noon."""
    click_id = columns.pop("click_id", "")
    return IncomingOrder(
        **{
            "external_id": "1001",
            "number": "#1001",
            "placed_at": NOON,
            "updated_at": NOON,
            "currency": "EUR",
            "net_minor": 10_000,
            "gross_minor": 12_500,
            "click_id": str(click_id) if isinstance(click_id, uuid.UUID) else click_id,
            **columns,
        }
    )


def said_refund(**columns: Any) -> IncomingRefund:
    """A refund as a connector tells it: 25.00 EUR of order 1001, a day later."""
    return IncomingRefund(
        **{
            "external_id": "2001",
            "order_external_id": "1001",
            "amount_minor": 2_500,
            "currency": "EUR",
            "at": NOON + timedelta(days=1),
            **columns,
        }
    )


def delivery(
    shop: Shop,
    what: IncomingOrder | IncomingRefund,
    *,
    delivery_id: str = "d-1",
    topic: str = "",
    at: datetime = NOON,
) -> tuple[dict[str, str], bytes]:
    """(headers, body) as this kind of shop signs them."""
    fake = shopify_fake if shop.kind == ShopKind.SHOPIFY else generic_fake
    signed = {"secret": shop.secret, "at": at, "delivery_id": delivery_id}
    if isinstance(what, IncomingRefund):
        return fake.refund_delivery(refund=what, **signed)
    if not topic and shop.kind == ShopKind.GENERIC:
        cancelled = what.state == IncomingState.CANCELLED
        topic = "order.cancelled" if cancelled else "order.updated"
    return fake.order_delivery(order=what, **({"topic": topic} if topic else {}), **signed)


def post(client: Client, shop: Shop, headers: dict[str, str], body: bytes) -> Any:
    """Send one delivery through the front door."""
    return client.post(
        f"/hooks/{shop.code}/", data=body, content_type="application/json", headers=headers
    )
