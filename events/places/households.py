"""One key for the many ways to write one home address: for finding likely duplicates, not for post.

Equal keys mean "probably the same door", to be shown to a person with the reason; nobody is
refused by a key alone. The key is readable text and personal data: hash it before it is shared.
"""

import re
import unicodedata
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
    "fg": "faubourg",
    "fbg": "faubourg",
    "crs": "cours",
    "rpt": "rond-point",
    "lot": "lotissement",
    "res": "residence",
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
    "esc": "escalier",
    "etg": "etage",
    "pte": "porte",
}
_SILENT: Final = frozenset("a au aux d de des du et l la le les n no num numero of the".split())
_INSIDE: Final = frozenset("appartement batiment escalier porte etage".split())
_REPEATS: Final = {"b": "bis", "t": "ter", "q": "quater"}
_ORDINAL = re.compile(r"(\d+)(?:er|ere|e|eme|ieme|nd|nde|st|rd|th)")
_PARTS = re.compile(r"\d+[a-z]*|[a-z]+")
_NUMBER_AND_LETTERS = re.compile(r"(\d+)([a-z]+)")


def household_key(*, line: str, postcode: str, city: str, country: str) -> str:
    """``country|place|door``, the same for the usual spellings of one address.

    ``line`` is all street lines; ``country`` an ISO 3166 alpha-2 code. Upper and lower case,
    accents, punctuation, articles, common abbreviations, leading zeros and the place of flat,
    building, staircase and floor do not matter; numbers always do. In France the place is the
    INSEE code where postcode and city settle it, so that a CEDEX or a misspelt city does not.
    """
    land = country.strip().upper() or "FR"
    place = _place(postcode=postcode, city=city, land=land)
    return f"{land}|{place}|{_door(line)}"


def _place(*, postcode: str, city: str, land: str) -> str:
    town = " ".join(word for word in _words(city) if word != "cedex" and not word.isdigit())
    code = normalise_postcode(postcode) if land == "FR" else None
    if code is None:
        return f"{' '.join(_plain(postcode).split())} {town}".strip()
    communes = communes_for(code)
    named = [commune for commune in communes if town in (_town(commune.name), _town(commune.town))]
    settled = communes if len(communes) == 1 else named
    return settled[0].insee if len(settled) == 1 else f"{code} {town}".strip()


def _town(name: str) -> str:
    return " ".join(_words(name))


def _door(line: str) -> str:
    street: list[str] = []
    inside: list[str] = []
    words = _words(line)
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
    return " ".join(street + sorted(inside))


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
    return "".join(
        char if char.isascii() else " " for char in apart if not unicodedata.combining(char)
    )
