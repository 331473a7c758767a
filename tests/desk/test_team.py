"""The team at the desk and the invitation in the mail, through the front door."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.demo_codes import code_of
from accounts.models import Membership, Role, StaffInvitation
from common import clock
from mailing.models import Message
from tests.desk.conftest import sign_in
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db
EMAIL = "nadia@maison.example"


@pytest.fixture
def owner(brand) -> Membership:
    return MembershipFactory(brand=brand, role=Role.OWNER)


def invite(client: Client, brand, **said) -> str:
    """Invite through the form; returns the path of the link in the mail."""
    form = {"email": EMAIL, "role": "LOGISTICS", "language": "fr", **said}
    client.post(f"/desk/{brand.slug}/team/invite", form)
    mail = Message.objects.filter(to_address=form["email"]).latest("pk")
    found = re.search(r"https?://[^/\s]+(/team/\S+)", mail.text)
    assert found, mail.text
    return found[1]


def signed_in(email: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    user = UserFactory(email=email, first_name="")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_from_the_invitation_to_the_desk_and_out_again(
    brand, owner, settings, deliver_all, mailoutbox
):
    settings.DEMO = False
    boss = sign_in(owner)
    path = invite(boss, brand)
    deliver_all()
    [mail] = mailoutbox
    assert (mail.to, path in mail.body) == ([EMAIL], True)
    assert "équipe" in mail.subject
    assert not Message.objects.filter(to_address=EMAIL).exists(), "the link is kept nowhere"
    assert EMAIL in boss.get(f"/desk/{brand.slug}/team").content.decode()

    assert Client().get(path)["Location"] == f"/account/login/?next={path}"
    stranger = signed_in("somebody@else.example")
    assert "for another address" in stranger.get(path).content.decode()
    stranger.post(path)
    assert Membership.objects.count() == 1

    nadia = signed_in(EMAIL)
    assert "Join the team of" in nadia.get(path).content.decode()
    assert nadia.post(path)["Location"] == f"/desk/{brand.slug}/"
    member = Membership.objects.get(user__email=EMAIL)
    assert member.role == Role.LOGISTICS
    # The desk asks for a second step first; with it the door is open.
    assert nadia.get(f"/desk/{brand.slug}/kits")["Location"] == "/account/2fa/totp/activate/"
    at_desk = sign_in(member)
    assert at_desk.get(f"/desk/{brand.slug}/kits").status_code == 200

    answer = boss.post(f"/desk/{brand.slug}/team/{member.pk}/dismiss", {"sure": "on"})
    assert answer["Location"] == f"/desk/{brand.slug}/team"
    assert at_desk.get(f"/desk/{brand.slug}/kits").status_code == 404
    assert nadia.get(path).status_code == 410


def test_a_taken_back_or_replaced_link_opens_nothing(brand, owner, deliver_all):
    boss = sign_in(owner)
    first = invite(boss, brand)
    offer = StaffInvitation.objects.get()
    with clock.fixed(NOON + timedelta(minutes=2)):
        boss.post(f"/desk/{brand.slug}/team/invitations/{offer.pk}/again")
    second = Message.objects.latest("pk").text
    assert Message.objects.filter(template="staff_invited", state="CANCELLED").count() == 1

    nadia = signed_in(EMAIL)
    assert nadia.get(first).status_code == 404
    again = re.search(r"/team/\S+", second)[0]
    assert nadia.get(again).status_code == 200
    boss.post(f"/desk/{brand.slug}/team/invitations/{offer.pk}/take-back")
    assert nadia.get(again).status_code == 410
    nadia.post(again)
    assert not Membership.objects.filter(user__email=EMAIL).exists()
    assert deliver_all() == []


def test_an_organiser_is_offered_the_roles_they_may_give_and_no_other(brand, owner):
    organiser = MembershipFactory(brand=brand, role=Role.ORGANISER)
    client = sign_in(organiser)

    page = client.get(f"/desk/{brand.slug}/team").content.decode()
    offered = set(re.findall(r'name="role" value="(\w+)"', page))
    refused = client.post(
        f"/desk/{brand.slug}/team/invite", {"email": EMAIL, "role": "OWNER", "language": "fr"}
    )
    raised = client.post(f"/desk/{brand.slug}/team/{organiser.pk}", {"role": "OWNER"})
    client.post(f"/desk/{brand.slug}/team/{owner.pk}/dismiss", {"sure": "on"})

    assert offered == {"ORGANISER", "LOGISTICS", "ANALYST"}
    assert (refused.status_code, raised.status_code) == (200, 200)
    assert not StaffInvitation.objects.exists()
    assert set(brand.memberships.values_list("role", flat=True)) == {"OWNER", "ORGANISER"}


def test_the_only_owner_is_told_why_they_cannot_go(brand, owner):
    client = sign_in(owner)
    address = f"/desk/{brand.slug}/team/{owner.pk}"

    down = client.post(address, {"role": "CARE"}).content.decode()
    out = client.post(f"{address}/dismiss", {"sure": "on"}).content.decode()

    assert "at least one owner" in down
    assert "at least one owner" in out
    assert Membership.objects.get().role == Role.OWNER


@pytest.mark.parametrize("more", [0, 3])
def test_the_list_tells_second_steps_and_costs_the_same(
    brand, owner, more, django_assert_num_queries
):
    client = sign_in(owner)
    for _ in range(more):
        MembershipFactory(brand=brand)
    MembershipFactory(user__email="late@maison.example", brand=brand, last_seen_date=None)

    with django_assert_num_queries(6):
        page = client.get(f"/desk/{brand.slug}/team").content.decode()

    assert page.count("set up") >= 1
    assert page.count("not yet") == more + 1
    assert "never" in page


def test_what_is_grave_asks_for_the_second_step_anew_and_then_goes_on(brand, owner):
    """Twenty minutes after the second step: the page opens, the act waits, nothing typed is lost."""
    client = sign_in(owner, ago_s=1200)
    form = {"email": EMAIL, "role": "CARE", "language": "fr"}

    assert client.get(f"/desk/{brand.slug}/team").status_code == 200
    asked = client.post(f"/desk/{brand.slug}/team/invite", form)
    assert asked["Location"].startswith("/account/2fa/reauthenticate/?next=")
    assert not StaffInvitation.objects.exists()
    code = code_of(owner.user)
    assert code in client.get(asked["Location"]).content.decode(), "a demonstration shows it"
    going_on = client.post(asked["Location"], {"code": code})

    assert going_on["Location"] == f"/desk/{brand.slug}/team"
    assert StaffInvitation.objects.get().email == EMAIL


def test_a_visit_keeps_its_day(brand, owner):
    Membership.objects.update(last_seen_date=None)

    sign_in(owner).get(f"/desk/{brand.slug}/")

    assert Membership.objects.get().last_seen_date == NOON.date()
