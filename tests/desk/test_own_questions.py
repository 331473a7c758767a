"""A campaign's own questions at the desk: written in both languages, in their order, while it is a draft."""

import pytest

from events.domain import questions
from events.models import CampaignState
from tests.factories.events import CampaignFactory

pytestmark = pytest.mark.django_db
DISH = {
    "0-kind": "ONE_OF",
    "0-words_fr": "Sucré ou salé ?",
    "0-words_en": "Sweet or savoury?",
    "0-required": "on",
    "0-options_fr": "sucré\n\nsalé\n",
    "0-options_en": "sweet\nsavoury",
}
GUESTS = {
    "1-kind": "NUMBER",
    "1-words_fr": "Combien de chaises ?",
    "1-words_en": "How many chairs?",
    "1-lowest": "1",
    "1-highest": "20",
}
EMPTY = {"2-kind": "TEXT", "2-words_fr": "", "2-words_en": ""}


def test_questions_are_written_shown_again_and_taken_out(staff_client, brand):
    campaign = CampaignFactory(brand=brand, in_state=CampaignState.DRAFT)
    client, base = staff_client(), f"/desk/{brand.slug}/campaigns/{campaign.slug}"

    kept = client.post(f"{base}/questions", {"lines": "3", **DISH, **GUESTS, **EMPTY})

    assert (kept.status_code, kept["Location"]) == (302, base)
    page = client.get(base).content.decode()
    assert "Sucré ou salé ?" in page and "How many chairs?" in page and "savoury" in page
    form = client.get(f"{base}/questions").content.decode()
    assert 'value="Sweet or savoury?"' in form and "\nsucré\nsalé</textarea>" in form
    assert form.count("<legend>Question ") == 4, "two of its own and two empty ones"
    client.post(f"{base}/questions", {"lines": "2", **GUESTS, "0-kind": "TEXT"})
    assert [one["words_en"] for one in questions.as_written(campaign)] == ["How many chairs?"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"0-words_en": ""}, "This question needs it."),
        ({"0-options_en": "sweet"}, "2 in French, 1 in English"),
        ({"0-options_fr": "sucré", "0-options_en": "sweet"}, "give between 2 and 12 choices"),
        ({"1-lowest": "30"}, "the smallest number is larger"),
        ({"0-words_fr": "x" * 300}, "at most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(staff_client, brand, change, said):
    campaign = CampaignFactory(brand=brand, in_state=CampaignState.DRAFT)
    typed = {"lines": "2", **DISH, **GUESTS, **change}

    page = staff_client().post(f"/desk/{brand.slug}/campaigns/{campaign.slug}/questions", typed)

    html = page.content.decode()
    assert said in html
    assert 'value="How many chairs?"' in html
    assert not campaign.questions.exists()


def test_a_published_campaigns_questions_are_read_and_not_offered(staff_client, brand):
    campaign = CampaignFactory(brand=brand)
    client, base = staff_client(), f"/desk/{brand.slug}/campaigns/{campaign.slug}"

    asked = client.post(f"{base}/questions", {"lines": "2", **DISH, **GUESTS})

    assert (asked.status_code, asked["Location"]) == (302, base)
    assert not campaign.questions.exists()
    assert f'href="{base}/questions"' not in client.get(base).content.decode()
