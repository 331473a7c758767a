"""The host's forms: where the parcel goes, and when the evening is. Shape only; rules are domain's."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.widgets import RegionalPhoneNumberWidget

from common.forms import PlainForm
from events.domain.parties import NoSuchHour, local_moment


class AddressForm(PlainForm):
    """Where the table stands and the parcel goes."""

    address_line = forms.CharField(label=_("Street and number"), max_length=160)
    address_extra = forms.CharField(
        label=_("Floor, staircase, door code"), max_length=160, required=False
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=12)
    city = forms.CharField(label=_("Town"), max_length=80)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=32,
        required=False,
        widget=RegionalPhoneNumberWidget,
        help_text=_("For the carrier alone, on the day."),
    )


class DateForm(PlainForm):
    """The day and hours on the wall clock where the table stands, and the host's words."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    starts = forms.TimeField(
        label=pgettext_lazy("hour", "From"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends = forms.TimeField(
        label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    words = forms.CharField(
        label=_("Your words to your friends"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They open the invitation. Your address is shown only to those who said yes."),
    )

    def __init__(self, *args: Any, zone: str, first: date, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["day"].widget.attrs.update(min=first.isoformat(), max=last.isoformat())

    def clean(self) -> dict[str, Any]:
        """Add ``starts_at`` and ``ends_at``; an end before the start is after midnight."""
        data = super().clean() or {}
        day, starts, ends = data.get("day"), data.get("starts"), data.get("ends")
        if isinstance(day, date) and isinstance(starts, time) and isinstance(ends, time):
            next_day = day + timedelta(days=1) if ends <= starts else day
            for name, on, clock in (("starts", day, starts), ("ends", next_day, ends)):
                moment = self._moment(name, on, clock)
                if moment is not None:
                    data[f"{name}_at"] = moment
        return data

    def _moment(self, name: str, on: date, clock: time) -> datetime | None:
        try:
            return local_moment(day=on, clock=clock, timezone=self.zone)
        except NoSuchHour as error:
            self.add_error(name, str(error))
            return None
