"""A party's code and links; a shop's door and its secret."""

from datetime import timedelta

import pytest
from django.utils import translation

from common.models import AuditEntry
from sales.connectors.registry import CONNECTORS
from sales.domain import codes, shops
from sales.models import PromoCode, ShopKind, ShopLink
from tests.factories.accounts import BrandFactory, UserFactory
from tests.factories.events import CampaignFactory
from tests.factories.sales import SHOPIFY_SECRET, ShopFactory, guest, party
from tests.moments import NOON

pytestmark = pytest.mark.django_db


def test_every_kind_of_shop_has_its_connector() -> None:
    assert set(CONNECTORS) == set(ShopKind.values)


def test_a_party_gets_one_code_and_one_link() -> None:
    held = party()

    first, again = (codes.open_for(party=held, at=NOON + timedelta(days=n)) for n in (0, 1))

    assert first == again
    assert (PromoCode.objects.count(), ShopLink.objects.count()) == (1, 1)
    assert first[1] is not None
    assert first[1].link.target_url == held.campaign.shop_url


def test_a_campaign_without_shop_gives_a_code_alone() -> None:
    held = party(campaign=CampaignFactory(in_state="RUNNING", shop_url=""))

    assert codes.open_for(party=held, at=NOON) == (PromoCode.objects.get(), None)


def test_a_guest_has_a_link_of_their_own() -> None:
    held = party()
    _, hosts = codes.open_for(party=held, at=NOON)
    friend = guest(party=held)

    one, same = codes.guest_link(guest=friend, at=NOON), codes.guest_link(guest=friend, at=NOON)

    assert one == same
    assert one is not None and hosts is not None
    assert (one.guest_id, one.link_id != hosts.link_id) == (friend.pk, True)


def test_a_taken_code_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    brand = BrandFactory()
    one, other = party(brand=brand), party(brand=brand)
    drawn = iter(["AAAA2222", "AAAA2222", "CCCC3333"])
    monkeypatch.setattr("sales.domain.codes.codes.promo", lambda: next(drawn))

    codes.open_for(party=one, at=NOON)
    code, _ = codes.open_for(party=other, at=NOON)

    assert code.code == "CCCC3333"


def test_a_generic_shop_gets_a_fresh_secret_that_is_written_down_nowhere_else() -> None:
    brand, by = BrandFactory(), UserFactory()

    shop = shops.create(brand=brand, kind="GENERIC", name=" Atelier ", by=by, at=NOON)

    assert (shop.name, shop.secret[:6], shop.currency, len(shop.code)) == (
        "Atelier",
        "whsec_",
        "EUR",
        27,
    )
    line = AuditEntry.objects.get()
    assert (line.action, line.actor, shop.secret in repr(line.data)) == (
        "shop.opened",
        f"user:{by.pk}",
        False,
    )


@pytest.mark.parametrize(
    ("kind", "secret", "why"),
    [
        ("SHOPIFY", "", "its own secret"),
        ("SHOPIFY", "short", "16 to 200"),
        ("GENERIC", "not base64 at all !!", "whsec_"),
    ],
)
def test_an_unusable_secret_is_refused(kind: str, secret: str, why: str) -> None:
    with translation.override("en"), pytest.raises(shops.SecretNotUsable, match=why):
        shops.create(
            brand=BrandFactory(), kind=kind, name="x", secret=secret, by=UserFactory(), at=NOON
        )


def test_while_a_secret_is_replaced_both_are_kept() -> None:
    shop = ShopFactory(kind="SHOPIFY")

    shops.rotate_secret(shop=shop, by=UserFactory(), at=NOON, secret="shpss_another_secret_9")
    assert (shop.secret, shop.previous_secret) == ("shpss_another_secret_9", SHOPIFY_SECRET)

    assert shops.end_rotation(shop=shop, by=UserFactory(), at=NOON) is True
    assert shops.end_rotation(shop=shop, by=UserFactory(), at=NOON) is False
    assert shop.previous_secret == ""
