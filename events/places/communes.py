"""French postcodes and the communes behind them, from one vendored file (see data/README.md).

The file is read at the first question and kept as one block of text of about 0.8 MB; a look-up is one search
in it (tens of microseconds).
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from events.places.regions import DEPARTMENTS, region_of

_FILE = Path(__file__).parent / "data" / "communes.txt.gz"
_ARRONDISSEMENT = re.compile(r" \d+(?:er|e) Arrondissement$")
_POSTCODE = re.compile(
    r"(?:F(?:R|RANCE)?[ -]*)?(\d{2})[ .]?(\d{3})(?: *CEDEX(?: *\d{1,2})?)?", re.ASCII
)
# Overseas collectivities whose postcodes look like a department's but are none.
_NOT_A_DEPARTMENT = ("97133", "97150", "975", "977", "978", "98")


@dataclass(frozen=True, kw_only=True, slots=True)
class Commune:
    """``name`` as INSEE writes it ("Paris 11e Arrondissement"), ``town`` as people do ("Paris").

    ``insee`` is the five-character commune code, ``department`` its code ("93", "2A", "974"),
    ``region`` a key of ``REGIONS``. The department comes from the commune, not from the postcode:
    a few villages are served by a neighbouring department's post office.
    """

    name: str
    town: str
    insee: str
    department: str
    region: str


def normalise_postcode(text: str) -> str | None:
    """Five digits from what people type ("75 011", "F-75011", "75380 CEDEX 08"), or None."""
    found = _POSTCODE.fullmatch(" ".join(text.upper().split()))
    return found[1] + found[2] if found else None


def communes_for(postcode: str) -> list[Commune]:
    """The communes a postcode serves, by INSEE code; empty for an unknown or business one."""
    wanted = normalise_postcode(postcode)
    if wanted is None:
        return []
    text, mark = _text(), f"\n{wanted}\t"
    start = text.find(mark)
    if start < 0:
        return []
    start += len(mark)
    pairs = text[start : text.index("\n", start)].split(";")
    return [_commune(*pair.split("=", 1)) for pair in pairs]


def department_of(postcode: str) -> str | None:
    """The department code of a French postcode, or None.

    That of its communes where they agree; else, and for business (CEDEX) codes, that of the
    digits: 200 and 201 are Corse-du-Sud, other 20 Haute-Corse, 971 to 976 overseas.
    """
    wanted = normalise_postcode(postcode)
    if wanted is None or wanted.startswith(_NOT_A_DEPARTMENT):
        return None
    departments = {commune.department for commune in communes_for(wanted)}
    if len(departments) == 1:
        return departments.pop()
    if wanted.startswith("20"):
        return "2A" if wanted[2] in "01" else "2B"
    code = wanted[:3] if wanted.startswith("97") else wanted[:2]
    return code if code in DEPARTMENTS else None


def every_postcode() -> Iterator[str]:
    """All known postcodes in order, for pickers of plausible addresses."""
    return (line.partition("\t")[0] for line in _text().strip("\n").split("\n"))


def department_in(insee: str) -> str:
    """The department code at the head of an INSEE commune code."""
    return insee[:3] if insee.startswith("97") else insee[:2]


def _commune(insee: str, name: str) -> Commune:
    department = department_in(insee)
    return Commune(
        name=name,
        town=_ARRONDISSEMENT.sub("", name),
        insee=insee,
        department=department,
        region=region_of(department) or "",
    )


@cache
def _text() -> str:
    return "\n" + gzip.decompress(_FILE.read_bytes()).decode()
