import pytest
from django.test import Client

from accounts.models import Role
from tests.desk.conftest import sign_in
from tests.factories.accounts import BrandFactory, MembershipFactory, UserFactory
from tests.factories.events import ApplicationFactory, CampaignFactory

pytestmark = pytest.mark.django_db


def test_strangers_go_to_the_sign_in(brand):
    answer = Client().get(f"/desk/{brand.slug}/")

    assert answer["Location"] == f"/account/login/?next=/desk/{brand.slug}/"


def test_people_of_other_brands_get_the_same_404_as_for_no_brand(brand):
    client = sign_in(MembershipFactory(brand=BrandFactory()))

    foreign, nothing = client.get(f"/desk/{brand.slug}/"), client.get("/desk/nothing/")

    assert (foreign.status_code, nothing.status_code) == (404, 404)
    assert foreign.content == nothing.content


def test_a_fan_has_no_desk(brand):
    client = Client()
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(f"/desk/{brand.slug}/").status_code == 404
    assert client.get("/desk/").status_code == 404


def test_without_a_second_factor_one_sets_it_up_first(brand):
    client = sign_in(MembershipFactory(brand=brand), second_factor=False)

    assert client.get(f"/desk/{brand.slug}/")["Location"] == "/account/2fa/totp/activate/"


def test_a_second_factor_not_used_in_this_session_is_asked_for(brand):
    member = MembershipFactory(brand=brand)
    sign_in(member)
    again = sign_in(member, second_factor=False)

    answer = again.get(f"/desk/{brand.slug}/campaigns?page=1")

    assert answer["Location"] == (
        f"/account/2fa/reauthenticate/?next=%2Fdesk%2F{brand.slug}%2Fcampaigns%3Fpage%3D1"
    )


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.OWNER, "applications", 200),
        (Role.ORGANISER, "campaigns/new", 200),
        (Role.LOGISTICS, "applications", 403),
        (Role.ANALYST, "applications", 403),
        (Role.DRAW_OFFICER, "applications", 200),
        (Role.DRAW_OFFICER, "campaigns/new", 403),
        (Role.CARE, "campaigns", 200),
    ],
)
def test_each_role_opens_its_own_doors(staff_client, brand, role, path, status):
    assert staff_client(role).get(f"/desk/{brand.slug}/{path}").status_code == status


@pytest.mark.parametrize("path", ["", "campaigns", "applications"])
def test_lists_show_the_brands_own_rows_only(staff_client, brand, path):
    mine = ApplicationFactory(campaign=CampaignFactory(brand=brand), first_name="Oursone")
    theirs = ApplicationFactory(first_name="Theirsone")
    for application, title in ((mine, "Our table"), (theirs, "Their table")):
        application.campaign.wordings.update(title=title)

    html = staff_client().get(f"/desk/{brand.slug}/{path}").content.decode()

    assert "Our table" in html
    assert "Their table" not in html
    assert "Theirsone" not in html


def test_another_brands_campaign_and_application_are_not_found(staff_client, brand):
    theirs = ApplicationFactory()
    client = staff_client()

    for path in (
        f"campaigns/{theirs.campaign.slug}",
        f"campaigns/{theirs.campaign.slug}/basics",
        f"applications/{theirs.receipt_number}",
    ):
        assert client.get(f"/desk/{brand.slug}/{path}").status_code == 404
    assert (
        client.post(
            f"/desk/{brand.slug}/campaigns/{theirs.campaign.slug}/cancel", {"reason": "x"}
        ).status_code
        == 404
    )
