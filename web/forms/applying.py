"""What a fan is asked: who, which home. Forms check shape; the rules stand in the domain."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from common.forms import PlainForm, tell_length
from events.domain.agreements import Agreement
from events.models import Campaign
from events.places import communes_for, department_of, normalise_postcode

YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class YesNoField(forms.TypedChoiceField):
    """A question that may stay unanswered: True, False or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=YES_NO,
            widget=forms.RadioSelect,
            required=False,
            coerce=lambda value: value == "yes",
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


class YouForm(PlainForm):
    """The person."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    birth_year = forms.IntegerField(
        label=_("Year of birth"), help_text=_("Four digits. Only used to check your age.")
    )
    phone = PhoneNumberField(
        label=_("Phone"),
        required=False,
        help_text=_("For the carrier on the day of delivery, and nothing else."),
    )
    tied_to_brand = forms.BooleanField(required=False)
    social_handle = forms.CharField(
        label=_("Your name on a social network"),
        max_length=80,
        required=False,
        help_text=_("As you give it: nobody looks it up, and it does not count in the draw."),
    )

    def __init__(self, *args: Any, campaign: Campaign, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["tied_to_brand"].label = gettext(
            "I work for %(brand)s, or someone in my family does."
        ) % {"brand": campaign.brand.name}
        self.fields["birth_year"].widget.attrs |= {"inputmode": "numeric", "min": 1900}

    def clean_birth_year(self) -> int:
        year: int = self.cleaned_data["birth_year"]
        if not self.today.year - 120 <= year <= self.today.year:
            raise ValidationError(gettext("Please write the year you were born in, such as 1988."))
        return year


class HomeForm(PlainForm):
    """The home, never the fame."""

    address_line = forms.CharField(label=_("Number and street"), max_length=160)
    address_extra = forms.CharField(
        label=_("Building, floor, door"), max_length=160, required=False
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=12)
    city = forms.CharField(label=_("Town"), max_length=80)
    seats = forms.IntegerField(label=_("How many people can sit at your table, you included?"))
    dates_note = forms.CharField(
        label=_("Evenings that suit you"),
        max_length=300,
        required=False,
        help_text=_("In your words: “Fridays, not the 12th”."),
    )
    room_to_try = YesNoField(label=_("Is there a room to try things on?"))
    pets = YesNoField(label=_("Do animals live with you?"))
    stairs = YesNoField(label=_("Are there stairs without a lift?"))
    receives_parcels = YesNoField(label=_("Can someone take in a parcel during the day?"))
    why = forms.CharField(
        label=_("Something you would like to tell us"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It does not count in the draw."),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.towns: list[str] = []
        tell_length(self.fields["why"])
        self.fields["seats"].widget.attrs |= {"inputmode": "numeric", "min": 1}
        self.fields["seats"].help_text = gettext(
            "This campaign is for tables of %(low)s to %(high)s."
        ) % {"low": campaign.seats_min, "high": campaign.seats_max}

    def clean_postcode(self) -> str:
        typed: str = self.cleaned_data["postcode"]
        if self.campaign.country != "FR":
            return typed.strip()
        postcode = normalise_postcode(typed)
        if postcode is None:
            raise ValidationError(gettext("A French postcode has five digits, such as 59000."))
        if department_of(postcode) is None:
            raise ValidationError(gettext("We know no place in France with this postcode."))
        self.towns = sorted({commune.town for commune in communes_for(postcode)})
        return postcode

    def clean_seats(self) -> int:
        seats: int = self.cleaned_data["seats"]
        if not 1 <= seats <= self.campaign.seats_max:
            raise ValidationError(
                gettext("Please give a number between 1 and %(most)s.")
                % {"most": self.campaign.seats_max}
            )
        return seats


class AgreeForm(forms.Form):
    """The last step: one box per purpose, none ticked beforehand."""

    def __init__(self, *args: Any, boxes: list[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.boxes = boxes
        for box in boxes:
            self.fields[box.purpose] = forms.BooleanField(
                label=box.text,
                required=box.required,
                error_messages={"required": gettext("Please tick this box to apply.")},
            )

    @property
    def required_boxes(self) -> list[forms.BoundField]:
        return [self[box.purpose] for box in self.boxes if box.required]

    @property
    def optional_boxes(self) -> list[forms.BoundField]:
        return [self[box.purpose] for box in self.boxes if not box.required]

    @property
    def ticked(self) -> set[str]:
        return {name for name, value in self.cleaned_data.items() if value}
