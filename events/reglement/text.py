"""The written rules: sections, one canonical plain text, and its hash."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

Language = Literal["fr", "en"]
Section = tuple[str, tuple[str, ...]]
BULLET = "– "  # a paragraph that starts so is an item of a list

_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class RulesText:
    """``sections`` are (heading, paragraphs), headings carrying their number ("3. …").

    ``text`` is canonical: NFC, ``\\n`` line ends, one blank line between blocks, one ``\\n`` at the
    end. ``sha256`` is the hex digest of its UTF-8 bytes, the value sealed with the draw.
    """

    language: Language
    title: str
    subtitle: str
    sections: tuple[Section, ...]

    @cached_property
    def text(self) -> str:
        blocks = [self.title, self.subtitle]
        for heading, paragraphs in self.sections:
            blocks += [heading, *paragraphs]
        return unicodedata.normalize("NFC", "\n\n".join(blocks) + "\n")

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def assemble(
    *,
    language: Language,
    title: str,
    subtitle: str,
    sections: Sequence[tuple[str, Sequence[str]]],
) -> RulesText:
    """Number the headings and make every paragraph one clean line; empty ones are left out."""
    filled = [
        (heading, [one_line(paragraph) for paragraph in paragraphs if paragraph.strip()])
        for heading, paragraphs in sections
    ]
    numbered = [
        (f"{number}. {one_line(heading)}", tuple(paragraphs))
        for number, (heading, paragraphs) in enumerate(
            (section for section in filled if section[1]), start=1
        )
    ]
    return RulesText(
        language=language,
        title=one_line(title),
        subtitle=one_line(subtitle),
        sections=tuple(numbered),
    )


def grouped(paragraphs: Sequence[str]) -> list[dict[str, Any]]:
    """Paragraphs as a page sets them: ``text`` each, the items of a list together as ``points``."""
    blocks: list[dict[str, Any]] = []
    for line in paragraphs:
        if not line.startswith(BULLET):
            blocks.append({"text": line})
            continue
        if not blocks or "points" not in blocks[-1]:
            blocks.append({"points": []})
        blocks[-1]["points"].append(line.removeprefix(BULLET))
    return blocks


def one_line(text: str) -> str:
    """The text on one line, NFC, without control or direction-changing characters."""
    flat = _UNSEEN.sub("", _BREAKS.sub(" ", text))
    return unicodedata.normalize("NFC", flat).strip(" ")
