"""A sentence is one message: no language can bend words that are glued together on a page.

Another language puts its words in another order and bends each noun by its own number. So nothing
is joined from pieces: a message holds a whole sentence, a whole label or a whole value, and counts
one thing at most; a second count comes in whole (``common.counted``).
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.template.base import Lexer, Token, TokenType

from tests.architecture.test_words import ROOT, SAMPLES, Word, templates, words

WORD, VALUE = "word", "value"  # a translated message, and whatever a variable says
MARK = re.compile(r"\N{OBJECT REPLACEMENT CHARACTER}(\d+);")
# What separates two messages that stand beside each other: they are two things, not one sentence.
APART = re.compile(r"[.·–—|(/:;→×]")
ENDS = re.compile(r"[.!?…:»”]\s*$")
LOWER = re.compile(r"[^\W\d_A-ZÀ-Þ]")
TONES = {"b", "strong", "em", "i", "q", "time", "abbr"}  # a part of the sentence around it
INLINE = TONES | {"a", "span", "small", "mark"}
SILENT = {"if", "endif", "with", "endwith", "load", "comment", "endcomment"}
MESSAGE = re.compile(r'(?:translate|trans) (?:"([^"]*)"|\'([^\']*)\')')
UNDERSCORE = re.compile(r'_\("([^"]*)"\)')


@dataclass
class Page:
    """A template as a row of texts; where a message or a variable stood, a mark and its number."""

    text: str = ""
    said: list[tuple[str, str]] = field(default_factory=list)

    def say(self, kind: str, what: str) -> None:
        self.text += f"\N{OBJECT REPLACEMENT CHARACTER}{len(self.said)};"
        self.said.append((kind, what))


def read(source: str) -> Page:
    """Return the texts of a template. ``asvar`` and ``as`` say nothing where they stand."""
    page, message, plain, until = Page(), "", False, ""
    for token in Lexer(source).tokenize():
        tag = token.contents.split()[0] if token.contents.split() else ""
        if token.token_type == TokenType.BLOCK and until and tag in until.split():
            if message and not plain:
                page.say(WORD, message.strip())
            message, plain, until = "", False, ""
        elif until:
            message += "%(x)s" if token.token_type == TokenType.VAR else _within(token, tag)
        elif token.token_type == TokenType.TEXT:
            page.text += token.contents
        elif token.token_type == TokenType.VAR:
            known = UNDERSCORE.match(token.contents)
            page.say(WORD if known else VALUE, known[1] if known else token.contents)
        elif token.token_type == TokenType.BLOCK and tag in ("blocktranslate", "blocktrans"):
            until, plain = "endblocktranslate endblocktrans", " asvar " in token.contents
        elif token.token_type == TokenType.BLOCK and tag == "comment":
            until, plain = "endcomment", True
        elif token.token_type == TokenType.BLOCK and tag in ("translate", "trans"):
            known = MESSAGE.match(token.contents)
            if " as " not in token.contents.rpartition('"')[2]:
                page.say(WORD if known else VALUE, (known[1] or known[2]) if known else "")
        elif token.token_type == TokenType.BLOCK and tag not in SILENT:
            page.text += "|"  # an alternative, a loop, a picture, another template
    return page


def _within(token: Token, tag: str) -> str:
    return "" if token.token_type == TokenType.BLOCK and tag == "plural" else token.contents


class Lines(HTMLParser):
    """The texts of a page, cut wherever an element begins or ends that is not ``kept``."""

    def __init__(self, kept: set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.kept = kept
        self.lines = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.lines[:0] = [value for _name, value in attrs if value and " " in value]
        if tag not in self.kept:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.kept:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data


def lines(text: str, *, html: bool, kept: set[str]) -> list[str]:
    if not html:
        return text.split("\n")
    page = Lines(kept)
    page.feed(text)
    page.close()
    return page.lines


def joined(source: str, *, html: bool) -> list[str]:
    """Places of a template where a sentence is glued together from pieces."""
    page = read(source)
    found = []
    for kept in (TONES, INLINE):
        for line in lines(page.text, html=html, kept=kept):
            parts = MARK.split(line)
            for at in range(1, len(parts) - 2, 2):
                before, gap, after = (
                    page.said[int(parts[at])],
                    parts[at + 1],
                    page.said[int(parts[at + 2])],
                )
                if APART.search(gap) or ENDS.search(before[1]) or {before[0], after[0]} == {VALUE}:
                    continue
                goes_on = after[0] == WORD and LOWER.match(after[1])
                same_text = kept == TONES and gap and (after[0], before[0]) != (WORD, VALUE)
                if goes_on or same_text:
                    found.append(f"{before[1]}{gap}{after[1]}")
    return sorted(set(found))


def test_no_template_glues_a_sentence_together():
    assert [
        (str(path.relative_to(ROOT)), found)
        for path in templates()
        if not str(path.relative_to(ROOT)).startswith(SAMPLES)
        for found in joined(path.read_text(encoding="utf-8"), html=path.suffix == ".html")
    ] == []


@pytest.mark.parametrize(
    "glued",
    [
        '{% translate "The draw" %} {% translate "Is sealed first" %}',
        '<b>{% translate "The draw" %}</b> {% translate "is sealed first." %}',
        '<span>{% translate "The draw" %}</span> {% translate "is sealed first." %}',
        '{{ amount }} {% translate "of orders" %}',
        '<b>{{ day }}</b>{% translate "the hour has passed" %}',
        '{% translate "Version" %} {{ number }}',
        '{% blocktranslate %}{{ n }} tables{% endblocktranslate %}, {% translate "for you" %}',
        '<p title="{% translate "The draw" %} {{ title }}"></p>',
    ],
)
def test_glue_is_seen(glued):
    assert joined(glued, html=True) != []


@pytest.mark.parametrize(
    "whole",
    [
        '{% translate "The draw is sealed." %} {% translate "You can check it." %}',
        '<dt>{% translate "Version" %}</dt><dd>{{ number }}</dd>',
        '{% translate "Report" %} · {{ title }}',
        '{% if a %}{% translate "Yes" %}{% else %}{% translate "no" %}{% endif %}',
        "{{ first_name }} {{ last_name }}, {{ town }}",
        '{% translate "Aside" as title %}{% translate "The draw" %}',
    ],
)
def test_two_things_beside_each_other_are_no_glue(whole):
    assert joined(whole, html=True) == []


# --- Each message is whole, and counts one thing ---------------------------------------------

# A message that begins like this goes on from something that stands before it.
GOES_ON = re.compile(r"(?:of|and|is|are|was|were|that|which|who|for)\b")
NOUNS = """
adults answers applications campaigns chairs characters children codes colours days digits friends
entrants guests homes hosts hours households items kits lines links lots messages minutes months
networks orders pairs parcels parties people pieces places rounds seats seconds sizes tables things
times visits visitors weeks winners years
""".split()
# A figure, perhaps "eligible" or "credited", and a noun.
COUNTED = re.compile(rf"%\((\w+)\)[sd] (?:[a-z]+ )?(?:{'|'.join(NOUNS)})\b")


def faults(word: Word) -> list[str]:
    """What keeps a message from being translated well."""
    text = word.plural or word.singular
    counts = set(COUNTED.findall(text))
    return [
        fault
        for fault, wrong in {
            "goes on from something before it": GOES_ON.match(text),
            "breaks off": text.endswith(","),
            "is a sentence without its beginning": LOWER.match(text) and text.endswith("."),
            "counts without a plural": counts and not word.plural,
            "counts two things": len(counts) > 1,
            "has a straight apostrophe": "'" in text,
        }.items()
        if wrong
    ]


def test_every_message_is_whole_and_counts_one_thing():
    assert [(word.where, word.singular, fault) for word in words() for fault in faults(word)] == []


@pytest.mark.parametrize(
    ("singular", "plural", "fault"),
    [
        ("of orders are credited.", "", "goes on from something before it"),
        ("application so far,", "applications so far,", "breaks off"),
        ("in two minutes, about your home.", "", "is a sentence without its beginning"),
        ("%(adults)s adults, %(n)s children", "", "counts without a plural"),
        ("%(total)s place, %(n)s eligible hosts", "%(total)s places, %(n)s eligible hosts", "counts two things"),
        ("The host's page", "", "has a straight apostrophe"),
        ("%(days)s days before", "", "counts without a plural"),
    ],
)  # fmt: skip
def test_a_faulty_message_is_seen(singular, plural, fault):
    assert fault in faults(Word("here", "", singular, plural))


def test_whole_messages_pass():
    good = [
        ("%(days)s day before", "%(days)s days before"),
        ("%(number)s application, for %(tables)s", "%(number)s applications, for %(tables)s"),
        ("from %(first)s to %(last)s", ""),
        ("%(name)s is coming.", ""),
        ("%(name)s takes no more answers here.", ""),
    ]
    assert [faults(Word("here", "", *pair)) for pair in good] == [[]] * len(good)
