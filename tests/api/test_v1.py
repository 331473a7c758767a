"""A brand's software: its key, its scopes, its own brand, and nobody's name."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.domain import keys
from accounts.models import ApiKey, Brand
from api.v1 import views
from events.models import Answer, Party
from kits.models import Kit, KitState, Shipment, ShipmentState, TrackingEvent
from sales.domain import attribution, orders
from tests.factories.accounts import BrandFactory, UserFactory
from tests.factories.events import ApplicationFactory, CampaignFactory, QuestionFactory
from tests.factories.sales import ShopFactory, party, party_with_code, said, seal
from tests.moments import NOON

pytestmark = pytest.mark.django_db
LISTS = {
    "campaigns": "campaigns:read",
    "applications": "applications:read",
    "draws": "draws:read",
    "parties": "parties:read",
    "orders": "orders:read",
}


def caller(brand: Brand, *scopes: str) -> Client:
    key, plain = keys.create(
        brand=brand, name="ERP", scopes=scopes or keys.SCOPES, by=UserFactory(), at=NOON
    )
    keys.used(key=key, at=NOON)  # within the hour nothing more is written
    return Client(headers={"Authorization": f"Bearer {plain}"})


def order_of(held: Party, code: str, number: str = "1001") -> None:
    shop = ShopFactory(brand=held.campaign.brand)
    order = orders.record(shop=shop, said=said(external_id=number, promo_codes=(code,)), at=NOON)
    attribution.weigh(order_id=order.pk, at=NOON)


def parcel(brand: Brand, state: str = ShipmentState.SHIPPED) -> Shipment:
    kit = Kit.objects.create(
        party=party(brand=brand), code="K" * 10, state=KitState.SHIPPED, created_at=NOON
    )
    return Shipment.objects.create(
        kit=kit,
        code="S" * 10,
        state=state,
        carrier="Colis Vert",
        tracking_code="CV1",
        weight_g=900,
        to_name="Camille Durand",
        to_line="12 rue des Lilas",
        to_postcode="59000",
        to_city="Lille",
        to_country="FR",
        created_at=NOON,
        shipped_at=NOON,
    )


def track(client: Client, shipment: Shipment, key: str = "", **said: Any) -> Any:
    return client.post(
        f"/api/v1/shipments/{shipment.code}/tracking",
        data=json.dumps({"status": "DELIVERED", "occurred_at": NOON.isoformat(), **said}),
        content_type="application/json",
        headers={"Idempotency-Key": key} if key else {},
    )


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer x", "Bearer cvk_00000000_x", "Basic abc", "Bearer cvk_é", "Bearer a b"],
)
def test_a_wrong_key_is_401_as_a_problem(client: Client, authorization: str) -> None:
    response = client.get("/api/v1/orders", headers={"Authorization": authorization})

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()) == {"type", "status", "code", "detail"}


def test_a_changed_or_ended_key_is_401(brand: Brand) -> None:
    by = UserFactory()
    key, plain = keys.create(brand=brand, name="x", scopes=["orders:read"], by=by, at=NOON)
    other = plain[:-1] + ("A" if plain[-1] != "A" else "B")
    answers = [Client(headers={"Authorization": f"Bearer {p}"}) for p in (plain, other)]

    assert [c.get("/api/v1/orders").status_code for c in answers] == [200, 401]
    assert keys.revoke(key=key, by=by, at=NOON) is True
    assert keys.revoke(key=key, by=by, at=NOON) is False
    assert answers[0].get("/api/v1/orders").status_code == 401


def test_only_the_hash_of_a_key_is_kept(brand: Brand) -> None:
    _, plain = keys.create(brand=brand, name="x", scopes=[], by=UserFactory(), at=NOON)

    assert plain not in repr(ApiKey.objects.values().get())
    with pytest.raises(keys.UnknownScope):
        keys.create(brand=brand, name="x", scopes=["all"], by=UserFactory(), at=NOON)


@pytest.mark.parametrize(("name", "scope"), LISTS.items())
def test_each_list_asks_for_its_scope(brand: Brand, name: str, scope: str) -> None:
    others = [s for s in keys.SCOPES if s != scope]

    assert caller(brand, scope).get(f"/api/v1/{name}").status_code == 200
    refused = caller(brand, *others).get(f"/api/v1/{name}")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_tells_its_brand_alone_and_names_nobody(brand: Brand, name: str) -> None:
    foreign, code, _ = party_with_code()
    order_of(foreign, code.code, "9999")
    assert caller(brand).get(f"/api/v1/{name}").json()["results"] == []

    held, code, _ = party_with_code(brand=brand)
    seal(held)
    order_of(held, code.code)
    answer = caller(brand).get(f"/api/v1/{name}")

    assert len(answer.json()["results"]) == 1
    text = answer.content.decode()
    for secret in (
        held.code,
        held.host.email,
        "Durand",
        "Lilas",
        held.place.rank.entrant.application.code,
    ):
        assert secret not in text


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_one_row_and_for_three(brand: Brand, name: str) -> None:
    client, counts = caller(brand), []
    for number in range(3):
        held, code, _ = party_with_code(brand=brand)
        seal(held)
        order_of(held, code.code, str(number))
        if number != 1:
            with CaptureQueriesContext(connection) as caught:
                assert len(client.get(f"/api/v1/{name}").json()["results"]) == number + 1
            counts.append(len(caught))

    assert counts[0] == counts[1]


def test_an_order_explains_itself(brand: Brand) -> None:
    held, code, _ = party_with_code(brand=brand)
    order_of(held, code.code)
    order_of(held, "NONE", "2002")

    found = caller(brand).get("/api/v1/orders?external_id=1001").json()["results"]

    assert [(o["external_id"], o["net_minor"], o["verdict"]["reason"]) for o in found] == [
        ("1001", 10_000, "CODE_USED")
    ]
    assert found[0]["verdict"]["party"] == held.uid
    assert [s["weighing"] for s in found[0]["verdict"]["considered"]] == ["CREDITED"]
    assert "guest_id" not in found[0]["verdict"]["considered"][0]


def test_one_campaign_and_one_draw_are_found_and_foreign_ones_are_not(brand: Brand) -> None:
    held, foreign = party(brand=brand), party()
    seal(held)
    seal(foreign)
    client = caller(brand)

    for path, mine, theirs in (
        ("campaigns", held.campaign.slug, foreign.campaign.slug),
        ("draws", held.place.draw.code, foreign.place.draw.code),
    ):
        assert client.get(f"/api/v1/{path}/{mine}").status_code == 200
        assert client.get(f"/api/v1/{path}/{theirs}").status_code == 404
    assert client.get(f"/api/v1/draws/{held.place.draw.code}").json()["bundle_path"] == (
        f"/proof/{held.place.draw.code}/bundle.json"
    )


def test_the_carrier_s_word_is_kept_once_and_delivers(brand: Brand) -> None:
    shipment, client = parcel(brand), caller(brand, "shipments:write")

    first, again = track(client, shipment, "k-1"), track(client, shipment, "k-1")
    without = track(client, shipment)

    assert (first.status_code, first.json()["state"]) == (200, "DELIVERED")
    assert (again.json(), again.headers.get("Idempotent-Replayed")) == (first.json(), "true")
    assert (without.status_code, TrackingEvent.objects.count()) == (200, 1)
    shipment.refresh_from_db()
    assert shipment.state == "DELIVERED"


def test_a_key_used_for_another_body_is_422(brand: Brand) -> None:
    shipment, client = parcel(brand), caller(brand)
    track(client, shipment, "k-1")

    other = track(client, shipment, "k-1", status="LOST")

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert TrackingEvent.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "delivered"},
        {"status": ""},
        {"occurred_at": "yesterday"},
        {"occurred_at": (NOON + timedelta(hours=1)).isoformat()},
        {"note": "x" * 201},
    ],
)
def test_a_malformed_word_is_400_with_its_fields(brand: Brand, wrong: dict[str, Any]) -> None:
    response = track(caller(brand), parcel(brand), **wrong)

    assert (response.status_code, list(response.json()["fields"])) == (400, list(wrong))
    assert TrackingEvent.objects.count() == 0


def test_another_brand_s_parcel_is_404(brand: Brand) -> None:
    assert track(caller(brand), parcel(BrandFactory())).status_code == 404
    assert TrackingEvent.objects.count() == 0


def test_the_openapi_file_is_current(tmp_path: Path, settings: Any) -> None:
    now = tmp_path / "openapi.yaml"

    call_command("spectacular", "--lang", "en", "--fail-on-warn", "--validate", "--file", str(now))

    kept = Path(settings.BASE_DIR) / "docs" / "api" / "openapi.yaml"
    assert now.read_text() == kept.read_text(), (
        "Run: manage.py spectacular --lang en --fail-on-warn --file docs/api/openapi.yaml"
    )


def test_the_schema_is_public(client: Client) -> None:
    assert client.get("/api/v1/schema").status_code == 200


def test_own_questions_and_answers_are_told_and_cost_no_more_for_many(brand: Brand) -> None:
    client = caller(brand)

    def answered(kind: str, **held: Any) -> None:
        application = ApplicationFactory(campaign__brand=brand)
        question = QuestionFactory(campaign=application.campaign, kind=kind, required=True)
        Answer.objects.create(
            application=application,
            question=question,
            kind=kind,
            asked=question.words_fr,
            language="fr",
            given_at=NOON,
            **held,
        )

    answered("ONE_OF", chosen=["o2"], text="du salé")
    with CaptureQueriesContext(connection) as few:
        campaign = client.get("/api/v1/campaigns").json()["results"][0]
        told = client.get("/api/v1/applications").json()["results"][0]
    for _ in range(3):
        answered("PHOTO", photo="20261122-secret.jpg")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get("/api/v1/campaigns").json()["results"]) == 4
        photos = client.get("/api/v1/applications")

    assert campaign["questions"][0]["words_en"] == "Question ONE_OF?"
    assert campaign["questions"][0]["options"][1] == {"key": "o2", "fr": "du salé", "en": "savoury"}
    assert told["answers"] == [
        {
            "question": campaign["questions"][0]["number"],
            "kind": "ONE_OF",
            "asked": "Question ONE_OF ?",
            "text": "du salé",
            "chosen": ["o2"],
            "number": None,
            "day": None,
            "given_at": told["answers"][0]["given_at"],
        }
    ]
    assert "secret" not in photos.content.decode()
    assert len(many) == len(few)


def test_applications_are_walked_as_at_the_desk_each_once(brand: Brand, monkeypatch: Any) -> None:
    monkeypatch.setattr(views.LatestHandedIn, "page_size", 2)
    campaign = CampaignFactory(brand=brand)
    newest = ApplicationFactory(campaign=campaign, started_at=NOON)
    same = [
        ApplicationFactory(campaign=campaign, started_at=NOON - timedelta(days=1)) for _ in range(4)
    ]
    gone = ApplicationFactory(campaign=campaign, in_state="WITHDRAWN")
    ApplicationFactory(campaign=CampaignFactory(brand=brand), verdict="INELIGIBLE")
    client = caller(brand)

    seen, address = [], f"/api/v1/applications?campaign={campaign.slug}&state=SUBMITTED"
    while address:
        page = client.get(address).json()
        seen += [row["receipt_number"] for row in page["results"]]
        address = page["next"]

    assert seen == [one.receipt_number for one in (newest, *reversed(same))]
    assert gone.receipt_number not in seen
    only = client.get("/api/v1/applications?verdict=INELIGIBLE").json()["results"]
    assert len(only) == 1 and only[0]["campaign"] != campaign.slug
