"""Made-up people: names from all over, real towns, addresses and numbers that belong to nobody.

Telephone numbers come from 06 39 98 00 00 to 99 99, which Arcep keeps for fiction. Addresses of
mail end in ``.example``, which nobody can own (RFC 2606).
"""

import random
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from events.places import communes_for

FIRST = """
Anaïs Zoé Noël Gaëlle Soizic Loïc Erwan Françoise Éloïse Hélène José Núria Jürgen Søren Łucja Şeyma
Đorđe Åsa Öykü Żaneta Aïssatou Kévin Chloé Jérôme Cécile Rémi Noé Mathéo Léonie Thaïs Gwenaël Yaël
Béatrice Grégory Mélanie Raphaël Salomé Agnès Benoît Clémence Désiré Edwige Fatoumata Giảng Ioana
Jasmina Karim Leïla Mamadou Nadège Oumaïma Priya Quentin Rūta Sébastien Tiphaine Ulysse Véronique
Wassim Xavière Yann Zineb Maÿlis Cœlia Begoña Iñaki Ángela Óscar Zdeněk Štěpánka Łukasz Małgorzata
Çağla Gökçe Ümit İpek Zoë Daniël Renée Andrée Joël Gaël Nolwenn Ewen Tugdual Énora Armelle Bérénice
Cyprien Daphné Émile Félicité Gabin Héloïse Isaure Joséphine Kenza Lucien Maïté Nathanaël Océane
Perrine Rosalie Solène Titouan Ursule Victoire Wilfried Ysé Zacharie Aminata Bakary Chidi Dieynaba
Eirini Farid Gwendal Hortense Idrissa Jeanne Khadija Ludivine Mireille Nicéphore Odile Prudence Régis
Sidonie Timothée Urbain Valère Yseult Zélie Ambroise Blandine Côme Dorothée Eudes Fleur Gaëtan Hermine
""".split()
LAST = (
    """
Lefèvre|Bœuf|Louÿs|L’Haÿ|Łoziński|Señán|Français|d’Aubigné|Le Goff|Muñoz|Gonçalves|Nowak|Öztürk|Nguyễn|Kovačević|Ó Briain|Traoré|N’Diaye
Ibáñez|Castéra|L’Hôte|Müller|Sørensen|Dvořák|Szabó|Petit-Rémy|Haddad|Benoît|Delaunay|Échevin|Garçon
Hémery|Kerouédan|Lecœur|Maréchal|Noirot|Oger|Pélissier|Quéméner|Rousseau|Sénéchal|Thévenot|Vaïsse
Weiß|Yıldız|Ångström|Brûlé|Château|De La Croix|Étienne|Fontanès|Giraudeau|Hervé|Jaouen
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
STREETS = (
    """
rue des Tisserands|rue du Four|impasse des Lilas|place du Marché|rue Élisa-Lemonnier|chemin des Vignes
quai des Orfèvres|rue de l’Abbé-Grégoire|allée des Érables|rue Saint-Éloi|rue du Bœuf-Couronné
boulevard Jean-Jaurès|cité des Œillets|rue de la Fontaine|venelle du Puits
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
WHY = """
On est une bande de neuf, on se reçoit à tour de rôle, et c’est mon tour.
Mon salon est grand, ma famille est loin : j’aimerais le remplir.
J’adore cuisiner pour du monde, et ma sœur coud depuis toujours.
Nous venons d’emménager et voudrions connaître les voisins du palier.
Pour fêter la fin des travaux, avec un vrai prétexte.
Mes amies disent que je m’habille toujours en gris. Prouvez-leur le contraire !
""".strip().split("\n")
NOTES = ["plutôt le vendredi", "tous les samedis sauf le premier", "en semaine après 19 h", "", ""]
TOWNS = {
    "Île-de-France": "75011 75020 93100 92120 94200 78000 91000 95000 77000 93400",
    "Hauts-de-France": "59000 59100 59200 62000 80000 02000 60000",
    "Grand Est": "67000 68000 57000 54000 51100 08000 10000 88000",
    "Normandie": "14000 76000 50000 61000 27000",
    "Bretagne": "35000 29200 56000 22000",
    "Pays de la Loire": "44000 49000 72000 53000 85000",
    "Centre-Val de Loire": "45000 37000 41000 28000 18000",
    "Nouvelle-Aquitaine": "33000 64000 40000 47000 24000 16000 17000 79000 86000 87000",
    "Occitanie": "31000 32000 65000 81000 82000 34000 30000 11000 66000 12000",
    "Provence-Alpes-Côte d’Azur": "06000 83000 84000 04000 05000",
    "Auvergne-Rhône-Alpes": "69003 38000 42000 73000 74000 26000 07000 01000 63000 43000",
    "Bourgogne-Franche-Comté": "21000 25000 39000 70000 71000 58000 89000 90000",
    "Corse": "20000 20200",
}


@dataclass(frozen=True)
class Fan:
    """Somebody who might apply; ``answers`` are those of the form."""

    email: str
    language: str
    answers: dict[str, Any]

    @property
    def name(self) -> tuple[str, str]:
        return str(self.answers["first_name"]), str(self.answers["last_name"])


class Crowd:
    """Endless made-up people; the same seed always gives the same ones, numbered from ``first``.

    No first name comes twice among as many of them as there are in ``FIRST``.
    """

    def __init__(self, seed: int, *, first: int = 0) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - a cast of characters, not a secret
        self._first, self._last = (self.dice.sample(names, len(names)) for names in (FIRST, LAST))
        self._count = self._begun = first

    def fan(self, *regions: str, year: int) -> Fan:
        """Return the next person, who lives in one of these regions; ``year`` is the present."""
        first, last = self._name()
        number = self._count
        dice = self.dice
        postcode = dice.choice(TOWNS[dice.choice(regions)].split())
        city = communes_for(postcode)[0].town
        return Fan(
            email=f"{_plain(first)}.{_plain(last)}.{number}@exemple.example",
            language="en" if number % 13 == 0 else "fr",
            answers={
                "first_name": first,
                "last_name": last,
                "phone": f"+33639{980000 + number % 10_000:06d}",
                "birth_year": year - dice.randint(21, 68),
                "address_line": f"{dice.randint(1, 140)} {dice.choice(STREETS)}",
                "address_extra": dice.choice(["", "", "", "3e étage gauche", "Bât. C"]),
                "postcode": postcode,
                "city": city,
                "seats": dice.choice([5, 6, 6, 8, 8, 8, 10, 10, 12]),
                "dates_note": dice.choice(NOTES),
                "room_to_try": dice.random() < 0.8,
                "pets": dice.random() < 0.3,
                "stairs": dice.random() < 0.4,
                "receives_parcels": dice.random() < 0.9,
                "why": dice.choice(WHY),
            },
        )

    def friend(self) -> tuple[str, str]:
        """Return a guest's first name and address."""
        first, last = self._name()
        return first, f"{_plain(first)}.{_plain(last)}.{self._count}@invite.example"

    def _name(self) -> tuple[str, str]:
        """Return the next name. A first name returns only once all the others have had their turn."""
        turn, place = divmod(self._count - self._begun, len(self._first))
        self._count += 1
        return self._first[place], self._last[(place + turn) % len(self._last)]


def _plain(name: str) -> str:
    """Return a name as the left part of an address: a-z and dots."""
    letters = name.casefold().translate(str.maketrans("œøłđıæ", "ooldia"))
    ascii_only = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", "-", ascii_only).strip("-") or "x"
