"""The export of a lead form: the file, what its columns hold, and the brand's word on its people."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from events import lead_files
from events.models import RecruitingLink

LANGUAGES = [("fr", _("In French")), ("en", _("In English"))]


class LeadUploadForm(PlainForm):
    """A file, and which recruiting link its people count for."""

    file = forms.FileField(
        label=_("The file of the lead form"),
        allow_empty_file=True,
        help_text=_("CSV as Meta, TikTok or another tool exports it: any separator, any encoding."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    source = forms.ChoiceField(label=_("The link that these people count for"))
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=LANGUAGES)

    def __init__(
        self,
        *args: Any,
        links: Iterable[RecruitingLink],
        too_large: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = frozenset(too_large)
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), " · ".join(part for part in (one.network, one.label) if part))
            for one in links
        ]

    def clean(self) -> dict[str, Any]:
        if "file" in self.too_large:
            self.errors.pop("file", None)
            self.add_error("file", ValidationError(lead_files.too_large(), code="too_large"))
        return self.cleaned_data


class MappingForm(forms.Form):
    """Which column holds the address, the first name, or the whole name."""

    email = forms.ChoiceField(
        label=_("E-mail address"),
        error_messages={"required": _("Please say which column holds the e-mail address.")},
    )
    first_name = forms.ChoiceField(label=_("First name"), required=False)
    full_name = forms.ChoiceField(
        label=_("First and last name in one column"),
        required=False,
        help_text=_("Only its first word is kept, where there is no column of first names."),
    )

    def __init__(self, data: Any = None, *, columns: list[str], mapping: Mapping[str, Any]) -> None:
        initial = {part: "" if number is None else str(number) for part, number in mapping.items()}
        super().__init__(data, initial=initial)
        named = [
            (str(number), name or gettext("Column %(number)s") % {"number": number + 1})
            for number, name in enumerate(columns)
        ]
        for part in lead_files.PARTS:
            nothing = gettext("Choose a column") if part == "email" else gettext("None of them")
            self.fields[part].choices = [("", nothing), *named]  # type: ignore[attr-defined]

    def mapping(self) -> dict[str, int | None]:
        """The numbers of the columns chosen."""
        return {
            part: int(self.cleaned_data[part]) if self.cleaned_data[part] else None
            for part in lead_files.PARTS
        }


class InviteForm(forms.Form):
    """The brand's word that these people expect to hear from it; without it nobody is written to."""

    expected = forms.BooleanField(
        error_messages={"required": _("Please confirm this: without it, nobody may be written to.")}
    )

    def __init__(self, data: Any = None, *, brand_name: str) -> None:
        super().__init__(data)
        self.fields["expected"].label = gettext(
            "These people left their address themselves, on a form that named %(brand)s and said that"
            " it would write to them about this."
        ) % {"brand": brand_name}
