"""The colours of a brand, as its people choose them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.look import themes
from common.look.colour import NotAColour, read
from common.look.tokens import DARK, LIGHT, SCHEMES, SETTABLE

# token -> what people call it, and where it is seen.
WORDS = {
    "paper": (_("Paper"), _("The ground of every page")),
    "sheet": (_("Sheet"), _("Cards, fields, buttons")),
    "shade": (_("Shade"), _("The rail of the desk, quiet sections")),
    "line": (_("Hairline"), _("Between two sections")),
    "action": (_("Action"), _("The one button of a page")),
    "action-deep": (_("Action, pressed"), _("The same button under the finger")),
    "action-ink": (_("Action, in words"), _("Errors, what is late, what is chosen")),
    "action-tint": (_("Action, pale"), _("Behind what is chosen or wrong")),
    "plum": (_("Links"), _("Links and the hosts’ own words")),
    "plum-tint": (_("Links, pale"), _("Behind a quotation")),
    "cloth": (_("Tablecloth"), _("The table itself")),
    "cloth-edge": (_("Hem"), _("The edge of the cloth")),
    "cloth-mark": (_("Stitching"), _("Names and checks on the cloth")),
    "napkin": (_("Napkin"), _("The kept chair’s napkin")),
    "napkin-fold": (_("Napkin, fold"), _("Its folds")),
}
# What a pair may also be made of; the house keeps these.
HOUSE_WORDS = {
    "ink": _("ink"),
    "ink-2": _("second ink"),
    "olive-ink": _("green words"),
    "mustard-ink": _("yellow words"),
    "sea-ink": _("blue words"),
    "olive-tint": _("pale green"),
    "mustard-tint": _("pale yellow"),
    "sea-tint": _("pale blue"),
    "on-action": _("words on the button"),
    "line-strong": _("edges of fields"),
}


class ColourField(forms.CharField):
    """``#RRGGBB``, cleaned to capitals."""

    widget = forms.ColorInput

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return read(typed)
        except NotAColour as error:
            raise ValidationError(
                gettext("Write this colour as # and six figures, such as #D5412B.")
            ) from error


class LookForm(forms.Form):
    """Fifteen colours by day, fifteen by candle-light, the weave of the cloth."""

    weave = forms.ChoiceField(
        label=_("Weave of the tablecloth"),
        choices=[("PLAIN", _("Plain")), ("GINGHAM", _("Gingham"))],
        widget=forms.RadioSelect,
    )
    dark_is_derived = forms.BooleanField(
        label=_("Work the evening colours out from those of the day"), required=False
    )

    def __init__(self, data: Any = None, *, theme: themes.Theme) -> None:
        initial = {
            name_of(scheme, token): theme[scheme][token] for scheme in SCHEMES for token in SETTABLE
        }
        initial |= {"weave": theme["weave"], "dark_is_derived": not theme["dark_is_set"]}
        super().__init__(data, initial=initial)
        for scheme in SCHEMES:
            for token in SETTABLE:
                label, where = WORDS[token]
                self.fields[name_of(scheme, token)] = ColourField(
                    label=label, help_text=where, max_length=16
                )

    def theme(self) -> themes.Theme:
        """Return the theme of a valid form."""
        data = self.cleaned_data
        night = None if data["dark_is_derived"] else self._of(DARK)
        return themes.make(light=self._of(LIGHT), dark=night, weave=data["weave"])

    def _of(self, scheme: str) -> dict[str, str]:
        return {token: self.cleaned_data[name_of(scheme, token)] for token in SETTABLE}


def name_of(scheme: str, token: str) -> str:
    """Return the name of a colour's field."""
    return f"{scheme}-{token}"


def word_of(token: str) -> str:
    """Return what people call a token."""
    words = WORDS.get(token)
    return str(words[0]) if words else str(HOUSE_WORDS.get(token, token))
