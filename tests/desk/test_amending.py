"""Too few homes for the plan: the rules are amended before the seal, in public, and the list is sealed."""

import re

import pytest

from accounts.models import Role
from common import clock
from events.domain import amendments
from events.models import Application, CampaignState, Draw, OverflowRule, Rules, Stratum, Verdict
from events.queries.draws import header
from mailing.models import Message
from tests.desk.conftest import sign_in
from tests.factories.draws import closed_campaign, officer, sealed_draw, submitted
from tests.moments import NOON

pytestmark = pytest.mark.django_db
REASONS = {"reason_fr": "Trop peu de foyers au Sud.", "reason_en": "Too few homes in the south."}


@pytest.fixture
def campaign():
    """Three places in a region of two homes, one in a region of four."""
    found = closed_campaign(strata={"nord": (1, 4), "sud": (3, 2)})
    found.brand.legal_name = found.brand.legal_name or "Maison Exemple SAS"
    found.brand.registration, found.brand.address = "RCS 123 456 789", "1 rue de la Paix, Paris"
    found.brand.contact_email = "bonjour@example.com"
    found.brand.save()
    found.prizes.create(
        kind="GIVEN", name_fr="un dessert", name_en="a dessert", quantity=1, value_minor=2450
    )
    return found


@pytest.fixture
def client(campaign):
    return sign_in(officer(campaign.brand, Role.OWNER).memberships.get())


def base(campaign) -> str:
    return f"/desk/{campaign.brand.slug}"


def amended(client, campaign, **changes: str):
    """Send the amending form as it is shown, with changes such as ``sud_quota="2"``."""
    form = {"overflow": campaign.overflow, **REASONS}
    for one in campaign.strata.all():
        for name in ("quota", "min_newcomers", "share_only", "holdout"):
            form[f"{one.key}-{name}"] = str(getattr(one, name))
    form |= {re.sub("^(nord|sud|est)_", r"\1-", key): value for key, value in changes.items()}
    return client.post(f"{base(campaign)}/campaigns/{campaign.slug}/amend?lang=en", form)


def test_the_seal_page_leads_to_amending_and_the_amended_list_can_be_sealed(
    client, campaign, deliver_all
):
    page = client.get(f"{base(campaign)}/draws/{campaign.slug}?lang=en").text
    answer = amended(client, campaign, sud_quota="2", nord_quota="2")
    deliver_all(send=False)
    after = client.get(f"{base(campaign)}/draws/{campaign.slug}?lang=en").text
    draw = sealed_draw(campaign=campaign)

    assert "Amend the rules" in page and "Amend the rules" not in after
    assert answer.status_code == 302
    assert header(draw)["rules_version"] == "2"
    assert [(one["code"], one["quota"]) for one in header(draw)["strata"]] == [
        ("nord", 2),
        ("sud", 2),
    ]
    assert Rules.objects.filter(campaign=campaign, version=1).count() == 2, "the first ones stay"


def test_everyone_who_applied_is_told_once_with_the_reason_in_their_language(
    client, campaign, deliver_all
):
    Application.objects.filter(campaign=campaign, stratum__key="nord").update(language="en")
    amended(client, campaign, sud_quota="2")
    deliver_all(send=False)
    deliver_all(send=False)

    told = Message.objects.filter(template="rules_amended")
    assert told.count() == 6
    assert sum("Too few homes in the south." in one.text for one in told) == 4
    assert sum("Trop peu de foyers au Sud." in one.text for one in told) == 2
    assert all(f"/c/{campaign.slug}/rules?v=2" in one.text for one in told)


def test_the_amended_rules_are_dated_and_give_the_reason(client, campaign):
    with clock.fixed(NOON):
        amended(client, campaign, overflow=OverflowRule.POOL)
    page = client.get(f"/c/{campaign.slug}/rules?lang=en").text

    assert "Too few homes in the south." in page
    assert not Rules.objects.get(campaign=campaign, version=1, language="en").reason
    text = Rules.objects.get(campaign=campaign, version=2, language="en").text
    assert "amended on" in text and "version 2" in text.lower()
    campaign.refresh_from_db()
    assert campaign.overflow == OverflowRule.POOL


def test_a_region_without_anybody_eligible_is_taken_out(client, campaign):
    empty = Stratum.objects.create(
        campaign=campaign, key="est", name="Est", position=2, quota=1, departments=["67"]
    )
    type(campaign).objects.filter(pk=campaign.pk).update(hosts_wanted=5)
    refused = submitted(
        campaign=campaign, stratum=empty, verdict=Verdict.INELIGIBLE, reasons=["UNDER_AGE"]
    )

    amended(client, campaign, est_quota="0", sud_quota="2")

    refused.refresh_from_db()
    campaign.refresh_from_db()
    assert [one.key for one in campaign.strata.order_by("position")] == ["nord", "sud"]
    assert (refused.stratum, campaign.hosts_wanted) == (None, 3)
    assert sealed_draw(campaign=campaign).entrants_count == 6


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Nothing is different yet"),
        ({"sud_quota": "4"}, "there may be fewer, down to one, and not more"),
        ({"sud_share_only": "1"}, "may shrink, not grow"),
        ({"sud_quota": "0"}, "keeps at least one place"),
        ({"sud_quota": "x"}, "Enter a whole number"),
        ({"sud_quota": "-1"}, "greater than or equal to 0"),
        ({"sud_quota": "2", "reason_fr": "Non."}, "in both languages"),
        ({"sud_quota": "2", "reason_en": ""}, "This field is required"),
    ],
)
def test_what_may_not_be_amended_is_refused_and_nothing_changes(client, campaign, changes, said):
    page = amended(client, campaign, **changes)

    assert page.status_code == 200 and said in page.text
    assert [one.quota for one in campaign.strata.order_by("position")] == [1, 3]
    assert Rules.objects.filter(campaign=campaign).count() == 2


def test_pooling_once_announced_is_not_taken_back(client, campaign):
    type(campaign).objects.filter(pk=campaign.pk).update(overflow=OverflowRule.POOL)

    page = amended(client, campaign, overflow=OverflowRule.REFUSE)

    assert "stay so" in page.text


@pytest.mark.parametrize("state", [CampaignState.PUBLISHED, CampaignState.RUNNING])
def test_rules_are_amended_after_applications_alone(client, campaign, state):
    type(campaign).objects.filter(pk=campaign.pk).update(state=state)

    answer = amended(client, campaign, sud_quota="2")

    assert (answer.status_code, Rules.objects.filter(campaign=campaign).count()) == (302, 2)


def test_a_sealed_list_keeps_its_rules(client):
    draw = sealed_draw()
    amended(client, draw.campaign, sud_quota="1")

    with pytest.raises(amendments.AmendmentRefused):
        amendments.amend(
            campaign=draw.campaign,
            overflow=draw.campaign.overflow,
            regions={},
            reasons={"fr": REASONS["reason_fr"], "en": REASONS["reason_en"]},
            by=draw.sealed_by,
            at=NOON,
        )
    assert Draw.objects.get().root == draw.root
    assert Rules.objects.filter(campaign=draw.campaign).count() == 2
