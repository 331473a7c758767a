"""A region of a draft gets another name, and stays the region it was."""

import re

import pytest

from accounts.models import Role
from events.models import Stratum
from tests.factories.events import CampaignFactory

pytestmark = pytest.mark.django_db
GROUPS = {"min_newcomers": 1, "share_only": 4, "holdout": 3}


@pytest.fixture
def campaign(brand):
    found = CampaignFactory(brand=brand, in_state="DRAFT")
    found.strata.all().delete()
    for position, (key, name) in enumerate([("nord", "Nord"), ("sud", "Sud")]):
        Stratum.objects.create(
            campaign=found,
            key=key,
            name=name,
            position=position,
            quota=2,
            departments=["59"] if key == "nord" else [],
            **GROUPS,
        )
    return found


def typed(page: str) -> dict[str, str]:
    """The form as the page shows it."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if "name" in given:
            found[given["name"]] = given.get("value", "")
    return found


def kept(campaign) -> dict[str, tuple[str, int, int, int]]:
    rows = campaign.strata.order_by("position")
    return {one.key: (one.name, one.min_newcomers, one.share_only, one.holdout) for one in rows}


def test_a_renamed_region_keeps_its_newcomers_and_groups(staff_client, brand, campaign):
    client = staff_client(Role.ORGANISER)
    url = f"/desk/{brand.slug}/campaigns/{campaign.slug}/regions"
    form = typed(client.get(url).text)

    client.post(url, {**form, "0-name": "Hauts-de-France", "2-name": "Nord", "2-quota": "1",
                      "2-departments": "62"})  # fmt: skip

    assert kept(campaign) == {
        "nord": ("Hauts-de-France", 1, 4, 3),
        "sud": ("Sud", 1, 4, 3),
        "nord-2": ("Nord", 0, 0, 0),
    }


@pytest.mark.parametrize("key", ["nord", "elsewhere", "x" * 60, "a b"])
def test_a_forged_key_takes_no_other_regions_place(staff_client, brand, campaign, key):
    client = staff_client(Role.ORGANISER)
    url = f"/desk/{brand.slug}/campaigns/{campaign.slug}/regions"
    form = typed(client.get(url).text)

    answer = client.post(url, {**form, "1-key": key})

    assert answer.status_code in (200, 302)
    assert kept(campaign)["nord"] == ("Nord", 1, 4, 3)
    assert len(kept(campaign)) == 2


def test_one_name_for_two_regions_is_refused(staff_client, brand, campaign):
    client = staff_client(Role.ORGANISER)
    url = f"/desk/{brand.slug}/campaigns/{campaign.slug}/regions"

    page = client.post(url, {**typed(client.get(url).text), "1-name": "NORD"}).text

    assert "Two regions have the same name" in page
    assert kept(campaign)["sud"][0] == "Sud"
