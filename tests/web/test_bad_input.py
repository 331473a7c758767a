"""What people type, press and leave open: a clear sentence each time, and nothing lost."""

from datetime import timedelta

import pytest
from django.test import Client

from common import clock
from events.models import Application, ApplicationState
from mailing.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.web.test_applying import HOME, YOU

pytestmark = pytest.mark.django_db
AGREED = {"RULES": "on", "PRIVACY": "on"}
NAMES = [
    "Anne-Sophie",
    "Łucja",
    "Nguyễn",
    "Σωκράτης",
    "Дарья",
    "שרה",
    "محمد",
    "王小明",
    "さくら",
    "ประยุทธ์",
    "ሰላም",
    "d’Aubigné",
    "Zoë 🎉",
    "👩🏽‍🍳",
    "ʻOkina",
    "A",
    "é" * 80,
]


@pytest.fixture
def campaign():
    return CampaignFactory()


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def fan(person):
    return window(person)


def window(person):
    """Another tab, or another device, of the same person."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_go_all_the_way(fan, campaign, name, deliver_all):
    fan.post(f"/c/{campaign.slug}/apply/you", {**YOU, **HOME, "first_name": name})
    done = fan.post(f"/c/{campaign.slug}/apply/agree", AGREED)

    application = Application.objects.get()
    assert (application.first_name, application.state) == (name, ApplicationState.SUBMITTED)
    assert name in fan.get(done["Location"]).content.decode()
    assert [mail.template for mail in deliver_all()] == ["receipt"]


@pytest.mark.parametrize(
    ("field", "typed", "said", "shown"),
    [
        ("first_name", "x" * 5000, "at most 80 characters", True),
        ("last_name", "Du\x00rand", "Something invisible", False),
        ("last_name", "Durand\N{RIGHT-TO-LEFT OVERRIDE}", "Something invisible", True),
        ("city", "Li\x1blle", "Something invisible", False),
        ("why", "é" * 5000, "at most 2000 characters", True),
        ("why", "<script>alert(1)</script>" * 100, "at most 2000 characters", False),
        ("birth_year", "12 mars 1990", "whole number", True),
        ("birth_year", "190", "the year you were born in", True),
        ("seats", "beaucoup", "whole number", True),
        ("seats", "-3", "between 1 and", True),
        ("seats", "9" * 40, "between 1 and", True),
        ("postcode", "9" * 13, "12 characters", True),
        ("phone", "06", "phone", True),
        ("room_to_try", "perhaps", "perhaps", False),
    ],
)
def test_a_bad_answer_is_told_beside_it_and_every_other_is_kept(
    fan, campaign, field, typed, said, shown
):
    page = fan.post(f"/c/{campaign.slug}/apply/you", {**YOU, **HOME, field: typed})

    html = page.content.decode()
    assert (page.status_code, "Nothing you wrote is lost." in html) == (200, True)
    assert said in html
    assert "<script>alert" not in html
    if shown:
        assert typed in html, "what was typed stays, to be mended"
    application = Application.objects.get()
    answers = {"address_line": "12 rue des Essais", "seats": 8, "birth_year": 1990, "city": "Lille"}
    for name, value in answers.items():
        if name != field:
            assert getattr(application, name) == value


def test_five_thousand_characters_are_not_cut_by_the_browser(fan, campaign):
    page = fan.get(f"/c/{campaign.slug}/apply/you").content.decode()

    box = page[page.index('<textarea name="why"') :]
    assert "maxlength" not in box[: box.index(">")]


def test_a_double_press_is_one_application_with_one_receipt(person, campaign, deliver_all):
    first, second = window(person), window(person)
    first.post(f"/c/{campaign.slug}/apply/you", {**YOU, **HOME})
    done = first.post(f"/c/{campaign.slug}/apply/agree", AGREED)
    again = second.post(f"/c/{campaign.slug}/apply/agree", AGREED, follow=True)

    application = Application.objects.get()
    assert done["Location"] == f"/a/{application.code}" == again.redirect_chain[-1][0]
    assert "Your application is in already; here is its receipt." in again.content.decode()
    assert application.receipt_number in again.content.decode()
    assert [mail.template for mail in deliver_all()] == ["receipt"]


def test_the_way_back_after_sending_leads_to_the_receipt(fan, campaign):
    fan.post(f"/c/{campaign.slug}/apply/you", {**YOU, **HOME})
    fan.post(f"/c/{campaign.slug}/apply/agree", AGREED)

    for step in ("", "/you", "/agree"):
        page = fan.get(f"/c/{campaign.slug}/apply{step}", follow=True)
        assert "Your application is in." in page.content.decode(), step


def test_what_is_written_in_a_second_tab_after_sending_is_offered_not_lost(person, campaign):
    first, second = window(person), window(person)
    first.post(f"/c/{campaign.slug}/apply/you", {**YOU, **HOME})
    first.post(f"/c/{campaign.slug}/apply/agree", AGREED)
    application = Application.objects.get()

    page = second.post(f"/c/{campaign.slug}/apply/you", {**YOU, **HOME, "seats": "11"})

    html = page.content.decode()
    assert "handed in from another window" in html
    assert 'value="11"' in html
    assert f'action="/a/{application.code}/edit"' in html
    application.refresh_from_db()
    assert application.seats == 8, "kept only once the person says so"
    second.post(f"/a/{application.code}/edit", {**YOU, **HOME, "seats": "11"})
    application.refresh_from_db()
    assert application.seats == 11


def test_two_tabs_before_sending_write_one_application(person, campaign):
    first, second = window(person), window(person)
    first.post(f"/c/{campaign.slug}/apply/you", {**YOU, **HOME, "seats": ""})
    second.post(f"/c/{campaign.slug}/apply/you", {**YOU, **HOME, "city": "Roubaix"})

    application = Application.objects.get()
    assert (application.city, application.seats) == ("Roubaix", 8)


def test_what_is_written_is_kept_before_any_button_is_pressed(fan, campaign):
    quiet = fan.post(
        f"/c/{campaign.slug}/apply/you",
        {"first_name": "Zélie", "city": "Lille", "seats": "many", "quietly": "1"},
    )

    assert quiet.status_code == 204
    application = Application.objects.get()
    assert (application.first_name, application.city, application.seats) == ("Zélie", "Lille", None)
    assert 'value="Zélie"' in fan.get(f"/c/{campaign.slug}/apply/you").content.decode()


def test_a_quiet_answer_neither_empties_one_nor_touches_what_was_sent(fan, person, campaign):
    ApplicationFactory(campaign=campaign, user=person, in_state="DRAFT", city="Lille")
    fan.post(f"/c/{campaign.slug}/apply/you", {"city": "", "quietly": "1"})
    assert Application.objects.get().city == "Lille"
    fan.post(f"/c/{campaign.slug}/apply/agree", AGREED)

    late = fan.post(f"/c/{campaign.slug}/apply/you", {"city": "Roubaix", "quietly": "1"})

    assert (late.status_code, Application.objects.get().city) == (409, "Lille")


def test_our_clock_decides_at_the_last_second_and_the_receipt_shows_it(person, campaign):
    ApplicationFactory(campaign=campaign, user=person, in_state="DRAFT")
    last = campaign.applications_close_at - timedelta(seconds=1)
    with clock.fixed(last):
        page = window(person).post(f"/c/{campaign.slug}/apply/agree", AGREED, follow=True)

    assert Application.objects.get().submitted_at == last
    shown = last.astimezone(clock_zone(campaign)).strftime(":%M:%S")
    assert f"{shown}\N{NO-BREAK SPACE}" in page.content.decode()


@pytest.mark.parametrize("step", ["you", "agree"])
def test_a_second_too_late_says_when_it_came_and_keeps_what_was_begun(person, campaign, step):
    application = ApplicationFactory(campaign=campaign, user=person, in_state="DRAFT")
    with clock.fixed(campaign.applications_close_at):
        page = window(person).post(
            f"/c/{campaign.slug}/apply/{step}", {**YOU, **HOME, **AGREED}, follow=True
        )

    html = page.content.decode()
    assert "This reached us on" in html
    assert "Our clock decides, the same for everyone." in html
    assert "This application was never sent." in html
    application.refresh_from_db()
    assert application.state == ApplicationState.DRAFT


def test_an_edit_a_second_too_late_says_so(campaign):
    application = ApplicationFactory(campaign=campaign)
    with clock.fixed(campaign.applications_close_at):
        page = Client(headers={"accept-language": "en"}).post(
            f"/a/{application.code}/edit", {**YOU, **HOME}, follow=True
        )

    assert "This reached us on" in page.content.decode()


def test_whoever_withdrew_applies_again_from_the_start_to_a_new_receipt(fan, person, campaign):
    first = ApplicationFactory(campaign=campaign, user=person)
    fan.post(f"/a/{first.code}/withdraw")
    again = fan.get(f"/a/{first.code}").content.decode()
    assert f'href="/c/{campaign.slug}/apply"' in again

    fan.get(f"/c/{campaign.slug}/apply", follow=True)
    fan.post(f"/c/{campaign.slug}/apply/you", {**YOU, **HOME})
    done = fan.post(f"/c/{campaign.slug}/apply/agree", AGREED)

    second = Application.objects.get(state=ApplicationState.SUBMITTED)
    assert done["Location"] == f"/a/{second.code}"
    assert second.receipt_number not in (None, first.receipt_number)
    overview = fan.get("/account/").content.decode()
    assert overview.count(f"/a/{first.code}") >= 1
    assert overview.count(f"/a/{second.code}") >= 1


def test_a_name_on_a_network_is_only_declared(fan, campaign):
    told = {**YOU, **HOME, "social_handle": "@camille_recoit"}
    fan.post(f"/c/{campaign.slug}/apply/you", told)
    done = fan.post(f"/c/{campaign.slug}/apply/agree", AGREED)

    assert "@camille_recoit" in fan.get(done["Location"]).content.decode()
    assert not Message.objects.exists()


def clock_zone(campaign):
    from zoneinfo import ZoneInfo

    return ZoneInfo(campaign.timezone)
