"""What somebody who checks a draw may tell the house."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _


class RootForm(forms.Form):
    """The root that somebody's mail shows; ``root`` is cleaned to its 64 digits."""

    root = forms.CharField(
        label=_("The root that your mail shows"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"class": "hash", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("64 digits and letters a-f, at the end of the mail with your proof of entry."),
    )

    def clean_root(self) -> str:
        """Take the blanks out that a mail programme may have put in."""
        root = re.sub(r"\s", "", self.cleaned_data["root"]).lower()
        if not re.fullmatch(r"[0-9a-f]{64}", root):
            raise forms.ValidationError(
                _("A root has 64 digits 0-9 a-f. Copy the whole line from your mail, and only it.")
            )
        return root
