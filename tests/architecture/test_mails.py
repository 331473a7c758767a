"""Each mail says the same twice, in HTML and in plain text, with one button and its reason."""

import re
from pathlib import Path

import pytest

from tests.architecture.test_sentences import ROOT, WORD, read

MAILS = sorted(
    path.name.removesuffix(".html")
    for path in (ROOT / "templates" / "mail").glob("*.html")
    if path.name != "base.html"
)
BLOCK = re.compile(r"{% block (\w+) %}(.*?){% endblock %}", re.DOTALL)
KEPT_FOR_LATER = re.compile(r'{% translate "([^"]+)" as \w+ %}')
# What a mail shows by a picture or before it is opened has no twin in plain text.
SEEN = {"picture", "preheader"}


def blocks(path: Path) -> dict[str, str]:
    return dict(BLOCK.findall(path.read_text(encoding="utf-8")))


def said(part: str) -> set[str]:
    """Return the messages of a block, also those that are handed on to a button."""
    return {text for kind, text in read(part).said if kind == WORD} | set(
        KEPT_FOR_LATER.findall(part)
    )


def links(part: str) -> set[str]:
    """Return the variables that hold an address."""
    return {
        found
        for found in re.findall(r"\b(\w+_url)\b", part)
        if f"{found}|" not in part and f"with {found}" not in part
    }


@pytest.mark.parametrize("name", MAILS)
def test_plain_text_says_all_that_html_says(name):
    html, text = (
        blocks(ROOT / "templates" / "mail" / f"{name}.{kind}") for kind in ("html", "txt")
    )
    seen = " ".join(part for block, part in html.items() if block not in SEEN)
    plain = " ".join(text.values())

    assert said(seen) - said(plain) == set()
    assert links(seen) - links(plain) == set()


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_has_one_button_at_most_and_its_reason(name):
    for kind in ("html", "txt"):
        found = blocks(ROOT / "templates" / "mail" / f"{name}.{kind}")
        assert found["reason"].strip()
        assert found["heading"].strip()
    source = (ROOT / "templates" / "mail" / f"{name}.html").read_text(encoding="utf-8")
    assert source.count("components/mail_button.html") <= 1
    assert (ROOT / "templates" / "mail" / f"{name}.subject.txt").exists()


def test_a_twin_that_keeps_something_back_is_seen():
    html = '<p>{% translate "All" %}</p>{% translate "See" as label %}{% include "b" with url=host_url %}'

    assert said(html) - said('{% translate "All" %}') == {"See"}
    assert links(html) - links("{{ rules_url }}") == {"host_url"}
