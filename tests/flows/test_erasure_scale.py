"""What erasing costs grows with what one person left, not with what everybody did."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain import consents
from accounts.models import Purpose
from common import clock
from flows import erasure
from sales.domain import inbox
from tests.factories.draws import closed_campaign, drawn_draw, scheduled_party
from tests.factories.guests import guest_of, open_invitation
from tests.factories.sales import ShopFactory, delivery, said
from tests.moments import NOON

pytestmark = pytest.mark.django_db
# One row or more for every applicant, guest, order, mail or fact.
LARGE = {
    "accounts_user",
    "accounts_consent",
    "account_emailaddress",
    "common_outboxmessage",
    "events_application",
    "events_entrant",
    "events_party",
    "events_place",
    "events_rank",
    "guests_guest",
    "guests_rsvp",
    "kits_kit",
    "kits_shipment",
    "mailing_message",
    "sales_inboxaddress",
    "sales_inboxmessage",
    "sales_order",
}


# An index by these alone leads to nearly everything a brand holds.
COARSE = {"brand_id", "shop_id", "campaign_id", "purpose", "state"}


def read_whole(statement: str) -> set[str]:
    """The tables that a statement reads from the first row to the last, for want of an index."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:  # few rows are read whole even where an index serves
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'' if postgres else 'QUERY PLAN '}{statement}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
        if postgres:
            cursor.execute("SET LOCAL enable_seqscan = on")
    if postgres:
        return set(re.findall(r"Seq Scan on (\w+)", plan)) & LARGE
    aliases = {alias: table for table, alias in re.findall(r'"(\w+)" (U\d+)\b', statement)}
    steps = re.findall(r"(?:SEARCH|SCAN) (\w+)(?:[^\n]*\((.*)\))?", plan)
    return {
        aliases.get(name, name)
        for name, by in steps
        if not set(re.findall(r"(<expr>|\w+)[=<>]", by)) - COARSE
    } & LARGE


def test_no_table_is_read_whole():
    campaign = closed_campaign(strata={"nord": (1, 1), "sud": (1, 1)})
    party = scheduled_party(drawn_draw(campaign=campaign), "nord")
    invitation = open_invitation(party)
    guest_of(invitation, name="Lou", email="lou@friends.example", health=True, needs="Noix")
    email = party.host.email
    consents.give(
        brand=campaign.brand,
        purpose=Purpose.RULES,
        text="J’accepte.",
        text_version="1",
        language="fr",
        where="apply",
        at=NOON,
        user=party.host,
    )
    shop = ShopFactory(brand=campaign.brand)
    for number, state in enumerate(("DONE", "RECEIVED")):
        _, body = delivery(shop, said(external_id=f"10{number}", email=email))
        message, _ = inbox.store(
            shop=shop, delivery_id=state, topic="order.updated", body=body, at=NOON
        )
        if state == "DONE":
            inbox.work(message_id=message.pk, at=NOON)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        done = erasure.erase(email=email, brand=campaign.brand, at=clock.now(), by="person")

    assert (done.applications, done.parties, done.orders) == (1, 1, 1)
    statements = [one["sql"] for one in queries.captured_queries]
    changes = [one for one in statements if re.match("SELECT|UPDATE|DELETE", one)]
    assert len(changes) > 30
    assert {one: found for one in changes if (found := read_whole(one))} == {}


def test_a_table_read_whole_is_noticed():
    everything = "SELECT text FROM mailing_message WHERE text LIKE '%x%'"
    of_brand = "SELECT text FROM mailing_message WHERE brand_id = 1"

    assert read_whole(everything) == {"mailing_message"}
    assert connection.vendor == "postgresql" or read_whole(of_brand) == {"mailing_message"}
