"""The campaigns that are alike at both brands: what each says, offers, and who applies."""

from typing import Any

from flows.demo import sweet_words as sweet
from flows.demo.seed import Season
from flows.demo.words import (
    AUTUMN_WORDS,
    NORTH_EAST,
    PARIS,
    PRIZES,
    SOUTH_EAST,
    SOUTH_WEST,
    WEST,
    stratum,
)

DINNER: dict[str, Any] = {"kind": "DINNER", "liability_cap_minor": 0, "shop_url": sweet.SHOP_URL}
HOSTS_SAY = [
    "Je fais le dîner ; quelqu’un des Frères Sucre sonne avec le dessert. Venez voir qui.",
    "Soupe, fromages, et une chaise gardée pour qui apporte la tarte.",
    "Douze à table si l’on se serre. Le dessert arrive vers neuf heures, avec son auteur.",
    "On mange tôt, on parle tard. La recette se raconte au café.",
]


def _dinner(
    *,
    said: dict[str, dict[str, str]],
    hashtag: str,
    strata: list[dict[str, Any]],
    networks: list[tuple[str, str, int]],
    as_many: dict[tuple[str, ...], int],
) -> Season:
    """A season of Les Frères Sucre: the dessert comes with somebody of the house."""
    return Season(
        said=said,
        hashtag=hashtag,
        strata=strata,
        networks=networks,
        as_many=as_many,
        prizes=sweet.PRIZES,
        plan=sweet.PLAN,
        terms=DINNER,
    )


DESSERT = _dinner(
    said=sweet.SEALED_WORDS,
    hashtag="ledessertestpournous",
    strata=sweet.SEALED_STRATA,
    networks=[("Instagram", "La Cuillère d’Éloi", 33), ("YouTube", "", 18)],
    as_many={PARIS: 6, NORTH_EAST: 6, SOUTH_EAST: 4},
)
ISLAND = _dinner(
    said=sweet.ANSWERING_WORDS,
    hashtag="ileflottante",
    strata=sweet.ANSWERING_STRATA,
    networks=[("Instagram", "", 29), ("Lettre", "Gourmands de Liège", 17)],
    as_many={NORTH_EAST: 7, WEST: 4, (*SOUTH_WEST, *SOUTH_EAST): 6},
)
ISLAND_VOICES = {
    "host_says": "Blanquette à l’ancienne, puis l’île. Venez avec de l’appétit et une histoire drôle.",
    "friend_says": "Je ne viens que pour l’île.",
}
LOG = _dinner(
    said=sweet.LOG_WORDS,
    hashtag="labuchefaitletour",
    strata=[
        stratum("ile-de-france", "Île-de-France", 2, *PARIS),
        stratum("ouest", "Ouest et Centre", 1, *WEST),
        stratum("sud-ouest", "Sud-Ouest", 1, *SOUTH_WEST),
    ],
    networks=[("Instagram", "La Cuillère d’Éloi", 31), ("Lettre", "Avent", 22)],
    as_many={PARIS: 6, WEST: 4, SOUTH_WEST: 3},
)
TATIN = _dinner(
    said=sweet.TATIN_WORDS,
    hashtag="latatinsonne",
    strata=[
        stratum("nord-est", "Nord-Est", 2, *NORTH_EAST),
        stratum("sud", "Sud", 1, *SOUTH_WEST, *SOUTH_EAST),
    ],
    networks=[("YouTube", "", 21), ("Instagram", "", 12)],
    as_many={NORTH_EAST: 4, (*SOUTH_WEST, *SOUTH_EAST): 4},
)
CLAFOUTIS = _dinner(
    said=sweet.CLAFOUTIS_WORDS,
    hashtag="leclafoutisprendlaroute",
    strata=[
        stratum("ouest", "Ouest et Centre", 2, *WEST),
        stratum("sud-est", "Sud-Est", 1, *SOUTH_EAST),
    ],
    networks=[("Instagram", "", 24), ("Facebook", "", 13)],
    as_many={WEST: 5, SOUTH_EAST: 3},
)
PARTY_CLOTHES = Season(
    said={
        "fr": {
            "title": "Le grand soir, chez vous",
            "tagline": "Trois tables essaient les tenues de fête avant la fête.",
            "story": "Un portant de velours et de paillettes, un miroir, et vos amis pour juges.",
            "pact": AUTUMN_WORDS["fr"]["pact"],
        },
        "en": {
            "title": "The big night, at your place",
            "tagline": "Three tables try the party clothes on before the party.",
            "story": "A rail of velvet and sequins, a mirror, and your friends as judges.",
            "pact": AUTUMN_WORDS["en"]["pact"],
        },
    },
    hashtag="legrandsoir",
    strata=[
        stratum("ile-de-france", "Île-de-France", 2, *PARIS),
        stratum("sud-est", "Sud-Est", 1, *SOUTH_EAST),
    ],
    networks=[("TikTok", "", 26), ("Instagram", "Les Mailles d’Oé", 15)],
    as_many={PARIS: 5, SOUTH_EAST: 3},
    prizes=[
        {
            "kind": "LOANED",
            "name_fr": "Robe de fête",
            "name_en": "Party dress",
            "quantity": 3,
            "value_minor": 16_500,
        },
        PRIZES[1],
    ],
    plan=[("ALMA-ROBE", 3, True), ("ALMA-ECHARPE", 1, False)],
)
KNITWEAR = Season(
    said={
        "fr": {
            "title": "La maille, chez vous",
            "tagline": "Quatre tables reçoivent les bonnets de l’hiver, et une écharpe qui reste.",
            "story": "Un thé, du froid dehors, et de quoi s’emmitoufler à plusieurs.",
            "pact": AUTUMN_WORDS["fr"]["pact"],
        },
        "en": {
            "title": "Knitwear, at your place",
            "tagline": "Four tables receive the winter’s beanies, and a scarf that stays.",
            "story": "Tea, cold weather outside, and plenty to wrap up in together.",
            "pact": AUTUMN_WORDS["en"]["pact"],
        },
    },
    hashtag="lamaillechezvous",
    strata=[
        stratum("nord-est", "Nord-Est", 2, *NORTH_EAST),
        stratum("ouest", "Ouest et Centre", 2, *WEST),
    ],
    networks=[("Pinterest", "", 23), ("Lettre", "Octobre", 19)],
    as_many={NORTH_EAST: 5, WEST: 4},
    prizes=[
        {
            "kind": "LOANED",
            "name_fr": "Bonnet d’hiver",
            "name_en": "Winter beanie",
            "quantity": 2,
            "value_minor": 4_200,
        },
        PRIZES[1],
    ],
    plan=[("ALMA-BONNET", 2, False), ("ALMA-ECHARPE", 1, False)],
)
KNITWEAR_VOICES = {
    "host_says": "Théière pleine, poêle allumé. Venez avec vos oreilles.",
    "friend_says": "J’apporte le gâteau au citron.",
}
