"""French departments and regions as they stand since 2016 (INSEE, Code officiel géographique)."""

from typing import Final

# Thirteen metropolitan regions, then the five overseas ones; department codes in INSEE's form.
REGIONS: Final[dict[str, tuple[str, ...]]] = {
    "Auvergne-Rhône-Alpes": tuple("01 03 07 15 26 38 42 43 63 69 73 74".split()),
    "Bourgogne-Franche-Comté": tuple("21 25 39 58 70 71 89 90".split()),
    "Bretagne": tuple("22 29 35 56".split()),
    "Centre-Val de Loire": tuple("18 28 36 37 41 45".split()),
    "Corse": ("2A", "2B"),
    "Grand Est": tuple("08 10 51 52 54 55 57 67 68 88".split()),
    "Hauts-de-France": tuple("02 59 60 62 80".split()),
    "Île-de-France": tuple("75 77 78 91 92 93 94 95".split()),
    "Normandie": tuple("14 27 50 61 76".split()),
    "Nouvelle-Aquitaine": tuple("16 17 19 23 24 33 40 47 64 79 86 87".split()),
    "Occitanie": tuple("09 11 12 30 31 32 34 46 48 65 66 81 82".split()),
    "Pays de la Loire": tuple("44 49 53 72 85".split()),
    "Provence-Alpes-Côte d’Azur": tuple("04 05 06 13 83 84".split()),
    "Guadeloupe": ("971",),
    "Martinique": ("972",),
    "Guyane": ("973",),
    "La Réunion": ("974",),
    "Mayotte": ("976",),
}
METROPOLITAN_REGIONS: Final[tuple[str, ...]] = tuple(REGIONS)[:13]

_NAMES = """
01 Ain|02 Aisne|03 Allier|04 Alpes-de-Haute-Provence|05 Hautes-Alpes|06 Alpes-Maritimes|07 Ardèche
08 Ardennes|09 Ariège|10 Aube|11 Aude|12 Aveyron|13 Bouches-du-Rhône|14 Calvados|15 Cantal
16 Charente|17 Charente-Maritime|18 Cher|19 Corrèze|2A Corse-du-Sud|2B Haute-Corse|21 Côte-d’Or
22 Côtes-d’Armor|23 Creuse|24 Dordogne|25 Doubs|26 Drôme|27 Eure|28 Eure-et-Loir|29 Finistère
30 Gard|31 Haute-Garonne|32 Gers|33 Gironde|34 Hérault|35 Ille-et-Vilaine|36 Indre
37 Indre-et-Loire|38 Isère|39 Jura|40 Landes|41 Loir-et-Cher|42 Loire|43 Haute-Loire
44 Loire-Atlantique|45 Loiret|46 Lot|47 Lot-et-Garonne|48 Lozère|49 Maine-et-Loire|50 Manche
51 Marne|52 Haute-Marne|53 Mayenne|54 Meurthe-et-Moselle|55 Meuse|56 Morbihan|57 Moselle
58 Nièvre|59 Nord|60 Oise|61 Orne|62 Pas-de-Calais|63 Puy-de-Dôme|64 Pyrénées-Atlantiques
65 Hautes-Pyrénées|66 Pyrénées-Orientales|67 Bas-Rhin|68 Haut-Rhin|69 Rhône|70 Haute-Saône
71 Saône-et-Loire|72 Sarthe|73 Savoie|74 Haute-Savoie|75 Paris|76 Seine-Maritime
77 Seine-et-Marne|78 Yvelines|79 Deux-Sèvres|80 Somme|81 Tarn|82 Tarn-et-Garonne|83 Var
84 Vaucluse|85 Vendée|86 Vienne|87 Haute-Vienne|88 Vosges|89 Yonne|90 Territoire de Belfort
91 Essonne|92 Hauts-de-Seine|93 Seine-Saint-Denis|94 Val-de-Marne|95 Val-d’Oise|971 Guadeloupe
972 Martinique|973 Guyane|974 La Réunion|976 Mayotte
"""
DEPARTMENTS: Final[dict[str, str]] = {
    code: name
    for code, _, name in (
        entry.partition(" ") for entry in _NAMES.strip().replace("\n", "|").split("|")
    )
}

_REGION_OF = {code: region for region, codes in REGIONS.items() for code in codes}


def region_of(department: str) -> str | None:
    """The region of a department code (``"2A"``, ``"69"``, ``"974"``), or None if there is none."""
    return _REGION_OF.get(department.strip().upper())
