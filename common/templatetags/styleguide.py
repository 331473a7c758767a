"""Made-up rows for the style guide only, so that its template needs no context."""

from datetime import UTC, datetime
from typing import Any

from django import forms, template
from django.utils.translation import gettext_lazy as _

from common.look.charts import Bar, Column, Interval
from common.look.table import DrawCard, Region, Seat

register = template.Library()


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


SAMPLES: dict[str, Any] = {
    "at": datetime(2026, 12, 12, 18, 30, tzinfo=UTC),
    "regions": [
        Region("Île-de-France", 3), Region("Nord-Est", 2), Region("Sud-Est", 2), Region("Sud-Ouest", 1), Region("Nord-Ouest", 2),
    ],
    "seats": [
        Seat("HOST", "Anaïs"), Seat("YES", "Jérôme", ("milk-off",)), Seat("YES", "Maël"), Seat("MAYBE", "Inès"),
        Seat("YOU", "Camille"), Seat("YES", "Loïc", ("wheat-off",)), Seat("YES", "Solène", ("nut-off",)), Seat("NAPKIN", "surprise"),
    ],
    "long_seats": [Seat("HOST", "Sidonie")]
    + [Seat("YES", name) for name in ("Ambre", "Basile", "Clovis", "Daphné", "Eudes", "Flore", "Gaspard", "Honorine")]
    + [Seat("MAYBE", "Isaure"), Seat("YOU", "Joris"), Seat("FREE"), Seat("FREE"), Seat("NAPKIN", "surprise")],
    "cards": [
        DrawCard("Île-de-France", "Élodie", "nº 0076 · Montreuil", "UP", "3 / 52"), DrawCard("Île-de-France", "Jérôme", "nº 0132 · Versailles", "UP"),
        DrawCard("Île-de-France", "Aïssatou", "nº 0070 · Saint-Denis", "UP"), DrawCard("Nord-Ouest", state="UP", name="Maëlys", line="nº 0099 · Quimper", odds="2 / 28"),
        DrawCard("Nord-Ouest", state="TURNING"), DrawCard("Sud-Est", odds="2 / 24"), DrawCard("Sud-Est"), DrawCard("Sud-Ouest", odds="1 / 15"),
    ],
    "bars": [
        Bar("Page vue", 18420, "18 420", scale="fans"), Bar("Candidature", 1486, "1 486", "8 % des vues", scale="fans"),
        Bar("Déposée", 951, "951", "64 %", scale="fans"), Bar("Table tirée", 40, "40", "une sur 23", "a", "parties"),
        Bar("Convives venus", 412, "412", "", "a", "parties"), Bar("Ont acheté", 131, "131", "un sur trois", "a", "parties"),
    ],
    "days": [Column(f"{d}/11", v, hit=d == 9) for d, v in enumerate([4, 9, 12, 7, 0, 3, 18, 26, 41, 22, 12, 9, 15, 8], start=1)],
    "effects": [
        Interval("Toutes régions", 80, 224, 368, "40 tables", "+224 €", main=True), Interval("Île-de-France", -148, 328, 804, "14 tables"),
        Interval("Nord-Ouest", -66, 403, 872, "8 tables"), Interval("Sud-Ouest", -425, -191, 42, "5 tables"),
    ],
    "events": [
        {"state": "done", "title": "Réservé", "text": "à son oui"}, {"state": "now", "title": "En préparation", "text": "par Loïck"},
        {"state": "next", "title": "Expédié", "text": "demain au plus tard"},
    ],
    "steps": [{"label": "préparé"}, {"label": "en route", "current": True}, {"label": "chez vous"}, {"label": "rendu"}],
}  # fmt: skip


@register.simple_tag
def sample(name: str) -> Any:
    """``{% sample "seats" as seats %}``."""
    if name == "form":
        return SampleForm()
    if name == "bad_form":
        return SampleForm(
            {"first_name": "Camille", "email": "camille@", "answer": "MAYBE", "allergens": ["NUTS"]}
        )
    return SAMPLES[name]
