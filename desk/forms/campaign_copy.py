"""From when on another campaign like one there is takes applications."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from desk.forms.campaigns import DAY


class CopyForm(PlainForm):
    title = forms.CharField(label=_("Working title"), max_length=120)
    opens_on = forms.DateField(
        label=_("Applications open on"),
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY),
        help_text=_("At the same hour; every other date keeps its distance from this one."),
    )
