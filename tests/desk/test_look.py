"""The look at the desk: chosen, seen, guarded, saved, taken back; all of it without script."""

import re

import pytest

from accounts.models import Brand, Role
from common.look import themes
from common.look.tokens import DARK, LIGHT, SCHEMES, SETTABLE, house
from tests.desk.conftest import sign_in
from tests.factories.accounts import BrandFactory, MembershipFactory

pytestmark = pytest.mark.django_db
HOUSE = {name: house(LIGHT)[name] for name in SETTABLE}


def sent(do, theme=None, **changes):
    """What the browser sends: the thirty colours, the weave, the button."""
    theme = theme or themes.current({})
    data = {f"{scheme}-{name}": theme[scheme][name] for scheme in SCHEMES for name in SETTABLE}
    data |= {"weave": theme["weave"], "dark_is_derived": "on", "do": do}
    return data | {name.replace("__", "-"): value for name, value in changes.items()}


def field(html, name):
    """The value of a colour's field."""
    return re.search(rf'<input type="color" name="{name}" value="([^"]*)"', html)[1]


def theme_of(brand):
    return Brand.objects.get(pk=brand.pk).theme


@pytest.fixture
def address(brand):
    return f"/desk/{brand.slug}/look"


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OWNER, 200),
        (Role.ORGANISER, 200),
        (Role.DRAW_OFFICER, 403),
        (Role.LOGISTICS, 403),
        (Role.ANALYST, 403),
        (Role.CARE, 403),
    ],
)
def test_owners_and_organisers_dress_the_brand(staff_client, address, role, status):
    client = staff_client(role)

    assert client.get(address).status_code == status
    assert client.post(f"{address}/guard", sent("preview")).status_code == status
    colours = themes.packed(themes.current({}))
    assert client.get(f"{address}/draft.css?colours={colours}").status_code == status


def test_another_brands_look_is_not_found(brand, address):
    client = sign_in(MembershipFactory(brand=BrandFactory(), role=Role.OWNER))

    answers = [client.get(address), client.post(address, sent("save", light__napkin="#AABBCC"))]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert theme_of(brand) == {}


def test_the_page_starts_from_the_look_one_wears(staff_client, brand, address):
    brand.look = "sucre"
    brand.save()

    html = staff_client().get(address).content.decode()

    sucre = house(LIGHT, "sucre"), house(DARK, "sucre")
    assert {n: field(html, f"light-{n}") for n in SETTABLE} == {n: sucre[0][n] for n in SETTABLE}
    assert {n: field(html, f"dark-{n}") for n in SETTABLE} == {n: sucre[1][n] for n in SETTABLE}
    assert "tb-vichy-a" in html


def test_a_preview_is_seen_without_script_and_saved_nowhere(staff_client, brand, address):
    client = staff_client()

    html = client.post(address, sent("preview", light__napkin="#abcdef")).content.decode()
    sheet_at = re.search(r'href="([^"]*draft\.css\?[^"]*)"', html)[1]
    sheet = client.get(sheet_at)

    assert field(html, "light-napkin") == "#ABCDEF"
    assert sheet["Content-Type"] == "text/css; charset=utf-8"
    light, dark = sheet.content.decode().splitlines()
    assert light.startswith('.lookpreview[data-theme="light"] { --paper: #FBF7F0;')
    assert "--napkin: #ABCDEF;" in light
    assert dark.startswith('.lookpreview[data-theme="dark"] {')
    assert theme_of(brand) == {}


def test_no_style_or_script_is_written_into_the_page(staff_client, address):
    html = staff_client().post(address, sent("save", light__plum="#7FB3FF")).content.decode()

    assert re.search(r'\sstyle="|<style|\son\w+="|<script(?![^>]*\ssrc=)', html) is None
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert html.count("<h1") == 1


@pytest.mark.parametrize("colours", ["", "F" * 10, "}" * 180, "F" * 174 + "url(/)"])
def test_a_draft_that_is_no_colours_is_not_found(staff_client, address, colours):
    assert staff_client().get(f"{address}/draft.css", {"colours": colours}).status_code == 404


def test_saving_dresses_the_brand(staff_client, brand, address):
    answer = staff_client().post(address, sent("save", light__napkin="#abcdef", weave="GINGHAM"))

    assert (answer.status_code, answer["Location"]) == (302, address)
    light = HOUSE | {"napkin": "#ABCDEF"}
    assert theme_of(brand) == themes.make(light=light, dark=None, weave="GINGHAM")


def test_an_evening_of_ones_own(staff_client, brand, address):
    data = sent("save", dark__napkin="#446688")
    del data["dark_is_derived"]

    staff_client().post(address, data)

    dark = {name: house(DARK)[name] for name in SETTABLE} | {"napkin": "#446688"}
    assert theme_of(brand) == themes.make(light=HOUSE, dark=dark)


def test_what_cannot_be_read_is_refused_with_the_figure_and_a_way_out(staff_client, brand, address):
    client = staff_client()
    html = client.post(address, sent("save", light__plum="#7FB3FF")).content.decode()

    assert theme_of(brand) == {}
    assert "Not saved: some words could not be read." in html
    assert "<b>Links</b> on <b>pale green</b>: 1.84 to 1 instead of 4.5" in html
    take = re.search(r'name="do" value="(take:light:plum=(#[0-9A-F]{6}))"', html)
    assert field(html, "light-plum") == "#7FB3FF"

    taken = client.post(address, sent(take[1], light__plum="#7FB3FF")).content.decode()

    assert field(taken, "light-plum") == take[2]
    assert "Everything can be read" in taken
    assert theme_of(brand) == {}  # taken into the draft; saving is another button
    client.post(address, sent("save", light__plum=take[2]))
    assert theme_of(brand)[LIGHT] == HOUSE | {"plum": take[2]}


def test_every_proposal_at_once(staff_client, address):
    bad = {f"light__{name}": "#808080" for name in ("paper", "action", "plum", "cloth")}
    html = staff_client().post(address, sent("mend", **bad)).content.decode()

    assert "Everything can be read" in html


def test_ten_follow_from_five(staff_client, address):
    five = {"paper": "#FFFFFF", "action": "#FFD400", "plum": "#274690", "cloth": "#FFF6CC", "napkin": "#B4D6D3"}  # fmt: skip
    changes = {f"light__{name}": colour for name, colour in five.items()}

    html = staff_client().post(address, sent("derive", **changes)).content.decode()

    assert {n: field(html, f"light-{n}") for n in SETTABLE} == themes.derive(five)
    assert "Everything can be read" in html


@pytest.mark.parametrize("value", ["red", "#FFF", "#FFFFFF; } * { display: none", "", '"><script>'])
def test_what_is_no_colour_is_refused(staff_client, brand, address, value):
    html = staff_client().post(address, sent("save", light__paper=value)).content.decode()

    assert 'aria-invalid="true"' in html
    assert "<script>" not in html
    assert theme_of(brand) == {}


@pytest.mark.parametrize("do", ["take:", "take:light:ink=#FFFFFF", "take:noon:plum=#FFFFFF", "take:light:plum=red", "x" * 99])  # fmt: skip
def test_forged_buttons_do_nothing(staff_client, brand, address, do):
    html = staff_client().post(address, sent(do)).content.decode()

    assert {n: field(html, f"light-{n}") for n in SETTABLE} == HOUSE
    assert theme_of(brand) == {}


def test_reset_and_undo(staff_client, brand, address):
    client = staff_client()
    client.post(address, sent("save", light__napkin="#ABCDEF"))
    saved = theme_of(brand)

    client.post(address, sent("reset"))
    assert theme_of(brand) == {}
    client.post(address, {"do": "undo"})
    assert theme_of(brand) == saved


def test_the_guard_alone_for_the_page_with_script(staff_client, brand, address):
    answer = staff_client().post(f"{address}/guard", sent("", light__plum="#7FB3FF"))

    html = answer.content.decode()
    assert "take:light:plum=" in html
    assert "&quot;on-action&quot;: &quot;#FFFFFF&quot;" in html
    assert "<html" not in html
    assert theme_of(brand) == {}
