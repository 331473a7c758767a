"""Who the brand is in law, where it keeps its hours, and the keys of its software."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.domain.keys import SCOPES
from accounts.models import Brand
from common.forms import PlainForm
from common.money import EXPONENTS

# Names of places; "Etc/GMT+5", "EST5EDT" and the like are for machines.
ZONES = sorted(
    zone
    for zone in available_timezones()
    if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
)
SCOPE_WORDS = {
    "campaigns:read": _("Read campaigns"),
    "links:read": _("Read recruiting links and their visits"),
    "links:write": _("Make recruiting links"),
    "applications:read": _("Read applications, without names"),
    "applications:decide": _("Decide on likely duplicates and held applications"),
    "draws:read": _("Read draws"),
    "parties:read": _("Read parties"),
    "orders:read": _("Read orders"),
    "shipments:write": _("Tell where parcels are"),
}


class BrandForm(PlainForm):
    """The brand's settings. The currency is only shown once sums are kept in it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    legal_name = forms.CharField(
        label=_("Name in law"),
        max_length=120,
        help_text=_("The company that organises, as the rules of every campaign print it."),
    )
    registration = forms.CharField(
        label=_("Registration"), max_length=80, help_text=_("Its number and register.")
    )
    address = forms.CharField(label=_("Postal address"), max_length=200)
    contact_email = forms.EmailField(
        label=_("Contact address"), help_text=_("Answers to our mails arrive there.")
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(zone, zone.replace("_", " ")) for zone in ZONES],
        help_text=_("Of the hours shown at this desk. A campaign keeps its own."),
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in sorted(EXPONENTS)]
    )
    language = forms.ChoiceField(
        label=_("First language"),
        choices=settings.LANGUAGES,
        help_text=_("For whoever has not chosen one."),
    )

    def __init__(self, *args: Any, brand: Brand, frozen: bool, **kwargs: Any) -> None:
        super().__init__(
            *args, initial={name: getattr(brand, name) for name in self.base_fields}, **kwargs
        )
        zone: Any = self.fields["timezone"]
        if brand.timezone not in ZONES:
            zone.choices = [(brand.timezone, brand.timezone), *zone.choices]
        if frozen:
            field = self.fields["currency"]
            field.disabled = True
            field.help_text = _("Sums are kept in it already, so it stays.")


class KeyForm(PlainForm):
    """A new key: whose, and for what."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("The software that uses it, such as “ERP”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(scope, SCOPE_WORDS.get(scope, scope)) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )
