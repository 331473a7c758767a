"""The draw of a campaign as the brand sets it: at the desk, then in the rules and in public."""

from datetime import timedelta

import pytest

from common import clock
from events.models import CampaignState
from tests.factories.events import CampaignFactory

pytestmark = pytest.mark.django_db


def settings(campaign, **changes):
    first = (campaign.draw_at + timedelta(days=1)).date()
    return {
        "overflow": "POOL",
        "chances_rule": "ONE_MORE_IF_NOT_DRAWN",
        "outcome": "NET_ORDERS",
        "outcome_from_date": str(first),
        "outcome_last_date": str(first + timedelta(days=59)),
        "nord-min_newcomers": "1",
        "nord-share_only": "2",
        "nord-holdout": "",
        "ailleurs-min_newcomers": "0",
        "ailleurs-share_only": "",
        "ailleurs-holdout": "3",
        **changes,
    }


@pytest.fixture
def draft(brand):
    return CampaignFactory(brand=brand, in_state=CampaignState.DRAFT)


def path(campaign, more="/draw"):
    return f"/desk/{campaign.brand.slug}/campaigns/{campaign.slug}{more}"


def groups(campaign):
    return {
        one.key: (one.quota, one.min_newcomers, one.share_only, one.holdout)
        for one in campaign.strata.all()
    }


def test_what_is_set_is_kept_shown_and_announced_in_the_rules(staff_client, draft):
    client = staff_client()

    assert client.post(path(draft), settings(draft)).status_code == 302

    draft.refresh_from_db()
    assert groups(draft) == {"nord": (1, 1, 2, 0), "ailleurs": (2, 0, 0, 3)}
    assert draft.outcome_until_date - draft.outcome_from_date == timedelta(days=60)
    shown = client.get(path(draft)).text
    assert f'value="{draft.outcome_last_date}"' in shown
    assert "at least 1 newcomer" in client.get(path(draft, "")).text
    client.post(path(draft, "/publish"))
    rules = draft.rules.get(language="en").text
    assert "1 host, of whom at least 1 newcomer" in rules
    assert "up to 3 chances in all" in rules
    public = client.get(f"/c/{draft.slug}", {"lang": "en"}).text
    assert "at least 1 for a newcomer" in public
    assert "three" not in public and "3 in all at most" in public


def test_more_newcomers_than_places_are_refused_and_nothing_typed_is_lost(staff_client, draft):
    page = staff_client().post(path(draft), settings(draft, **{"nord-min_newcomers": "2"})).text

    assert "“Nord” keeps more places for newcomers (2) than it has in all (1)." in page
    assert 'value="2"' in page
    assert groups(draft)["nord"] == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"outcome_last_date": ""}, "Say from which day to which day orders are compared."),
        ({"outcome": ""}, "Days of comparison are given, but not what is compared."),
        (
            {"outcome_last_date": "2020-01-01"},
            "The last day of the comparison comes after the first.",
        ),
    ],
)
def test_a_comparison_without_its_days_is_refused(staff_client, draft, changes, said):
    assert said in staff_client().post(path(draft), settings(draft, **changes)).text


def test_groups_without_a_comparison_keep_a_draft_from_opening(staff_client, draft):
    client, nothing = staff_client(), {"outcome_from_date": "", "outcome_last_date": ""}
    client.post(path(draft), settings(draft, outcome="", **nothing))

    page = client.post(path(draft, "/publish"), follow=True).text

    assert "Groups are named to compare with, but not what is compared" in page
    draft.refresh_from_db()
    assert draft.state == CampaignState.DRAFT


def test_a_comparison_that_begins_before_the_draw_keeps_a_draft_from_opening(staff_client, draft):
    client = staff_client()
    client.post(path(draft), settings(draft, outcome_from_date=str(clock.now().date())))

    page = client.post(path(draft, "/publish"), follow=True).text

    assert "The comparison would begin before the draw" in page


def test_changing_the_regions_keeps_their_groups(staff_client, draft):
    client = staff_client()
    client.post(path(draft), settings(draft))

    client.post(
        path(draft, "/regions"),
        {"lines": "1", "0-name": "Nord", "0-quota": "3", "0-departments": "59"},
    )

    assert groups(draft) == {"nord": (3, 1, 2, 0)}


def test_nothing_of_it_changes_once_the_rules_are_frozen(staff_client, brand):
    campaign = CampaignFactory(brand=brand)

    page = staff_client().post(path(campaign), settings(campaign), follow=True).text

    assert "This part is frozen" in page
    campaign.refresh_from_db()
    assert (campaign.overflow, groups(campaign)["nord"]) == ("REFUSE", (1, 0, 0, 0))
