"""What a witness of a draw hands over: a commitment first, the secret afterwards."""

from django import forms
from django.utils.translation import gettext_lazy as _

HASH = {"class": "hash", "autocomplete": "off", "spellcheck": "false"}


class CommitmentForm(forms.Form):
    """Before the seal."""

    commitment = forms.RegexField(
        r"^[0-9a-f]{64}$",
        label=_("Your commitment"),
        widget=forms.TextInput(attrs=HASH),
        error_messages={"invalid": _("A commitment has 64 digits 0-9 a-f, in lower case.")},
    )


class SecretForm(forms.Form):
    """After it."""

    value = forms.RegexField(
        r"^[0-9a-f]{64}$",
        label=_("Your secret"),
        widget=forms.TextInput(attrs=HASH),
        error_messages={"invalid": _("A secret has 64 digits 0-9 a-f, in lower case.")},
    )
