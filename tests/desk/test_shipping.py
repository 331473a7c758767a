"""The warehouse at the desk: what leaves when, each box, its papers; only one's own brand."""

import io
import re
from datetime import timedelta

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from common import clock
from events.domain import parties
from kits.domain import kits, shipments
from kits.models import Item, ItemSize, Kit, KitState, Shipment, StockMovement
from tests.desk.conftest import sign_in
from tests.factories.accounts import BrandFactory, MembershipFactory
from tests.factories.draws import closed_campaign, drawn_draw, scheduled_party
from tests.factories.kits import ItemFactory, brand_of, kit_of

pytestmark = pytest.mark.django_db


def staff_of(brand, role=Role.LOGISTICS):
    client = sign_in(MembershipFactory(brand=brand, role=role))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def text_of(paper: bytes) -> str:
    pages = list(pypdfium2.PdfDocument(io.BytesIO(paper)))
    return " ".join(page.get_textpage().get_text_range() for page in pages)


@pytest.fixture
def kit() -> Kit:
    return kit_of()


@pytest.fixture
def base(kit) -> str:
    return f"/desk/{brand_of(kit).slug}/kits"


@pytest.fixture
def client(kit):
    return staff_of(brand_of(kit))


def test_the_list_says_what_leaves_when_in_shape_and_word(client, base, kit):
    page = client.get(base).content.decode()

    assert page.count("<h1") == 1
    assert "1 kit, none in a hurry." in page
    assert "Camille" in page
    assert "2\xa0Apr" in page
    assert re.search(r'badge--none"><svg.*?</svg>to pack</span>', page)


@pytest.mark.parametrize(
    ("day", "kind", "word"),
    [(31, "soon", "to pack"), (33, "soon", "to pack"), (34, "late", "late to leave")],
)
def test_readiness_turns_as_the_day_comes(client, base, kit, day, kind, word):
    # Sessions live two weeks: the kit's day is brought near instead of the clock moved far.
    leaves = clock.now().date() + timedelta(days=33 - day)
    Kit.objects.update(must_ship_by_date=leaves)

    page = client.get(base).content.decode()

    assert re.search(rf'badge--{kind}"><svg.*?</svg>{word}</span>', page)


def test_from_packing_to_the_host(client, base, kit):
    one = f"{base}/{kit.code}"

    assert "Everything is in the box" in client.get(one).content.decode()
    client.post(f"{one}/pack")
    client.post(f"{one}/label")
    page = client.get(one).content.decode()
    assert "It has left" in page
    response = client.post(
        f"{one}/shipped", {"carrier": "La Poste", "tracking_code": "6A1", "cost": "8,90"}
    )
    assert (response.status_code, response.url) == (302, f"{one}#box")
    client.post(f"{one}/delivered")

    kit.refresh_from_db()
    parcel = Shipment.objects.get()
    assert (kit.state, parcel.state, parcel.cost_minor) == (KitState.DELIVERED, "DELIVERED", 890)
    page = client.get(one).content.decode()
    assert "La Poste, 6A1" in page
    assert "<form method" not in page.split("<aside")[1]


def test_a_parcel_without_its_number_is_asked_again_and_nothing_typed_is_lost(client, base, kit):
    shipments.prepare(kit=kit, by="user:1", at=clock.now())

    response = client.post(
        f"{base}/{kit.code}/shipped", {"carrier": "La Poste", "tracking_code": "", "cost": "dear"}
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="La Poste"' in page
    assert 'value="dear"' in page
    assert "Write an amount such as 62.50." in page
    assert Shipment.objects.get().state == "READY"


def test_a_step_taken_twice_is_said_kindly(client, base, kit):
    client.post(f"{base}/{kit.code}/pack")

    page = client.post(f"{base}/{kit.code}/pack", follow=True).content.decode()

    assert "This kit is already “Packed”" in page
    assert StockMovement.objects.filter(kind="RESERVED").count() == 1


def test_an_address_changed_after_the_label_is_shown_and_mended(client, base, kit):
    one = f"{base}/{kit.code}"
    client.post(f"{one}/label")
    parties.confirm_address(party=kit.party, at=clock.now(), address_line="3 place du Marché")

    assert "The address has changed since this label was made." in client.get(one).content.decode()
    client.post(f"{one}/label", {"again": "1"})

    assert "has changed since" not in client.get(one).content.decode()
    assert "3 place du Marché" in text_of(client.get(f"{one}/label.pdf").content)


def test_the_papers_carry_what_each_is_for_and_no_more(client, base, kit):
    one = f"{base}/{kit.code}"
    parcel = shipments.prepare(kit=kit, by="user:1", at=clock.now())

    papers = {
        name: client.get(url)
        for name, url in {
            "label": f"{one}/label.pdf",
            "slip": f"{one}/slip.pdf",
            "pick": f"{base}/pick-list.pdf",
        }.items()
    }

    assert {paper["Content-Type"] for paper in papers.values()} == {"application/pdf"}
    label, slip, pick = (text_of(papers[name].content) for name in ("label", "slip", "pick"))
    assert "12 rue des Lilas" in label
    assert parcel.code in label.replace(" ", "")
    assert "Écharpe" in slip
    assert "Scarf" in pick
    for paper in (slip, pick):
        assert "rue des Lilas" not in paper


def test_without_a_label_there_is_no_label_paper(client, base, kit):
    assert client.get(f"{base}/{kit.code}/label.pdf").status_code == 404


def test_nothing_to_pick_is_said(client, base, kit):
    kits.mark_packed(kit=kit, by="user:1", at=clock.now())

    page = client.get(f"{base}/pick-list.pdf", follow=True).content.decode()

    assert "There is nothing to pick" in page


@pytest.mark.parametrize(
    ("wanted", "found"), [("cami", True), ("LILLE", True), ("scarf", True), ("nobody", False)]
)
def test_search_finds_host_town_and_thing(client, base, kit, wanted, found):
    page = client.get(base, {"q": wanted}).content.decode()

    assert (f"{base}/{kit.code}" in page) == found
    assert f'value="{wanted}"' in page


PATHS = ["", "/{code}", "/{code}/label.pdf", "/{code}/slip.pdf"]
ACTIONS = ["pack", "label", "shipped", "delivered"]


@pytest.mark.parametrize("path", PATHS[1:])
def test_another_brand_sees_nothing(kit, path):
    stranger_brand = BrandFactory()
    shipments.prepare(kit=kit, by="user:1", at=clock.now())
    stranger = staff_of(stranger_brand)

    through_own = stranger.get(f"/desk/{stranger_brand.slug}/kits" + path.format(code=kit.code))
    through_theirs = stranger.get(f"/desk/{brand_of(kit).slug}/kits" + path.format(code=kit.code))

    assert (through_own.status_code, through_theirs.status_code) == (404, 404)


@pytest.mark.parametrize("action", ACTIONS)
def test_another_brand_moves_nothing(kit, action):
    stranger_brand = BrandFactory()
    stranger = staff_of(stranger_brand)

    answer = stranger.post(
        f"/desk/{stranger_brand.slug}/kits/{kit.code}/{action}",
        {"carrier": "X", "tracking_code": "Y"},
    )

    assert answer.status_code == 404
    assert (Kit.objects.get().state, Shipment.objects.count()) == (KitState.ALLOCATED, 0)


def test_a_brand_lists_only_its_own_kits_and_stock(kit):
    own = kit_of()
    client = staff_of(brand_of(own))
    slug = brand_of(own).slug

    kits_page = client.get(f"/desk/{slug}/kits").content.decode()
    stock_page = client.get(f"/desk/{slug}/stock").content.decode()

    assert own.code in kits_page
    assert kit.code not in kits_page
    theirs = Item.objects.get(brand=brand_of(kit))
    assert theirs.sku not in stock_page
    assert client.get(f"/desk/{slug}/stock/item/{theirs.sku}").status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.CARE, Role.DRAW_OFFICER])
@pytest.mark.parametrize("page", ["kits", "stock", "stock/new"])
def test_who_does_not_ship_may_not_look(kit, role, page):
    client = staff_of(brand_of(kit), role)

    assert client.get(f"/desk/{brand_of(kit).slug}/{page}").status_code == 403


@pytest.mark.parametrize("action", ACTIONS)
def test_a_reload_shows_the_kit_and_moves_nothing(client, base, kit, action):
    before = Kit.objects.filter(pk=kit.pk).values().get()

    page = client.get(f"{base}/{kit.code}/{action}")

    assert page.context["box"]["code"] == kit.code
    assert Kit.objects.filter(pk=kit.pk).values().get() == before


def queries_of(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_lists_ask_the_same_few_questions_for_one_kit_and_for_three():
    draw = drawn_draw(
        campaign=closed_campaign(strata={"nord": (1, 2), "sud": (1, 2), "est": (1, 2)})
    )
    slug = draw.campaign.brand.slug
    client = staff_of(draw.campaign.brand)
    kit_of(scheduled_party(draw, "nord"))
    paths = [f"/desk/{slug}/kits", f"/desk/{slug}/stock"]
    one = [queries_of(client, path) for path in paths]

    for stratum in ("sud", "est"):
        kit_of(scheduled_party(draw, stratum))
        ItemFactory(brand=draw.campaign.brand)

    assert Kit.objects.count() == 3
    assert [queries_of(client, path) for path in paths] == one


# --- the stock ------------------------------------------------------------------------------------


def test_a_delivery_is_written_down_once_however_often_it_is_sent(client, base, kit):
    item = Item.objects.get()
    one = f"{base.removesuffix('kits')}stock/item/{item.sku}"
    once = re.search(r'name="once" value="([^"]+)"', client.get(one).content.decode())[1]

    pages = [
        client.post(one, {"size": "", "quantity": "5", "once": once}, follow=True) for _ in range(2)
    ]

    assert ItemSize.objects.get().on_hand == 15
    assert "5 pieces are in." in pages[0].content.decode()
    assert "nothing is counted twice" in pages[1].content.decode()


def test_a_delivery_serves_a_kit_that_waits():
    short = kit_of(in_state=KitState.SHORT)
    client = staff_of(brand_of(short))
    item = Item.objects.get()

    page = client.post(
        f"/desk/{brand_of(short).slug}/stock/item/{item.sku}",
        {"size": "", "quantity": "3", "once": "A"},
        follow=True,
    ).content.decode()

    assert "1 kit that waited is reserved now." in page
    assert Kit.objects.get().state == KitState.ALLOCATED


@pytest.mark.parametrize("quantity", ["0", "-4", "many", "", "999999999"])
def test_a_delivery_of_nothing_is_refused(client, base, kit, quantity):
    item = Item.objects.get()

    page = client.post(
        f"{base.removesuffix('kits')}stock/item/{item.sku}",
        {"size": "", "quantity": quantity, "once": "A"},
    )

    assert 'id="form-errors"' in page.content.decode()
    assert ItemSize.objects.get().on_hand == 10


def test_a_new_item_with_sizes_stands_in_the_list(client, base, kit):
    stock_url = base.removesuffix("kits") + "stock"
    fields = {
        "sku": "COAT-1",
        "name_fr": "Manteau",
        "name_en": "Coat",
        "kind": "LOANED",
        "sizes": "38, 40 ,42",
        "value": "149,90",
        "cost": "",
        "weight_g": "1200",
    }

    response = client.post(f"{stock_url}/new", fields)
    again = client.post(f"{stock_url}/new", fields)

    coat = Item.objects.get(sku="COAT-1")
    assert response.url == f"{stock_url}/item/COAT-1"
    assert (coat.value_minor, coat.cost_minor, coat.kind) == (14990, 0, "LOANED")
    assert [row.size for row in coat.sizes.order_by("pk")] == ["38", "40", "42"]
    assert "Another item has this reference" in again.content.decode()
    assert "Coat" in client.get(stock_url).content.decode()


@pytest.mark.parametrize(
    ("state", "days", "title", "said"),
    [
        ("ALLOCATED", 18, "1 kit must leave today.", "Everything is there."),
        ("PACKED", 18, "1 kit must leave today.", "It is packed, and waits for its carrier."),
        ("ALLOCATED", 19, "1 kit is late to leave.", "has to leave."),
        ("ALLOCATED", 24, "1 kit is late to leave.", "cannot arrive before the evening any more."),
        ("SHIPPED", 22, "1 kit, none in a hurry.", "is late on the road."),
    ],
)
def test_today_and_the_list_say_what_a_box_asks_for(client, base, kit, state, days, title, said):
    Kit.objects.filter(pk=kit.pk).update(state=state, packed_at=clock.now())

    with clock.fixed(clock.now() + timedelta(days=days)):
        listed = client.get(base).content.decode()
        today = client.get(base.removesuffix("kits")).content.decode()

    assert title in listed
    assert said in today
