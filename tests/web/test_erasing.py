"""A person asks to be erased: signed in as themselves, told what goes, asked to be sure."""

import pytest
from django.test import Client

from events.models import Application
from tests.desk.conftest import sign_in
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.draws import closed_campaign, drawn_draw

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return closed_campaign(strata={"nord": (1, 2), "sud": (1, 2)}).applications.first()


def as_user(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_code_alone_is_not_enough(application):
    address = f"/a/{application.code}/erase"

    assert f'href="{address}"' in Client().get(f"/a/{application.code}").content.decode()
    assert Client().post(address, {"sure": "on"}).headers["Location"].startswith("/account/login/")
    assert as_user(UserFactory()).post(address, {"sure": "on"}).status_code == 404
    assert Application.objects.filter(pk=application.pk).exists()


def test_the_person_reads_what_goes_says_so_and_is_signed_out(application):
    client = as_user(application.user)
    address = f"/a/{application.code}/erase"
    page = client.get(address).content.decode()
    assert "What stays, and why" in page
    assert "You have a table" not in page

    unsure = client.post(address, {"as_guest": "on"})
    assert unsure.status_code == 200
    assert Application.objects.filter(pk=application.pk).exists()

    done = client.post(address, {"sure": "on"}, follow=True)
    assert "has erased you" in done.content.decode()
    assert not Application.objects.filter(pk=application.pk).exists()
    assert "_auth_user_id" not in client.session
    assert Client().get(f"/a/{application.code}").status_code == 404


def test_whoever_is_asked_to_host_is_warned_that_the_table_goes_on():
    campaign = closed_campaign(strata={"nord": (1, 1), "sud": (1, 1)})
    drawn_draw(campaign=campaign)
    application = campaign.applications.first()

    page = as_user(application.user).get(f"/a/{application.code}/erase").content.decode()

    assert "You have a table" in page


def test_the_account_page_leads_there(application):
    page = as_user(application.user).get("/account/").content.decode()

    assert f"/a/{application.code}/erase" in page


@pytest.mark.parametrize("role", ["OWNER", "CARE"])
def test_staff_erase_somebody_who_wrote(application, role):
    brand = application.campaign.brand
    client = sign_in(MembershipFactory(brand=brand, role=role))
    address = f"/desk/{brand.slug}/applications/{application.receipt_number}"
    assert f'href="{address}/erase"' in client.get(address).content.decode()

    done = client.post(f"{address}/erase", {"sure": "on"})

    assert done.headers["Location"] == f"/desk/{brand.slug}/applications"
    assert not Application.objects.filter(pk=application.pk).exists()
