import pytest

from events.domain import likeness
from events.models import DuplicateGroup, Verdict
from events.queries import applications as queries
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def listed(client, brand, query=""):
    page = client.get(f"/desk/{brand.slug}/applications{query}")
    return [row.receipt_number for row in page.context["page"].rows]


def test_filters_narrow_the_list(staff_client, brand):
    campaign = CampaignFactory(brand=brand)
    south = campaign.strata.get(key="ailleurs")
    north = ApplicationFactory(campaign=campaign, first_name="Zélie")
    other = ApplicationFactory(
        campaign=campaign,
        stratum=south,
        city="Paris",
        verdict=Verdict.INELIGIBLE,
        reasons=["UNDER_AGE"],
    )
    gone = ApplicationFactory(campaign=campaign, in_state="WITHDRAWN", stratum=None)
    ApplicationFactory(campaign=campaign, in_state="DRAFT")
    client = staff_client()

    n, o, g = north.receipt_number, other.receipt_number, gone.receipt_number
    assert listed(client, brand) == [g, o, n]
    assert listed(client, brand, "?state=SUBMITTED") == [o, n]
    assert listed(client, brand, "?verdict=INELIGIBLE") == [o]
    assert listed(client, brand, "?stratum=nord") == [n]
    assert listed(client, brand, "?q=zélie") in ([n], [])  # SQLite folds no accents
    assert listed(client, brand, f"?q={o}") == [o]
    assert listed(client, brand, "?q=nobody%00") == []
    assert listed(client, brand, "?campaign=other&before=abc") == []


def test_walking_by_key_shows_every_row_once(brand):
    campaign = CampaignFactory(brand=brand)
    made = [one.pk for one in ApplicationFactory.create_batch(5, campaign=campaign)]

    seen, before = [], None
    for _ in range(3):
        page = queries.desk_list(
            brand_id=brand.pk, filters=queries.Filters(), before=before, size=2
        )
        seen += [row.pk for row in page.rows]
        before = page.next_before

    assert (seen, before) == (sorted(made, reverse=True), None)


def test_one_application_has_an_address_of_its_own_that_is_not_its_owners(staff_client, brand):
    campaign = CampaignFactory(brand=brand)
    one = ApplicationFactory(
        campaign=campaign,
        verdict=Verdict.INELIGIBLE,
        reasons=["TOO_FEW_SEATS"],
        why="<b>Bonjour</b>",
    )
    twin = ApplicationFactory(campaign=campaign, household_key=one.household_key)
    likeness.compare(application_id=twin.pk, at=NOON)
    group = DuplicateGroup.objects.get()

    html = (
        staff_client().get(f"/desk/{brand.slug}/applications/{one.receipt_number}").content.decode()
    )

    assert "The table needs at least 4 seats." in html
    assert "2 applications resemble each other" in html
    assert f"/duplicates/{group.code}" in html
    assert "&lt;b&gt;Bonjour" in html
    assert one.code not in html


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_constant_number_of_questions(
    staff_client, brand, rows, django_assert_num_queries
):
    ApplicationFactory.create_batch(rows, campaign=CampaignFactory(brand=brand))
    client = staff_client()
    with django_assert_num_queries(11):
        client.get(f"/desk/{brand.slug}/applications")
