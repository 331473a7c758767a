"""What a brand adds in its own words: clauses of the rules, questions with their answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from events.domain.campaign_parts import LONGEST_CLAUSE
from events.domain.public_answers import LONGEST_ANSWER, LONGEST_QUESTION
from events.models import OptionalClause


class TextsForm(PlainForm):
    """Texts in two languages that are written together; an empty form is a line left out."""

    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name.endswith(("_fr", "_en")):
                field.widget.attrs["lang"] = name[-2:]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(data.get(name) for name in self.base_fields):
            for name in self.needed_of(data):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Both languages are needed."))
        return data

    def needed_of(self, data: dict[str, Any]) -> tuple[str, ...]:
        """The fields that may not be empty beside what was written."""
        return self.needed


class ClauseForm(TextsForm):
    """One clause of the rules."""

    replaces = forms.ChoiceField(
        label=_("Place in the rules"),
        choices=[("", _("An article of its own")), *OptionalClause.choices],
        required=False,
        help_text=_("A usual article may be worded anew here; every other one is obligatory."),
    )
    heading_fr = forms.CharField(label=_("Heading, in French"), max_length=120, required=False)
    heading_en = forms.CharField(label=_("Heading, in English"), max_length=120, required=False)
    text_fr = forms.CharField(
        label=_("Text, in French"),
        required=False,
        max_length=LONGEST_CLAUSE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A paragraph a line; a dash begins an item of a list."),
    )
    text_en = forms.CharField(
        label=_("Text, in English"),
        required=False,
        max_length=LONGEST_CLAUSE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A paragraph a line; a dash begins an item of a list."),
    )

    def needed_of(self, data: dict[str, Any]) -> tuple[str, ...]:
        texts = ("text_fr", "text_en")
        return texts if data.get("replaces") else ("heading_fr", "heading_en", *texts)


class AnswerForm(TextsForm):
    """One question with its answer."""

    needed = ("question_fr", "question_en", "answer_fr", "answer_en")
    question_fr = forms.CharField(
        label=_("Question, in French"), max_length=LONGEST_QUESTION, required=False
    )
    question_en = forms.CharField(
        label=_("Question, in English"), max_length=LONGEST_QUESTION, required=False
    )
    answer_fr = forms.CharField(
        label=_("Answer, in French"),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answer_en = forms.CharField(
        label=_("Answer, in English"),
        max_length=LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
