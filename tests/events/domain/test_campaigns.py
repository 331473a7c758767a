import hashlib
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from common.models import AuditEntry
from events.domain import campaigns
from events.domain.rules import facts
from events.models import CAMPAIGN_NEXT, Campaign, CampaignState, Rules
from tests.factories.accounts import UserFactory
from tests.factories.events import CampaignFactory

pytestmark = pytest.mark.django_db
S = CampaignState


def test_create_drafts_a_campaign_and_notes_who(brand, at):
    by = UserFactory()

    made = campaigns.create(
        brand=brand,
        by=by,
        at=at,
        title="L’hiver, chez vous !",
        applications_open_at=at,
        applications_close_at=at + timedelta(days=3),
        draw_at=at + timedelta(days=4),
        party_from_date=(at + timedelta(days=10)).date(),
        party_until_date=(at + timedelta(days=20)).date(),
        hosts_wanted=2,
    )

    assert (made.slug, made.state, made.brand) == ("lhiver-chez-vous", S.DRAFT, brand)
    line = AuditEntry.objects.get()
    assert (line.chain, line.actor, line.action) == (
        f"brand:{brand.pk}",
        f"user:{by.pk}",
        "campaign.created",
    )


def test_create_refuses_dates_out_of_order(brand, at):
    with pytest.raises(campaigns.CampaignNotValid, match="open before they close"):
        campaigns.create(
            brand=brand,
            by=UserFactory(),
            at=at,
            title="x",
            applications_open_at=at,
            applications_close_at=at,
        )


def test_publish_freezes_the_rules_in_both_languages(at, outbox_messages):
    campaign = CampaignFactory(in_state=S.DRAFT)

    campaigns.publish(campaign=campaign, by=campaign.created_by, at=at)

    campaign.refresh_from_db()
    assert (campaign.state, campaign.published_at) == (S.PUBLISHED, at)
    frozen = {rules.language: rules for rules in Rules.objects.filter(campaign=campaign)}
    assert set(frozen) == {"fr", "en"}
    for rules in frozen.values():
        assert rules.version == 1
        assert rules.sha256 == hashlib.sha256(rules.text.encode()).hexdigest()
        assert rules.sections[0][1]
    assert outbox_messages() == [("campaign.published", {"campaign_id": campaign.pk})]


def test_a_demonstrations_rules_are_the_same_on_every_port(at, settings):
    told = []
    for port in (8000, 8841):
        settings.BASE_URL = f"http://127.0.0.1:{port}"
        campaign = CampaignFactory(in_state=S.DRAFT)
        told.append(facts(campaign=campaign, language="fr", version=1))

    addresses = [address for one in told for address in (one.page_url, one.proof_url)]
    assert {urlsplit(address).netloc for address in addresses} == {"convive.example"}


def test_publish_lists_everything_that_is_missing_with_the_figures(at, outbox_messages):
    campaign = CampaignFactory(in_state=S.DRAFT, hosts_wanted=10)
    campaign.wordings.filter(language="en").delete()
    campaign.prizes.all().delete()

    with pytest.raises(campaigns.NotPublishable) as refused:
        campaigns.publish(campaign=campaign, by=campaign.created_by, at=at + timedelta(days=8))

    assert [gap.text for gap in refused.value.gaps] == [
        "The English words are missing: title, one or two sentences, and the pact.",
        "The regions add up to 3 places; the campaign wants 10 hosts.",
        "Nothing says what a host receives: add at least one thing, with its value.",
        "Applications would close in the past: choose a later day.",
    ]
    campaign.refresh_from_db()
    assert campaign.state == S.DRAFT
    assert outbox_messages() == []


def test_a_published_campaign_keeps_what_its_rules_say(at):
    campaign = CampaignFactory()

    with pytest.raises(campaigns.CampaignNotEditable):
        campaigns.edit(campaign=campaign, by=campaign.created_by, at=at, fields={"hosts_wanted": 4})
    with pytest.raises(campaigns.CampaignNotEditable):
        campaigns.edit(campaign=campaign, by=campaign.created_by, at=at, strata=[])
    campaigns.edit(
        campaign=campaign,
        by=campaign.created_by,
        at=at,
        fields={"shop_url": "https://shop.maison-test.example/autre", "hosts_wanted": 3},
    )

    campaign.refresh_from_db()
    assert (campaign.hosts_wanted, campaign.shop_url[-5:]) == (3, "autre")


def test_regions_may_not_share_a_department_nor_name_an_unknown_one(at):
    campaign = CampaignFactory(in_state=S.DRAFT)
    by = campaign.created_by

    twice = [
        {"name": "A", "quota": 1, "departments": ["59"]},
        {"name": "B", "quota": 1, "departments": ["59"]},
    ]
    with pytest.raises(campaigns.CampaignNotValid, match="59"):
        campaigns.edit(campaign=campaign, by=by, at=at, strata=twice)
    unknown = [{"name": "A", "quota": 1, "departments": ["99"]}]
    with pytest.raises(campaigns.CampaignNotValid, match="99"):
        campaigns.edit(campaign=campaign, by=by, at=at, strata=unknown)
    assert [s.key for s in campaign.strata.order_by("position")] == ["nord", "ailleurs"]


def test_close_waits_for_the_announced_moment(at):
    campaign = CampaignFactory()

    with pytest.raises(campaigns.CampaignMoved, match="stay open"):
        campaigns.close(
            campaign=campaign, by=None, at=campaign.applications_close_at - timedelta(1)
        )
    campaigns.close(campaign=campaign, by=None, at=campaign.applications_close_at)

    campaign.refresh_from_db()
    assert campaign.state == S.CLOSED


MOVES = {
    S.PUBLISHED: campaigns.publish,
    S.CLOSED: campaigns.close,
    S.DRAWN: campaigns.mark_drawn,
    S.RUNNING: campaigns.start,
    S.FINISHED: campaigns.finish,
    S.CANCELLED: campaigns.cancel,
}
FORBIDDEN = [(now, to) for now in S for to in MOVES if to not in CAMPAIGN_NEXT[now]]


@pytest.mark.parametrize(("now", "to"), FORBIDDEN)
def test_forbidden_moves_are_refused_in_words(now, to, at, outbox_messages):
    campaign = CampaignFactory(in_state=now)
    more = {"reason": "Une raison."} if to == S.CANCELLED else {}

    with pytest.raises(campaigns.CampaignMoved, match="cannot become"):
        MOVES[to](
            campaign=campaign, by=campaign.created_by, at=campaign.applications_close_at, **more
        )

    campaign.refresh_from_db()
    assert (campaign.state, outbox_messages()) == (now, [])


def test_move_due_takes_each_campaign_one_step_and_only_once(at):
    open_one, drawn, running = (
        CampaignFactory(in_state=s) for s in (S.PUBLISHED, S.DRAWN, S.RUNNING)
    )
    CampaignFactory(applications_close_at=at + timedelta(days=50), draw_at=at + timedelta(days=51))
    later = at + timedelta(days=45)

    assert campaigns.move_due(at=later) == 3
    states = [Campaign.objects.get(pk=c.pk).state for c in (open_one, drawn, running)]
    assert states == [S.CLOSED, S.RUNNING, S.FINISHED]
    assert campaigns.move_due(at=at) == 0


def test_cancelling_asks_for_a_reason(at):
    campaign = CampaignFactory()

    for reason in (" ", "No."):
        with pytest.raises(campaigns.CampaignNotValid):
            campaigns.cancel(campaign=campaign, by=campaign.created_by, at=at, reason=reason)
    campaigns.cancel(campaign=campaign, by=campaign.created_by, at=at, reason="Rupture de stock.")

    campaign.refresh_from_db()
    assert (campaign.state, campaign.cancelled_at, campaign.cancel_reason) == (
        S.CANCELLED,
        at,
        "Rupture de stock.",
    )
