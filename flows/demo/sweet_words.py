"""What the campaigns of Les Frères Sucre say, and what comes with the dessert."""

from typing import Any

from flows.demo.words import (
    NORTH_EAST,
    PARIS,
    SOUTH_EAST,
    SOUTH_WEST,
    WEST,
    Goods,
    Planned,
    stratum,
)

SHOP_URL = "https://boutique.freres-sucre.example/desserts"
_PACT_FR = (
    "Recevoir à dîner au moins quatre personnes chez vous.\n"
    "Nous dire les allergies de la table une semaine avant.\n"
    "Garder une chaise pour celui ou celle qui apporte le dessert."
)
_PACT_EN = (
    "Have at least four people to dinner at your home.\n"
    "Tell us the table’s allergies a week before.\n"
    "Keep a chair for whoever brings the dessert."
)
SEALED_WORDS = {
    "fr": {
        "title": "Le dessert est pour nous",
        "tagline": "Cinq dîners, cinq desserts, et quelqu’un de la maison qui sonne à votre porte avec.",
        "story": (
            "Vous faites le dîner, nous faisons le dessert.\n"
            "De la cheffe pâtissière aux deux frères, c’est l’un de nous qui l’apporte."
        ),
        "pact": _PACT_FR,
    },
    "en": {
        "title": "Dessert is on us",
        "tagline": "Five dinners, five desserts, and one of the house who rings your bell with it.",
        "story": (
            "You make dinner, we make dessert.\n"
            "From the head pastry cook to the two brothers, one of us brings it."
        ),
        "pact": _PACT_EN,
    },
}
ANSWERING_WORDS = {
    "fr": {
        "title": "L’île flottante vient dîner",
        "tagline": "Six tables, une île flottante pour dix, et sa recette qui reste chez vous.",
        "story": (
            "Le grand saladier voyage avec nous, les cuillères sont les vôtres.\n"
            "On raconte la recette au café."
        ),
        "pact": _PACT_FR,
    },
    "en": {
        "title": "Floating island comes to dinner",
        "tagline": "Six tables, a floating island for ten, and its recipe that stays with you.",
        "story": (
            "The great bowl travels with us, the spoons are yours.\nThe recipe is told over coffee."
        ),
        "pact": _PACT_EN,
    },
}
LOG_WORDS = {
    "fr": {
        "title": "La bûche fait le tour de la table",
        "tagline": "Quatre dîners, quatre bûches, et l’un de nous qui sonne avec la boîte.",
        "story": (
            "Vous faites le dîner, nous faisons la bûche.\n"
            "De la comptable à l’aîné des deux frères, quelqu’un de la maison l’apporte et reste la manger."
        ),
        "pact": _PACT_FR,
    },
    "en": {
        "title": "The yule log goes round the table",
        "tagline": "Four dinners, four yule logs, and one of us at the door with the box.",
        "story": (
            "You make dinner, we make the log.\n"
            "From the accountant to the elder brother, one of the house brings it and stays to eat it."
        ),
        "pact": _PACT_EN,
    },
}
TATIN_WORDS = {
    "fr": {
        "title": "La tatin sonne à la porte",
        "tagline": "Trois tables, trois tartes renversées, apportées tièdes par l’un de nous.",
        "story": (
            "La tarte voyage dans son moule, avec la personne qui l’a faite ou qui la vend.\n"
            "Vous gardez la nappe et la recette."
        ),
        "pact": _PACT_FR,
    },
    "en": {
        "title": "Tarte tatin rings the bell",
        "tagline": "Three tables, three upside-down tarts, brought warm by one of us.",
        "story": (
            "The tart travels in its tin, with whoever baked it or sells it.\n"
            "The tablecloth and the recipe stay with you."
        ),
        "pact": _PACT_EN,
    },
}
CLAFOUTIS_WORDS = {
    "fr": {
        "title": "Le clafoutis prend la route",
        "tagline": "Trois dîners, trois clafoutis, et quelqu’un de chez nous à votre table.",
        "story": (
            "Les deux frères ont pris le train, la directrice des ventes le car.\n"
            "Chacun est arrivé avec son plat, et avec faim."
        ),
        "pact": _PACT_FR,
    },
    "en": {
        "title": "Clafoutis takes the road",
        "tagline": "Three dinners, three clafoutis, and one of us at your table.",
        "story": (
            "The two brothers took the train, the head of sales the coach.\n"
            "Each arrived with a dish, and hungry."
        ),
        "pact": _PACT_EN,
    },
}
PRIZES: list[dict[str, Any]] = [
    {
        "kind": "GIVEN",
        "name_fr": "Dessert pour dix, apporté par la maison",
        "name_en": "Dessert for ten, brought by the house",
        "quantity": 1,
        "value_minor": 6_800,
    },
    {
        "kind": "GIVEN",
        "name_fr": "Nappe vichy",
        "name_en": "Gingham tablecloth",
        "quantity": 1,
        "value_minor": 3_900,
    },
]
SEALED_STRATA = [
    stratum("ile-de-france", "Île-de-France", 2, *PARIS),
    stratum("nord-est", "Nord-Est", 2, *NORTH_EAST),
    stratum("sud-est", "Sud-Est", 1, *SOUTH_EAST),
]
ANSWERING_STRATA = [
    stratum("nord-est", "Nord-Est", 3, *NORTH_EAST),
    stratum("ouest", "Ouest et Centre", 1, *WEST),
    stratum("sud", "Sud", 2, *SOUTH_WEST, *SOUTH_EAST),
]
ITEMS: list[Goods] = [
    ("SUCRE-NAPPE", "Nappe vichy", "Gingham tablecloth", "GIVEN", 3_900, 1_100, 620, (), 30),
    ("SUCRE-MENUS", "Menus à écrire", "Menus to write", "GIVEN", 600, 120, 90, (), 60),
    ("SUCRE-BOUGIES", "Bougies cerise", "Cherry candles", "GIVEN", 900, 210, 240, (), 60),
]
PLAN: list[Planned] = [
    ("SUCRE-NAPPE", 1, False),
    ("SUCRE-MENUS", 1, False),
    ("SUCRE-BOUGIES", 2, False),
]
