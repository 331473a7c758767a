"""People who apply once, and people who apply two hundred times: what each writes into the form.

Imports nothing of the house, so that it knows no rule: a disguise is what somebody would think of.
``named`` says whether a rule of the product claims to see that kind.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

FIRST = """Adèle Aïcha Alban Anouk Basile Bérénice Chloé Côme Daphné Elias Élodie Farah Félix Gaëlle Hana
Hector Inaya Iris Jonas Judith Karim Lila Loïc Malo Nadir Nina Océane Oscar Paloma Quentin Rania Rémi Salomé
Tiphaine Ugo Victoire Wassim Xavier Yasmine Zoé""".split()
LAST = """Abadie Barbier Benali Bonnet Carlier Chauvin Delorme Diallo Esnault Faivre Garreau Guérin Haddad
Imbert Jacquet Keïta Lacombe Marchetti Morvan Nguyen Olivier Pasquier Perrot Rigal Sanchez Tanguy Vallet
Weber Ybert Zeller""".split()
STREETS = [
    ("rue", "des Lilas"), ("rue", "du Maréchal-Foch"), ("avenue", "Jean-Jaurès"), ("place", "du Marché"),
    ("rue", "de l’Église"), ("allée", "des Tilleuls"), ("boulevard", "Saint-Michel"), ("rue", "Pasteur"),
    ("impasse", "du Puits"), ("rue", "du 8-Mai-1945"), ("chemin", "des Vignes"), ("rue", "Gambetta"),
    ("rue", "Victor-Hugo"), ("rue", "de la République"), ("quai", "de la Fosse"), ("rue", "Lafayette"),
]  # fmt: skip
TOWNS = [
    ("75011", "Paris"), ("69003", "Lyon"), ("13006", "Marseille"), ("59000", "Lille"), ("33000", "Bordeaux"),
    ("67000", "Strasbourg"), ("35000", "Rennes"), ("44000", "Nantes"), ("93100", "Montreuil"),
    ("31000", "Toulouse"), ("21000", "Dijon"), ("38000", "Grenoble"), ("01000", "Bourg-en-Bresse"),
]  # fmt: skip
LARGE = ("gmail.com", "orange.fr", "laposte.net", "outlook.fr", "free.fr")
SHORT = {"rue": "r.", "avenue": "av", "place": "pl.", "allée": "all.", "boulevard": "bd",
         "chemin": "ch.", "impasse": "imp.", "quai": "quai"}  # fmt: skip


@dataclass
class Form:
    """What is written, from where, and how: ``kind`` names the disguise or the honest case."""

    person: str
    kind: str
    email: str
    first_name: str
    last_name: str
    birth_year: int
    phone: str
    line: str
    extra: str
    postcode: str
    city: str
    network: str
    named: bool = True
    honest: bool = False
    trap: str = ""
    seconds: int = 40
    script: bool = True


@dataclass
class Person:
    """Somebody as they are, with one home, one mailbox, one telephone."""

    name: str
    box: str
    first_name: str
    last_name: str
    birth_year: int
    phone: str
    number: int
    way: str
    street: str
    extra: str
    postcode: str
    city: str
    twins: int = field(default=0)


class Crowd:
    """Makes people and forms from one seed."""

    def __init__(self, seed: str) -> None:
        self.dice = random.Random(seed)
        self.made = 0

    def person(self) -> Person:
        dice, self.made = self.dice, self.made + 1
        way, street = dice.choice(STREETS)
        postcode, city = dice.choice(TOWNS)
        return Person(
            name=f"person {self.made}",
            box=f"{self.letters(9)}.{self.letters(4)}",
            first_name=dice.choice(FIRST),
            last_name=dice.choice(LAST),
            birth_year=dice.randint(1955, 2003),
            phone=self.phone(),
            number=dice.randint(1, 2_000),
            way=way,
            street=street,
            extra=f"appt {dice.randint(1, 60)}" if dice.random() < 0.4 else "",
            postcode=postcode,
            city=city,
        )

    def letters(self, many: int) -> str:
        return "".join(self.dice.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(many))

    def phone(self) -> str:
        return f"06{self.dice.randint(10_000_000, 19_999_999)}"

    def network(self) -> str:
        dice = self.dice
        return f"{dice.randint(80, 99)}.{dice.randint(0, 255)}.{dice.randint(0, 255)}.{dice.randint(1, 254)}"

    def form(self, person: Person, kind: str, /, **other: object) -> Form:
        """A form of this person; whatever ``other`` does not say is as it is."""
        said: dict[str, object] = {
            "person": person.name,
            "kind": kind,
            "email": f"{person.box}@gmail.com",
            "first_name": person.first_name,
            "last_name": person.last_name,
            "birth_year": person.birth_year,
            "phone": person.phone,
            "line": f"{person.number} {person.way} {person.street}",
            "extra": person.extra,
            "postcode": person.postcode,
            "city": person.city,
            "network": self.network(),
            **other,
        }
        return Form(**said)  # type: ignore[arg-type]

    def stranger(self) -> dict[str, object]:
        """Everything that a form says, of somebody who does not exist."""
        other = self.person()
        return {
            "email": f"{self.letters(12)}@{self.dice.choice(LARGE)}",
            "first_name": other.first_name,
            "last_name": other.last_name,
            "birth_year": other.birth_year,
            "phone": other.phone,
            "line": f"{other.number} {other.way} {other.street}",
            "extra": other.extra,
            "postcode": other.postcode,
            "city": other.city,
        }

    def disguised(self, person: Person) -> Form:
        """One more form of somebody who is on the list already."""
        kind = self.dice.choice(list(DISGUISES))
        made = DISGUISES[kind](self, person)
        return self.form(person, kind, **{**self.stranger(), "named": kind not in UNSEEN, **made})


def _dots(crowd: Crowd, person: Person) -> dict[str, object]:
    """The one mailbox, dotted, tagged and capitalised anew."""
    box = person.box.replace(".", "")
    dotted = "".join(
        letter + ("." if at < len(box) - 1 and crowd.dice.random() < 0.3 else "")
        for at, letter in enumerate(box)
    )
    dotted = "".join(crowd.dice.choice((one, one.upper())) for one in dotted)
    return {
        "email": f"{dotted}+{crowd.letters(5)}@{crowd.dice.choice(('gmail.com', 'GoogleMail.com'))}"
    }


def _phone(crowd: Crowd, person: Person) -> dict[str, object]:
    """The one telephone, written otherwise."""
    digits = person.phone
    pairs = [digits[at : at + 2] for at in range(0, 10, 2)]
    ways = (
        " ".join(pairs), ".".join(pairs), "-".join(pairs), f"+33{digits[1:]}", f"0033 {digits[1:]}",
        f"+33 (0){digits[1:]}",
    )  # fmt: skip
    return {"phone": crowd.dice.choice(ways)}


def _here(person: Person) -> dict[str, object]:
    return {"postcode": person.postcode, "city": person.city, "extra": person.extra}


def _spelt(crowd: Crowd, person: Person) -> dict[str, object]:
    """The one address, abbreviated, in capitals, without accents, articles or hyphens."""
    street = person.street.replace("Saint-", crowd.dice.choice(("St ", "Saint ", "St-")))
    street = street.replace("Maréchal", crowd.dice.choice(("Mal", "MARECHAL", "Maréchal")))
    street = street.replace("-", crowd.dice.choice((" ", "-")))
    street = street.replace("’", crowd.dice.choice(("'", "’", " ")))
    line = f"{person.number}{crowd.dice.choice((', ', ' '))}{SHORT[person.way]} {street}"
    if crowd.dice.random() < 0.5:
        line = line.upper().translate(str.maketrans("ÉÈÀÊÏ", "EEAEI"))
    return {**_here(person), "line": line}


def _one_line(crowd: Crowd, person: Person) -> dict[str, object]:
    """The whole address on the first line, the flat too."""
    line = f"{person.number} {person.way} {person.street}"
    flat = {"line": f"{person.extra} {line}".strip(), "extra": ""}
    whole = {"line": f"{line}, {person.postcode} {person.city}"}
    return {**_here(person), **crowd.dice.choice((flat, whole))}


def _town(crowd: Crowd, person: Person) -> dict[str, object]:
    """The town in capitals, with a district or CEDEX behind it."""
    line = f"{person.number} {person.way} {person.street}"
    city = crowd.dice.choice((person.city.upper(), f"{person.city} 3e", f"{person.city} CEDEX"))
    return {**_here(person), "line": line, "city": city}


def _misspelt(crowd: Crowd, person: Person) -> dict[str, object]:
    """A letter doubled or left out in the middle of the street's last word."""
    words = person.street.replace("-", " ").split()
    at = max(range(len(words)), key=lambda index: len(words[index]))
    word = words[at]
    middle = len(word) // 2
    cut = crowd.dice.choice(
        (word[:middle] + word[middle + 1 :], word[:middle] + word[middle] + word[middle:])
    )
    words[at] = cut
    return {**_here(person), "line": f"{person.number} {person.way} {' '.join(words)}"}


def _family(crowd: Crowd, person: Person) -> dict[str, object]:
    """Another door of the same house, under the same family name."""
    line = f"{person.number} {person.way} {person.street}"
    return {
        **_here(person), "line": line, "extra": f"appt {crowd.dice.randint(100, 999)}",
        "last_name": person.last_name.upper(),
    }  # fmt: skip


def _moved(crowd: Crowd, person: Person) -> dict[str, object]:
    """The same name and year of birth, from another street of the same town."""
    swap = crowd.dice.random() < 0.5
    first, last = person.first_name.upper(), person.last_name
    return {
        "first_name": last if swap else first, "last_name": first if swap else last,
        "birth_year": person.birth_year, "postcode": person.postcode, "city": person.city,
    }  # fmt: skip


def _sends_forms(crowd: Crowd, _person: Person) -> dict[str, object]:
    """A program that sends forms at once and runs no script."""
    return {"seconds": 0, "script": False}


def _fills_all(crowd: Crowd, _person: Person) -> dict[str, object]:
    """A program that fills in whatever it finds."""
    return {"trap": crowd.letters(6)}


def _throwaway(crowd: Crowd, _person: Person) -> dict[str, object]:
    """An address for one letter."""
    domain = crowd.dice.choice(
        ("yopmail.com", "mailinator.com", "guerrillamail.com", "jetable.org")
    )
    return {"email": f"{crowd.letters(12)}@{domain}"}


def _own_door(crowd: Crowd, person: Person) -> dict[str, object]:
    """Another name and another door of the same house: what neighbours look like."""
    line = f"{person.number} {person.way} {person.street}"
    return {**_here(person), "line": line, "extra": f"appt {crowd.dice.randint(1_000, 99_999)}"}


def _somebody_else(_crowd: Crowd, _person: Person) -> dict[str, object]:
    """Everything borrowed from a friend."""
    return {}


DISGUISES: dict[str, Callable[[Crowd, Person], dict[str, object]]] = {
    "one mailbox, dotted and tagged": _dots,
    "one telephone, written otherwise": _phone,
    "one address, spelt otherwise": _spelt,
    "one address, on one line": _one_line,
    "one address, town written otherwise": _town,
    "one address, misspelt": _misspelt,
    "one family name, another door": _family,
    "one name and year, another street": _moved,
    "a program that sends at once": _sends_forms,
    "a program that fills in all": _fills_all,
    "an address thrown away": _throwaway,
    "another name behind another door": _own_door,
    "a friend's everything": _somebody_else,
}
UNSEEN = {"another name behind another door", "a friend's everything"}


def honest(crowd: Crowd, many: int) -> Iterator[Form]:
    """Forms of people who apply once, a good part of them look-alikes."""
    office = f"198.41.{crowd.dice.randint(0, 99)}."
    made = 0
    while made < many:
        some = list(_honest_few(crowd, office))[: many - made]
        made += len(some)
        yield from some


def _honest_few(crowd: Crowd, office: str) -> Iterator[Form]:
    def one(person: Person, kind: str, **other: object) -> Form:
        crowd.made += 1
        own = {
            "person": f"honest {crowd.made}",
            "email": f"{crowd.letters(12)}@{crowd.dice.choice(LARGE)}",
        }
        return crowd.form(person, kind, **{**own, "honest": True, **other})

    for _ in range(8):
        yield one(crowd.person(), "nobody's like")
    home = crowd.person()
    for _ in range(2):
        other = crowd.person()
        yield one(
            home, "flatmates", first_name=other.first_name, last_name=f"{other.last_name}-{crowd.letters(3)}",
            birth_year=other.birth_year, phone=other.phone,
        )  # fmt: skip
    house = crowd.person()
    for door in (1, 2):
        other = crowd.person()
        yield one(
            house, "one surname, one building", first_name=other.first_name, phone=other.phone,
            birth_year=other.birth_year, extra=f"appt {door}",
        )  # fmt: skip
    family = crowd.person()
    box = crowd.letters(10)
    for tag in ("lea", "papa"):
        other = crowd.person()
        yield one(
            family, "family e-mail", first_name=other.first_name, birth_year=other.birth_year, phone=other.phone,
            email=f"{box}+{tag}@gmail.com",
        )  # fmt: skip
    for _ in range(2):
        yield one(
            crowd.person(), "office network", network=f"{office}{crowd.dice.randint(1, 254)}",
            email=f"{crowd.letters(8)}@bureau.example",
        )  # fmt: skip
