"""One key for the many ways to write one home address: for finding likely duplicates, not for post.

Equal keys mean "probably the same door", to be shown to a person with the reason; nobody is
refused by a key alone. The key is readable text and personal data: hash it before it is shared.
"""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Final

from events.places.communes import communes_for, normalise_postcode

_WORDS: Final = {
    "r": "rue",
    "av": "avenue",
    "ave": "avenue",
    "aven": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "bvd": "boulevard",
    "boul": "boulevard",
    "pl": "place",
    "ch": "chemin",
    "che": "chemin",
    "chem": "chemin",
    "all": "allee",
    "imp": "impasse",
    "pass": "passage",
    "rte": "route",
    "sq": "square",
    "esp": "esplanade",
    "ham": "hameau",
    "mte": "montee",
    "prom": "promenade",
    "trav": "traverse",
    "fg": "faubourg",
    "fbg": "faubourg",
    "crs": "cours",
    "rpt": "rond-point",
    "lot": "lotissement",
    "res": "residence",
    "gd": "grand",
    "gde": "grande",
    "pt": "petit",
    "col": "colonel",
    "lt": "lieutenant",
    "mgr": "monseigneur",
    "premier": "1",
    "st": "saint",
    "ste": "sainte",
    "dr": "docteur",
    "gal": "general",
    "gen": "general",
    "mal": "marechal",
    "cdt": "commandant",
    "cne": "capitaine",
    "pdt": "president",
    "prof": "professeur",
    "bat": "batiment",
    "bt": "batiment",
    "apt": "appartement",
    "appt": "appartement",
    "app": "appartement",
    "imm": "immeuble",
    "esc": "escalier",
    "etg": "etage",
    "pte": "porte",
}
_SILENT: Final = frozenset(
    "a au aux cedex d de des du et l la ld le les lieudit n no num numero of the".split()
)
_INSIDE: Final = frozenset("appartement batiment escalier etage immeuble porte".split())
_WAYS: Final = frozenset(
    "allee avenue boulevard chemin cours esplanade faubourg hameau impasse lotissement montee passage"
    " place promenade quai rond-point route rue square traverse".split()
)
_REPEATS: Final = {"b": "bis", "t": "ter", "q": "quater"}
_ORDINAL = re.compile(r"(\d+)(?:er|ere|e|eme|ieme|nd|nde|st|rd|th)")
_PARTS = re.compile(r"\d+[a-z]*|[^\W\d_]+")
_NUMBER_AND_LETTERS = re.compile(r"(\d+)([a-z]+)")
_SAID_PLACE = re.compile(r"\blieux?[ -]dits?\b")
_ALIKE = 0.84  # one letter in seven may differ; tests/faults has what it lets through


@dataclass(frozen=True, kw_only=True)
class Home:
    """An address taken apart: in which land and place, at which number of which way, behind which door.

    ``near`` is its place as far as the postcode tells it, whatever town was written.
    """

    land: str
    place: str
    near: str
    street: tuple[str, ...]
    inside: tuple[str, ...]

    @property
    def key(self) -> str:
        """``country|place|door``."""
        return f"{self.land}|{self.place}|{' '.join((*self.street, *self.inside))}"

    @cached_property
    def number(self) -> str:
        """The number of the house, with its *bis*; "" where a place has none.

        It stands before the way, as in France, or after it, as among the neighbours.
        """
        words = self.street
        at = next((index for index, word in enumerate(words) if word.isdigit()), None)
        if at is None:
            return ""
        at = at if at == 0 or not words[-1].isdigit() else len(words) - 1
        after = words[at + 1] if at + 1 < len(words) else ""
        return " ".join((words[at], after)) if _is_repeat(after) else words[at]

    @cached_property
    def way(self) -> str:
        """What kind of street it is, "" where none is said."""
        return next((word for word in self.street if word in _WAYS), "")

    @cached_property
    def name(self) -> str:
        """The street's own name, its words in one order."""
        numbers = self.number.split()
        return " ".join(sorted(w for w in self.street if w not in _WAYS and w not in numbers))

    @property
    def near_key(self) -> str:
        """Equal for all homes that have one number and lie in one place: there to look for neighbours."""
        return f"{self.land}|{self.near}|{self.number}"

    def resembles(self, other: "Home") -> bool:
        """Whether both are probably one street and number written in two ways, whatever the doors."""
        if self.near_key != other.near_key:
            return False
        if not self.name or not other.name:
            return False
        return SequenceMatcher(None, self.name, other.name, autojunk=False).ratio() >= _ALIKE


def home(*, line: str, postcode: str, city: str, country: str) -> Home:
    """Take an address apart; arguments as of ``household_key``."""
    land = country.strip().upper() or "FR"
    town = _town_of(city)
    code = normalise_postcode(postcode) if land == "FR" else None
    words = _words(line)
    # Some write the whole address on the first line.
    for tail in ([*_words(code or postcode), *town], [*town]):
        if tail and len(words) > len(tail) + 1 and words[-len(tail) :] == tail:
            words = words[: -len(tail)]
            break
    street, inside = _door(words)
    if not street and not inside:
        street = (" ".join(line.casefold().split()),)  # nothing to read: as it was written
    if code is None:
        place = f"{' '.join(_plain(postcode).split())} {' '.join(town)}".strip()
        return Home(land=land, place=place, near=place, street=street, inside=inside)
    communes = communes_for(code)
    said = " ".join(town)
    named = [one for one in communes if said in (_town(one.name), _town(one.town))]
    settled = communes if len(communes) == 1 else named
    return Home(
        land=land,
        place=settled[0].insee if len(settled) == 1 else f"{code} {said}".strip(),
        near=communes[0].insee if communes else code,
        street=street,
        inside=inside,
    )


def household_key(*, line: str, postcode: str, city: str, country: str) -> str:
    """``country|place|door``, the same for the usual spellings of one address.

    ``line`` is all street lines; ``country`` an ISO 3166 alpha-2 code. Upper and lower case,
    accents, punctuation, articles, common abbreviations, leading zeros and the place of flat,
    building, staircase and floor do not matter; numbers always do. In France the place is the
    INSEE code where postcode and city settle it, so that a CEDEX or a misspelt city does not.
    """
    return home(line=line, postcode=postcode, city=city, country=country).key


def plain_name(*names: str) -> str:
    """The words of a name without case, accents and order: to compare, not to call anybody by."""
    words = (word for name in names for word in re.findall(r"[^\W\d_]+", _plain(name)))
    return " ".join(sorted(words))


def _is_repeat(word: str) -> bool:
    return word in _REPEATS.values() or (len(word) == 1 and word.isalpha())


def _town_of(city: str) -> list[str]:
    return [word for word in _words(city) if not word.isdigit()]


def _town(name: str) -> str:
    return " ".join(_words(name))


def _door(words: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of the street in their order, and what lies behind its door."""
    street: list[str] = []
    inside: list[str] = []
    index = 0
    while index < len(words):
        word, following = words[index], words[index + 1] if index + 1 < len(words) else ""
        if following == "etage" and word.isdigit():
            inside.append(f"etage {word}")
            index += 2
        elif word in _INSIDE and following:
            inside.append(f"{word} {following}")
            index += 2
        else:
            street.append(word)
            index += 1
    return tuple(street), tuple(sorted(inside))


def _words(text: str) -> list[str]:
    words: list[str] = []
    for part in _PARTS.findall(_plain(text)):
        ordinal, mixed = _ORDINAL.fullmatch(part), _NUMBER_AND_LETTERS.fullmatch(part)
        if ordinal:
            words.append(str(int(ordinal[1])))
        elif mixed:
            words += [str(int(mixed[1])), _REPEATS.get(mixed[2], mixed[2])]
        elif part.isdigit():
            words.append(str(int(part)))
        elif part in _REPEATS and len(words) == 1 and words[0].isdigit():
            words.append(_REPEATS[part])
        elif part not in _SILENT:
            words.append(_WORDS.get(part, part))
    return words


def _plain(text: str) -> str:
    folded = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("°", " ")
    apart = unicodedata.normalize("NFKD", folded)
    plain = "".join(
        char if char.isascii() or char.isalnum() else " "
        for char in apart
        if not unicodedata.combining(char)
    )
    return _SAID_PLACE.sub(" ", plain)
