"""The demonstration is furnished through the domain, and what it shows adds up."""

from collections import Counter

import pytest

from common.models import OutboxMessage
from events.models import Application, Campaign, Party, PartyState, Place
from flows.demo import seed
from flows.demo.people import BRAND_SLUG, PEOPLE
from mailing.models import Message
from sales.models import Attribution, Credit, Order, Refund


def test_seed_furnishes_the_house(db, noon):
    seed.run()

    states = dict(Campaign.objects.values_list("slug", "state"))
    assert states == {"lautomne-chez-vous": "FINISHED", "lhiver-chez-vous": "PUBLISHED"}
    winter = Application.objects.filter(campaign__slug="lhiver-chez-vous")
    assert Counter(winter.values_list("state", flat=True)) == {
        "SUBMITTED": 111,
        "DRAFT": 7,
        "WITHDRAWN": 2,
    }
    assert set(Party.objects.values_list("state", flat=True)) == {PartyState.HELD}
    assert Counter(Place.objects.values_list("state", flat=True)) == {
        "ACCEPTED": 6,
        "REFUSED": 1,
        "EXPIRED": 1,
    }
    assert Party.objects.filter(host__email=PEOPLE[1].email).count() == 1
    assert not OutboxMessage.objects.filter(done_at__isnull=True).exists()
    assert set(Message.objects.values_list("state", flat=True)) == {"SENT"}
    assert not Message.objects.filter(created_at__gt=noon).exists()

    # What was credited is what was bought, less what came back.
    credited = Order.objects.exclude(number="MA-1014")
    bought = sum(credited.values_list("net_minor", flat=True))
    back = sum(Refund.objects.values_list("amount_minor", flat=True))
    assert sum(Credit.objects.values_list("amount_minor", flat=True)) == bought - back
    assert back == 11_900
    runner_up = Attribution.objects.get(order__number="MA-1006", current=True)
    assert runner_up.runner_up_id is not None
    assert runner_up.runner_up_id != runner_up.party_id


def test_seed_is_all_or_nothing(db, monkeypatch):
    from accounts.models import Brand
    from flows.demo import winter

    def stumbles(story):
        raise seed.SeedFailed("half way")

    monkeypatch.setattr(winter, "run", stumbles)
    with pytest.raises(seed.SeedFailed, match="half way"):
        seed.run()
    assert not Brand.objects.filter(slug=BRAND_SLUG).exists()
