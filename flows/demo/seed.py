"""The demonstration's made-up brand, its people, and what has happened to them so far.

Everything goes through the domain, at the moment it is said to have happened: the clock is held
there, the fact is told, the mail "leaves". One transaction: a house is furnished, or it is empty.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.utils import translation

from accounts.domain import people as accounts
from accounts.domain import staff
from accounts.models import Brand, User
from common import clock
from common.models import OutboxMessage
from events.domain import applications, campaigns
from events.models import Application, Campaign, RecruitingLink
from flows import delivery
from flows.demo import words
from flows.demo.crowd import Crowd, Fan
from flows.demo.people import BRAND_SLUG, PEOPLE
from kits.domain import stock
from kits.models import Item, KitPlanLine
from links.domain import clicks
from mailing.domain import messages

PARIS = ZoneInfo("Europe/Paris")
SHOP_URL = "https://boutique.maison-alma.example/collection"
AGREED = ["RULES", "PRIVACY"]
BROWSER = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)


class SeedFailed(Exception):
    """A fact of the story could not be told; the house stays empty."""


class Story:
    """Who is who, and a clock that is put wherever the story is."""

    def __init__(self, *, brand: Brand, users: dict[str, User], present: datetime) -> None:
        self.brand = brand
        self.users = users
        self.present = present
        self.crowd = Crowd(20_261_122)

    def day(self, days: int, hour: int = 12, minute: int = 0) -> datetime:
        """Return an instant ``days`` from today, at that hour in Paris."""
        date = (self.present.astimezone(PARIS) + timedelta(days=days)).date()
        return datetime.combine(date, time(hour, minute), tzinfo=PARIS).astimezone(ZoneInfo("UTC"))

    @contextmanager
    def at(self, moment: datetime) -> Iterator[datetime]:
        """Hold the clock at ``moment``; what was published meanwhile is told before it goes on."""
        with clock.fixed(moment), translation.override("fr"):
            yield moment
            tell()


def run() -> None:
    """Fill an empty house; takes seconds."""
    from flows.demo import autumn, winter

    with transaction.atomic():
        present = clock.now()
        with clock.fixed(present - timedelta(days=90)), translation.override("fr"):
            brand, users = people()
        story = Story(brand=brand, users=users, present=present)
        with story.at(story.day(-85)):
            fill_stock(story)
        autumn.run(story)
        winter.run(story)


@transaction.atomic
def people() -> tuple[Brand, dict[str, User]]:
    """Make the brand and the prepared sign-ins; returns the brand and the users by key."""
    at = clock.now()
    brand = Brand.objects.create(
        slug=BRAND_SLUG,
        name="Maison Alma",
        legal_name="Maison Alma SAS",
        registration="RCS Lille Métropole 000 000 000",
        address="14 rue des Tisserands, 59100 Roubaix",
        contact_email="bonjour@maison-alma.example",
        look="alma",
        shop_domains=["boutique.maison-alma.example"],
    )
    users = {}
    for one in PEOPLE:
        user = account(one.email, "fr", one.first_name, one.last_name, at)
        users[one.key] = user
        if one.role:
            staff.appoint(brand=brand, user=user, role=one.role, by=None, at=at)
            # Everyone may know it: the demonstration signs in with one click anyway.
            TOTP.activate(user, base64.b32encode(one.email.encode()[:20]).decode())
    return brand, users


def account(email: str, language: str, first_name: str, last_name: str, at: datetime) -> User:
    """Return somebody's account, their address confirmed as if they had typed the code."""
    user = accounts.ensure(email=email, language=language, at=at)
    if user is None:
        raise SeedFailed(f"the account {email} is closed")
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return accounts.rename(user=user, first_name=first_name, last_name=last_name)


def fill_stock(story: Story) -> None:
    """Put the collection into the warehouse."""
    by = f"user:{story.users['logistics'].pk}"
    for sku, name_fr, name_en, kind, value, cost, weight, sizes, pieces in words.ITEMS:
        item = stock.create_item(
            brand=story.brand,
            sku=sku,
            name_fr=name_fr,
            name_en=name_en,
            kind=kind,
            value_minor=value,
            cost_minor=cost,
            weight_g=weight,
            sizes=sizes,
        )
        for size in item.sizes.order_by("pk"):
            stock.receive(item_size=size, quantity=pieces, by=by, at=clock.now())


def plan_kits(campaign: Campaign) -> None:
    """Say what lies in every kit of a campaign."""
    items = {item.sku: item for item in Item.objects.filter(brand=campaign.brand)}
    KitPlanLine.objects.bulk_create(
        KitPlanLine(
            campaign=campaign,
            item=items[sku],
            quantity=quantity,
            chooses_size=chooses,
            position=position,
        )
        for position, (sku, quantity, chooses) in enumerate(words.PLAN, start=1)
    )


def apply(
    story: Story,
    campaign: Campaign,
    fan: Fan,
    at: datetime,
    *extra: str,
    source: RecruitingLink | None = None,
    submitted: bool = True,
) -> Application:
    """Let somebody apply at ``at``; ``extra`` are the boxes ticked beside the required ones."""
    with story.at(at):
        user = account(fan.email, fan.language, *fan.name, at)
        application = applications.begin(
            campaign=campaign, user=user, at=at, language=fan.language, source=source
        )
        application = applications.save(application=application, at=at, **fan.answers)
        if source is not None:
            clicks.record(link=source.link, at=at, user_agent=BROWSER, source=source.network)
        if submitted:
            with translation.override(fan.language):
                application = applications.submit(
                    application=application, at=at, consents=[*AGREED, *extra]
                )
    return application


def open_campaign(
    story: Story,
    *,
    created: datetime,
    published: datetime,
    said: dict[str, dict[str, str]],
    strata: list[dict[str, Any]],
    **fields: Any,
) -> Campaign:
    """Draft a campaign and publish it, with its kit plan."""
    by = story.users["organiser"]
    with story.at(created) as at:
        campaign = campaigns.create(
            brand=story.brand,
            by=by,
            at=at,
            title=said["fr"]["title"],
            timezone="Europe/Paris",
            hosts_wanted=sum(one["quota"] for one in strata),
            liability_cap_minor=4_000,
            shop_url=SHOP_URL,
            **fields,
        )
        campaign = campaigns.edit(
            campaign=campaign, by=by, at=at, wordings=said, strata=strata, prizes=words.PRIZES
        )
        plan_kits(campaign)
    with story.at(published) as at:
        return campaigns.publish(campaign=campaign, by=by, at=at)


def tell() -> None:
    """Tell every waiting fact, and those that follow from it, then let the due mail leave."""
    for _round in range(50):
        waiting = OutboxMessage.objects.filter(done_at__isnull=True, parked_at__isnull=True)
        numbers = list(waiting.order_by("pk").values_list("pk", flat=True))
        if not numbers:
            break
        for number in numbers:
            if not delivery.deliver(message_id=number):
                message = OutboxMessage.objects.get(pk=number)
                raise SeedFailed(f"{message.fact}: {message.last_error}")
    messages.send_due(at=clock.now(), limit=10_000)
