"""Forms whose free text carries nothing that cannot be seen."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# Controls other than tab and line breaks, and the marks that turn the direction of a text round:
# with them a name could look like another one, or break what is made of it (mail, calendar, paper).
UNSEEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"


class PlainForm(forms.Form):
    """Refuses invisible characters in every text field, kindly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(
                    RegexValidator(
                        UNSEEN,
                        _("Something invisible came along; please type this again by hand."),
                        inverse_match=True,
                        code="unseen",
                    )
                )
