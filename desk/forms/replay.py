"""The file of a rehearsal."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 900_000  # a rehearsal of some thousand fans; less than one body may hold


class ReplayForm(forms.Form):
    """A file that ``manage.py rehearse --report`` wrote; cleaned to its text."""

    file = forms.FileField(
        label=_("The rehearsal’s file"), help_text=_("The one that rehearse --report wrote.")
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(gettext("This file is too long for a rehearsal."))
        try:
            text: str = file.read().decode("utf-8")
        except UnicodeDecodeError:
            raise ValidationError(gettext("This file is not text.")) from None
        return text
