"""The door for shops: signed or refused, stored before it is answered, once."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from api.hooks import views
from sales.connectors.generic import fake as generic_fake
from sales.connectors.shapes import IncomingState
from sales.domain import shops
from sales.models import InboxMessage, Order
from tests.factories.accounts import UserFactory
from tests.factories.sales import ShopFactory, delivery, party_with_code, post, said, said_refund
from tests.moments import NOON

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("kind", ["SHOPIFY", "GENERIC"])


@KINDS
def test_a_signed_delivery_is_on_disk_when_it_is_answered(client: Client, kind: str) -> None:
    shop = ShopFactory(kind=kind)
    headers, body = delivery(shop, said())

    response = post(client, shop, headers, body)

    assert (response.status_code, response.json()) == (200, {"stored": True, "new": True})
    kept = InboxMessage.objects.get()
    assert (kept.shop, kept.delivery_id, bytes(kept.body), kept.state) == (
        shop,
        "d-1",
        body,
        "RECEIVED",
    )
    assert response.cookies == {}


@KINDS
def test_a_repeat_adds_no_row(client: Client, kind: str) -> None:
    shop = ShopFactory(kind=kind)
    headers, body = delivery(shop, said())

    first, second = (post(client, shop, headers, body) for _ in range(2))

    assert (first.json()["new"], second.json()["new"], second.status_code) == (True, False, 200)
    assert InboxMessage.objects.count() == 1


@KINDS
def test_every_flipped_bit_is_refused_and_leaves_nothing(client: Client, kind: str) -> None:
    shop = ShopFactory(kind=kind)
    headers, body = delivery(shop, said(net_minor=1, gross_minor=1))
    signature = "webhook-signature" if kind == "GENERIC" else "X-Shopify-Hmac-Sha256"
    answers = set()
    for index in range(0, len(body), 7):
        wrong = bytearray(body)
        wrong[index] ^= 1 << (index % 8)
        answers.add(post(client, shop, headers, bytes(wrong)).status_code)
    for index in range(3 if kind == "GENERIC" else 0, len(headers[signature])):
        given = headers[signature]
        other = "A" if given[index] != "A" else "B"
        wrong_headers = {**headers, signature: given[:index] + other + given[index + 1 :]}
        answers.add(post(client, shop, wrong_headers, body).status_code)

    assert answers == {401}
    assert (InboxMessage.objects.count(), Order.objects.count()) == (0, 0)


@KINDS
def test_a_missing_signature_is_refused(client: Client, kind: str) -> None:
    shop = ShopFactory(kind=kind)

    response = post(client, shop, {}, b"{}")

    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert response.json()["code"] == "bad_signature"


def test_another_shop_s_signature_is_refused(client: Client) -> None:
    one, other = ShopFactory(), ShopFactory()
    headers, body = delivery(other, said())

    assert post(client, one, headers, body).status_code == 401


def test_both_secrets_pass_while_one_is_replaced(client: Client) -> None:
    shop = ShopFactory()
    before = shop.secret
    old = delivery(shop, said(), delivery_id="d-1")
    shops.rotate_secret(shop=shop, by=UserFactory(), at=NOON)
    new = delivery(shop, said(), delivery_id="d-2")

    assert [post(client, shop, *sent).status_code for sent in (old, new)] == [200, 200]

    shops.end_rotation(shop=shop, by=UserFactory(), at=NOON)
    late = generic_fake.sign(body=old[1], secret=before, at=NOON, delivery_id="d-3")
    assert post(client, shop, late, old[1]).status_code == 401


@pytest.mark.parametrize("code", ["0" * 27, "nobody", "a%00b", "é"])
def test_an_unknown_shop_is_404(client: Client, code: str) -> None:
    response = client.post(f"/hooks/{code}/", data=b"{}", content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (404, "unknown_shop")


def test_a_body_over_a_megabyte_is_413(client: Client) -> None:
    shop = ShopFactory()
    body = b"x" * 1_000_001

    headers = generic_fake.sign(body=body, secret=shop.secret, at=NOON, delivery_id="d")

    assert post(client, shop, headers, body).status_code == 413
    assert InboxMessage.objects.count() == 0


def test_a_body_longer_than_it_said_is_413_too(rf: RequestFactory) -> None:
    """A server that streams may hand on more than the header promised."""
    shop = ShopFactory()
    request = rf.post("/hooks/x/", data=b"x" * 1_000_001, content_type="application/json")
    del request.META["CONTENT_LENGTH"]

    assert views.shop_hook(request, shop.code).status_code == 413


def test_only_post_is_heard(client: Client) -> None:
    assert client.get(f"/hooks/{ShopFactory().code}/").status_code == 405


@KINDS
def test_from_the_door_to_the_credit(client: Client, kind: str, deliver_all: Any) -> None:
    held, code, _ = party_with_code()
    shop = ShopFactory(kind=kind, brand=held.campaign.brand)
    refund = said_refund(order_external_id="1001")
    told = [
        refund,
        said(promo_codes=(code.code,)),
        said(external_id="1002", state=IncomingState.CANCELLED),
    ]

    for number, what in enumerate(told):
        headers, body = delivery(shop, what, delivery_id=f"d-{number}")
        assert post(client, shop, headers, body).status_code == 200
    deliver_all(send=False)

    orders = {o.external_id: o for o in Order.objects.all()}
    assert (orders["1001"].refunded_minor, orders["1002"].state) == (2_500, "CANCELLED")
    assert sum(c.amount_minor for c in orders["1001"].credits.all()) == 7_500


def test_a_signed_body_that_cannot_be_read_is_kept_and_parked(
    client: Client, deliver_all: Any
) -> None:
    shop = ShopFactory()
    headers = generic_fake.sign(body=b"\xff", secret=shop.secret, at=NOON, delivery_id="d")

    assert post(client, shop, headers, b"\xff").status_code == 200
    deliver_all(send=False)

    assert (InboxMessage.objects.get().state, Order.objects.count()) == ("PARKED", 0)
