"""Made-up rows and words for the style guide only, in both languages, so that its template needs no context."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django import forms, template
from django.core.paginator import Page, Paginator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.look.charts import Bar, Column, Interval
from common.look.linked_tables import LinkedTable
from common.look.seats import seats_for
from common.look.table import DrawCard, Region, Seat, Waiting

register = template.Library()


def say(french: str, english: str) -> str:
    """Return a sample in the language of the page. Samples are no messages: translators skip them."""
    return french if (get_language() or "").startswith("fr") else english


register.simple_tag(say)


class SampleForm(forms.Form):
    """Every kind of field once. Half of it is answered badly, to show how a refusal looks."""

    first_name = forms.CharField(label=_("Your first name"))
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("For the answer only. Nothing else is sent to it.")
    )
    city = forms.ChoiceField(
        label=_("Town"), choices=[("", "…"), ("nantes", "Nantes"), ("metz", "Metz")], required=False
    )
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("YES", _("Yes, gladly")), ("MAYBE", _("Maybe")), ("NO", _("Not this time"))],
        widget=forms.RadioSelect,
    )
    allergens = forms.MultipleChoiceField(
        label=_("Allergies, diets"),
        choices=[("GLUTEN", "Gluten"), ("MILK", _("Milk")), ("NUTS", _("Nuts"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Read by the host and the kitchen only, deleted the day after."),
    )
    word = forms.CharField(
        label=_("A word for your host"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    rules = forms.BooleanField(label=_("I have read the rules, version 2."))


SIX = ("Jérôme", "Maël", "Solène", "Loïc", "Éloi")
NINE = ("Ambre", "Basile", "Clovis", "Daphné", "Eudes", "Flore", "Gaspard", "Honorine")


def _bars() -> list[Bar]:
    return [
        Bar(say("Page vue", "Page seen"), 18420, say("18 420", "18,420"), scale="fans"),
        Bar(say("Candidature", "Application"), 1486, say("1 486", "1,486"), say("8 % des vues", "8% of views"), scale="fans"),
        Bar(say("Déposée", "Sent"), 951, "951", say("64 %", "64%"), scale="fans"),
        Bar(say("Table tirée", "Table drawn"), 40, "40", say("une sur 23", "one in 23"), "a", "parties"),
        Bar(say("Convives venus", "Guests came"), 412, "412", "", "a", "parties"),
        Bar(say("Ont acheté", "Bought"), 131, "131", say("un sur trois", "one in three"), "a", "parties"),
    ]  # fmt: skip


def _effects() -> list[Interval]:
    tables = "tables"
    return [
        Interval(say("Toutes régions", "All regions"), 80, 224, 368, f"40 {tables}", say("+224 €", "+€224"), main=True),
        Interval("Île-de-France", -148, 328, 804, f"14 {tables}"),
        Interval("Nord-Ouest", -66, 403, 872, f"8 {tables}"),
        Interval("Sud-Ouest", -425, -191, 42, f"5 {tables}"),
    ]  # fmt: skip


def _events() -> list[dict[str, str]]:
    return [
        {"state": "done", "title": say("Réservé", "Reserved"), "text": say("à son oui", "when she said yes")},
        {"state": "now", "title": say("En préparation", "Being packed"), "text": say("par Loïck", "by Loïck")},
        {"state": "next", "title": say("Expédié", "Shipped"), "text": say("demain au plus tard", "tomorrow at the latest")},
    ]  # fmt: skip


def _steps() -> list[dict[str, Any]]:
    return [
        {"label": say("préparé", "packed")}, {"label": say("en route", "on its way"), "current": True},
        {"label": say("chez vous", "with you")}, {"label": say("rendu", "returned")},
    ]  # fmt: skip


def _linked() -> list[LinkedTable]:
    chairs, coming = say("{n} chaises", "{n} chairs"), say("le 12 décembre", "on 12 December")
    return [
        LinkedTable("a", "Anaïs", 8, chairs.format(n=8)),
        LinkedTable("j", "Jérôme", 10, chairs.format(n=10), sat_at="a"),
        LinkedTable("y", "Yaël", 6, coming, sat_at="j", evening="COMING"),
        LinkedTable("s", "Solène", 9, chairs.format(n=9), sat_at="a"),
        LinkedTable("l", "Loïc", 7, say("annulée", "called off"), sat_at="s", evening="CALLED_OFF"),
        LinkedTable("c", "Clotilde", 12, chairs.format(n=12)),
    ]


def _draw_cards() -> list[DrawCard]:
    number = say("nº", "no.")
    return [
        DrawCard("Île-de-France", "Élodie", f"{number} 0076 · Montreuil", "UP", "3 / 52"),
        DrawCard("Île-de-France", "Jérôme", f"{number} 0132 · Versailles", "UP"),
        DrawCard("Île-de-France", "Aïssatou", f"{number} 0070 · Saint-Denis", "UP"),
        DrawCard("Nord-Ouest", state="UP", name="Maëlys", line=f"{number} 0099 · Quimper", odds="2 / 28"),
        DrawCard("Nord-Ouest", state="TURNING"), DrawCard("Sud-Est", odds="2 / 24"),
        DrawCard("Sud-Est"), DrawCard("Sud-Ouest", odds="1 / 15"),
    ]  # fmt: skip


def _page() -> Page[int]:
    return Paginator(range(150), 50).page(2)


SAMPLES: dict[str, Callable[[], Any]] = {
    "at": lambda: datetime(2026, 12, 12, 18, 30, tzinfo=UTC),
    "page": _page,
    "regions": lambda: [
        Region("Île-de-France", 3), Region("Nord-Est", 2), Region("Sud-Est", 2),
        Region("Sud-Ouest", 1), Region("Nord-Ouest", 2),
    ],
    "seats": lambda: [
        Seat("HOST", "Anaïs"), Seat("YES", "Jérôme", ("milk-off",)), Seat("YES", "Maël"), Seat("MAYBE", "Inès"),
        Seat("YOU", "Camille"), Seat("YES", "Loïc", ("wheat-off",)), Seat("YES", "Solène", ("nut-off",)),
        Seat("NAPKIN", "surprise"),
    ],
    "empty_seats": lambda: seats_for(capacity=6, host="Anaïs"),
    "full_seats": lambda: seats_for(capacity=6, host="Anaïs", yes=SIX),
    "waiting": lambda: [Waiting("Capucine"), Waiting("Matthieu", you=True)],
    "long_seats": lambda: [Seat("HOST", "Sidonie"), *(Seat("YES", name) for name in NINE)]
    + [Seat("MAYBE", "Isaure"), Seat("YOU", "Joris"), Seat("FREE"), Seat("FREE"), Seat("NAPKIN", "surprise")],
    "cards": _draw_cards,
    "linked": _linked,
    "unlinked": lambda: _linked()[-1:],
    "bars": _bars,
    "days": lambda: [
        Column(f"{d}/11", v, hit=d == 9)
        for d, v in enumerate([4, 9, 12, 7, 0, 3, 18, 26, 41, 22, 12, 9, 15, 8], start=1)
    ],
    "effects": _effects,
    "events": _events,
    "steps": _steps,
    "form": SampleForm,
    "bad_form": lambda: SampleForm(
        {"first_name": "Camille", "email": "camille@", "answer": "MAYBE", "allergens": ["NUTS"]},
        auto_id="bad_%s",
    ),
}  # fmt: skip


@register.simple_tag
def sample(name: str) -> Any:
    """``{% sample "seats" as seats %}``."""
    return SAMPLES[name]()
