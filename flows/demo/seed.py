"""The demonstration's made-up brands, their people, and what has happened to them so far.

Everything goes through the domain, at the moment it is said to have happened: the clock is held
there, the fact is told, the mail "leaves". One transaction: a house is furnished, or it is empty.
"""

import base64
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection, transaction
from django.utils import translation

from accounts.domain import keys, staff
from accounts.domain import people as accounts
from accounts.models import Brand, Role, User
from common import clock
from common.models import OutboxMessage
from events.domain import applications, campaigns, draws, recruiting
from events.domain import questions as own_questions
from events.models import Application, Campaign, Draw, Question, RecruitingLink
from flows import delivery, team
from flows.demo import sweet_words, words
from flows.demo.crowd import Crowd, Fan
from flows.demo.people import BRAND_SLUG, PEOPLE, SWEET_SLUG
from kits.domain import stock
from kits.models import Item, KitPlanLine
from links.domain import clicks
from mailing import queries as mail
from mailing.models import MessageState

PARIS = ZoneInfo("Europe/Paris")
SHOP_URL = "https://boutique.maison-alma.example/collection"
AGREED = ["RULES", "PRIVACY"]
BROWSER = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
PREVIEW = "WhatsApp/2.25.30.77 A"


class SeedFailed(Exception):
    """A fact of the story could not be told; the house stays empty."""


@dataclass(frozen=True, kw_only=True)
class Season:
    """What one campaign says and offers, who hears of it, and who applies.

    ``networks``: name, creator or post, visitors. ``as_many``: how many people of which regions.
    ``terms``: whatever else the brand settles, as fields of the campaign.
    """

    said: dict[str, dict[str, str]]
    hashtag: str
    strata: list[dict[str, Any]]
    networks: list[tuple[str, str, int]]
    as_many: dict[tuple[str, ...], int]
    prizes: list[dict[str, Any]]
    plan: list[words.Planned]
    terms: dict[str, Any] = field(default_factory=dict)


class Story:
    """Who is who, and a clock that is put wherever the story is."""

    def __init__(
        self,
        *,
        brand: Brand,
        users: dict[str, User],
        present: datetime,
        crowd: Crowd | None = None,
    ) -> None:
        self.brand = brand
        self.users = users
        self.present = present
        self.crowd = crowd or Crowd(20_261_122)

    @property
    def logistics(self) -> str:
        """Who packs and ships, as the ledger names them."""
        return f"user:{self.users['logistics'].pk}"

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
    from flows.demo import answering, autumn, dinners, running, sealed, seasons, spring, winter

    with transaction.atomic():
        present = clock.now()
        with clock.fixed(present - timedelta(days=90)), translation.override("fr"):
            alma, sucre, users = people()
        story = Story(brand=alma, users=users, present=present)
        with story.at(story.day(-85)):
            fill_stock(story, words.ITEMS)
        autumn.run(story)
        winter.run(story)
        spring.run(story)
        # People of their own, so that adding one to a campaign changes nobody elsewhere.
        midseason = Story(brand=alma, users=users, present=present, crowd=Crowd(11, first=2_000))
        running.run(midseason)
        sweets = Story(brand=sucre, users=users, present=present, crowd=Crowd(12, first=4_000))
        with sweets.at(sweets.day(-85)):
            fill_stock(sweets, sweet_words.ITEMS)
        sealed.run(sweets, seasons.DESSERT)
        answering.run(sweets, seasons.ISLAND, **seasons.ISLAND_VOICES)
        dinners.run_open(sweets)
        dinners.run_under_way(sweets)
        dinners.run_over(sweets)
        wardrobe = Story(brand=alma, users=users, present=present, crowd=Crowd(13, first=6_000))
        sealed.run(wardrobe, seasons.PARTY_CLOTHES)
        answering.run(wardrobe, seasons.KNITWEAR, **seasons.KNITWEAR_VOICES)
        with story.at(present):  # whatever fell due since the last page of the story leaves now
            somebody_new(sweets)
        tell_sizes()


def tell_sizes() -> None:
    """Let PostgreSQL learn how large the tables became: it would plan pages for empty ones until it looks by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def somebody_new(story: Story) -> None:
    """Offer a role that nobody has taken yet, and make the key of a shop's own software."""
    team.invite(
        brand=story.brand,
        email="nadia.accueille@freres-sucre.example",
        role=Role.CARE,
        language="fr",
        by=story.users["organiser"],
        at=story.present,
    )
    keys.create(
        brand=story.brand,
        name="Caisse de la boutique",
        scopes=["orders:read", "shipments:write"],
        by=story.users["organiser"],
        at=story.present,
    )


@transaction.atomic
def people() -> tuple[Brand, Brand, dict[str, User]]:
    """Make the two brands and the prepared sign-ins; returns the brands and the users by key."""
    at = clock.now()
    alma = Brand.objects.create(
        slug=BRAND_SLUG,
        name="Maison Alma",
        legal_name="Maison Alma SAS",
        registration="RCS Lille Métropole 000 000 000",
        address="14 rue des Tisserands, 59100 Roubaix",
        contact_email="bonjour@maison-alma.example",
        look="alma",
        shop_domains=["boutique.maison-alma.example"],
    )
    sucre = Brand.objects.create(
        slug=SWEET_SLUG,
        name="Les Frères Sucre",
        legal_name="Les Frères Sucre SARL",
        registration="RCS Nancy 000 000 000",
        address="3 rue des Bergamotes, 54000 Nancy",
        contact_email="bonjour@freres-sucre.example",
        look="sucre",
        shop_domains=["boutique.freres-sucre.example"],
    )
    users = {}
    for one in PEOPLE:
        user = account(one.email, "fr", one.first_name, one.last_name, at)
        users[one.key] = user
        if one.role:
            staff.appoint(brand=alma, user=user, role=one.role, by=None, at=at)
            # The same hands at the second house, where the organiser is at home.
            role = Role.OWNER if one.role == Role.ORGANISER else one.role
            staff.appoint(brand=sucre, user=user, role=role, by=None, at=at)
            # Everyone may know it: the demonstration signs in with one click anyway.
            TOTP.activate(user, base64.b32encode(one.email.encode()[:20]).decode())
    return alma, sucre, users


def account(email: str, language: str, first_name: str, last_name: str, at: datetime) -> User:
    """Return somebody's account, their address confirmed as if they had typed the code."""
    user = accounts.ensure(email=email, language=language, at=at)
    if user is None:
        raise SeedFailed(f"the account {email} is closed")
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return accounts.rename(user=user, first_name=first_name, last_name=last_name)


def fill_stock(story: Story, items: list[words.Goods]) -> None:
    """Put a collection into the brand's warehouse."""
    for sku, name_fr, name_en, kind, value, cost, weight, sizes, pieces in items:
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
            stock.receive(item_size=size, quantity=pieces, by=story.logistics, at=clock.now())


def plan_kits(campaign: Campaign, plan: list[words.Planned]) -> None:
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
        for position, (sku, quantity, chooses) in enumerate(plan, start=1)
    )


# Whoever came without a link followed the brand's own letter.
NEWSLETTER = {"utm_source": "lettre", "utm_medium": "email"}


def recruit(
    story: Story, campaign: Campaign, networks: list[tuple[str, str, int]], *, at: datetime
) -> list[RecruitingLink]:
    """Open one link per network or creator; each holds its name, a label, and its visitors.

    The visitors come over the four days that follow; one in nine is only a messenger's preview.
    """
    found = []
    with story.at(at):
        for network, label, visits in networks:
            opened = recruiting.open_link(
                campaign=campaign, network=network, label=label, by=story.users["organiser"], at=at
            )
            found.append(opened)
            for number in range(visits):
                clicks.record(
                    link=opened.link,
                    at=at + timedelta(days=4) * (number + 1) / (visits + 1),
                    user_agent=PREVIEW if number % 9 == 8 else BROWSER,
                    source=network,
                )
    return found


def apply(
    story: Story,
    campaign: Campaign,
    fan: Fan,
    at: datetime,
    *extra: str,
    source: RecruitingLink | None = None,
    submitted: bool = True,
    given: Mapping[Question, Any] | None = None,
    doubts: Collection[str] = (),
) -> Application:
    """Let somebody apply at ``at``; ``extra`` are the boxes ticked beside the required ones.

    ``given`` answers the campaign's own questions.
    """
    with story.at(at):
        user = account(fan.email, fan.language, *fan.name, at)
        application = applications.begin(
            campaign=campaign,
            user=user,
            at=at,
            language=fan.language,
            source=source,
            tags=None if source else NEWSLETTER,
        )
        application = applications.save(application=application, at=at, given=given, **fan.answers)
        if source is not None:
            clicks.record(link=source.link, at=at, user_agent=BROWSER, source=source.network)
        if submitted:
            with translation.override(fan.language):
                application = applications.submit(
                    application=application, at=at, consents=[*AGREED, *extra], doubts=doubts
                )
    return application


def open_campaign(
    story: Story,
    *,
    created: datetime,
    published: datetime,
    said: dict[str, dict[str, str]],
    strata: list[dict[str, Any]],
    prizes: list[dict[str, Any]] | None = None,
    plan: list[words.Planned] | None = None,
    questions: list[dict[str, Any]] | None = None,
    **fields: Any,
) -> Campaign:
    """Draft a campaign and publish it, with its kit plan; Maison Alma's unless said."""
    by = story.users["organiser"]
    with story.at(created) as at:
        campaign = campaigns.create(
            brand=story.brand,
            by=by,
            at=at,
            title=said["fr"]["title"],
            **{
                "timezone": "Europe/Paris",
                "hosts_wanted": sum(one["quota"] for one in strata),
                "liability_cap_minor": 4_000,
                "shop_url": SHOP_URL,
                **fields,
            },
        )
        campaign = campaigns.edit(
            campaign=campaign,
            by=by,
            at=at,
            wordings=said,
            strata=strata,
            prizes=prizes or words.PRIZES,
        )
        plan_kits(campaign, plan or words.PLAN)
        if questions:
            own_questions.replace(campaign=campaign, questions=questions, by=by, at=at)
    with story.at(published) as at:
        return campaigns.publish(campaign=campaign, by=by, at=at)


def open_season(story: Story, season: Season, **dates: Any) -> Campaign:
    """Draft and publish a season; ``dates`` are those of ``open_campaign``."""
    return open_campaign(
        story,
        said=season.said,
        strata=season.strata,
        prizes=season.prizes,
        plan=season.plan,
        hashtag=season.hashtag,
        **season.terms,
        **dates,
    )


def seal_and_draw(story: Story, campaign: Campaign, *, sealed_at: datetime) -> Draw:
    """Two officers, as always: one seals, the other draws once the round is out.

    The announced hour is the round's; afterwards the undo window is over and the answers leave.
    """
    draw = seal(story, campaign, at=sealed_at)
    with story.at(campaign.draw_at + timedelta(seconds=30)) as at:
        draws.collect_beacons(at=at)
        draw.refresh_from_db()
        draw = draws.run_draw(draw=draw, by=story.users["officer-2"], at=at)
    with story.at(campaign.draw_at + timedelta(minutes=12)):
        pass  # the undo window is over: the answers leave
    return draw


def seal(story: Story, campaign: Campaign, *, at: datetime) -> Draw:
    """Close what is due and seal the draw for the hour that was announced."""
    with story.at(at):
        campaigns.move_due(at=at)
        return draws.seal(
            campaign=campaign,
            by=story.users["officer-1"],
            at=at,
            chain="rehearsal",
            not_before=campaign.draw_at,
        )


def tell() -> None:
    """Tell every waiting fact, and those that follow from it, then let the due mail leave.

    Nothing leaves a demonstration, the row is the delivery: due rows are noted as sent at once.
    """
    for _round in range(50):
        waiting = OutboxMessage.objects.filter(done_at__isnull=True, parked_at__isnull=True)
        numbers = list(waiting.order_by("pk").values_list("pk", flat=True))
        if not numbers:
            break
        for number in numbers:
            if not delivery.deliver(message_id=number):
                message = OutboxMessage.objects.get(pk=number)
                raise SeedFailed(f"{message.fact}: {message.last_error}")
    at = clock.now()
    mail.due(at=at).order_by().update(state=MessageState.SENT, sent_at=at, attempts=1)
