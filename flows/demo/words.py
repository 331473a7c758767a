"""What the two campaigns of the demonstration say, and what lies in the box."""

from typing import Any

from events.places import REGIONS

AUTUMN_WORDS = {
    "fr": {
        "title": "L’automne, chez vous",
        "tagline": "Maison Alma prête sa collection d’automne à six tables, le temps d’une soirée.",
        "story": "Un portant arrive chez vous. Vos amis essaient, vous dînez, vous rendez ce qui est prêté.",
        "pact": (
            "Recevoir au moins quatre personnes chez vous.\n"
            "Laisser chacun essayer librement ; personne n’est obligé d’acheter.\n"
            "Rendre les pièces prêtées dans les sept jours."
        ),
    },
    "en": {
        "title": "Autumn, at your place",
        "tagline": "Maison Alma lends its autumn collection to six tables, for one evening.",
        "story": "A rail arrives at your home. Your friends try, you dine, you return what was lent.",
        "pact": (
            "Host at least four people at your home.\n"
            "Let everyone try freely; nobody has to buy.\n"
            "Return the lent pieces within seven days."
        ),
    },
}
WINTER_WORDS = {
    "fr": {
        "title": "L’hiver, chez vous",
        "tagline": "Douze tables recevront la collection d’hiver avant tout le monde. Pourquoi pas la vôtre ?",
        "story": (
            "Dix pièces prêtées, une écharpe à garder, et une soirée qui vous ressemble.\n"
            "Le tirage est public : chacun peut le refaire chez soi."
        ),
        "pact": AUTUMN_WORDS["fr"]["pact"],
    },
    "en": {
        "title": "Winter, at your place",
        "tagline": "Twelve tables will have the winter collection before anyone else. Why not yours?",
        "story": (
            "Ten pieces on loan, a scarf to keep, and an evening that is all yours.\n"
            "The draw is public: anyone can run it again at home."
        ),
        "pact": AUTUMN_WORDS["en"]["pact"],
    },
}
PRIZES: list[dict[str, Any]] = [
    {
        "kind": "LOANED",
        "name_fr": "Pièces de la collection, prêtées",
        "name_en": "Pieces of the collection, on loan",
        "quantity": 10,
        "value_minor": 14_500,
    },
    {
        "kind": "GIVEN",
        "name_fr": "Écharpe en laine, à garder",
        "name_en": "Wool scarf, to keep",
        "quantity": 1,
        "value_minor": 6_200,
    },
]


def _stratum(key: str, name: str, quota: int, *regions: str) -> dict[str, Any]:
    departments = [code for region in regions for code in REGIONS[region]]
    return {"key": key, "name": name, "quota": quota, "departments": departments}


NORTH_EAST = ("Hauts-de-France", "Grand Est", "Normandie")
WEST = ("Bretagne", "Pays de la Loire", "Centre-Val de Loire")
SOUTH_WEST = ("Nouvelle-Aquitaine", "Occitanie")
SOUTH_EAST = ("Provence-Alpes-Côte d’Azur", "Auvergne-Rhône-Alpes", "Bourgogne-Franche-Comté")
PARIS = ("Île-de-France",)
CORSICA = ("Corse",)

AUTUMN_STRATA = [
    _stratum("nord-est", "Nord-Est", 2, *NORTH_EAST),
    _stratum("ouest", "Ouest", 2, *WEST),
    _stratum("sud", "Sud", 1, *SOUTH_WEST, *SOUTH_EAST),
    _stratum("corse", "Corse", 1, *CORSICA),
]
WINTER_STRATA = [
    _stratum("ile-de-france", "Île-de-France", 3, *PARIS),
    _stratum("nord-est", "Nord-Est", 2, *NORTH_EAST),
    _stratum("ouest", "Ouest", 2, *WEST),
    _stratum("sud-ouest", "Sud-Ouest", 2, *SOUTH_WEST),
    _stratum("sud-est", "Sud-Est et Corse", 3, *SOUTH_EAST, *CORSICA),
]
# sku, French, English, kind, value and cost in minor units, grams, sizes, how many of each size
ITEMS: list[tuple[str, str, str, str, int, int, int, tuple[str, ...], int]] = [
    (
        "ALMA-MANTEAU",
        "Manteau Lison",
        "Lison coat",
        "LOANED",
        32_000,
        9_800,
        1_600,
        ("S", "M", "L"),
        22,
    ),
    ("ALMA-ROBE", "Robe Édith", "Édith dress", "LOANED", 16_500, 4_100, 520, ("S", "M", "L"), 24),
    ("ALMA-PULL", "Pull Noé", "Noé jumper", "LOANED", 11_900, 3_300, 430, ("S", "M", "L"), 30),
    ("ALMA-BONNET", "Bonnet Aïda", "Aïda beanie", "LOANED", 4_200, 900, 110, (), 60),
    ("ALMA-ECHARPE", "Écharpe Cœur", "Cœur scarf", "GIVEN", 6_200, 1_450, 210, (), 40),
]
# sku, pieces in every kit, may the host choose the size
PLAN = [
    ("ALMA-MANTEAU", 2, True),
    ("ALMA-ROBE", 3, True),
    ("ALMA-PULL", 3, True),
    ("ALMA-BONNET", 2, False),
    ("ALMA-ECHARPE", 1, False),
]
PRICES = {"ALMA-MANTEAU": 32_000, "ALMA-ROBE": 16_500, "ALMA-PULL": 11_900, "ALMA-BONNET": 4_200}
