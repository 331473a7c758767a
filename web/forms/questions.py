"""A campaign's own questions as a form, one field each."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm, refuse_unseen, tell_length
from events import photos
from events.domain import answers
from events.models import Answer, Question, QuestionKind

DAY = "%Y-%m-%d"  # as browsers write it, whatever the language


class PhotoField(forms.FileField):
    """A picture, read and drawn anew as ``events.photos`` keeps it."""

    # Named one by one, so that a telephone hands over a JPEG and not the format of its own.
    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"})

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        file: UploadedFile | None = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            return photos.read(file, size=file.size or 0)
        except photos.NotAPhoto as error:
            raise ValidationError(str(error)) from error


class QuestionsForm(PlainForm):
    """One field a question; of a photo that is kept already, a box that takes it away.

    ``too_large`` names the files that were let go on the way in.
    """

    def __init__(
        self,
        *args: Any,
        questions: Collection[Question],
        kept: Mapping[int, Answer],
        language: str,
        too_large: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.kept, self.too_large = questions, kept, too_large
        for question in questions:
            answer = kept.get(question.pk)
            field = _field(question, language)
            field.label = answers.asked(question, language)
            field.help_text = answers.hint(question, language) or field.help_text
            field.initial = _initial(answer)
            refuse_unseen(field)
            self.fields[_name(question)] = field
            if question.kind == QuestionKind.PHOTO and answer is not None:
                field.required = False
                if not question.required:
                    self.fields[f"{_name(question)}_away"] = forms.BooleanField(
                        label=_("Take this photo away"), required=False
                    )

    def rows(self) -> list[dict[str, Any]]:
        """Each question's field, with the photo kept for it and the box that takes it away."""
        return [
            {
                "field": self[_name(question)],
                "photo_of": question.position
                if question.kind == QuestionKind.PHOTO and question.pk in self.kept
                else None,
                "away": self[f"{_name(question)}_away"]
                if f"{_name(question)}_away" in self.fields
                else None,
            }
            for question in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.fields.keys() & set(self.too_large):
            self.errors.pop(name, None)  # "required" would be wrong: it was sent
            self.add_error(name, photos.too_large())
        return data

    def given(self, *, filled: bool = False) -> dict[Question, Any]:
        """What was answered well, as ``answers.keep`` takes it; ``filled`` leaves out the empty."""
        found: dict[Question, Any] = {}
        for question in self.questions:
            name = _name(question)
            if name not in self.cleaned_data:
                continue
            value = self.cleaned_data[name]
            if question.kind == QuestionKind.PHOTO:
                if value is None and not self.cleaned_data.get(f"{name}_away"):
                    continue
                value = value or b""
            if not filled or value not in (None, "", b"", []):
                found[question] = value
        return found

    def photos(self) -> dict[Question, Any]:
        """The photos that came and can be kept."""
        kept = self.given(filled=True)
        return {one: kept[one] for one in kept if one.kind == QuestionKind.PHOTO}


def _name(question: Question) -> str:
    return f"question_{question.pk}"


def _field(question: Question, language: str) -> forms.Field:
    common: dict[str, Any] = {"required": question.required}
    offered = answers.choices(question, language)
    match QuestionKind(question.kind):
        case QuestionKind.TEXT:
            return forms.CharField(max_length=answers.LINE, **common)
        case QuestionKind.LONG_TEXT:
            field = forms.CharField(
                max_length=answers.TEXT, widget=forms.Textarea(attrs={"rows": 4}), **common
            )
            tell_length(field)
            return field
        case QuestionKind.ONE_OF:
            return forms.ChoiceField(choices=offered, widget=forms.RadioSelect, **common)
        case QuestionKind.SEVERAL_OF:
            return forms.MultipleChoiceField(
                choices=offered, widget=forms.CheckboxSelectMultiple, **common
            )
        case QuestionKind.NUMBER:
            return forms.DecimalField(
                min_value=question.lowest,
                max_value=question.highest,
                max_digits=11,
                decimal_places=2,
                widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
                help_text=_bounds(question),
                **common,
            )
        case QuestionKind.DATE:
            return forms.DateField(
                widget=forms.DateInput(attrs={"type": "date"}, format=DAY), **common
            )
        case QuestionKind.PHOTO:
            return PhotoField(
                help_text=_("Where it was taken, and whatever else the file tells, is removed."),
                **common,
            )


def _bounds(question: Question) -> str:
    low, high = question.lowest, question.highest
    if low is not None and high is not None:
        return gettext("Between %(low)s and %(high)s.") % {"low": low, "high": high}
    if low is not None:
        return gettext("At least %(low)s.") % {"low": low}
    return gettext("At most %(high)s.") % {"high": high} if high is not None else ""


def _initial(answer: Answer | None) -> Any:
    if answer is None:
        return None
    match QuestionKind(answer.kind):
        case QuestionKind.ONE_OF:
            return answer.chosen[0]
        case QuestionKind.SEVERAL_OF:
            return answer.chosen
        case QuestionKind.NUMBER:
            return answer.plain_number
        case QuestionKind.DATE:
            return answer.day
        case QuestionKind.PHOTO:
            return None
        case _:
            return answer.text
