"""A fan applies through the front door: address, code, person, home, agreements, receipt."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Consent, User
from events.models import Application, ApplicationState
from mailing.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.events import ApplicationFactory, CampaignFactory, RecruitingLinkFactory

pytestmark = pytest.mark.django_db
YOU = {"first_name": "Camille", "last_name": "Durand", "birth_year": "1990", "phone": ""}
HOME = {
    "address_line": "12 rue des Essais",
    "address_extra": "",
    "postcode": "59 000",
    "city": "Lille",
    "seats": "8",
    "dates_note": "",
    "room_to_try": "yes",
    "pets": "no",
    "why": "",
}


@pytest.fixture
def fan() -> Client:
    cache.clear()  # codes are asked for a few times a minute at most
    return Client(headers={"accept-language": "en"})


def sign_in(fan: Client, email: str, following: str) -> None:
    """Type the address, read the code in the mail, type the code."""
    asked = fan.post("/account/login/", {"login": email, "next": following})
    assert asked.status_code == 302, asked.content.decode()
    mail = Message.objects.filter(to_address=email).latest("pk")
    code = re.search(r"^\s*([A-Z0-9]{3,5}-?[A-Z0-9]{3,5})\s*$", mail.text, re.MULTILINE)
    assert code, mail.text
    answered = fan.post(asked["Location"].split("?")[0], {"code": code[1], "next": following})
    assert (answered.status_code, answered["Location"]) == (302, following)


@pytest.mark.parametrize("known", [False, True])
def test_one_flow_signs_in_known_and_new_addresses(fan, known):
    campaign = CampaignFactory()
    if known:
        UserFactory(email="camille@example.com")
    first = fan.get(f"/c/{campaign.slug}/apply")
    assert 'name="next" value="/c/' in first.content.decode()

    sign_in(fan, "camille@example.com", f"/c/{campaign.slug}/apply/you")

    assert User.objects.filter(email="camille@example.com").count() == 1
    assert fan.get(f"/c/{campaign.slug}/apply/you").status_code == 200


def test_a_wrong_code_lets_nobody_in_and_asks_again(fan):
    asked = fan.post("/account/login/", {"login": "camille@example.com"})

    refused = fan.post(asked["Location"], {"code": "XXXXXX"})

    assert refused.status_code == 200
    assert "_auth_user_id" not in fan.session


def test_from_recruiting_link_to_receipt(fan, deliver_all):
    recruiting = RecruitingLinkFactory()
    slug, s = recruiting.campaign.slug, recruiting.link.slug
    sign_in(fan, "camille@example.com", f"/c/{slug}/apply/you?s={s}")

    page = fan.get(f"/c/{slug}/apply/you?s={s}").content.decode()
    assert f'name="s" value="{s}"' in page
    done = fan.post(f"/c/{slug}/apply/you", {**YOU, **HOME, "s": s})
    assert done["Location"] == f"/c/{slug}/apply/agree"
    page = fan.get(f"/c/{slug}/apply/agree").content.decode()
    assert page.count('type="checkbox"') == 5
    assert "checked" not in page
    done = fan.post(f"/c/{slug}/apply/agree", {"RULES": "on", "PRIVACY": "on", "PHOTOS": "on"})

    application = Application.objects.get()
    assert done["Location"] == f"/a/{application.code}"
    assert (application.state, application.source, application.postcode) == (
        ApplicationState.SUBMITTED,
        recruiting,
        "59000",
    )
    assert (application.room_to_try, application.pets, application.stairs) == (True, False, None)
    assert sorted(Consent.objects.values_list("purpose", flat=True)) == [
        "PHOTOS",
        "PRIVACY",
        "RULES",
    ]
    status = Client(headers={"accept-language": "en"}).get(done["Location"])
    assert application.receipt_number in status.content.decode()
    mails = [mail for mail in deliver_all() if mail.template == "receipt"]
    assert [mail.to_address for mail in mails] == ["camille@example.com"]
    assert application.receipt_number in mails[0].subject
    assert f"/a/{application.code}" in mails[0].text


def test_handing_in_costs_no_more_beside_many_others():
    campaign = CampaignFactory()

    def asked(email: str) -> int:
        fan = Client(headers={"accept-language": "en"})
        fan.force_login(UserFactory(email=email))
        fan.post(f"/c/{campaign.slug}/apply/you", {**YOU, **HOME})
        with CaptureQueriesContext(connection) as queries:
            done = fan.post(f"/c/{campaign.slug}/apply/agree", {"RULES": "on", "PRIVACY": "on"})
        assert done["Location"].startswith("/a/")
        return len(queries)

    asked("first@one.example")  # what one process reads once
    alone = asked("second@two.example")
    ApplicationFactory.create_batch(5, campaign=campaign)

    assert asked("third@three.example") == alone


def test_the_tags_of_the_first_visit_stay_and_a_later_visit_changes_nothing(fan):
    recruiting = RecruitingLinkFactory()
    slug, said = recruiting.campaign.slug, "utm_source=Le+caf%C3%A9&utm_medium=" + "x" * 80
    sign_in(fan, "camille@example.com", "/")

    landed = fan.get(f"/r/{recruiting.link.slug}?{said}")["Location"]
    onwards = re.search(r'href="(/c/[^"]+/apply\?[^"]+)"', fan.get(landed).text)[1]
    step = fan.get(onwards.replace("&amp;", "&"))["Location"]
    fan.post(step, YOU)
    fan.post(f"/c/{slug}/apply/you?utm_source=other", YOU)

    application = Application.objects.get()
    assert application.source == recruiting
    assert (application.utm_source, application.utm_medium) == ("Le café", "x" * 60)


def test_a_bad_answer_loses_nothing_and_keeps_the_good_ones(fan):
    campaign = CampaignFactory()
    user = UserFactory()
    fan.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    page = fan.post(
        f"/c/{campaign.slug}/apply/you", {**YOU, **HOME, "postcode": "5900", "seats": "900"}
    )

    html = page.content.decode()
    assert page.status_code == 200
    assert "five digits" in html
    assert 'value="5900"' in html
    assert 'value="900"' in html
    assert "Nothing you wrote is lost." in html
    application = Application.objects.get()
    assert (application.city, application.address_line, application.postcode) == (
        "Lille",
        "12 rue des Essais",
        "",
    )


def test_without_the_required_boxes_nothing_is_sent(fan):
    campaign = CampaignFactory()
    user = UserFactory()
    fan.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    ApplicationFactory(campaign=campaign, user=user, in_state="DRAFT")

    page = fan.post(f"/c/{campaign.slug}/apply/agree", {"MARKETING": "on"})

    assert page.status_code == 200
    assert "Please tick this box" in page.content.decode()
    assert Application.objects.get().state == ApplicationState.DRAFT
    assert Consent.objects.count() == 0


def test_someone_who_cannot_take_part_reads_why_before_and_after(fan):
    campaign = CampaignFactory()
    user = UserFactory()
    fan.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    ApplicationFactory(campaign=campaign, user=user, in_state="DRAFT", seats=2)

    before = fan.get(f"/c/{campaign.slug}/apply/agree").content.decode()
    sent = fan.post(
        f"/c/{campaign.slug}/apply/agree", {"RULES": "on", "PRIVACY": "on"}, follow=True
    )

    assert "The table needs at least 4 seats." in before
    assert "The table needs at least 4 seats." in sent.content.decode()


def test_status_page_edits_withdraws_and_lets_one_begin_again(fan, deliver_all):
    application = ApplicationFactory(language="en")
    path = f"/a/{application.code}"

    changed = fan.post(
        f"{path}/edit", {**YOU, **HOME, "seats": "6", "tied_to_brand": ""}, follow=True
    )
    assert "Your answers are changed." in changed.content.decode()
    application.refresh_from_db()
    assert application.seats == 6

    asked = fan.get(f"{path}/withdraw").content.decode()
    assert "Withdraw your application?" in asked
    gone = fan.post(f"{path}/withdraw", follow=True).content.decode()
    assert "You withdrew your application." in gone
    assert "Apply again" in gone
    assert [mail.template for mail in deliver_all()] == ["withdrawn"]


def test_an_optional_agreement_is_given_and_taken_back(fan):
    application = ApplicationFactory()
    path = f"/a/{application.code}/choices"

    fan.post(path, {"purpose": "MARKETING", "answer": "yes"})
    given = Consent.objects.get()
    assert (given.purpose, given.where, given.withdrawn_at) == ("MARKETING", "status", None)
    fan.post(path, {"purpose": "MARKETING", "answer": "no"})
    given.refresh_from_db()
    assert given.withdrawn_at is not None
    assert fan.post(path, {"purpose": "RULES", "answer": "no"}).status_code == 404
    assert fan.get(path).url == f"/a/{application.code}", "whoever reloads finds the buttons"


def test_a_code_is_read_kindly_and_a_foreign_one_is_not_found(fan):
    application = ApplicationFactory()

    assert fan.get(f"/a/{application.code.lower()}").status_code == 200
    assert fan.get(f"/a/{application.code[:-1]}").status_code == 404


def test_another_persons_draft_is_not_mine(fan):
    other = ApplicationFactory(in_state="DRAFT", address_line="Secret 1")
    fan.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")

    page = fan.get(f"/c/{other.campaign.slug}/apply/you").content.decode()

    assert "Secret 1" not in page
