"""What staff writes to a group of applicants, in both languages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from events.queries.audiences import Audience


class StaffMessageForm(PlainForm):
    """A campaign, a group of its applicants, the words in French and in English."""

    campaign = forms.ChoiceField(label=_("Campaign"))
    audience = forms.ChoiceField(label=_("To whom"), choices=Audience.choices)
    region = forms.ChoiceField(label=_("Region"), required=False)
    subject_fr = forms.CharField(
        label=_("Subject, in French"),
        max_length=160,
        widget=forms.TextInput(attrs={"lang": "fr"}),
    )
    text_fr = forms.CharField(
        label=_("Message, in French"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "fr"}),
    )
    subject_en = forms.CharField(
        label=_("Subject, in English"),
        max_length=160,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    text_en = forms.CharField(
        label=_("Message, in English"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "en"}),
        help_text=_("Each person reads the language they applied in."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        campaigns: list[tuple[str, str]],
        regions: list[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["campaign"].choices = campaigns  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", _("All of them")), *regions]  # type: ignore[attr-defined]

    def words(self) -> dict[str, str]:
        """The words alone, as a batch keeps them."""
        names = ("subject_fr", "text_fr", "subject_en", "text_en")
        return {name: self.cleaned_data[name].strip() for name in names}
