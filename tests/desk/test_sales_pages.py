"""Orders, shops and the report at the desk: true, of one brand only, at a steady price."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Brand, Role
from events.models import Campaign
from sales.domain import attribution, inbox, orders
from sales.models import Order, Shop
from tests.factories.events import CampaignFactory
from tests.factories.sales import ShopFactory, party_with_code, said, said_refund
from tests.moments import NOON

pytestmark = pytest.mark.django_db
Staff = Callable[..., Client]


def credited(
    brand: Brand, campaign: Campaign | None = None, number: str = "1001", **told: Any
) -> Order:
    """An order credited to a new table of ``brand``."""
    _, code, _ = party_with_code(**({"campaign": campaign} if campaign else {"brand": brand}))
    shop = Shop.objects.filter(brand=brand).first() or ShopFactory(brand=brand)
    order = orders.record(
        shop=shop,
        said=said(external_id=number, number=f"#{number}", promo_codes=(code.code,), **told),
        at=NOON,
    )
    attribution.weigh(order_id=order.pk, at=NOON)
    return order


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_list_says_the_verdict_and_its_reason(staff_client: Staff, brand: Brand) -> None:
    order = credited(brand)
    orders.record(shop=order.shop, said=said(external_id="1002", number="#1002"), at=NOON)
    attribution.weigh(order_id=Order.objects.get(external_id="1002").pk, at=NOON)

    page = staff_client().get(f"/desk/{brand.slug}/orders").text

    assert "Credited to Camille’s table because the code" in page
    assert "Not credited: no code, link or guest’s address ties it to a table." in page


@pytest.mark.parametrize(
    ("show", "numbers"),
    [
        ("all", {"#1", "#2", "#3"}),
        ("nonsense", {"#1", "#2", "#3"}),
        ("credited", {"#1", "#3"}),
        ("not-credited", {"#2"}),
        ("refunded", {"#3"}),
        ("test", {"#4"}),
    ],
)
def test_the_views_of_the_list(
    staff_client: Staff, brand: Brand, show: str, numbers: set[str]
) -> None:
    shop = credited(brand, number="1").shop
    credited(brand, number="3")
    credited(brand, number="4", is_test=True)
    orders.record(shop=shop, said=said(external_id="2", number="#2"), at=NOON)
    orders.record_refund(shop=shop, said=said_refund(order_external_id="3"), at=NOON)

    response = staff_client().get(f"/desk/{brand.slug}/orders?show={show}")

    assert {line["order"].number for line in response.context["lines"]} == numbers


def test_a_number_is_found(staff_client: Staff, brand: Brand) -> None:
    credited(brand, number="1001")
    credited(brand, number="2002")

    response = staff_client().get(f"/desk/{brand.slug}/orders?q=2002%00")

    assert [line["order"].number for line in response.context["lines"]] == ["#2002"]


def test_one_order_shows_signs_ledger_and_refunds(staff_client: Staff, brand: Brand) -> None:
    order = credited(brand)
    orders.record_refund(shop=order.shop, said=said_refund(), at=NOON)
    attribution.weigh(order_id=order.pk, at=NOON)

    response = staff_client(Role.ANALYST).get(f"/desk/{brand.slug}/orders/{order.pk}")

    assert response.context["balance"] == 7_500
    assert "Taken: it decided." in response.text
    assert "€75.00" in response.text


def test_another_brand_s_orders_and_shops_are_nowhere(staff_client: Staff, brand: Brand) -> None:
    foreign = credited(party_with_code()[0].campaign.brand, number="9999")
    campaign = foreign.credits.get().party.campaign
    client = staff_client(Role.OWNER)

    assert "#9999" not in client.get(f"/desk/{brand.slug}/orders").text
    assert foreign.shop.code not in client.get(f"/desk/{brand.slug}/shops").text
    calm = client.get(f"/desk/{brand.slug}/orders/999999")
    for path in (
        f"orders/{foreign.pk}",
        f"shops/{foreign.shop.code}",
        f"report/{campaign.slug}",
        f"report/{campaign.slug}.csv",
    ):
        answer = client.get(f"/desk/{brand.slug}/{path}")
        assert (answer.status_code, answer.content) == (404, calm.content)
    for path in ("secret", "secret/end", "deliveries/1/retry"):
        answer = client.post(f"/desk/{brand.slug}/shops/{foreign.shop.code}/{path}")
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.ANALYST, {"orders", "report"}),
        (Role.ORGANISER, {"orders", "report", "shops", "shops/new"}),
        (Role.LOGISTICS, set()),
        (Role.CARE, set()),
    ],
)
def test_who_sees_what(staff_client: Staff, brand: Brand, role: str, allowed: set[str]) -> None:
    client = staff_client(role)

    pages = ("orders", "report", "shops", "shops/new")
    seen = {page for page in pages if client.get(f"/desk/{brand.slug}/{page}").status_code == 200}

    assert seen == allowed


def test_lists_cost_the_same_for_one_row_and_for_three(staff_client: Staff, brand: Brand) -> None:
    client = staff_client(Role.OWNER)
    campaign = CampaignFactory(brand=brand, in_state="RUNNING")
    credited(brand, campaign, number="1")
    pages = [f"/desk/{brand.slug}/{page}" for page in ("orders", "shops", "report")]
    one = [queries_of(client, page) for page in pages]

    for number in ("2", "3"):
        credited(brand, campaign, number=number, placed_at=NOON + timedelta(days=int(number)))
        ShopFactory(brand=brand)
    assert [queries_of(client, page) for page in pages] == one


def test_a_generic_shop_shows_its_secret_once(staff_client: Staff, brand: Brand) -> None:
    client = staff_client()

    opened = client.post(
        f"/desk/{brand.slug}/shops/new", {"name": "Atelier", "kind": "GENERIC", "secret": ""}
    )
    shop = Shop.objects.get()
    first, second = client.get(opened["Location"]).text, client.get(opened["Location"]).text

    assert (shop.secret in first, shop.secret in second) == (True, False)
    assert f"http://testserver/hooks/{shop.code}/" in second


def test_a_shopify_shop_needs_its_secret_and_nothing_typed_is_lost(
    staff_client: Staff, brand: Brand
) -> None:
    response = staff_client().post(
        f"/desk/{brand.slug}/shops/new",
        {"name": "Atelier", "kind": "SHOPIFY", "domain": "atelier.example", "secret": ""},
    )

    assert (response.status_code, Shop.objects.count()) == (200, 0)
    assert "paste it from the app’s page" in response.text
    assert 'value="atelier.example"' in response.text


def test_a_given_secret_is_never_shown(staff_client: Staff, brand: Brand) -> None:
    client = staff_client()
    secret = "shpss_abcdefabcdefabcdef"

    opened = client.post(
        f"/desk/{brand.slug}/shops/new", {"name": "A", "kind": "SHOPIFY", "secret": secret}
    )

    assert Shop.objects.get().secret == secret
    assert secret not in client.get(opened["Location"]).text


def test_a_secret_is_replaced_and_the_old_one_ended(staff_client: Staff, brand: Brand) -> None:
    shop, client = ShopFactory(brand=brand), staff_client()
    before = shop.secret

    client.post(f"/desk/{brand.slug}/shops/{shop.code}/secret", {})
    shop.refresh_from_db()
    assert (shop.previous_secret, shop.secret != before) == (before, True)
    assert shop.secret in client.get(f"/desk/{brand.slug}/shops/{shop.code}").text

    client.post(f"/desk/{brand.slug}/shops/{shop.code}/secret/end")
    shop.refresh_from_db()
    assert shop.previous_secret == ""


def test_a_parked_delivery_says_why_and_is_tried_again(staff_client: Staff, brand: Brand) -> None:
    shop, client = ShopFactory(brand=brand), staff_client()
    message, _ = inbox.store(shop=shop, delivery_id="d", topic="order.x", body=b"[]", at=NOON)
    assert message is not None
    inbox.work(message_id=message.pk, at=NOON)

    assert "body is not an object." in client.get(f"/desk/{brand.slug}/shops/{shop.code}").text
    client.post(f"/desk/{brand.slug}/shops/{shop.code}/deliveries/{message.pk}/retry")

    message.refresh_from_db()
    assert (message.state, message.reason) == ("RECEIVED", "")


def test_the_newest_delivery_stands_first_whatever_was_stored_first(
    staff_client: Staff, brand: Brand
) -> None:
    shop = ShopFactory(brand=brand)
    for days, topic in enumerate(["order.newest", "order.middle", "order.oldest"]):
        for number in range(2):
            at = NOON - timedelta(days=days, minutes=number)
            message, _ = inbox.store(
                shop=shop, delivery_id=f"{topic}-{number}", topic=topic, body=b"[]", at=at
            )
            assert message is not None
            if number:
                inbox.work(message_id=message.pk, at=NOON)

    page = staff_client().get(f"/desk/{brand.slug}/shops/{shop.code}").text

    aside, last = page.split('id="s-last"')
    for part in (aside, last):
        where = [part.index(f"order.{when}") for when in ("newest", "middle", "oldest")]
        assert where == sorted(where)


def test_the_report_tells_the_sum_and_claims_no_cause(staff_client: Staff, brand: Brand) -> None:
    credited(brand)

    page = staff_client(Role.ANALYST).get(f"/desk/{brand.slug}/report").text

    assert "The tables are credited with €100." in page
    assert "what hosting caused is not measured here" in page
    assert "ncremental" not in page


def test_an_empty_report_is_calm(staff_client: Staff, brand: Brand) -> None:
    assert "Nothing to report yet." in staff_client().get(f"/desk/{brand.slug}/report").text

    CampaignFactory(brand=brand)
    page = staff_client().get(f"/desk/{brand.slug}/report").text
    assert "No order is credited to a table yet." in page
    assert "What is spent appears with the first kit that leaves" in page
    assert "figure__n" not in page and "Day by day" not in page


def test_the_csv_is_one_row_a_table_and_no_formula(staff_client: Staff, brand: Brand) -> None:
    order = credited(brand)
    party = order.credits.get().party
    type(party).objects.filter(pk=party.pk).update(host_first_name="=cmd()", city="Lille")

    response = staff_client(Role.ANALYST).get(
        f"/desk/{brand.slug}/report/{party.campaign.slug}.csv"
    )

    rows = response.content.decode("utf-8-sig").splitlines()
    assert rows == [
        "host,city,state,starts_at,guests,seats,shop_visits,orders,credited_EUR",
        "'=cmd(),Lille,TO_SCHEDULE,,0,0,0,1,100.00",
    ]
