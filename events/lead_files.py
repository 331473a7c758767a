"""Exports of lead forms as files: any usual encoding and separator, read line by line.

What was sent is kept as UTF-8 with plain line ends, so that reading can go on from any byte. It lies in
the private media folder, which nothing serves, and goes when its people are invited.
"""

import codecs
import csv
import hashlib
import io
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from events.models import LeadFaultCode

FOLDER = "leads"
LONGEST_LINE = 100_000  # bytes; a lead has some hundred
MOST_LINES_A_ROW = 20  # of an answer with line breaks in it
MOST_COLUMNS = 200
SEPARATORS = "\t;,|"
EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NAME = re.compile(r"(\d{8})-[0-9a-f]{32}\.csv")


class NotALeadFile(Exception):
    """The file cannot be read as a table of people; the message says why, and what would help."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file that was kept: its fingerprint as it came, and how it is to be read."""

    kept_as: str
    sha256: str
    size: int
    encoding: str
    delimiter: str
    columns: list[str]
    export: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: the line it begins in, its cells, or why there are none; ``ends`` (line, byte)."""

    line: int
    cells: Sequence[str]
    fault: str
    ends: tuple[int, int]


def keep(file: Any, *, at: datetime) -> Kept:
    """Keep an uploaded file (``chunks()``, ``size``) for reading. Raises NotALeadFile."""
    if file.size > settings.LEADS_LIMIT_BYTES:
        raise NotALeadFile(too_large())
    if not file.size:
        raise NotALeadFile(_("This file is empty."))
    start = next(iter(file.chunks()))
    _refuse_other_kinds(start)
    for encoding in _encodings(start):
        with TemporaryFile() as plain:
            try:
                sha256 = _rewrite(file.chunks(), plain, encoding)
            except UnicodeError:
                continue
            return _kept(plain, sha256=sha256, encoding=encoding, at=at)
    raise NotALeadFile(
        _("We cannot read the letters of this file. Please save it as CSV in UTF-8 and try again.")
    )


def too_large() -> str:
    """Say how large a file may be."""
    return _(
        "This file is too large: %(most)s MB at most. Please export it in several parts, by date."
    ) % {"most": settings.LEADS_LIMIT_BYTES // 1_000_000}


def opened(kept_as: str) -> Any:
    """Open a kept file. Raises FileNotFoundError once it is gone."""
    if not _NAME.fullmatch(kept_as):
        raise FileNotFoundError(kept_as)
    return default_storage.open(f"{FOLDER}/{kept_as}", "rb")


def destroy(kept_as: str) -> None:
    """Delete a kept file; done before is done."""
    if _NAME.fullmatch(kept_as):
        default_storage.delete(f"{FOLDER}/{kept_as}")


def stored(*, before: datetime) -> list[str]:
    """The names of the files that came on a day before this moment's."""
    if not default_storage.exists(FOLDER):
        return []
    named = filter(None, map(_NAME.fullmatch, default_storage.listdir(FOLDER)[1]))
    return [found[0] for found in named if found[1] < f"{before:%Y%m%d}"]


def rows(file: IO[bytes], *, delimiter: str, at: tuple[int, int]) -> Iterator[Row]:
    """Yield the rows after ``at`` (line, byte), holding one of them in memory at a time."""
    line, offset = at
    file.seek(offset)
    while raw := file.readline(LONGEST_LINE):
        line += 1
        first = line
        if len(raw) >= LONGEST_LINE and not raw.endswith(b"\n"):
            while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield _no_row(first, LeadFaultCode.TOO_LONG, (line, file.tell()))
            continue
        if not raw.strip(b" \t\r\n;,|"):
            continue
        after = file.tell()
        text = raw.decode()
        further = _to_the_closing_mark(file, text)
        found = _parsed("".join([text, *further]), delimiter) if further is not None else []
        if len(found) == 1:
            line += len(further or ())
            yield _row(first, found[0], (line, file.tell()))
            continue
        # A mark inside a word (5" screen) opens nothing: the line stands for itself.
        file.seek(after)
        if further is None and re.search(rf'(?:^|{re.escape(delimiter)}) *"', text):
            yield _no_row(first, LeadFaultCode.BROKEN, (line, after))
            continue
        alone = _parsed(text, delimiter)
        yield _row(first, alone[0] if alone else (), (line, after))


def header(file: IO[bytes], delimiter: str) -> tuple[list[str], tuple[int, int]]:
    """Return the names of the columns, and where the rows begin (line, byte)."""
    at = (0, 0)
    if re.fullmatch(rb"sep=.\n?", file.readline(8)):  # what Excel writes for itself
        at = (1, file.tell())
    for row in rows(file, delimiter=delimiter, at=at):
        if row.fault or len(row.cells) > MOST_COLUMNS:
            break
        return [" ".join(cell.split())[:80] for cell in row.cells], row.ends
    raise NotALeadFile(
        _("We find no table in this file. Its first line must name the columns, such as “email”.")
    )


# --- which column holds what --------------------------------------------------------------------

PARTS = ("email", "first_name", "full_name")
_NAMES = {
    "email": (
        "email e_mail mail email_address e_mail_address courriel adresse_e_mail adresse_email"
        " adresse_mail adresse_electronique adresse_de_messagerie votre_e_mail your_email work_email"
        " e_mail_professionnel"
    ).split(),
    "first_name": "first_name firstname prenom given_name votre_prenom your_first_name".split(),
    "full_name": "full_name fullname name nom_complet prenom_et_nom your_name".split(),
}
_OF_META = {"ad_id", "adset_id", "adset_name", "form_id", "is_organic", "platform"}
_OF_TIKTOK = {"ad_id", "ad_group_id", "adgroup_id", "ad_group_name", "adgroup_name", "lead_id"}
META, TIKTOK, GENERIC = "META", "TIKTOK", "GENERIC"


def guessed(columns: Sequence[str]) -> dict[str, int | None]:
    """Guess which column (by number) holds the address, the first name, the whole name."""
    plain = [_plain(name) for name in columns]
    found: dict[str, int | None] = {}
    for part, names in _NAMES.items():
        found[part] = next((plain.index(name) for name in names if name in plain), None)
    if found["email"] is None:
        found["email"] = next((i for i, name in enumerate(plain) if "mail" in name), None)
    if found["first_name"] is not None:
        found["full_name"] = None
    return found


def export_of(columns: Sequence[str]) -> str:
    """Say whose export has columns like these: META, TIKTOK or GENERIC."""
    plain = {_plain(name) for name in columns}
    if {"ad_group_id", "adgroup_id", "ad_group_name", "adgroup_name"} & plain:
        return TIKTOK if len(plain & _OF_TIKTOK) >= 2 else GENERIC
    return META if len(plain & _OF_META) >= 3 else GENERIC


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


# --- as it came ---------------------------------------------------------------------------------


def _refuse_other_kinds(start: bytes) -> None:
    if start.startswith(EXCEL):
        raise NotALeadFile(
            _("This is an Excel workbook. Please save it as CSV (UTF-8) and send that file.")
        )
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")):
        raise NotALeadFile(_not_text())


def _not_text() -> str:
    return _("This file is not a table of text. Please send the CSV file of your lead form.")


def _encodings(start: bytes) -> tuple[str, ...]:
    """What the file may be written in, the likeliest first."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return (encoding,)
    some = start[:2000]
    if some.count(0) * 4 > len(some):  # two bytes a letter, and nobody said in which order
        return ("utf-16-le",) if some[1::2].count(0) > some[::2].count(0) else ("utf-16-be",)
    return ("utf-8", "cp1252")


def _rewrite(chunks: Iterable[bytes], plain: IO[bytes], encoding: str) -> str:
    """Write the file as UTF-8 with plain line ends; returns SHA-256 of what came."""
    sha256 = hashlib.sha256()
    errors = "replace" if encoding == "cp1252" else "strict"  # five of its bytes stand for nothing
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(encoding)(errors), translate=True
    )
    first = True
    for chunk in chunks:
        sha256.update(chunk)
        text = decoder.decode(chunk)
        if first and _CONTROLS.search(text[:4000]):
            raise NotALeadFile(_not_text())
        first = False
        plain.write(text.replace("\x00", "").encode())
    plain.write(decoder.decode(b"", final=True).encode())
    return sha256.hexdigest()


def _kept(plain: IO[bytes], *, sha256: str, encoding: str, at: datetime) -> Kept:
    plain.seek(0)
    delimiter = _delimiter(plain.readline(LONGEST_LINE), plain.readline(LONGEST_LINE))
    plain.seek(0)
    columns, ends = header(plain, delimiter)
    if any("@" in name for name in columns):
        raise NotALeadFile(
            _("The first line must name the columns, such as “email”; here it holds an address.")
        )
    if next(rows(plain, delimiter=delimiter, at=ends), None) is None:
        raise NotALeadFile(_("There is nobody in this file: it holds the names of columns alone."))
    size = plain.seek(0, io.SEEK_END)
    plain.seek(0)
    name = f"{at:%Y%m%d}-{secrets.token_hex(16)}.csv"
    default_storage.save(f"{FOLDER}/{name}", File(plain))
    return Kept(
        kept_as=name,
        sha256=sha256,
        size=size,
        encoding=encoding,
        delimiter=delimiter,
        columns=columns,
        export=export_of(columns),
    )


def _delimiter(line: bytes, following: bytes) -> str:
    """The separator that the first line has most of, outside its quotation marks."""
    said = re.fullmatch(rb"sep=(.)\n?", line)
    if said and said[1].decode() in SEPARATORS:
        return said[1].decode()
    bare = re.sub(rb'"[^"]*"', b"", following if said else line)
    return max(SEPARATORS, key=lambda sign: bare.count(sign.encode())) if bare else ","


def _to_the_closing_mark(file: IO[bytes], text: str) -> list[str] | None:
    """The lines that follow until every quotation mark is closed; None where that never comes."""
    further: list[str] = []
    marks = text.count('"')
    while marks % 2:
        raw = file.readline(LONGEST_LINE)
        if not raw.endswith(b"\n") and len(raw) >= LONGEST_LINE:
            return None
        if not raw or len(further) >= MOST_LINES_A_ROW:
            return None
        further.append(raw.decode(errors="replace"))
        marks += further[-1].count('"')
    return further


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def _row(line: int, cells: Sequence[str], ends: tuple[int, int]) -> Row:
    """One row; what has more columns than a form is none."""
    if len(cells) > MOST_COLUMNS:
        return _no_row(line, LeadFaultCode.TOO_LONG, ends)
    return Row(line=line, cells=cells, fault="", ends=ends)


def _no_row(line: int, fault: str, ends: tuple[int, int]) -> Row:
    return Row(line=line, cells=(), fault=fault, ends=ends)
