"""Finding rows by words: each word that is typed begins a word of the row, whatever case and accents.

A room keeps the words of a row in a ``SearchWords`` column, written with the row's own columns
(``plain_words``), and asks for ``search_words__begin=plain_words(typed).split()``. PostgreSQL answers
from an index of the words (``index_words`` in a migration); SQLite reads the column.
"""

import re
import unicodedata
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MOST_WORDS = 10  # of a search


def plain_words(*texts: str) -> str:
    """The words of some texts, each once, in small letters and without accents: letters and digits alone."""
    apart = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    joined = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(dict.fromkeys(re.findall(r"[^\W_]+", joined.replace("œ", "oe"))))


class SearchWords(models.TextField):
    """What ``plain_words`` made of a row."""


@SearchWords.register_lookup
class Begin(models.Lookup):
    """Each of these words, from ``plain_words``, begins a word of the column; no words find nothing."""

    lookup_name = "begin"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return "", tuple(value)[:MOST_WORDS]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, given = self.process_lhs(compiler, connection)
        _unused, words = self.process_rhs(compiler, connection)
        if not words:
            return "1 = 0", ()
        # Words hold neither % nor _, which would mean something here.
        like = " AND ".join([f"' ' || {column} LIKE %s"] * len(words))
        return like, tuple(x for word in words for x in (*given, f"% {word}%"))

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, given = self.process_lhs(compiler, connection)
        _unused, words = self.process_rhs(compiler, connection)
        if not words:
            return "1 = 0", ()
        asked = " & ".join(f"'{word}':*" for word in words)
        return f"{_VECTOR.format(column=column)} @@ %s::tsquery", (*given, asked)


# Not PostgreSQL's own reading of a text: the words have been read, once for both engines.
_VECTOR = "array_to_tsvector(string_to_array({column}, ' '))"


def index_words(
    schema_editor: BaseDatabaseSchemaEditor, *, table: str, column: str, name: str
) -> None:
    """Let PostgreSQL find rows by their words; SQLite, which holds a few thousand, reads the column."""
    if schema_editor.connection.vendor == "postgresql":
        vector = _VECTOR.format(column=f'"{column}"')
        schema_editor.execute(f'CREATE INDEX "{name}" ON "{table}" USING gin (({vector}))')
