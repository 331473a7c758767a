"""Visits are rolled up once each, whoever does it, and told the same before and after."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connections

from links import queries
from links.domain import tallies
from links.models import Agent, Click, Tally
from tests.factories.links import ClickFactory, LinkFactory
from tests.moments import NOON


@pytest.mark.django_db
def test_a_visit_is_told_the_same_before_between_and_after():
    link, quiet = LinkFactory(), LinkFactory()
    ClickFactory.create_batch(3, link=link, at=NOON)
    ClickFactory(link=link, at=NOON + timedelta(days=1))
    ClickFactory(link=link, at=NOON, agent=Agent.BOT)
    told = {link.pk: {"HUMAN": 4, "BOT": 1}, quiet.pk: {}}

    assert queries.clicks_by_agent([link.pk, quiet.pk]) == told
    assert tallies.roll_up(limit=2) == 2
    assert queries.clicks_by_agent([link.pk, quiet.pk]) == told
    assert [tallies.roll_up(limit=2) for _ in range(3)] == [2, 1, 0]
    assert queries.clicks_by_agent([link.pk, quiet.pk]) == told
    assert queries.people(Click.objects.values("link")) == {link.pk: 4}
    assert list(Tally.objects.order_by("day", "agent").values_list("day", "agent", "visits")) == [
        (date(2027, 3, 15), "BOT", 1),
        (date(2027, 3, 15), "HUMAN", 3),
        (date(2027, 3, 16), "HUMAN", 1),
    ]


@pytest.mark.django_db
def test_figures_read_no_visit_that_was_rolled_up(django_assert_num_queries):
    """Hundred millions of visits stay rows; what is counted for a page is what came since."""
    link = LinkFactory()
    ClickFactory.create_batch(3, link=link)
    tallies.roll_up()
    Click.objects.all().delete()

    with django_assert_num_queries(1):
        assert queries.clicks_by_agent([link.pk]) == {link.pk: {"HUMAN": 3}}


@pytest.mark.django_db
def test_killed_between_the_tally_and_the_mark_it_is_counted_next_time(monkeypatch):
    link = LinkFactory()
    ClickFactory.create_batch(2, link=link)

    def killed(*_: object, **__: object) -> None:
        raise DatabaseError("the plug was pulled")

    with monkeypatch.context() as broken:
        broken.setattr(tallies, "_mark", killed)
        with pytest.raises(DatabaseError):
            tallies.roll_up()
    tallies.roll_up()

    assert queries.people(Click.objects.values("link")) == {link.pk: 2}


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_count_each_visit_once():
    link = LinkFactory()
    ClickFactory.create_batch(40, link=link)
    gate = Barrier(2)

    def sweep() -> int:
        try:
            gate.wait(timeout=30)
            return sum(iter(lambda: tallies.roll_up(limit=7), 0))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        counted = [one.result() for one in [pool.submit(sweep), pool.submit(sweep)]]

    assert sum(counted) == 40
    assert Tally.objects.get().visits == 40
