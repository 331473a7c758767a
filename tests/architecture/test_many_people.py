"""What is asked every second, or by every visitor, is answered from an index, however many people there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import queries as accounts
from events.queries import campaigns
from mailing import queries as mail
from tests.factories.events import CampaignFactory
from tests.moments import NOON

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL plans by the size of its tables"
)


def plan_of(ask, table: str) -> str:
    """How the database goes about the first question that ``ask`` puts to ``table``."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    asked = next(one["sql"] for one in captured if f'FROM "{table}"' in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked}".replace("%", "%%"))
        return "; ".join(row[3] for row in cursor.fetchall())


def test_what_is_due_to_leave_is_found_among_all_that_has_left(db):
    assert "message_due" in (plan := plan_of(lambda: mail.due(at=NOON).first(), "mailing_message"))
    assert "SCAN" not in plan


def test_the_odds_are_counted_without_reading_the_applications(db):
    campaign = CampaignFactory()

    plan = plan_of(lambda: campaigns.odds(campaign), "events_application")

    assert "COVERING INDEX application_odds" in plan


def test_what_an_address_agreed_to_is_found_among_everybody_s(db):
    brand = CampaignFactory().brand

    plan = plan_of(lambda: accounts.consents_of(brand.pk, "x"), "accounts_consent")

    assert "consent_of_address" in plan
