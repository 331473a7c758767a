"""The people of a rehearsal: each is what the dice say of their number, whoever asks first."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from rehearsal import distributions as told
from rehearsal.dice import Dice, pick

FIRST = (
    "Adèle", "Aïcha", "Alban", "Anouk", "Antoine", "Basile", "Bérénice", "Camille", "Chloé", "Côme",
    "Daphné", "Elias", "Élodie", "Émile", "Farah", "Félix", "Gaëlle", "Gabin", "Hana", "Hector",
    "Inaya", "Iris", "Jonas", "Judith", "Karim", "Lila", "Loïc", "Louise", "Malo", "Margaux",
    "Nadir", "Nina", "Noé", "Océane", "Oscar", "Paloma", "Quentin", "Rania", "Rémi", "Salomé",
)  # fmt: skip
LAST = (
    "Abadie", "Barbier", "Benali", "Bonnet", "Carlier", "Chauvin", "Delorme", "Diallo", "Durand",
    "Esnault", "Faivre", "Garreau", "Guérin", "Haddad", "Imbert", "Jacquet", "Keïta", "Lacombe",
    "Le Goff", "Marchetti", "Morvan", "Nguyen", "Olivier", "Pasquier", "Perrot", "Rigal", "Sanchez",
    "Tanguy", "Vallet", "Zeller",
)  # fmt: skip
STREETS = (
    "rue des Lilas", "rue du Four", "avenue Jean-Jaurès", "rue de la Poste", "place du Marché",
    "rue Victor-Hugo", "allée des Tilleuls", "rue du Moulin", "boulevard Carnot", "rue Pasteur",
    "rue des Écoles", "impasse du Puits", "rue de la Gare", "chemin des Vignes", "rue Nationale",
)  # fmt: skip
TOWNS = {
    "paris": (
        ("75011", "Paris"), ("75018", "Paris"), ("93100", "Montreuil"), ("94200", "Ivry-sur-Seine"),
        ("92120", "Montrouge"), ("78000", "Versailles"),
    ),
    "north": (
        ("59000", "Lille"), ("62000", "Arras"), ("80000", "Amiens"), ("59200", "Tourcoing"),
        ("60000", "Beauvais"),
    ),
    "elsewhere": (
        ("69002", "Lyon"), ("13006", "Marseille"), ("33000", "Bordeaux"), ("67000", "Strasbourg"),
        ("29000", "Quimper"), ("34000", "Montpellier"), ("44000", "Nantes"), ("31000", "Toulouse"),
        ("87000", "Limoges"), ("21000", "Dijon"), ("38000", "Grenoble"), ("37000", "Tours"),
    ),
}  # fmt: skip
LIVES = {"paris": 0.36, "north": 0.24, "elsewhere": 0.40}
OVERSEAS = ("97400", "Saint-Denis")
# Kept free for made-up people by the French plan, ten thousand numbers each.
PHONES = ("0199 00", "0261 91", "0353 01", "0465 71", "0536 49")
YEAR_OF_BIRTH = (1955, 2003)


@dataclass
class Fan:
    """Somebody who arrives by a network. What comes after ``day`` is learnt on the way."""

    number: int
    first_name: str
    last_name: str
    email: str
    language: str
    network: str
    birth_year: int
    tied_to_brand: bool
    address_line: str
    postcode: str
    city: str
    seats: int
    day: int
    gives_up: bool
    fills_everything: bool = False
    program: bool = False  # staff see no person behind it
    status: str = ""  # /a/…
    receipt: str = ""
    entrant: str = ""  # the number in the draw, from the mail of the seal
    refusals: list[str] = field(default_factory=list)

    @property
    def phone(self) -> str:
        """A number of their own."""
        return made_up_phone(self.number)


class Cast:
    """Everybody, by number."""

    def __init__(self, dice: Dice, *, prefix: str, seats: tuple[int, int], year: int) -> None:
        self.dice, self.prefix, self.seats, self.year = dice, prefix, seats, year

    def fan(self, number: int) -> Fan:
        """The fan of this number, the same every time."""
        dice = self.dice.of("fan", number)
        first, last = dice.choice(FIRST), dice.choice(LAST)
        weather = dice.random()
        tied = weather < told.TIED_TO_BRAND
        young = not tied and weather < told.TIED_TO_BRAND + told.UNDER_AGE
        small = 0.1 <= weather < 0.1 + told.TABLE_TOO_SMALL
        overseas = 0.2 <= weather < 0.2 + told.OVERSEAS
        line, (postcode, city) = self._home(number, dice)
        if overseas:
            postcode, city = OVERSEAS
        low, high = self.seats
        return Fan(
            number=number,
            first_name=first,
            last_name=last,
            # A village of twenty to each domain: more would look like a program's.
            email=f"{self.prefix}fan{number}@exemple{number // 20}.example",
            language="en" if dice.random() < told.IN_ENGLISH else "fr",
            network=pick(dice, told.NETWORKS),
            birth_year=self.year - 16 if young else dice.randint(*YEAR_OF_BIRTH),
            tied_to_brand=tied,
            address_line=line,
            postcode=postcode,
            city=city,
            seats=max(1, low - 1) if small else dice.randint(low, high),
            day=pick(dice, dict(enumerate(told.DAYS_OF_ARRIVAL))),
            gives_up=dice.random() < told.GIVES_UP,
            fills_everything=(everything := self.does("fills", number, told.FILLS_EVERYTHING)),
            program=everything and self.does("program", number, told.OF_THOSE_PROGRAMS),
        )

    def _home(self, number: int, dice: random.Random) -> tuple[str, tuple[str, str]]:
        """A home of one's own, or, sometimes, that of the fan before."""
        shared = number > 0 and self.dice.of("home", number).random() < told.SAME_HOME
        dice = self.dice.of("address", number - 1 if shared else number)
        town = dice.choice(TOWNS[pick(dice, LIVES)])
        at = number - 1 if shared else number
        return f"{at + 1} {STREETS[at % len(STREETS)]}", town

    def does(self, what: str, number: object, share: float) -> bool:
        """Whether this one does that thing, which so large a share does."""
        return self.dice.of(what, number).random() < share


def eligible(fan: Fan, *, seats_min: int, year: int) -> bool:
    """What the published rules say of this fan: a person, of age, no tie, a table large enough, mainland."""
    of_age = year - fan.birth_year >= 18
    return (
        of_age
        and not fan.program
        and not fan.tied_to_brand
        and fan.seats >= seats_min
        and not fan.postcode.startswith("97")
    )


def made_up_phone(number: int) -> str:
    """A telephone number that belongs to nobody, another one for each of fifty thousand; then none."""
    plan, rest = divmod(number, 10_000)
    return f"{PHONES[plan]} {rest:04}" if plan < len(PHONES) else ""


def home_of(fan: Fan) -> tuple[str, str]:
    """What makes two fans one household."""
    return fan.address_line, fan.postcode
