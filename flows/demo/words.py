"""What Maison Alma's campaigns say, and what lies in their boxes."""

from typing import Any

from events.places import REGIONS

# sku, French, English, kind, value and cost in minor units, grams, sizes, how many of each size
Goods = tuple[str, str, str, str, int, int, int, tuple[str, ...], int]
# sku, pieces in every kit, may the host choose the size
Planned = tuple[str, int, bool]

AUTUMN_WORDS = {
    "fr": {
        "title": "L’automne, chez vous",
        "tagline": "Maison Alma prête sa collection d’automne à six tables, le temps d’une soirée.",
        "story": "Un portant arrive chez vous. Vos amis essaient, vous dînez, vous rendez ce qui est prêté.",
        "pact": (
            "Recevoir au moins quatre personnes chez vous.\n"
            "Laisser chacun essayer librement ; personne n’est obligé d’acheter.\n"
            "Rendre les pièces prêtées dans les quatorze jours."
        ),
    },
    "en": {
        "title": "Autumn, at your place",
        "tagline": "Maison Alma lends its autumn collection to six tables, for one evening.",
        "story": "A rail arrives at your home. Your friends try, you dine, you return what was lent.",
        "pact": (
            "Host at least four people at your home.\n"
            "Let everyone try freely; nobody has to buy.\n"
            "Return the lent pieces within fourteen days."
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
WINTER_ANSWERS = [
    {
        "question_fr": "Faut-il acheter quelque chose ?",
        "question_en": "Is there anything to buy?",
        "answer_fr": "Non, ni vous ni vos amis. Le port est payé, à l’aller comme au retour.",
        "answer_en": "No, neither for you nor for your friends. Postage is paid, both ways.",
    },
    {
        "question_fr": "Mon appartement est petit, est-ce un problème ?",
        "question_en": "My flat is small. Is that a problem?",
        "answer_fr": "Pas du tout : il suffit de quatre chaises et d’un coin où se changer.",
        "answer_en": "Not at all: four chairs and a corner to change in are enough.",
    },
]
SPRING_WORDS = {
    "fr": {
        "title": "Le printemps, chez vous",
        "tagline": "Douze tables essaieront le lin et le coton avant tout le monde.",
        "story": "Dix pièces prêtées, une soirée légère, et la fenêtre ouverte.",
        "pact": AUTUMN_WORDS["fr"]["pact"],
    },
    "en": {"title": "Spring, at your place", "tagline": "", "story": "", "pact": ""},
}
SPRING_CLAUSE = {
    "replaces": "",
    "heading_fr": "Les animaux de la maison",
    "heading_en": "Pets",
    "text_fr": "Ils sont les bienvenus, loin du portant :\n- les chats ;\n- les chiens.",
    "text_en": "They are welcome, away from the rail of clothes:\n- cats;\n- dogs.",
}
MIDSEASON_NEWS = {
    "subject_fr": "Vos portants sont repassés",
    "text_fr": "Bonjour,\n\nchaque pièce a été vérifiée à l’atelier ce matin. Il vous restera à ouvrir la boîte, et la porte.",
    "subject_en": "Your rails are pressed and ready",
    "text_en": "Hello,\n\nevery piece was looked over in the workshop this morning. All that is left is to open the box, and the door.",
}
MIDSEASON_WORDS = {
    "fr": {
        "title": "La demi-saison, chez vous",
        "tagline": "Dix portants prennent la route : cent pièces à essayer entre amis, chez dix hôtes.",
        "story": (
            "Dix pièces prêtées dans toutes les tailles, une écharpe à garder.\n"
            "Vous ouvrez votre porte, vos amis ouvrent le portant."
        ),
        "pact": AUTUMN_WORDS["fr"]["pact"],
    },
    "en": {
        "title": "Between seasons, at your place",
        "tagline": "Ten rails take to the road: a hundred pieces to try on among friends, with ten hosts.",
        "story": (
            "Ten pieces on loan in every size, a scarf to keep.\n"
            "You open your door, your friends open the rail."
        ),
        "pact": AUTUMN_WORDS["en"]["pact"],
    },
}
PRIZES: list[dict[str, Any]] = [
    {
        "kind": "LOANED",
        "name_fr": "Pièce de la collection",
        "name_en": "Piece of the collection",
        "quantity": 10,
        "value_minor": 15_760,
    },
    {
        "kind": "GIVEN",
        "name_fr": "Écharpe en laine",
        "name_en": "Wool scarf",
        "quantity": 1,
        "value_minor": 6_200,
    },
]


def stratum(key: str, name: str, quota: int, *regions: str) -> dict[str, Any]:
    departments = [code for region in regions for code in REGIONS[region]]
    return {"key": key, "name": name, "quota": quota, "departments": departments}


def groups(min_newcomers: int, share_only: int, holdout: int) -> dict[str, int]:
    return {"min_newcomers": min_newcomers, "share_only": share_only, "holdout": holdout}


NORTH_EAST = ("Hauts-de-France", "Grand Est", "Bourgogne-Franche-Comté")
BRITTANY = ("Bretagne",)
WEST_BESIDES = ("Normandie", "Pays de la Loire", "Centre-Val de Loire")
WEST = (*BRITTANY, *WEST_BESIDES)
SOUTH_WEST = ("Nouvelle-Aquitaine", "Occitanie")
SOUTH_EAST = ("Provence-Alpes-Côte d’Azur", "Auvergne-Rhône-Alpes")
PARIS = ("Île-de-France",)
CORSICA = ("Corse",)

AUTUMN_STRATA = [
    stratum("nord-est", "Nord-Est", 2, *NORTH_EAST),
    stratum("ouest", "Ouest et Centre", 2, *WEST),
    stratum("sud", "Sud", 1, *SOUTH_WEST, *SOUTH_EAST),
    stratum("corse", "Corse", 1, *CORSICA),
]
MIDSEASON_STRATA = [
    stratum("bretagne", "Bretagne", 1, *BRITTANY),
    stratum("ile-de-france", "Île-de-France", 2, *PARIS),
    stratum("nord-est", "Nord-Est", 3, *NORTH_EAST),
    stratum("ouest", "Ouest et Centre", 2, *WEST_BESIDES),
    stratum("sud", "Sud", 2, *SOUTH_WEST, *SOUTH_EAST),
]
WINTER_STRATA = [
    stratum("ile-de-france", "Île-de-France", 3, *PARIS) | groups(2, 2, 2),
    stratum("nord-est", "Nord-Est", 2, *NORTH_EAST) | groups(1, 2, 3),
    stratum("ouest", "Ouest et Centre", 2, *WEST) | groups(1, 2, 3),
    stratum("sud-ouest", "Sud-Ouest", 2, *SOUTH_WEST) | groups(1, 2, 3),
    stratum("sud-est", "Sud-Est et Corse", 3, *SOUTH_EAST, *CORSICA) | groups(2, 3, 4),
]
ITEMS: list[Goods] = [
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
    # One fewer than the tables of mid-season: the last host to say yes waits for stock.
    ("ALMA-CAPE", "Cape Maëva", "Maëva cape", "LOANED", 27_500, 8_600, 1_100, (), 9),
]
PLAN: list[Planned] = [
    ("ALMA-MANTEAU", 2, True),
    ("ALMA-ROBE", 3, True),
    ("ALMA-PULL", 3, True),
    ("ALMA-BONNET", 2, False),
    ("ALMA-ECHARPE", 1, False),
]
MIDSEASON_PLAN: list[Planned] = [
    ("ALMA-MANTEAU", 2, True),
    ("ALMA-ROBE", 3, True),
    ("ALMA-PULL", 3, True),
    ("ALMA-BONNET", 1, False),
    ("ALMA-CAPE", 1, False),
    ("ALMA-ECHARPE", 1, False),
]
PRICES = {sku: (name_fr, value) for sku, name_fr, _en, _kind, value, *_rest in ITEMS}

WINTER_QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "ONE_OF",
        "words_fr": "Chez vous, on s’habille plutôt…",
        "words_en": "At your place, people rather dress…",
        "options": [
            ("pour avoir chaud", "to be warm"),
            ("pour être vu", "to be seen"),
            ("comme ça vient", "as it comes"),
        ],
    },
    {
        "kind": "TEXT",
        "words_fr": "Le plat que vous feriez ce soir-là",
        "words_en": "The dish you would make that evening",
        "hint_fr": "Une tartine compte aussi.",
        "hint_en": "A slice of bread counts too.",
    },
    {
        "kind": "PHOTO",
        "words_fr": "Une photo de votre table, si vous voulez",
        "words_en": "A photo of your table, if you like",
    },
]
DISHES = ["une blanquette", "des crêpes", "un tajine", "du chou farci", "un pho", "une raclette"]
