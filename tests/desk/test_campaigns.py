from datetime import UTC, datetime

import pytest

from events.models import Campaign, CampaignState
from kits.models import Item, KitPlanLine
from tests.factories.events import ApplicationFactory, CampaignFactory

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
    client, path = staff_client(), f"/desk/{brand.slug}/campaigns/{campaign.slug}/links"

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
