"""The rules that no other tool knows must be able to find what they look for."""

import pytest

from tools.repository import problems_in

PAGE = "templates/web/page.html"
LOCK = "requirements/runtime.txt"


def told(name, text):
    return list(problems_in(name, text))


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        ('<p style="color: red">', "a style attribute"),
        ('<p\n  style="color: red">', "a style attribute"),
        ("<style>p {}</style>", "a style element"),
        ('<button onclick="go()">', "an inline handler"),
        ('<a href="javascript:go()">', "a javascript: address"),
        ("<script>go()</script>", "an inline script"),
    ],
)
def test_what_the_content_security_policy_refuses_is_found(markup, what):
    line = markup.count("\n", 0, markup.find("=")) + 1

    assert told(PAGE, "<h1>Hello</h1>\n" + markup) == [(line + 1, f"holds {what}")]


@pytest.mark.parametrize(
    "markup",
    [
        "<script src=\"{% static 'js/a.js' %}\" defer></script>",
        '<script type="application/json" id="figures">{}</script>',
        '<rect x="1" fill="none" stroke-width="2"/>',
        '<section class="once" data-season="2027">',
        '{# <p style="color: red"> #}',
    ],
)
def test_what_the_policy_allows_is_not_found(markup):
    assert told(PAGE, markup) == []


def test_a_mail_may_style_its_tables():
    assert told("templates/mail/base.html", '<td style="padding: 0">') == []


def test_a_home_folder_is_found_in_any_text():
    path = "/" + "home/someone/src"

    assert told("docs/a.md", f"fine\nsee {path}\n") == [(2, "names somebody's home folder")]


def test_a_lock_with_an_address_or_without_hashes_is_found():
    address = "https://packages" + ".example/simple"

    assert told(LOCK, f"a==1 @ {address}\n") == [
        (1, "a lock names no address"),
        (1, "a lock holds hashes"),
    ]
    assert told(LOCK, "a==1 \\\n    --hash=sha256:00\n") == []


def test_a_file_that_grew_too_long_is_found():
    assert told("web/views.py", "x = 1\n" * 601) == [(1, "is longer than 600 lines")]
