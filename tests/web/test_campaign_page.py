from datetime import timedelta

import pytest

from common import clock
from events.models import CampaignState
from events.queries.campaigns import RegionOdds
from links.models import Click
from tests.factories.events import ApplicationFactory, CampaignFactory, RecruitingLinkFactory

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def test_page_shows_words_places_and_living_odds(client):
    campaign = CampaignFactory()
    ApplicationFactory.create_batch(12, campaign=campaign)
    ApplicationFactory(campaign=campaign, verdict="INELIGIBLE", reasons=["UNDER_AGE"])
    ApplicationFactory(campaign=campaign, in_state="DRAFT")

    page = client.get(f"/c/{campaign.slug}", headers=EN)

    assert page.status_code == 200
    html = page.content.decode()
    assert html.count("<h1") == 1
    assert "Winter at your table" in html
    assert '<span class="odds__n">12</span>' in html
    assert "1 chance in 12" in html
    assert "a scarf, €62" in html
    assert f'href="/c/{campaign.slug}/apply"' in html
    assert "csrfmiddlewaretoken" not in html


def test_page_speaks_french_by_default_words(client):
    campaign = CampaignFactory()

    html = client.get(f"/c/{campaign.slug}?lang=fr").content.decode()

    assert '<html lang="fr"' in html
    assert "L’hiver à votre table" in html


@pytest.mark.parametrize(
    ("state", "said", "may_apply"),
    [
        (CampaignState.PUBLISHED, "application so far", True),
        (CampaignState.CLOSED, "Applications have closed.", False),
        (CampaignState.DRAWN, "The hosts are drawn.", False),
        (CampaignState.RUNNING, "The evenings are taking place.", False),
        (CampaignState.FINISHED, "The parties are over.", False),
        (CampaignState.CANCELLED, "The table will not be laid.", False),
    ],
)
def test_each_state_is_said_and_only_an_open_one_invites(client, state, said, may_apply):
    campaign = CampaignFactory(in_state=state)
    ApplicationFactory(campaign=campaign)

    html = client.get(f"/c/{campaign.slug}", headers=EN).content.decode()

    assert said in html
    assert (f"/c/{campaign.slug}/apply" in html) is may_apply


def test_a_finished_campaign_is_told_in_the_past(client):
    open_now, over = (
        CampaignFactory(in_state=state)
        for state in (CampaignState.PUBLISHED, CampaignState.FINISHED)
    )
    pages = [client.get(f"/c/{one.slug}", headers=EN).text for one in (open_now, over)]

    assert ["You apply" in page for page in pages] == [True, False]
    assert ["What was on the menu" in page for page in pages] == [False, True]


def test_before_opening_and_after_the_hour_nobody_is_invited_even_if_the_clockwork_sleeps(client):
    campaign = CampaignFactory()

    with clock.fixed(campaign.applications_open_at - timedelta(hours=1)):
        assert "Not open yet." in client.get(f"/c/{campaign.slug}", headers=EN).content.decode()
    with clock.fixed(campaign.applications_close_at):
        html = client.get(f"/c/{campaign.slug}", headers=EN).content.decode()
    assert "Applications have closed." in html


def test_a_draft_and_a_stranger_get_the_same_calm_404(client):
    draft = CampaignFactory(in_state=CampaignState.DRAFT)

    answers = [
        client.get(path)
        for path in (f"/c/{draft.slug}", "/c/nothing-here", "/a/NOTHING", "/r/NOTHING")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_rules_are_shown_and_printed_as_frozen(client):
    campaign = CampaignFactory()
    rules = campaign.rules.get(language="en")

    page = client.get(f"/c/{campaign.slug}/rules", headers=EN).content.decode()
    paper = client.get(f"/c/{campaign.slug}/rules.pdf", headers=EN)

    assert rules.sha256 in page
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert client.get(f"/c/{campaign.slug}/rules?v=9").status_code == 404


def test_recruiting_link_counts_and_passes_the_source_on_without_a_cookie(client):
    recruiting = RecruitingLinkFactory()
    slug = recruiting.link.slug

    answer = client.get(f"/r/{slug}", headers={"user-agent": "Mozilla/5.0 (iPhone) Safari"})

    assert answer.status_code == 302
    assert answer["Location"] == f"/c/{recruiting.campaign.slug}?s={slug}"
    assert answer.cookies == {}
    assert Click.objects.get().link == recruiting.link
    page = client.get(answer["Location"]).content.decode()
    assert f"/c/{recruiting.campaign.slug}/apply?s={slug}" in page


def test_page_asks_the_database_a_constant_number_of_questions(client, django_assert_num_queries):
    campaign = CampaignFactory()
    ApplicationFactory(campaign=campaign)
    with django_assert_num_queries(9):
        client.get(f"/c/{campaign.slug}")
    ApplicationFactory.create_batch(2, campaign=campaign)
    with django_assert_num_queries(9):
        client.get(f"/c/{campaign.slug}")


@pytest.mark.parametrize(
    ("quota", "applications", "chances", "among", "about"),
    [(2, 5, 2, 5, False), (1, 3, 1, 3, False), (3, 18, 1, 6, False), (2, 13, 1, 6, True)]
    + [(3, 3, 1, 0, False), (2, 0, 2, 0, False), (1, 143, 1, 143, False)],
)
def test_odds_are_exact_where_an_eye_can_follow(quota, applications, chances, among, about):
    odds = RegionOdds(stratum=None, quota=quota, applications=applications)

    assert (odds.chances, odds.among, odds.about) == (chances, among, about)
