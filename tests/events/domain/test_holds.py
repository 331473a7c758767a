"""Held applications: let through or refused by a person, and in the seal's way until then."""

import pytest
from django.db import IntegrityError, transaction

from common.models import AuditEntry
from events.domain import applications, draws, holds
from events.domain.refusals import SealImpossible
from events.models import Hold, HoldOutcome, Stratum
from events.raffle.seal import read_sealed
from tests.events.domain.test_races import together
from tests.factories.accounts import BrandFactory, UserFactory
from tests.factories.draws import closed_campaign, officer, submitted
from tests.factories.events import ApplicationFactory, CampaignFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def held(campaign, *doubts, **said):
    one = ApplicationFactory(campaign=campaign, **said)
    return holds.hold(application=one, doubts=doubts or ["TOO_FAST"], at=NOON)


def decide(brand, *of, outcome=HoldOutcome.REFUSED, why="Vingt fois la même phrase."):
    return holds.decide(
        brand=brand,
        holds=[one.pk for one in of],
        outcome=outcome,
        why=why,
        by=UserFactory(),
        at=NOON,
    )


def test_refusing_gives_the_reason_and_undoing_takes_it_away(brand):
    campaign = CampaignFactory(brand=brand)
    one = held(campaign, "DOMAIN", "HONEYPOT")
    too_few = held(campaign, seats=2, verdict="INELIGIBLE", reasons=["TOO_FEW_SEATS"])
    assert (one.doubt, one.doubts) == ("HONEYPOT", ["HONEYPOT", "DOMAIN"])

    assert decide(brand, one, too_few) == 2

    for hold, reasons in ((one, ["NOT_A_PERSON"]), (too_few, ["TOO_FEW_SEATS", "NOT_A_PERSON"])):
        hold.application.refresh_from_db()
        assert (hold.application.verdict, hold.application.reasons) == ("INELIGIBLE", reasons)
    assert decide(brand, one, outcome=HoldOutcome.LET_THROUGH) == 0  # decided already
    applications.save(application=one.application, at=NOON, seats=9)
    one.application.refresh_from_db()
    assert one.application.reasons == ["NOT_A_PERSON"]

    assert holds.reopen(brand=brand, holds=[one.pk, too_few.pk], by=UserFactory(), at=NOON) == 2
    one.application.refresh_from_db()
    too_few.application.refresh_from_db()
    assert (one.application.verdict, one.application.reasons) == ("ELIGIBLE", [])
    assert too_few.application.reasons == ["TOO_FEW_SEATS"]
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "application.refused",
        "application.refused",
        "application.held_again",
        "application.held_again",
    ]


def test_nobody_is_refused_without_a_reason_nor_by_another_brand(brand):
    one = held(CampaignFactory(brand=brand))

    with pytest.raises(holds.HoldRefused, match="Say why"):
        decide(brand, one, why="  ")
    assert decide(BrandFactory(), one) == 0
    one.refresh_from_db()
    assert one.outcome == ""


def test_the_seal_waits_until_each_is_decided_and_nothing_is_decided_after_it():
    campaign = closed_campaign(strata={"nord": (1, 3)})
    north = Stratum.objects.get(campaign=campaign)
    kept, refused, gone = (
        holds.hold(
            application=submitted(campaign=campaign, stratum=north), doubts=["NETWORK"], at=NOON
        )
        for _ in range(3)
    )
    by = officer(campaign.brand)
    with pytest.raises(SealImpossible, match="3 applications are held") as error:
        draws.ask_seal(campaign=campaign, by=by, at=NOON)
    assert (error.value.code, error.value.figures) == ("HELD", {"held": 3})

    decide(campaign.brand, kept, outcome=HoldOutcome.LET_THROUGH)
    decide(campaign.brand, refused)
    applications.withdraw(application=gone.application, by=None, at=NOON)
    sealed = read_sealed(draws.seal(campaign=campaign, by=by, at=NOON).bundle.sealed_text)

    assert sealed.header["eligible"] == 4
    assert [row["reason"] for row in sealed.ineligible] == ["NOT_A_PERSON"]
    with pytest.raises(holds.HoldRefused, match="sealed"):
        holds.reopen(brand=campaign.brand, holds=[refused.pk], by=by, at=NOON)


def test_the_database_keeps_a_decision_whole(brand):
    one = held(CampaignFactory(brand=brand))
    for broken in (
        {"outcome": "REFUSED", "decided_at": NOON, "decided_by": UserFactory()},
        {"outcome": "LET_THROUGH"},
        {"decided_at": NOON},
        {"outcome": "X", "decided_at": NOON, "decided_by": UserFactory()},
        {"doubt": "X"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Hold.objects.filter(pk=one.pk).update(**broken)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_decides():
    brand = BrandFactory()
    one = held(CampaignFactory(brand=brand))

    answers = together(
        lambda: decide(brand, one), lambda: decide(brand, one, outcome=HoldOutcome.LET_THROUGH)
    )

    assert sorted(answers) == [0, 1], answers
    assert AuditEntry.objects.count() == 1
