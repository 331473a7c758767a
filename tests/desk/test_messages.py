"""Writing to a group of applicants: seen in both languages, released, held back, let go."""

from datetime import timedelta

import pytest

from accounts.models import Role
from common import clock
from mailing.domain import messages as mail
from mailing.models import Batch, Message
from tests.factories.draws import closed_campaign, drawn_draw, submitted
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.factories.mailing import BatchFactory, MessageFactory
from tests.moments import NOON

OVER = NOON + timedelta(minutes=10)
WORDS = {
    "subject_fr": "La nappe est arrivée",
    "text_fr": "Bonjour,\n\nelle est rouge.",
    "subject_en": "The cloth has come",
    "text_en": "Hello,\n\nit is <b>red</b>.",
}


@pytest.fixture
def campaign(brand):
    """Two who can take part, one of whom reads English, and one who cannot."""
    found = CampaignFactory(brand=brand)
    ApplicationFactory(campaign=found, language="fr")
    ApplicationFactory(campaign=found, language="en")
    ApplicationFactory(campaign=found, verdict="INELIGIBLE")
    return found


def written(client, brand, campaign, **more):
    answer = client.post(
        f"/desk/{brand.slug}/messages/new",
        {"campaign": campaign.slug, "audience": "ELIGIBLE", "region": "", **WORDS, **more},
    )
    assert answer.status_code == 302, answer.text
    return answer["Location"]


def test_from_the_draft_to_the_reader_in_their_language(staff_client, brand, campaign, deliver_all):
    client = staff_client()
    page = written(client, brand, campaign)

    shown = client.get(page).text
    whole = client.get(f"{page}/preview/en")
    assert "2 people would get this" in shown
    assert "La nappe est arrivée" in shown and "The cloth has come" in shown
    assert (
        "&lt;b&gt;red&lt;/b&gt;" in whole.text
        and "script-src" not in whole["Content-Security-Policy"]
    )
    assert Message.objects.count() == 0

    client.post(f"{page}/act", {"do": "release"})
    assert deliver_all() == []
    with clock.fixed(OVER):
        left = deliver_all()
        done = client.get(page).text

    assert sorted((one.language, one.subject) for one in left) == [
        ("en", "The cloth has come"),
        ("fr", "La nappe est arrivée"),
    ]
    assert all(one.may_stop and one.brand == brand for one in left)
    assert "2 messages have gone out." in done


def test_within_the_window_it_is_held_back_and_stands_on_todays_page(
    staff_client, brand, campaign, deliver_all
):
    client = staff_client()
    page = written(client, brand, campaign)
    client.post(f"{page}/act", {"do": "release"})
    deliver_all()

    held = client.post(f"{page}/act", {"do": "hold"}, follow=True).text
    today = client.get(f"/desk/{brand.slug}/").text
    with clock.fixed(OVER):
        assert deliver_all() == []
        client.post(f"{page}/act", {"do": "let_go"})
    with clock.fixed(OVER + timedelta(minutes=10)):
        assert len(deliver_all()) == 2

    assert "2 messages stay here" in held
    assert "is held back" in today and page in today


def test_a_region_and_a_group_choose_who_reads_it(staff_client, brand, deliver_all):
    campaign = closed_campaign(brand=brand, strata={"nord": (1, 2), "sud": (1, 3)})
    drawn_draw(campaign=campaign)
    client = staff_client()

    def would_get(audience: str, region: str = "") -> str:
        page = written(client, brand, campaign, audience=audience, region=region)
        return client.get(page).text

    assert "5 people would get this" in would_get("APPLIED")
    assert "3 people would get this" in would_get("ELIGIBLE", "sud")
    assert "2 people would get this" in would_get("ASKED")
    assert "3 people would get this" in would_get("NOT_DRAWN")
    assert "0 people would get this" in would_get("HOSTS")


def test_a_missing_language_is_asked_for_and_what_was_written_stays(staff_client, brand, campaign):
    answer = staff_client().post(
        f"/desk/{brand.slug}/messages/new",
        {"campaign": campaign.slug, "audience": "ELIGIBLE", **WORDS, "text_en": ""},
    )

    assert answer.status_code == 200
    assert "La nappe est arrivée" in answer.text and Batch.objects.count() == 0


def test_answers_of_a_draw_are_shown_without_the_readers_keys(staff_client, brand, deliver_all):
    campaign = closed_campaign(brand=brand, strata={"nord": (1, 6)})
    submitted(campaign=campaign, stratum=None, verdict="INELIGIBLE", reasons=["UNDER_AGE"])
    drawn_draw(campaign=campaign)
    deliver_all(send=False)
    batch = Batch.objects.get()
    client = staff_client(Role.DRAW_OFFICER)

    page = client.get(f"/desk/{brand.slug}/messages/{batch.code}").text

    assert "7 messages written." in page
    assert "/draws/" in page and "Make the draw void" in page
    assert not any(one.code in page for one in campaign.applications.all())


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_asks_a_constant_number_of_questions(
    staff_client, brand, number, django_assert_num_queries
):
    for batch in BatchFactory.create_batch(number, brand=brand):
        MessageFactory(batch=batch, brand=brand)
    client = staff_client()
    with django_assert_num_queries(7):
        client.get(f"/desk/{brand.slug}/messages")


def test_an_address_that_asked_us_to_stop_is_not_written_to(
    staff_client, brand, campaign, deliver_all
):
    client = staff_client()
    reader = campaign.applications.filter(language="en").get()
    mail.stop(message=MessageFactory(brand=brand, to_address=reader.user.email), at=NOON)
    page = written(client, brand, campaign)
    client.post(f"{page}/act", {"do": "release"})
    deliver_all(send=False)

    with clock.fixed(OVER):
        left = [one for one in deliver_all() if one.batch_id]
        shown = client.get(page).text

    assert [one.language for one in left] == ["fr"]
    assert "1 was kept back, because the address asked us to stop." in shown
