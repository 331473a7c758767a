from datetime import timedelta

import pytest

from common import bounded
from events.domain import likeness
from events.models import Application, DuplicateGroup, Verdict
from events.queries import applications as queries
from events.queries.applications import Filters
from tests.factories.accounts import UserFactory
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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
    assert listed(client, brand, f"?q={o}") == [o]
    assert listed(client, brand, "?q=nobody%00") == []
    assert listed(client, brand, "?campaign=other&before=abc") == []


SEARCHES = [
    ("helene", True),
    ("HÉLÈNE lil", True),
    ("sanchez hel", True),
    ("d’arc", True),
    ("helene@example.org", True),
    ("59 000", False),
    ("59000", True),
    ("elene", False),
    ("helene paris", False),
    ("%", False),
    ("nobody' | 'hele", False),
]


@pytest.mark.parametrize(("near", "few"), [(0, 0), (0, 1_000), (1_000, 0)])
@pytest.mark.parametrize(("typed", "finds"), SEARCHES)
def test_each_word_typed_begins_a_word_of_the_application(
    brand, monkeypatch, near, few, typed, finds
):
    monkeypatch.setattr(queries, "NEAR", near)
    monkeypatch.setattr(queries, "FEW", few)
    campaign = CampaignFactory(brand=brand)
    user = UserFactory(email="helene@example.org")
    wanted = ApplicationFactory(
        campaign=campaign, user=user, first_name="Hélène", last_name="Sánchez d’Arc"
    )
    ApplicationFactory(campaign=campaign, city="Paris", postcode="75011")

    page = queries.desk_list(brand_id=brand.pk, filters=Filters(search=typed), size=1)

    assert [row.pk for row in page.rows] == ([wanted.pk] if finds else [])


@pytest.mark.parametrize(("near", "few"), [(0, 0), (0, 1_000), (3, 0), (1_000, 0)])
def test_what_is_found_is_walked_like_the_list(brand, monkeypatch, near, few):
    monkeypatch.setattr(queries, "NEAR", near)
    monkeypatch.setattr(queries, "FEW", few)
    campaign = CampaignFactory(brand=brand)
    made = [
        ApplicationFactory(campaign=campaign, started_at=NOON - n * DAY, city=city).pk
        for n, city in enumerate(["Lille", "Lille", "Brest", "Lille", "Lille", "Lille", "Nice"])
    ]

    assert walked(brand, Filters(search="lil")) == [
        pk for pk in made if pk not in (made[2], made[6])
    ]


def test_another_brands_receipt_and_address_find_nothing(brand):
    theirs = ApplicationFactory()

    for typed in (theirs.receipt_number, theirs.user.email):
        page = queries.desk_list(brand_id=brand.pk, filters=Filters(search=typed))
        assert page.rows == []


def walked(brand, filters=None, size=2):
    """Every row of the list in the order in which its pages show them."""
    seen, before = [], ""
    while True:
        page = queries.desk_list(
            brand_id=brand.pk, filters=filters or Filters(), before=before, size=size
        )
        seen += page.rows
        if not page.next_before:
            return [row.pk for row in seen]
        before = page.next_before


def test_walking_shows_every_row_once_the_newest_first_and_those_of_one_moment_too(brand):
    one, two = CampaignFactory(brand=brand), CampaignFactory(brand=brand)
    begun_first = ApplicationFactory(campaign=one, started_at=NOON)
    same = [ApplicationFactory(campaign=c, started_at=NOON - DAY) for c in (one, two, one, two)]
    last_row = ApplicationFactory(campaign=two, started_at=NOON - 2 * DAY)
    expected = [begun_first.pk, *[one.pk for one in reversed(same)], last_row.pk]

    assert walked(brand) == expected
    assert walked(brand, size=4) == expected
    assert walked(brand, Filters(campaign=two.slug)) == [same[3].pk, same[1].pk, last_row.pk]


def test_a_row_that_comes_meanwhile_moves_no_page(brand):
    campaign = CampaignFactory(brand=brand)
    made = [
        ApplicationFactory(campaign=campaign, started_at=NOON - n * DAY).pk for n in (1, 2, 3, 4)
    ]

    first = queries.desk_list(brand_id=brand.pk, filters=Filters(), size=2)
    ApplicationFactory(campaign=campaign, started_at=NOON)
    Application.objects.filter(pk=made[1]).delete()
    second = queries.desk_list(
        brand_id=brand.pk, filters=Filters(), before=first.next_before, size=2
    )

    assert [row.pk for row in second.rows] == made[2:]


@pytest.mark.parametrize("before", ["abc", "20261121T120000000000-", "99-1", "-5", "٣-٣", "9" * 60])
def test_a_place_in_the_list_that_nobody_can_read_is_its_beginning(brand, before):
    one = ApplicationFactory(campaign=CampaignFactory(brand=brand))

    page = queries.desk_list(brand_id=brand.pk, filters=Filters(), before=before)

    assert [row.pk for row in page.rows] == [one.pk]


def test_figures_are_exact_until_they_are_many(staff_client, brand, monkeypatch):
    monkeypatch.setattr(bounded.bounded, "__kwdefaults__", {"within": "pk", "most": 2})
    campaign = CampaignFactory(brand=brand)
    ApplicationFactory.create_batch(2, campaign=campaign)
    client = staff_client()

    few = client.get(f"/desk/{brand.slug}/applications").text
    ApplicationFactory(campaign=campaign, in_state="DRAFT")
    ApplicationFactory(campaign=campaign)
    many = client.get(f"/desk/{brand.slug}/applications").text

    assert "2 handed in" in few
    assert "2+ handed in" in many
    assert "1 begun" in many


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
    with django_assert_num_queries(16):
        client.get(f"/desk/{brand.slug}/applications")
