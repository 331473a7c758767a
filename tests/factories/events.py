"""Campaigns and applications, complete enough to publish or to draw; dates around the tests' noon."""

import hashlib
from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from accounts.identity import email_hash
from common import clock, codes
from common.search import plain_words
from events.domain import eligibility
from events.models import (
    CHOOSING,
    Application,
    ApplicationState,
    Campaign,
    CampaignKind,
    CampaignState,
    CampaignWording,
    LeadImport,
    Prize,
    PrizeKind,
    Question,
    QuestionKind,
    RecruitingLink,
    Rules,
    Stratum,
    Verdict,
)
from tests.factories.accounts import BrandFactory, UserFactory
from tests.factories.links import LinkFactory

NORTH = ["59", "62", "80", "02", "60"]


class CampaignFactory(DjangoModelFactory):
    """Open now, closing in a week, two regions (Nord: 1 place; everyone else: 2), one prize.

    ``in_state`` puts it further on; its rules are frozen unless it is a draft.
    """

    class Meta:
        model = Campaign
        skip_postgeneration_save = True

    class Params:
        in_state = CampaignState.PUBLISHED

    brand = factory.SubFactory(BrandFactory)
    slug = factory.Sequence(lambda n: f"hiver-{n}")
    kind = CampaignKind.PARTY
    state = factory.LazyAttribute(lambda o: o.in_state)
    applications_open_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=7))
    applications_close_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=7))
    draw_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=9))
    party_from_date = factory.LazyFunction(lambda: _day(20))
    party_until_date = factory.LazyFunction(lambda: _day(41))
    hosts_wanted = 3
    shop_url = "https://shop.maison-test.example/hiver"
    created_by = factory.SubFactory(UserFactory)
    created_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=20))
    published_at = factory.LazyAttribute(
        lambda o: None if o.in_state == CampaignState.DRAFT else o.created_at
    )
    cancelled_at = factory.LazyAttribute(
        lambda o: clock.now() if o.in_state == CampaignState.CANCELLED else None
    )

    @factory.post_generation
    def complete(self, create: bool, extracted: bool | None, **_: object) -> None:
        if not create or extracted is False:
            return
        WordingFactory(campaign=self, language="fr")
        WordingFactory(campaign=self, language="en", title="Winter at your table")
        StratumFactory(campaign=self, key="nord", name="Nord", quota=1, departments=NORTH)
        StratumFactory(campaign=self, key="ailleurs", name="Ailleurs", quota=2, position=1)
        PrizeFactory(campaign=self)
        if self.state != CampaignState.DRAFT:
            RulesFactory(campaign=self, language="fr")
            RulesFactory(campaign=self, language="en")


def _day(days: int) -> date:
    return (clock.now() + timedelta(days=days)).date()


class WordingFactory(DjangoModelFactory):
    class Meta:
        model = CampaignWording

    campaign = factory.SubFactory(CampaignFactory, complete=False)
    language = "fr"
    title = "L’hiver à votre table"
    tagline = "Trois personnes reçoivent chez elles, avec leurs amis."
    pact = "Inviter au moins quatre amis\nRendre ce qui est prêté"


class StratumFactory(DjangoModelFactory):
    class Meta:
        model = Stratum

    campaign = factory.SubFactory(CampaignFactory, complete=False)
    key = factory.Sequence(lambda n: f"region-{n}")
    name = "Région"
    quota = 1
    departments: list[str] = []


class PrizeFactory(DjangoModelFactory):
    class Meta:
        model = Prize

    campaign = factory.SubFactory(CampaignFactory, complete=False)
    kind = PrizeKind.GIVEN
    name_fr = "une écharpe"
    name_en = "a scarf"
    value_minor = 6200


class RulesFactory(DjangoModelFactory):
    class Meta:
        model = Rules

    campaign = factory.SubFactory(CampaignFactory, complete=False)
    version = 1
    language = "fr"
    text = factory.LazyAttribute(lambda o: f"Règlement ({o.language})\n\nversion {o.version}\n")
    sections = factory.LazyFunction(lambda: [["1. Objet", ["Un tirage."]]])
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.text.encode()).hexdigest())
    published_at = factory.LazyFunction(clock.now)


class RecruitingLinkFactory(DjangoModelFactory):
    class Meta:
        model = RecruitingLink

    campaign = factory.SubFactory(CampaignFactory)
    link = factory.LazyAttribute(lambda o: LinkFactory(brand=o.campaign.brand, kind="RECRUIT"))
    network = factory.Sequence(lambda n: f"network-{n}")


class LeadImportFactory(DjangoModelFactory):
    """An export whose file is gone and whose rows nobody has read."""

    class Meta:
        model = LeadImport

    campaign = factory.SubFactory(CampaignFactory)
    source = factory.LazyAttribute(lambda o: RecruitingLinkFactory(campaign=o.campaign))
    code = factory.LazyFunction(codes.slug)
    language = "fr"
    file_name = "leads.csv"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    export = "GENERIC"
    encoding = "utf-8"
    delimiter = ","
    columns = factory.LazyFunction(lambda: ["email", "first_name"])
    mapping = factory.LazyFunction(lambda: {"email": 0, "first_name": 1, "full_name": None})
    size = 100
    uploaded_at = factory.LazyFunction(clock.now)


class ApplicationFactory(DjangoModelFactory):
    """Handed in, eligible, from Lille, in the region of the north; each from another home."""

    class Meta:
        model = Application

    class Params:
        in_state = ApplicationState.SUBMITTED

    campaign = factory.SubFactory(CampaignFactory)
    user = factory.SubFactory(UserFactory)
    code = factory.LazyFunction(codes.capability)
    state = factory.LazyAttribute(lambda o: o.in_state)
    receipt_number = factory.LazyAttribute(
        lambda o: None if o.in_state == ApplicationState.DRAFT else codes.receipt("TEST", of="")
    )
    first_name = "Camille"
    last_name = "Durand"
    birth_year = 1990
    address_line = factory.Sequence(lambda n: f"{n + 1} rue des Tisserands")
    postcode = "59000"
    city = "Lille"
    seats = 8
    email_hash = factory.LazyAttribute(lambda o: email_hash(o.user.email))
    household_key = factory.LazyAttribute(
        lambda o: eligibility.home_key(
            Application(
                address_line=o.address_line, address_extra="", postcode=o.postcode, city=o.city
            )
        )
    )
    stratum = factory.LazyAttribute(
        lambda o: o.campaign.strata.order_by("position").first() if o.verdict else None
    )
    search_words = factory.LazyAttribute(
        lambda o: plain_words(
            o.first_name, o.last_name, o.postcode, o.city, o.receipt_number or "", o.user.email
        )
    )
    rules_version = factory.LazyAttribute(
        lambda o: None if o.in_state == ApplicationState.DRAFT else 1
    )
    verdict = factory.LazyAttribute(
        lambda o: "" if o.in_state == ApplicationState.DRAFT else Verdict.ELIGIBLE
    )
    started_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=2))
    submitted_at = factory.LazyAttribute(
        lambda o: None if o.in_state == ApplicationState.DRAFT else o.started_at
    )
    withdrawn_at = factory.LazyAttribute(
        lambda o: clock.now() if o.in_state == ApplicationState.WITHDRAWN else None
    )


class QuestionFactory(DjangoModelFactory):
    """A line of text, not required; of another kind by ``kind``, with what that kind needs."""

    class Meta:
        model = Question

    campaign = factory.SubFactory(CampaignFactory)
    position = factory.Sequence(lambda n: n + 1)
    kind = QuestionKind.TEXT
    words_fr = factory.LazyAttribute(lambda o: f"Question {o.kind} ?")
    words_en = factory.LazyAttribute(lambda o: f"Question {o.kind}?")
    options = factory.LazyAttribute(
        lambda o: (
            [
                {"key": "o1", "fr": "du sucré", "en": "sweet"},
                {"key": "o2", "fr": "du salé", "en": "savoury"},
                {"key": "o3", "fr": "les deux", "en": "both"},
            ]
            if o.kind in CHOOSING
            else []
        )
    )
