"""Tags and filters as templates use them."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages import constants
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from common.look.table import Seat

EVENING = datetime(2026, 12, 12, 18, 30, tzinfo=UTC)


class Answer(forms.Form):
    first_name = forms.CharField(help_text="As your friends say it.")
    answer = forms.ChoiceField(choices=[("YES", "Yes"), ("NO", "No")], widget=forms.RadioSelect)
    allergens = forms.MultipleChoiceField(
        choices=[("MILK", "Milk"), ("NUTS", "Nuts")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    word = forms.CharField(widget=forms.Textarea, required=False)
    rules = forms.BooleanField(label="I have read the rules.")
    code = forms.CharField(widget=forms.HiddenInput)


def rendered(source, language="en", **context):
    with translation.override(language):
        template = engines["django"].from_string("{% load look words %}" + source)
        return template.render(context, RequestFactory().get("/list?state=late&page=1"))


@pytest.mark.parametrize(
    ("source", "french", "english"),
    [
        (
            "{{ at|day:'Europe/Paris' }}",
            "samedi 12\u00a0décembre, 19\u00a0h\u00a030",
            "Saturday 12\u00a0December, 7.30\u00a0pm",
        ),
        ("{{ 6200|money:'EUR' }}", "62,00\u00a0€", "€62.00"),
        ("{{ 2|ordinal }}", "2<sup>e</sup>", "2nd"),
        ("{{ 1|ordinal:'f' }}", "1<sup>re</sup>", "1st"),
        ("{{ at|iso }}", "2026-12-12T18:30:00Z", "2026-12-12T18:30:00Z"),
        (
            "{{ none|day }}{{ none|money }}{{ none|ordinal }}{{ none|short_day }}{{ none|figure }}{{ none|iso }}",
            "",
            "",
        ),
    ],
)
def test_filters_speak_the_active_language(source, french, english):
    assert (
        rendered(source, "fr", at=EVENING, none=None),
        rendered(source, "en", at=EVENING, none=None),
    ) == (french, english)


def test_field_ties_label_hint_and_error_to_its_widget():
    html = rendered("{% field form.first_name autocomplete='given-name' %}", form=Answer({}))

    described = re.search(r'aria-describedby="([^"]+)"', html).group(1).split()
    assert described == ["id_first_name_helptext", "id_first_name_error"]
    assert all(f'id="{name}"' in html for name in described)
    assert '<label for="id_first_name">' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="given-name"' in html
    assert "input--bad" in html


def test_radio_field_is_a_group_of_choices_with_the_chosen_one_checked():
    html = rendered(
        "{% field form.answer notes=notes %}",
        form=Answer({"answer": "NO"}),
        notes={"NO": "Another time."},
    )

    assert html.count('class="choice"') == 2
    assert re.findall(r'value="(\w+)"[^>]*checked', html) == ["NO"]
    assert "<legend>Answer</legend>" in html
    assert html.count("Another time.") == 1


def test_ticks_mark_an_optional_group_in_words():
    html = rendered("{% field form.allergens %}", form=Answer())

    assert html.count('class="tick"') == 2
    assert "optional" in html


def test_check_box_and_hidden_field_keep_to_themselves():
    form = Answer()

    assert "check__box" in rendered("{% field form.rules %}", form=form)
    assert (
        rendered("{% field form.code %}", form=form).strip()
        == '<input type="hidden" name="code" class="input" id="id_code">'
    )


def test_form_errors_lead_to_their_fields():
    html = rendered(
        "{% form_errors form %}", form=Answer({"first_name": "Ada", "answer": "YES", "code": "x"})
    )

    assert re.findall(r'<a href="([^"]+)"', html) == ["#id_rules"]
    assert "One answer needs another look." in html
    assert rendered("{% form_errors form %}", form=Answer()).strip() == ""


def test_badge_repeats_its_colour_as_a_shape():
    shapes = {kind: re.search(r"<(circle|path)[^>]*>", rendered(f"{{% badge '{kind}' 'word' %}}")).group(0)
              for kind in ("yes", "soon", "late", "info", "none")}  # fmt: skip

    assert len(set(shapes.values())) == 5


def test_badge_and_notice_escape_and_survive_unknown_kinds():
    html = rendered("{% badge kind text %}{% notice kind text text %}", kind="odd", text="<b>")

    assert "badge--none" in html
    assert "<b>" not in html


def test_table_takes_the_brands_weave():
    seats = [Seat("HOST", "Ada")]
    source = "{% table seats=seats title='T' %}"

    assert "tb-vichy-a" in rendered(source, seats=seats, brand=SimpleNamespace(theme="sucre"))
    assert "tb-vichy-a" not in rendered(source, seats=seats, brand=SimpleNamespace(theme=""))


def test_table_for_reads_names_with_commas():
    html = rendered("{% table_for 4 host='Ada' yes='Bob, Cléo' title='T' names='CARDS' %}")

    assert re.findall(r'class="tb-name"[^>]*>([^<]+)', html) == ["Ada", "Bob", "Cléo"]


def test_pagination_keeps_the_rest_of_the_query():
    html = rendered(
        '{% include "components/pagination.html" %}', page=Paginator(range(30), 10).page(2)
    )

    assert re.findall(r'<a [^>]*href="([^"]+)"', html) == [
        "?state=late&amp;page=1",
        "?state=late&amp;page=3",
    ]


@pytest.mark.parametrize(
    ("level", "kind"),
    [
        (constants.SUCCESS, "notice--yes"),
        (constants.WARNING, "notice--soon"),
        (constants.ERROR, "notice--bad"),
    ],
)
def test_messages_become_notices_in_a_live_region(level, kind):
    message = SimpleNamespace(message="<Kept>", tags=constants.DEFAULT_TAGS[level])
    html = rendered('{% include "components/messages.html" %}', messages=[message])

    assert 'aria-live="polite"' in html
    assert kind in html
    assert "&lt;Kept&gt;" in html


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "429", "500"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_error_pages_need_no_context(name, language):
    with translation.override(language):
        html = render_to_string(f"{name}.html")

    assert html.count("<h1>") == 1
    assert f'<html lang="{language}"' in html


@pytest.mark.parametrize(("language", "other"), [("fr", "en"), ("en", "fr")])
def test_language_link_offers_the_other_one_and_keeps_the_query(language, other):
    html = rendered('{% include "components/language_link.html" %}', language)

    assert f'href="?state=late&amp;page=1&amp;lang={other}" lang="{other}"' in html


def test_desk_rail_names_where_one_stands_once_for_each_reader():
    nav = [
        {"label": "Today", "url": "/desk/", "count": 5, "current": True},
        {"label": "<Draw>", "url": "/d", "count": 0},
    ]
    html = rendered('{% include "desk/base.html" %}', nav=nav, brand=SimpleNamespace(name="Alma"))

    # the rail and its folded twin: a style sheet shows one of them
    assert html.count('aria-current="page"') == 2
    assert html.count("&lt;Draw&gt;") == 2
    assert html.count('class="cnt">5<') == 2
    assert html.count("<h1") == 1


def test_style_guide_stands_alone_under_the_policy():
    html = render_to_string("web/styleguide.html", request=RequestFactory().get("/styleguide"))

    assert re.search(r'\sstyle="|<style|\son\w+="|<script(?![^>]*\ssrc=)', html) is None
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    assert html.count("<h1") == 1


def test_the_first_of_a_month_is_raised_on_pages_and_plain_in_texts():
    first = datetime(2026, 3, 1, 11, 0, tzinfo=UTC)
    days = "{{ at|day }} {{ at|day_only }} {{ at|full_day }} {{ at|short_day }} {{ said|raised }}"

    page = rendered(days, "fr", at=first, said="<b>le 1er</b>")
    text = rendered("{% autoescape off %}" + days + "{% endautoescape %}", "fr", at=first, said="")

    assert page.count("1<sup>er</sup>") == 5 and "&lt;b&gt;" in page
    assert text.count("1er\u00a0mars") == 4 and "<sup>" not in text
    assert "<sup>" not in rendered(days, "en", at=first, said="")
    assert rendered("{{ at|day_only|striptags }}", "fr", at=first) == "dimanche 1er\u00a0mars"


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("Noémie, l’hiver vient chez vous.", "Noémie, l’hiver vient chez\u00a0vous."),
        ("Bienvenue", "Bienvenue"),
        ("Ida, gardez-le", "Ida,\u00a0gardez\u2011le"),
        ("Anticonstitutionnellement, vraisemblablement", None),
    ],
)
def test_a_short_last_word_of_a_heading_is_not_left_alone(heading, told):
    assert rendered("{{ heading|unorphaned }}", heading=heading) == (told or heading)


def test_a_register_number_is_not_cut():
    assert (
        rendered("{{ number|unbroken }}", number="RCS Lille 000 000 000")
        == "RCS\u00a0Lille 000\u00a0000\u00a0000"
    )


def test_a_thing_has_its_name_in_the_readers_language():
    class Prize:
        name_fr, name_en = "Une écharpe", "A scarf"

    assert rendered("{{ prize|named }}", "fr", prize=Prize()) == "Une écharpe"
    assert rendered("{{ prize|named }}", prize=Prize()) == "A scarf"
