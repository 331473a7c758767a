"""The look in public: a brand's style sheet, what links it, the style guide."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from accounts.domain import looks
from common.look import themes
from common.look.contrast import PAIRS
from common.look.tokens import LIGHT, SETTABLE, house
from tests.factories.accounts import BrandFactory
from tests.factories.events import CampaignFactory

pytestmark = pytest.mark.django_db
HOUSE = {name: house(LIGHT)[name] for name in SETTABLE}


def dressed(brand, at, **changes):
    theme = themes.make(light=HOUSE | changes, dark=None)
    looks.set_theme(brand=brand, theme=theme, by=None, at=at)
    return theme


def address(brand, theme):
    return f"/brand/{brand.slug}/theme.{themes.version(theme)}.css"


def test_a_themes_style_sheet_is_kept_for_a_year(brand, at):
    theme = dressed(brand, at)

    answer = Client().get(address(brand, theme))

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.decode() == themes.style_sheet(theme)
    assert answer.cookies == {}


def test_the_one_before_answers_for_pages_still_open(brand, at):
    before, now = dressed(brand, at), dressed(brand, at, napkin="#AABBCC")

    answers = [Client().get(address(brand, theme)).content.decode() for theme in (before, now)]

    assert answers == [themes.style_sheet(before), themes.style_sheet(now)]


def test_nobody_learns_which_brands_exist(brand, at):
    theme = dressed(brand, at)
    other = BrandFactory()
    paths = [
        address(other, theme),
        f"/brand/nobody/theme.{themes.version(theme)}.css",
        f"/brand/{brand.slug}/theme.0000000000000000.css",
        f"/brand/{other.slug}/theme..css",
    ]

    answers = [Client().get(path) for path in paths]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_a_row_written_by_hand_reaches_no_page(brand, at):
    theme = dressed(brand, at)
    theme[LIGHT]["paper"] = "#FFFFFF; } body { background: url(//evil.example) } x {"
    type(brand).objects.filter(pk=brand.pk).update(theme=theme)
    campaign = CampaignFactory(brand=brand, in_state="PUBLISHED")

    html = Client().get(f"/c/{campaign.slug}").content.decode()

    assert "evil.example" not in html
    assert "/theme." not in html


def test_a_brands_pages_link_its_sheet_and_no_others(brand, at):
    theme = dressed(brand, at)
    mine, theirs = (
        CampaignFactory(brand=brand, in_state="PUBLISHED"),
        CampaignFactory(in_state="PUBLISHED"),
    )

    pages = [Client().get(f"/c/{c.slug}").content.decode() for c in (mine, theirs)]

    sheets = [re.findall(r'href="(/brand/[^"]+)"', html) for html in pages]
    assert sheets == [[address(brand, theme)], []]


def test_mails_wear_the_brands_colours(brand, at):
    plain = render_to_string("mail/base.html", {"brand": brand})
    dressed(brand, at, **{"action": "#FFD400", "action-deep": "#E6C012", "plum": "#274690"})
    context = {"brand": brand, "url": "https://convive.example/", "label": "Come in"}
    own = render_to_string("mail/base.html", context)
    button = render_to_string("components/mail_button.html", context)

    assert ("#6B2D4E" in plain, "#6B2D4E" in own) == (True, False)
    assert "color: #274690" in own
    assert 'bgcolor="#FFD400"' in button
    assert "color:#1E130E" in button


def test_the_style_guide_is_for_everybody_but_search_engines():
    answer = Client().get("/styleguide")

    assert (answer.status_code, answer["X-Robots-Tag"]) == (200, "noindex")
    html = answer.content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert html.count('class="guide__pair"') == 2 * len(PAIRS)


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Everything on one table."), ("fr", "Tout")]
)
def test_the_style_guide_speaks_both_languages(language, heading):
    html = Client().get(f"/styleguide?lang={language}").content.decode()

    assert f'<html lang="{language}"' in html
    assert re.search(rf"<h1[^>]*>{heading}", html)
