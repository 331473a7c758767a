"""Who works for the brand, and in which role."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.capabilities import may_give
from accounts.models import Role
from common.forms import PlainForm

# What each role is for, beside its name; the table itself is docs/operating/roles.md.
NOTES = {
    Role.OWNER: _("Everything, also what the brand is in law, its keys and its owners"),
    Role.ORGANISER: _("Campaigns, applications, shops, report, team; seals, but does not draw"),
    Role.DRAW_OFFICER: _("Reads applications, seals and draws"),
    Role.LOGISTICS: _("Kits, parcels and stock"),
    Role.ANALYST: _("Orders and the report"),
    Role.CARE: _("Reads applications, and erases whoever asks for it"),
}


class RoleForm(forms.Form):
    """A role among those that ``giver`` may give."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, giver: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["role"]
        field.choices = [pair for pair in Role.choices if may_give(giver, pair[0])]


class InvitationForm(RoleForm, PlainForm):
    """Somebody to invite."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("They join with this very address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
    field_order = ("email", "role", "language")


class DismissalForm(forms.Form):
    """The last word before somebody's role ends."""

    sure = forms.BooleanField(label=_("End this role now"))
