"""Making, revoking and counting."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from links import queries
from links.domain import clicks, links
from links.models import Agent, Click, LinkKind
from tests.factories.links import ClickFactory, LinkFactory
from tests.links.test_agents import CHROME


def test_create_gives_a_slug_of_ten_letters(brand, noon):
    link = links.create(brand=brand, kind=LinkKind.SHARE, at=noon)

    assert (len(link.slug), link.kind, link.created_at) == (10, "SHARE", noon)
    assert queries.live_link(slug=link.slug, kind=LinkKind.SHARE, at=noon) == link


def test_database_refuses_a_shop_link_that_leads_nowhere(brand, noon):
    with pytest.raises(IntegrityError, match="shop_link_leads_somewhere"):
        links.create(brand=brand, kind=LinkKind.SHOP, at=noon)


def test_live_link_reads_a_slug_as_people_type_it(brand, noon):
    link = LinkFactory(brand=brand, slug="ABC0123DEF")

    assert queries.live_link(slug=" abcO123def", kind=LinkKind.SHARE, at=noon) == link


@pytest.mark.parametrize("slug", ["", "UNKNOWN000", "é" * 300, "../etc", "\x00"])
def test_live_link_knows_nothing_of_a_malformed_slug(db, noon, slug):
    assert queries.live_link(slug=slug, kind=LinkKind.SHARE, at=noon) is None


def test_live_link_ends_at_the_minute_it_expires(db, noon):
    link = LinkFactory(expires_at=noon)

    before = noon - timedelta(microseconds=1)
    assert queries.live_link(slug=link.slug, kind=LinkKind.SHARE, at=before) == link
    assert queries.live_link(slug=link.slug, kind=LinkKind.SHARE, at=noon) is None


def test_live_link_keeps_kinds_apart(db, noon):
    link = LinkFactory(kind=LinkKind.RECRUIT)

    assert queries.live_link(slug=link.slug, kind=LinkKind.SHARE, at=noon) is None


def test_revoke_ends_a_link_once(db, noon):
    link = LinkFactory()

    assert links.revoke(link=link, at=noon) is True
    assert links.revoke(link=link, at=noon + timedelta(hours=1)) is False
    assert link.revoked_at == noon
    assert queries.live_link(slug=link.slug, kind=LinkKind.SHARE, at=noon) is None


def test_record_writes_who_came_and_from_where(db, noon):
    link = LinkFactory()

    click = clicks.record(link=link, at=noon, user_agent=CHROME, source=" instagram " + "x" * 60)

    kept = Click.objects.get()
    assert (kept.pk, kept.link_id, kept.at, kept.agent) == (click.pk, link.pk, noon, Agent.HUMAN)
    assert kept.source == ("instagram " + "x" * 60)[:40]
    assert kept.pk.version == 7


def test_clicks_by_agent_counts_each_link_apart(db):
    visited, quiet = LinkFactory(), LinkFactory()
    ClickFactory.create_batch(2, link=visited)
    ClickFactory(link=visited, agent=Agent.PREVIEW)
    ClickFactory(link=LinkFactory(), agent=Agent.BOT)

    assert queries.clicks_by_agent([visited.pk, quiet.pk]) == {
        visited.pk: {"HUMAN": 2, "PREVIEW": 1},
        quiet.pk: {},
    }
