"""What a group of likely duplicates is, as staff say it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.domain.duplicates import Decision
from events.models import DuplicateMember


class DecisionForm(forms.Form):
    """Who takes part for the others, who is another home, and which of the three it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[(str(one), str(one)) for one in Decision])
    stands = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    apart = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, members: list[DuplicateMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.application_id, str(one.application_id)) for one in members]
        for name in ("stands", "apart"):
            self.fields[name].choices = known  # type: ignore[attr-defined]

    def refusal(self) -> str:
        """One sentence for a form that was not filled in by this page."""
        return str(_("This could not be read; please look again and decide once more."))
