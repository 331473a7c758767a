from datetime import UTC, datetime, timedelta

import pytest

from common import clock
from events.models import Campaign, CampaignState
from kits.models import Item, KitPlanLine
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db
NEW = {
    "title": "Un hiver à table",
    "kind": "DINNER",
    "applications_open_at": "2027-03-20T09:00",
    "applications_close_at": "2027-04-10T23:59",
    "draw_at": "2027-04-12T18:00",
    "party_from_date": "2027-05-01",
    "party_last_date": "2027-05-20",
    "hosts_wanted": "3",
}


def test_from_nothing_to_published(staff_client, brand):
    client = staff_client()
    base = f"/desk/{brand.slug}/campaigns"

    made = client.post(f"{base}/new", NEW)
    campaign = Campaign.objects.get()
    assert made["Location"] == f"{base}/un-hiver-a-table"
    # Typed in Paris, kept in UTC, on both sides of the change of hour.
    assert campaign.applications_open_at == datetime(2027, 3, 20, 8, 0, tzinfo=UTC)
    assert campaign.draw_at == datetime(2027, 4, 12, 16, 0, tzinfo=UTC)
    assert campaign.party_until_date.isoformat() == "2027-05-21"

    page = client.get(made["Location"]).content.decode()
    assert "The English words are missing" in page
    words = {
        f"{language}-{name}": f"{name} {language}"
        for language in ("fr", "en")
        for name in ("title", "tagline", "story", "pact")
    }
    client.post(f"{base}/{campaign.slug}/words", words)
    regions = {
        "lines": "2",
        "0-name": "Nord",
        "0-quota": "1",
        "0-departments": "59, 62",
        "1-name": "Ailleurs",
        "1-quota": "2",
        "1-departments": "",
    }
    client.post(f"{base}/{campaign.slug}/regions", regions)
    prize = {
        "lines": "1",
        "0-kind": "GIVEN",
        "0-name_fr": "un dessert",
        "0-name_en": "a dessert",
        "0-quantity": "1",
        "0-value": "24.50",
    }
    client.post(f"{base}/{campaign.slug}/prizes", prize)
    assert [(s.key, s.quota, s.departments) for s in campaign.strata.order_by("position")] == [
        ("nord", 1, ["59", "62"]),
        ("ailleurs", 2, []),
    ]
    assert campaign.prizes.get().value_minor == 2450
    assert "Everything is there." in client.get(f"{base}/{campaign.slug}").content.decode()

    client.post(f"{base}/{campaign.slug}/publish")

    campaign.refresh_from_db()
    assert campaign.state == CampaignState.PUBLISHED
    assert campaign.rules.count() == 2


def test_publish_says_everything_that_is_missing(staff_client, brand):
    campaign = CampaignFactory(brand=brand, in_state=CampaignState.DRAFT, hosts_wanted=10)

    page = (
        staff_client()
        .post(f"/desk/{brand.slug}/campaigns/{campaign.slug}/publish", follow=True)
        .content.decode()
    )

    assert "The regions add up to 3 places; the campaign wants 10 hosts." in page


def test_a_refused_section_keeps_what_was_typed(staff_client, brand):
    campaign = CampaignFactory(brand=brand, in_state=CampaignState.DRAFT)
    typed = {"lines": "1", "0-name": "Lune", "0-quota": "2", "0-departments": "99"}

    page = (
        staff_client()
        .post(f"/desk/{brand.slug}/campaigns/{campaign.slug}/regions", typed)
        .content.decode()
    )

    assert "There is no department “99”" in page
    assert 'value="Lune"' in page
    assert campaign.strata.count() == 2


def test_an_hour_that_the_change_of_clocks_skips_is_refused(staff_client, brand):
    page = (
        staff_client()
        .post(
            f"/desk/{brand.slug}/campaigns/new", {**NEW, "applications_open_at": "2027-03-28T02:30"}
        )
        .content.decode()
    )

    assert "This hour does not exist" in page
    assert Campaign.objects.count() == 0


def test_basics_come_back_as_they_were(staff_client, brand):
    campaign = CampaignFactory(brand=brand, in_state=CampaignState.DRAFT, liability_cap_minor=4050)
    client, path = staff_client(), f"/desk/{brand.slug}/campaigns/{campaign.slug}/basics"
    shown = client.get(path).context["form"].initial
    before = Campaign.objects.values().get()
    typed = {
        name: value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value
        for name, value in shown.items()
        if value is not None
    }

    answer = client.post(path, typed)

    assert answer.status_code == 302, answer.context["form"].errors
    assert Campaign.objects.values().get() == before


def test_kit_plan_is_chosen_from_the_brands_own_items(staff_client, brand):
    campaign = CampaignFactory(brand=brand)
    item = Item.objects.create(
        brand=brand, sku="ECH", name_fr="é", name_en="s", kind="GIVEN", value_minor=1, weight_g=1
    )
    foreign = Item.objects.create(
        brand=CampaignFactory().brand,
        sku="X",
        name_fr="é",
        name_en="s",
        kind="GIVEN",
        value_minor=1,
        weight_g=1,
    )
    client, path = staff_client(), f"/desk/{brand.slug}/campaigns/{campaign.slug}/kit"

    client.post(path, {"lines": "1", "0-item": foreign.pk, "0-quantity": "1"})
    assert KitPlanLine.objects.count() == 0
    client.post(
        path,
        {"lines": "2", "0-item": item.pk, "0-quantity": "2", "0-chooses_size": "on", "1-item": ""},
    )

    line = KitPlanLine.objects.get()
    assert (line.item, line.quantity, line.chooses_size) == (item, 2, True)


def test_cancelling_asks_why_and_tells_the_people(staff_client, brand, deliver_all):
    application = ApplicationFactory(campaign=CampaignFactory(brand=brand), language="en")
    client = staff_client()
    path = f"/desk/{brand.slug}/campaigns/{application.campaign.slug}/cancel"

    assert "1 person applied" in client.get(path).content.decode()
    client.post(path, {"reason": "The cloth is late."})

    assert deliver_all() == [], "it can be held back for ten minutes"
    with clock.fixed(NOON + timedelta(minutes=10)):
        mails = deliver_all()
    assert [(mail.template, mail.to_address) for mail in mails] == [
        ("campaign_cancelled", application.user.email)
    ]
    assert "The cloth is late." in mails[0].text


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CampaignState.FINISHED, "This campaign cannot be called off any more."),
        (CampaignState.CANCELLED, "This campaign is called off already."),
    ],
)
def test_what_is_over_is_not_called_off_and_what_was_written_comes_back(
    staff_client, brand, state, said
):
    campaign = CampaignFactory(brand=brand, in_state=state)
    client = staff_client()
    path = f"/desk/{brand.slug}/campaigns/{campaign.slug}/cancel"

    asked, sent = client.get(path), client.post(path, {"reason": "The cloth is late."})

    assert (asked.status_code, sent.status_code) == (200, 409)
    assert said in asked.text and "<textarea" not in asked.text
    assert said in sent.text and "The cloth is late." in sent.text
    campaign.refresh_from_db()
    assert campaign.state == state


def test_a_recruiting_link_is_made_once(staff_client, brand):
    campaign = CampaignFactory(brand=brand)
    client, path = staff_client(), f"/desk/{brand.slug}/campaigns/{campaign.slug}/links/new"

    client.post(path, {"network": "Instagram", "label": ""})
    again = client.post(path, {"network": "Instagram", "label": ""}, follow=True).content.decode()

    link = campaign.recruiting_links.get()
    assert f"/r/{link.link.slug}" in again
    assert "There is a link for this network" in again


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_constant_number_of_questions(
    staff_client, brand, rows, django_assert_num_queries
):
    CampaignFactory.create_batch(rows, brand=brand)
    client = staff_client()
    with django_assert_num_queries(7):
        client.get(f"/desk/{brand.slug}/campaigns")


@pytest.mark.parametrize("part", ["words", "regions", "prizes"])
def test_a_frozen_section_is_read_and_not_offered(staff_client, brand, part):
    campaign = CampaignFactory(brand=brand)
    client, base = staff_client(), f"/desk/{brand.slug}/campaigns/{campaign.slug}"

    asked = client.get(f"{base}/{part}")
    page = client.get(base).text

    assert (asked.status_code, asked["Location"]) == (302, base)
    assert f'href="{base}/{part}"' not in page
    assert f'href="{base}/basics"' in page


def test_what_the_rules_do_not_say_still_changes(staff_client, brand):
    campaign = CampaignFactory(brand=brand)
    client, path = staff_client(), f"/desk/{brand.slug}/campaigns/{campaign.slug}/basics"
    before = campaign.hosts_wanted

    offered = set(client.get(path).context["form"].fields)
    answer = client.post(
        path,
        {"kit_days_before": "6", "transit_days": "2", "hashtag": "hiver", "hosts_wanted": "999"},
    )

    campaign.refresh_from_db()
    assert offered == {"kit_days_before", "transit_days", "shop_url", "hashtag"}
    assert answer.status_code == 302, answer.context["form"].errors
    assert (campaign.kit_days_before, campaign.hashtag, campaign.hosts_wanted) == (
        6,
        "hiver",
        before,
    )


def test_a_section_leads_on_says_what_is_missing_and_where(staff_client, brand):
    campaign = CampaignFactory(brand=brand, in_state=CampaignState.DRAFT, hosts_wanted=10)
    client, base = staff_client(), f"/desk/{brand.slug}/campaigns/{campaign.slug}"
    campaign.wordings.filter(language="en").update(tagline="")

    page = client.get(base)
    states = {step["key"]: step["state"] for step in page.context["steps"]}
    kept = client.post(f"{base}/kit", {"lines": "0", "do": "next"})

    assert states == {
        "basics": "DONE",
        "words": "MISSING",
        "regions": "MISSING",
        "draw": "DONE",
        "prizes": "DONE",
        "kit": "EMPTY",
        "questions": "EMPTY",
        "rules": "DONE",
        "answers": "EMPTY",
    }
    assert f'href="{base}/words#id_en-tagline"' in page.text
    assert f'href="{base}/regions#id_0-quota"' in page.text
    assert kept["Location"] == f"{base}/questions"
    for gap in page.context["checklist"]:
        address, _hash, field = gap["url"].partition("#")
        assert f'id="{field}"' in client.get(address).text


def test_a_preview_shows_what_was_typed_and_keeps_nothing(staff_client, brand):
    campaign = CampaignFactory(brand=brand, in_state=CampaignState.DRAFT)
    client, path = staff_client(), f"/desk/{brand.slug}/campaigns/{campaign.slug}/words"
    words = {
        f"{language}-{name}": f"{name} {language}"
        for language in ("fr", "en")
        for name in ("title", "tagline", "story", "pact")
    }
    typed = words | {"en-title": "A table in the snow", "do": "preview"}

    page = client.post(path, typed)
    live = client.post(path, typed, headers={"HX-Request": "true"})
    halfway = client.post(
        f"/desk/{brand.slug}/campaigns/{campaign.slug}/regions",
        {"lines": "1", "0-name": "Lune", "0-quota": "x", "do": "preview"},
        headers={"HX-Request": "true"},
    )

    assert "A table in the snow" in page.text and "nothing of this is kept" in page.text
    assert "A table in the snow" in live.text and "<html" not in live.text
    assert halfway.status_code == 204
    assert campaign.wordings.get(language="en").title == "Winter at your table"


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"applications_close_at": "2027-03-19T08:00"}, "applications_close_at", "open on"),
        ({"draw_at": "2027-04-01T08:00"}, "draw_at", "close on"),
        ({"party_from_date": "2027-04-01"}, "party_from_date", "takes place on Monday 12\xa0April"),
        ({"party_last_date": "2027-04-30"}, "party_last_date", "before the first day"),
    ],
)
def test_dates_out_of_order_are_said_beside_the_date(staff_client, brand, changes, field, said):
    page = staff_client().post(f"/desk/{brand.slug}/campaigns/new", NEW | changes)

    assert list(page.context["form"].errors) == [field]
    assert said in page.context["form"].errors[field][0]


def test_without_a_last_day_there_is_one_official_day(staff_client, brand):
    staff_client().post(f"/desk/{brand.slug}/campaigns/new", NEW | {"party_last_date": ""})

    campaign = Campaign.objects.get()
    assert campaign.last_party_date == campaign.party_from_date


def test_clauses_and_answers_are_written_and_read_at_the_desk(staff_client, brand):
    campaign = CampaignFactory(brand=brand, in_state=CampaignState.DRAFT)
    client, base = staff_client(), f"/desk/{brand.slug}/campaigns/{campaign.slug}"
    clause = {
        "lines": "2",
        "0-replaces": "LIABILITY",
        "0-text_fr": "Nous répondons de tout.",
        "0-text_en": "We answer for everything.",
        "1-replaces": "",
        "1-heading_fr": "Les animaux",
        "1-text_fr": "Ils viennent aussi.",
    }

    half = client.post(f"{base}/rules", clause)
    client.post(f"{base}/rules", clause | {"1-heading_en": "Pets", "1-text_en": "They come too."})
    asked = {"lines": "1", "0-question_fr": "Q ?", "0-answer_fr": "R.", "0-question_en": "Q?"}
    client.post(f"{base}/answers", asked | {"0-answer_en": "An answer."})
    rules = client.get(f"{base}/rules").text

    assert set(half.context["forms"][1].errors) == {"heading_en", "text_en"}
    assert "We answer for everything." in rules and "Ils viennent aussi." in rules
    assert client.get(f"{base}/rules.fr.pdf").content.startswith(b"%PDF")
    assert campaign.public_answers.get().answer_en == "An answer."
    assert "An answer." in client.get(f"{base}/preview").text
    client.post(f"{base}/publish")
    assert client.get(f"{base}/rules")["Location"] == base
    assert client.get(f"{base}/answers").status_code == 200


def test_another_like_this_one_is_drafted_with_its_kit(staff_client, brand):
    campaign = CampaignFactory(brand=brand, in_state=CampaignState.FINISHED)
    item = Item.objects.create(
        brand=brand, sku="ECH", name_fr="é", name_en="s", kind="GIVEN", value_minor=1, weight_g=1
    )
    KitPlanLine.objects.create(campaign=campaign, item=item, quantity=2, position=0)

    made = staff_client().post(
        f"/desk/{brand.slug}/campaigns/{campaign.slug}/copy",
        {"opens_on": "2028-01-10", "title": "Un autre hiver"},
    )

    copy = Campaign.objects.get(state=CampaignState.DRAFT)
    assert made["Location"] == f"/desk/{brand.slug}/campaigns/{copy.slug}"
    assert copy.applications_open_at.date().isoformat() == "2028-01-10"
    assert copy.slug == "un-autre-hiver"
    assert KitPlanLine.objects.get(campaign=copy).quantity == 2
