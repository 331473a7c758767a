"""A campaign's own questions at the desk, one form each."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from events.models import CHOOSING, QuestionKind

WORDS = ("words_fr", "words_en")


class QuestionForm(PlainForm):
    """One question; without words it is left out. Choices stand one a line, the same in each language."""

    kind = forms.ChoiceField(
        label=_("Kind of answer"), choices=QuestionKind.choices, required=False
    )
    required = forms.BooleanField(label=_("An answer is required"), required=False)
    words_fr = forms.CharField(
        label=_("Question, in French"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"lang": "fr"}),
    )
    words_en = forms.CharField(
        label=_("Question, in English"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    hint_fr = forms.CharField(
        label=_("Hint, in French"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"lang": "fr"}),
    )
    hint_en = forms.CharField(
        label=_("Hint, in English"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    options_fr = forms.CharField(
        label=_("Choices, in French"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "fr"}),
        help_text=_("For questions with choices: one a line."),
    )
    options_en = forms.CharField(
        label=_("Choices, in English"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
        help_text=_("In the same order."),
    )
    lowest = forms.IntegerField(
        label=_("Smallest number"), min_value=-1_000_000, max_value=1_000_000, required=False
    )
    highest = forms.IntegerField(
        label=_("Largest number"), min_value=-1_000_000, max_value=1_000_000, required=False
    )

    @property
    def is_empty(self) -> bool:
        """Whether the line says nothing, and so is left out."""
        return not any(self.cleaned_data.get(name) for name in WORDS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in WORDS):
            return data
        for name in ("kind", *WORDS):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, gettext("This question needs it."))
        french, english = _lines(data.get("options_fr")), _lines(data.get("options_en"))
        if data.get("kind") in CHOOSING:
            if len(french) != len(english):
                self.add_error(
                    "options_en",
                    gettext(
                        "The languages differ in how many choices they give: %(french)s in French,"
                        " %(english)s in English."
                    )
                    % {"french": len(french), "english": len(english)},
                )
            elif any(len(one) > 120 for one in french + english):
                self.add_error("options_fr", gettext("A choice has 120 letters at most."))
        data["options"] = list(zip(french, english, strict=False))
        return data


def as_typed(question: dict[str, Any]) -> dict[str, Any]:
    """A question of ``questions.as_written`` as the form shows it."""
    pairs = question["options"]
    return {
        **question,
        "options_fr": "\n".join(french for french, _english in pairs),
        "options_en": "\n".join(english for _french, english in pairs),
    }


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
