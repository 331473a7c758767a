"""Who can be signed in with one click at /demo/; everyone is made up."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role


@dataclass(frozen=True)
class Person:
    """One prepared sign-in. ``role`` is the person's role at Maison Alma; "" for the public."""

    key: str
    email: str
    first_name: str
    last_name: str
    role: str
    says: str | Promise


BRAND_SLUG = "maison-alma"
SWEET_SLUG = "les-freres-sucre"
PEOPLE = [
    Person(
        "fan", "lea.fan@exemple.example", "Léa", "Fontaine", "", _("A fan, who has not yet applied")
    ),
    Person(
        "host",
        "noemie.hote@exemple.example",
        "Noémie",
        "Lebœuf",
        "",
        _("A host of last autumn"),
    ),
    Person(
        "organiser",
        "ines.organise@maison-alma.example",
        "Inès",
        "Garnier",
        Role.ORGANISER,
        _("Organiser: campaigns, applications, report"),
    ),
    Person(
        "officer-1",
        "marc.scelle@maison-alma.example",
        "Marc",
        "Delcourt",
        Role.DRAW_OFFICER,
        _("Draw officer: seals"),
    ),
    Person(
        "officer-2",
        "ana.tire@maison-alma.example",
        "Ana",
        "Pires",
        Role.DRAW_OFFICER,
        _("Draw officer: draws, for it takes two"),
    ),
    Person(
        "logistics",
        "theo.expedie@maison-alma.example",
        "Théo",
        "Vasseur",
        Role.LOGISTICS,
        _("Logistics: stock, kits, parcels"),
    ),
    Person(
        "host-soon",
        "maelys.recoit@exemple.example",
        "Maëlys",
        "Quéméner",
        "",
        _("A host whose table is full, a few days before the evening"),
    ),
]


def person(key: str) -> Person | None:
    """Return the prepared sign-in with this key, or None."""
    return next((one for one in PEOPLE if one.key == key), None)
