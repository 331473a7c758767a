"""What a friend is asked: first name, yes or no, how many. It checks shape; chairs are the domain's."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from guests.allergens import ALLERGENS
from guests.domain import agreements
from guests.domain.rsvps import Reply
from guests.models import Answer, Guest, Invitation

CHOICES = [
    (Answer.YES, _("Yes, with joy")),
    (Answer.MAYBE, _("Maybe")),
    (Answer.NO, _("Not this time")),
]


class AnswerForm(PlainForm):
    """A first answer. ``most`` people in one answer; the boxes show the words that are kept."""

    first_name = forms.CharField(label=_("Your first name"), max_length=80)
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes, maybe or no.")},
    )
    adults = forms.TypedChoiceField(label=_("Adults"), coerce=int, required=False, empty_value=None)
    children = forms.TypedChoiceField(
        label=_("Children"), coerce=int, required=False, empty_value=None
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only if you want the evening in your calendar, and to be told of changes."),
    )
    allergens = forms.MultipleChoiceField(
        label=_("Allergies"),
        choices=list(ALLERGENS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    needs = forms.CharField(
        label=_("A diet, a need"),
        max_length=300,
        required=False,
        help_text=_("Vegetarian, a step-free way in, a high chair…"),
    )
    health = forms.BooleanField(required=False)
    message = forms.CharField(
        label=_("A word"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    measurement = forms.BooleanField(required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most, host = invitation.most_per_guest, invitation.party.host_first_name
        counts = [(str(n), str(n)) for n in range(most + 1)]
        self._field("adults").choices = counts[1:]
        self._field("children").choices = counts[:most]
        if invitation.party.campaign.concerns_alcohol:
            del self.fields["children"]
        self.fields["health"].label = agreements.health(invitation).text
        self.fields["measurement"].label = agreements.measurement(invitation).text
        self.fields["message"].label = gettext("A word for %(host)s") % {"host": host}
        self.fields["allergens"].help_text = gettext(
            "Read by %(host)s and the kitchen only, deleted once the evening is over."
        ) % {"host": host}

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean_first_name(self) -> str:
        return " ".join(self.cleaned_data["first_name"].split())

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"].strip()
        if not address.isascii():
            # Calendars and many mail servers carry ASCII addresses only.
            raise forms.ValidationError(
                gettext("We cannot write to this address: accents in it are not supported yet.")
            )
        return address

    def reply(self) -> Reply:
        """The answer as the domain takes it."""
        data = self.cleaned_data
        return Reply(
            answer=Answer(data["answer"]),
            adults=data["adults"] or 1,
            children=data.get("children") or 0,
            message=data["message"].strip(),
            allergens=tuple(data["allergens"]),
            needs=data["needs"].strip(),
            health=data["health"],
            measurement=data["measurement"],
        )

    @property
    def kitchen_open(self) -> bool:
        """Whether the fold with allergies is shown open: something stands in it, or is missing."""
        return any(
            self[name].errors or self[name].value() for name in ("allergens", "needs", "health")
        )

    @property
    def message_open(self) -> bool:
        return bool(self["message"].errors or self["message"].value())


class ChangeForm(AnswerForm):
    """Another answer by the owner of the page; name and address stay."""

    def __init__(self, *args: Any, guest: Guest, **kwargs: Any) -> None:
        super().__init__(*args, invitation=guest.invitation, **kwargs)
        del self.fields["first_name"], self.fields["email"], self.fields["once"]
        if not guest.email:
            del self.fields["measurement"]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data.setdefault("measurement", False)
        return self.cleaned_data


def said_by(guest: Guest) -> dict[str, Any]:
    """What the change form starts from: the answer as it stands."""
    rsvp = guest.rsvp
    return {
        "answer": rsvp.answer,
        "adults": rsvp.adults,
        "children": rsvp.children,
        "message": rsvp.message,
        "allergens": rsvp.allergens,
        "needs": rsvp.needs,
        "health": bool(rsvp.allergens or rsvp.needs),
        "measurement": agreements.measured(guest),
    }
