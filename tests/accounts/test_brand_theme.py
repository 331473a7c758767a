"""Dressing a brand: guarded, undone, written down, and never another brand's affair."""

import pytest
from django.template.loader import render_to_string

from accounts.domain import looks
from accounts.models import Brand
from common import audit
from common.look import themes
from common.look.tokens import DARK, LIGHT, SETTABLE, house
from common.models import AuditEntry
from tests.factories.accounts import BrandFactory

pytestmark = pytest.mark.django_db
HOUSE = {name: house(LIGHT)[name] for name in SETTABLE}


def theme(**changes):
    return themes.make(
        light=HOUSE | {name.replace("_", "-"): colour for name, colour in changes.items()},
        dark=None,
    )


def worn(brand):
    return Brand.objects.values_list("theme", "theme_before").get(pk=brand.pk)


def test_a_brand_wears_its_theme_and_keeps_the_one_before(brand, at):
    first, second = theme(), theme(napkin="#AABBCC")

    assert looks.set_theme(brand=brand, theme=first, by=None, at=at) is True
    assert looks.set_theme(brand=brand, theme=second, by=None, at=at) is True

    assert worn(brand) == (second, first)
    assert brand.theme_version == themes.version(second)


def test_the_same_theme_again_changes_nothing(brand, at):
    looks.set_theme(brand=brand, theme=theme(), by=None, at=at)

    assert looks.set_theme(brand=brand, theme=theme(), by=None, at=at) is False
    assert worn(brand) == (theme(), {})


def test_undo_goes_back_and_undo_again_returns(brand, at):
    looks.set_theme(brand=brand, theme=theme(), by=None, at=at)

    assert looks.undo_theme(brand=brand, by=None, at=at) is True
    assert worn(brand) == ({}, theme())
    assert looks.undo_theme(brand=brand, by=None, at=at) is True
    assert worn(brand) == (theme(), {})


def test_nothing_to_undo(brand, at):
    assert looks.undo_theme(brand=brand, by=None, at=at) is False
    assert looks.reset_theme(brand=brand, by=None, at=at) is False
    assert worn(brand) == ({}, None)


def test_reset_is_the_house_look_and_can_be_undone(brand, at):
    looks.set_theme(brand=brand, theme=theme(), by=None, at=at)

    assert looks.reset_theme(brand=brand, by=None, at=at) is True
    assert (brand.theme_version, brand.mail_colours) == ("", {})
    looks.undo_theme(brand=brand, by=None, at=at)
    assert worn(brand) == (theme(), {})


def test_a_look_of_the_house_dresses_the_mails_by_day_and_by_night(brand):
    brand.look = "sucre"

    assert brand.mail_colours["action"] == house(LIGHT, "sucre")["action"] != HOUSE["action"]
    night = brand.mail_colours_by_night
    assert night["paper"] == house(DARK, "sucre")["paper"] != house(DARK)["paper"]
    sheet = render_to_string(
        "components/mail_button.html", {"brand": brand, "url": "/", "label": "x"}
    )
    assert brand.mail_colours["action"] in sheet


def test_words_that_cannot_be_read_are_refused(brand, at):
    with pytest.raises(looks.Unreadable) as refused:
        looks.set_theme(brand=brand, theme=theme(cloth_mark="#F1C0B0"), by=None, at=at)

    assert [(one.ink, one.ground) for one in refused.value.weak[LIGHT]] == [("cloth-mark", "cloth")]
    assert worn(brand) == ({}, None)


def test_only_a_theme_is_worn(brand, at):
    forged = theme()
    forged[LIGHT]["paper"] = "#FFFFFF; } * { display: none"

    with pytest.raises(themes.NotATheme):
        looks.set_theme(brand=brand, theme=forged, by=None, at=at)
    assert worn(brand) == ({}, None)


def test_other_brands_keep_their_look(brand, at):
    other = BrandFactory()

    looks.set_theme(brand=brand, theme=theme(), by=None, at=at)
    looks.undo_theme(brand=brand, by=None, at=at)

    assert worn(other) == ({}, None)


def test_every_change_is_in_the_brands_log(brand, at):
    looks.set_theme(brand=brand, theme=theme(), by=None, at=at)
    looks.reset_theme(brand=brand, by=None, at=at)
    looks.undo_theme(brand=brand, by=None, at=at)

    chain = f"brand:{brand.pk}"
    lines = AuditEntry.objects.filter(chain=chain).order_by("seq").values_list("action", "data")
    version = themes.version(theme())
    assert list(lines) == [
        ("brand.theme_set", {"theme_version": version}),
        ("brand.theme_reset", {"theme_version": ""}),
        ("brand.theme_undone", {"theme_version": version}),
    ]
    assert audit.first_broken(chain) is None
