"""Short links and visits."""

import factory
from factory.django import DjangoModelFactory

from common import clock, codes
from links.models import Agent, Click, Link, LinkKind
from tests.factories.accounts import BrandFactory


class LinkFactory(DjangoModelFactory):
    class Meta:
        model = Link

    slug = factory.LazyFunction(codes.slug)
    brand = factory.SubFactory(BrandFactory)
    kind = LinkKind.SHARE
    target_url = factory.LazyAttribute(
        lambda o: "https://shop.maison-test.example/" if o.kind == LinkKind.SHOP else ""
    )
    created_at = factory.LazyFunction(clock.now)


class ClickFactory(DjangoModelFactory):
    class Meta:
        model = Click

    link = factory.SubFactory(LinkFactory)
    at = factory.LazyFunction(clock.now)
    agent = Agent.HUMAN
