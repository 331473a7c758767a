"""Returned mail stands where somebody will see it, until somebody has seen to it."""

from datetime import timedelta

from mailing.domain import bounces
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.factories.mailing import BounceFactory, MessageFactory
from tests.moments import NOON


def test_it_stands_on_the_application_the_list_and_todays_page_until_it_is_seen_to(
    staff_client, brand, django_assert_num_queries
):
    application = ApplicationFactory(campaign=CampaignFactory(brand=brand))
    message = MessageFactory(
        brand=brand, in_state="SENT", to_address=application.user.email.upper()
    )
    found = BounceFactory(message=message)
    BounceFactory(message__brand=CampaignFactory().brand)
    client, desk = staff_client("CARE"), f"/desk/{brand.slug}"

    person = client.get(f"{desk}/applications/{application.receipt_number}").text
    listed = client.get(f"{desk}/messages/returned").text
    today = client.get(f"{desk}/").text
    assert "Mail to this address comes back." in person
    assert application.receipt_number in listed and listed.count("5.1.1 user unknown") == 1
    assert "1 mail came back." in today
    BounceFactory(message__brand=brand)
    with django_assert_num_queries(7):
        client.get(f"{desk}/messages/returned")

    client.post(f"{desk}/messages/returned/{found.pk}/settle")
    person = client.get(f"{desk}/applications/{application.receipt_number}").text
    assert "Mail to this address" not in person
    bounces.came_back(
        message=MessageFactory(brand=brand, to_address=application.user.email),
        status="5.1.1",
        at=NOON + timedelta(days=1),
    )
    assert (
        "Mail to this address"
        in client.get(f"{desk}/applications/{application.receipt_number}").text
    )
