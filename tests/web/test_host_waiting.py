"""Between the date and the invitation, which the outbox writes, the host is told what is being done."""

import pytest
from django.test import Client

from tests.factories.draws import scheduled_party
from tests.factories.guests import open_invitation

pytestmark = pytest.mark.django_db


def test_the_page_says_what_is_being_done_and_how_to_look_again():
    party = scheduled_party()
    client = Client(headers={"accept-language": "en"})

    page = client.get(f"/h/{party.code}").content.decode()

    assert "Your table is being laid" in page
    assert "chairs wait for your friends" not in page
    assert '<meta name="look-again"' in page
    assert f'<a href="/h/{party.code}">Look again now</a>' in page

    open_invitation(party)
    page = client.get(f"/h/{party.code}").content.decode()

    assert "look-again" not in page
    assert "Share the link" in page
