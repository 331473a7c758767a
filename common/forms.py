"""Forms whose free text carries nothing that cannot be seen; several forms on one page."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

# Controls other than tab and line breaks, and the marks that turn the direction of a text round:
# with them a name could look like another one, or break what is made of it (mail, calendar, paper).
UNSEEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"


def refuse_unseen(field: forms.Field) -> None:
    """Let a text field refuse invisible characters, kindly."""
    if isinstance(field, forms.CharField):
        field.validators.append(
            RegexValidator(
                UNSEEN,
                _("Something invisible came along; please type this again by hand."),
                inverse_match=True,
                code="unseen",
            )
        )


def tell_length(field: forms.Field) -> None:
    """Let a long text arrive whole and be told it is too long: a browser cuts what is pasted."""
    field.widget.attrs.pop("maxlength", None)


class PlainForm(forms.Form):
    """Refuses invisible characters in every text field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            refuse_unseen(field)


class Together:
    """Several forms sent as one: what is wrong in them is listed once, above the first."""

    def __init__(self, *parts: forms.BaseForm) -> None:
        self.parts = parts

    @property
    def is_bound(self) -> bool:
        """Whether they were sent."""
        return any(part.is_bound for part in self.parts)

    @property
    def errors(self) -> bool:
        """Whether anything is wrong."""
        return any(part.errors for part in self.parts)

    def is_valid(self) -> bool:
        """Whether all of them are in order; every one is looked at."""
        return not [part for part in self.parts if not part.is_valid()]

    def non_field_errors(self) -> list[str]:
        """What is wrong with a form as a whole."""
        return [str(error) for part in self.parts for error in part.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        for part in self.parts:
            yield from part
