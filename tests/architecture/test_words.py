"""Every word on the pages: marked for translation, said in French, and set as French is set.

Extraction is done in process, with Django's own reading of templates and Babel's of Python, so
that the test needs no gettext. ``make messages`` finds the same messages.
"""

import ast
import gettext
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
FRENCH = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
ASIDE = {"tests", "tools", "var", "node_modules", "static", "locale", "docs", "bench-results"}
NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
PLURAL_FORMS = "nplurals=2; plural=(n > 1);"

# As makemessages passes them to xgettext.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# What may stand on a page without being translated, and why.
SAME_IN_EVERY_LANGUAGE = {
    "Convive",  # the name of the product
    "drand",  # names of services
    "Google",
    "Outlook",
    "SMS",
    "WhatsApp",
    "Facebook",
    "Metz",  # towns of the preview of a look
    "Nantes",
    "English",  # the name of a language, in that language
    "Français",
    "EN",
    "FR",
    "SHA-256",  # names of formats and algorithms
    "CSV",
    "PDF",
    "JSON",
    "QR",
}
# Pages whose words are samples of the look, in the language of the mock-ups.
SAMPLES = "templates/web/styleguide"
# What a class list or a policy is written as: block contents that land in an attribute.
NOT_SPOKEN = re.compile(r"[a-z]+(?:-+[a-z]+)+(?: [a-z]+(?:-+[a-z]+)+)*")
# French that is the same word, or the same words, as the English.
SAME_IN_FRENCH = {"Commissaire de justice"}


@dataclass(frozen=True)
class Word:
    """A message of the source: its context, its singular, its plural or "", and where it stands."""

    where: str
    context: str
    singular: str
    plural: str = ""


def files(suffix: str) -> Iterator[Path]:
    for path in sorted(ROOT.rglob(f"*{suffix}")):
        first, *_rest = path.relative_to(ROOT).parts
        if first not in ASIDE and not first.startswith("."):
            yield path


def templates() -> Iterator[Path]:
    for suffix in (".html", ".txt"):
        for path in files(suffix):
            if "templates" in path.parts:
                yield path


def in_python(source: str, where: str) -> Iterator[Word]:
    found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)
    for line, message, _comments, context in found:
        singular, plural = message[-2:] if isinstance(message, tuple) else (message, "")
        yield Word(f"{where}:{line}", context or "", singular, plural or "")


def in_template(source: str, where: str) -> Iterator[Word]:
    # Inside brackets the reader of Python does not mind how a template is indented.
    yield from in_python(f"({templatize(source)}\n)", where)


@cache
def words() -> tuple[Word, ...]:
    found: list[Word] = []
    for path in files(".py"):
        where = str(path.relative_to(ROOT))
        found += in_python(path.read_text(encoding="utf-8"), where)
    for path in templates():
        where = str(path.relative_to(ROOT))
        found += in_template(path.read_text(encoding="utf-8"), where)
    return tuple(found)


@cache
def french() -> Catalog:
    with FRENCH.open("rb") as source:
        return read_po(source, locale="fr", abort_invalid=True)


def said(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def asked(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def messages() -> Iterator[Message]:
    return (message for message in french() if message.id)


# --- Everything is said in French -----------------------------------------------------------


def lacking(word: Word) -> str:
    """What the French of a message lacks, or "" when nothing does."""
    message = french().get(word.singular, word.context or None)
    if message is None:
        return "is not in the catalogue: make messages"
    if message.fuzzy:
        return "is marked fuzzy"
    if bool(word.plural) != (len(said(message)) == 2):
        return "has not the number of forms it needs"
    return "" if all(said(message)) and said(message) else "is empty"


def test_every_message_of_the_source_has_its_french():
    assert [
        f"{word.where} {word.singular!r} {lacking(word)}" for word in words() if lacking(word)
    ] == []


def unknown_names(source: str) -> list[str]:
    """Names under which a module hides a translating function from extraction."""
    return [
        alias.asname
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in KEYWORDS and alias.asname and alias.asname not in KEYWORDS
    ]


def test_translating_functions_go_by_names_that_extraction_knows():
    assert unknown_names("from django.utils.translation import gettext as _now") == ["_now"]
    assert [
        (str(path.relative_to(ROOT)), name)
        for path in files(".py")
        for name in unknown_names(path.read_text(encoding="utf-8"))
    ] == []


LETTERS = re.compile(r"[^\W\d_]{2,}")
NOT_WORDS = re.compile(r"<[^>]*>|https?://\S+|%\(\w+\)[sd]|\{\w*\}|%%")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w*)\}(?!\})")


def placeholders(text: str) -> set[str]:
    return {named or braced for named, braced in PLACEHOLDER.findall(text)}


def test_french_keeps_every_placeholder():
    """The singular may leave its number out, as English does: « Le seul message »."""
    wrong = []
    for message in messages():
        allowed = set().union(*map(placeholders, asked(message)))
        invented = any(placeholders(text) - allowed for text in said(message))
        if invented or placeholders(said(message)[-1]) != placeholders(asked(message)[-1]):
            wrong.append(message.id)
    assert wrong == []


def test_french_keeps_the_elements_of_a_message():
    elements = re.compile(r"</?\w+")

    assert [
        message.id
        for message in messages()
        for one, other in [(asked(message)[-1], said(message)[-1])]
        if sorted(elements.findall(one)) != sorted(elements.findall(other))
    ] == []


def test_french_is_not_the_english_left_as_it_was():
    """Single words may be the same in both languages; sentences are not."""
    same = [asked(message)[0] for message in messages() if asked(message)[0] == said(message)[0]]

    assert [
        text
        for text in same
        if len(LETTERS.findall(NOT_WORDS.sub("", text))) > 1 and text not in SAME_IN_FRENCH
    ] == []


def test_the_catalogue_compiles_and_speaks_with_french_plurals():
    assert french().plural_forms == PLURAL_FORMS
    compiled = io.BytesIO()
    write_mo(compiled, french(), use_fuzzy=False)
    compiled.seek(0)
    spoken = gettext.GNUTranslations(compiled)

    forms = [
        spoken.ngettext("%(count)d application", "%(count)d applications", number)
        for number in (0, 1, 2)
    ]
    assert forms == ["%(count)d candidature", "%(count)d candidature", "%(count)d candidatures"]


# --- French is set as French is set ---------------------------------------------------------


def misprints(text: str) -> list[str]:
    """What a French proof-reader would mark. A placeholder counts as a word; elements are skipped."""
    text = NOT_WORDS.sub(lambda found: "" if found[0].startswith("<") else "x", text)
    rules = {
        "a straight apostrophe": r"\w'\w",
        "straight or English quotation marks": r"[\"“”]",
        "a colon without its no-break space": rf"(?<!{NBSP}):(?!//|\d)",
        "a sign without its narrow no-break space": rf"(?<![{NARROW}!?;])[;!?]",
        "a guillemet without its no-break space": rf"«(?!{NBSP})|(?<!{NBSP})»",
        "three full stops for an ellipsis": r"\.\.\.",
        "two spaces": r"[  ] ",
        "a unit without its no-break space": r"\d (?:%|€|h\b)",
        "1er, 1re, 2e written otherwise": r"\b\d+(?:ère|ème|ier|ière|nd|nde)\b",
        "Oups": r"(?i)\boups\b",
    }
    return [name for name, wrong in rules.items() if re.search(wrong, text)]


def test_french_is_set_as_french_is_set():
    assert [
        (text, misprints(text))
        for message in messages()
        for text in said(message)
        if misprints(text)
    ] == []


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        (f"L’heure{NBSP}: «{NBSP}midi{NBSP}»{NARROW}?", []),
        ("%(name)s, c’est prêt.", []),
        ("L'heure", ["a straight apostrophe"]),
        ("Voici : %(name)s", ["a colon without its no-break space"]),
        (f"Vraiment{NBSP}?", ["a sign without its narrow no-break space"]),
        ("« Oui »", ["a guillemet without its no-break space"]),
        ("Oups, le 2ème", ["1er, 1re, 2e written otherwise", "Oups"]),
    ],
)
def test_misprints_are_seen(text, marks):
    assert misprints(text) == marks


# --- Nothing is left unmarked ---------------------------------------------------------------

INLINE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands where a template tag or a variable stood
SPOKEN_ATTRIBUTES = {"title", "alt", "aria-label", "aria-description", "placeholder", "label"}


def untagged(source: str) -> str:
    """A template without its tags, its variables, its comments and what it marks for translation."""
    kept: list[str] = []
    until = ""
    for token in Lexer(source).tokenize():
        tag = token.contents.split()[0] if token.contents.split() else ""
        if until:
            until = "" if token.token_type == TokenType.BLOCK and tag in until.split() else until
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
        elif token.token_type == TokenType.BLOCK and tag in ("blocktranslate", "blocktrans"):
            until = "endblocktranslate endblocktrans"
            kept.append(INLINE)
        elif token.token_type == TokenType.BLOCK and tag == "comment":
            until = "endcomment"
        else:
            kept.append(INLINE)
    return "".join(kept)


@dataclass
class Spoken(HTMLParser):
    """The texts of a page that a person sees or hears."""

    texts: list[str] = field(default_factory=list)
    mute: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        # The class "hash" sets digests and commands, which are typed as they stand.
        if tag in ("script", "style", "code", "pre") or "hash" in given.get("class", "").split():
            self.mute = tag
        self.texts += [given[name] for name in SPOKEN_ATTRIBUTES & given.keys()]
        if given.get("name") == "description" or given.get("property", "") in (
            "og:title",
            "og:description",
        ):
            self.texts.append(given.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self.mute:
            self.mute = ""

    def handle_data(self, data: str) -> None:
        if not self.mute:
            self.texts.append(data)


def spoken_text(source: str, *, html: bool) -> str:
    """What a template says, one text a line, with ``INLINE`` where the tags and variables stood."""
    text = untagged(source)
    if not html:
        return text
    page = Spoken()
    page.feed(text)
    page.close()
    return "\n".join(page.texts)


def unmarked(source: str, *, html: bool) -> list[str]:
    """Texts of a template that nobody can translate."""
    return [
        piece.strip()
        for piece in re.split(rf"[{INLINE}\n]", spoken_text(source, html=html))
        if LETTERS.search(piece)
        and not NOT_SPOKEN.fullmatch(piece.strip())
        and piece.strip(" .,:;·()…-\t") not in SAME_IN_EVERY_LANGUAGE
    ]


def literals(source: str) -> list[str]:
    """Sentences given to a template tag as they are: {% notice "bad" "Something broke" %}."""
    return [
        literal
        for token in Lexer(source).tokenize()
        if token.token_type in (TokenType.BLOCK, TokenType.VAR)
        and not re.match(r"(blocktrans|trans|comment)", token.contents)
        for literal in re.findall(r"(?<!_\()\"([^\"]+)\"", token.contents)
        if re.match(r"[A-ZÀ-Ý][^\W\d_]+ ", literal)
    ]


def test_every_word_of_a_template_can_be_translated():
    assert [
        (str(path.relative_to(ROOT)), text)
        for path in templates()
        if not str(path.relative_to(ROOT)).startswith(SAMPLES)
        for source in [path.read_text(encoding="utf-8")]
        for text in unmarked(source, html=path.suffix == ".html") + literals(source)
    ] == []


def test_no_sign_is_glued_to_a_translation():
    """French sets a space before : ; ! and ?, so such a sign belongs inside the message."""
    assert [
        (str(path.relative_to(ROOT)), found[0])
        for path in templates()
        for found in re.finditer(
            rf"[^\n]{{0,40}}{INLINE}[:;!?](?!//)[^\n]{{0,20}}",
            spoken_text(path.read_text(encoding="utf-8"), html=path.suffix == ".html"),
        )
    ] == []


def unmarked_in_python(source: str) -> list[str]:
    """Labels of fields and messages to people that are plain texts in Python."""
    found: list[str] = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        texts = [one.value for one in call.keywords if one.arg in ("label", "help_text")]
        match call.func:
            case ast.Attribute(
                value=ast.Name(id="messages"), attr="success" | "error" | "info" | "warning"
            ):
                texts += call.args[1:2]
        found += [
            text.value
            for text in texts
            if isinstance(text, ast.Constant)
            and isinstance(text.value, str)
            and LETTERS.search(text.value)
        ]
    return found


def test_labels_and_messages_in_python_can_be_translated():
    assert [
        (str(path.relative_to(ROOT)), text)
        for path in files(".py")
        if path.name == "forms.py"
        or path.is_relative_to(ROOT / "web")
        or path.is_relative_to(ROOT / "desk")
        for text in unmarked_in_python(path.read_text(encoding="utf-8"))
        if text not in SAME_IN_EVERY_LANGUAGE
    ] == []


def test_a_forgotten_word_is_found():
    page = (
        '{% load i18n %}<h1>{% translate "Hello" %}</h1><p title="Two words">{{ name }}, good day</p>'
        "{% blocktranslate %}Marked{% endblocktranslate %}{% comment %}Aside{% endcomment %}"
        '{% notice "bad" "This broke" %}<script type="module">const mute = 1</script>'
    )

    assert sorted(unmarked(page, html=True)) == [", good day", "Two words"]
    assert literals(page) == ["This broke"]
    assert unmarked_in_python('CharField(label="First name", help_text=_("Marked"))') == [
        "First name"
    ]


def test_messages_of_templates_and_of_python_are_found():
    page = (
        '{% translate "One" %}{% blocktranslate count n=n %}{{ n }} chair{% plural %}{{ n }} chairs'
        '{% endblocktranslate %}\n   {% translate "May" context "month" %}\n {{ _("Two")|title }}'
    )
    code = 'ngettext("%(n)d word", "%(n)d words", n)\n_("Three" " and four")'

    assert [(word.context, word.singular, word.plural) for word in in_template(page, "page")] == [
        ("", "One", ""),
        ("", "%(n)s chair", "%(n)s chairs"),
        ("month", "May", ""),
        ("", "Two", ""),
    ]
    assert [(word.context, word.singular, word.plural) for word in in_python(code, "code")] == [
        ("", "%(n)d word", "%(n)d words"),
        ("", "Three and four", ""),
    ]
