"""One's own account: what became of each application, and the way to one's evening."""

import pytest
from django.test import Client

from events.models import Party, PartyState
from tests.factories.accounts import UserFactory
from tests.factories.draws import accepted_party, scheduled_party

pytestmark = pytest.mark.django_db


def account_of(party, language):
    client = Client(headers={"accept-language": language})
    client.force_login(party.host)
    return client.get("/account/").content.decode()


@pytest.mark.parametrize(
    ("language", "coming", "held"),
    [
        (
            "en",
            "Your evening is set for Saturday 10\xa0April.",
            "You hosted on Saturday 10\xa0April.",
        ),
        (
            "fr",
            "Votre soirée est fixée au samedi 10\xa0avril.",
            "Vous avez reçu le samedi 10\xa0avril.",
        ),
    ],
)
def test_a_host_finds_the_evening_before_and_after(language, coming, held):
    party = scheduled_party()

    page = account_of(party, language)
    assert coming in page
    assert f'href="/h/{party.code}"' in page
    Party.objects.update(state=PartyState.HELD)
    page = account_of(party, language)
    assert held in page
    assert f'href="/h/{party.code}"' in page


def test_a_table_that_waits_for_its_date_is_found_too():
    assert "the evening is still to be chosen" in account_of(accepted_party(), "en")


@pytest.mark.parametrize(
    "address",
    ["account/reauthenticate", "account/2fa/reauthenticate", "account/2fa/webauthn/reauthenticate"],
)
def test_whoever_has_nothing_to_show_again_is_told_that_it_is_enough(address):
    client = Client(headers={"accept-language": "en"})
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    client.force_login(user)

    answer = client.get(f"/{address}/")

    assert answer.status_code == 200
    assert "neither a password nor a second step" in answer.text


def test_a_password_is_asked_for_again_where_there_is_one():
    user = UserFactory()
    user.set_password("une-soupe-de-potimarron")
    user.save()
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)

    page = client.get("/account/reauthenticate/").text

    assert "Is it still you?" in page
    assert 'type="password"' in page
