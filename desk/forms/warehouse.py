"""What logistics staff write down: an item, a delivery, a parcel handed over."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import money
from common.forms import PlainForm
from kits.models import Item, ItemKind

SKU = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", _("Letters, digits, dots, dashes; no spaces.")
)


class AmountField(forms.CharField):
    """An amount as people write it ("62", "62,50"); cleaned to minor units of ``currency``."""

    currency = "EUR"

    def clean(self, value: Any) -> int:
        typed = super().clean(value).replace(",", ".").replace("\u202f", "").replace(" ", "")
        if not typed:
            return 0
        try:
            amount = money.to_minor(typed, self.currency)
        except money.MoneyError as error:
            raise ValidationError(gettext("Write an amount such as 62.50.")) from error
        if not 0 <= amount < 10**12:
            raise ValidationError(gettext("Write an amount of zero or more."))
        return amount


class ItemForm(PlainForm):
    """A new thing of the catalogue."""

    sku = forms.CharField(label=_("Reference"), max_length=40, validators=[SKU])
    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    kind = forms.ChoiceField(
        label=_("What becomes of it"), choices=ItemKind.choices, widget=forms.RadioSelect
    )
    sizes = forms.CharField(
        label=_("Sizes"),
        max_length=200,
        required=False,
        help_text=_("Separated by commas: S, M, L. Leave empty if there is only one."),
    )
    value = AmountField(label=_("Value a host reads"), max_length=20)
    cost = AmountField(label=_("What it costs you"), max_length=20, required=False)
    weight_g = forms.IntegerField(label=_("Weight in grams"), min_value=1, max_value=100_000)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("value", "cost"):
            amount = self.fields[name]
            assert isinstance(amount, AmountField)
            amount.currency = currency
            amount.help_text = currency

    def clean_sizes(self) -> list[str]:
        sizes = [" ".join(size.split()) for size in self.cleaned_data["sizes"].split(",")]
        if any(len(size) > 20 for size in sizes):
            raise ValidationError(gettext("A size has at most 20 characters."))
        return [size for size in sizes if size]


class ReceiveForm(forms.Form):
    """Pieces that arrived from the supplier."""

    size = forms.ChoiceField(label=_("Size"), required=False)
    quantity = forms.IntegerField(label=_("How many arrived"), min_value=1, max_value=100_000)
    once = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sizes = sorted(item.sizes.all(), key=lambda row: row.pk)
        size = self.fields["size"]
        assert isinstance(size, forms.ChoiceField)
        size.choices = [(row.size, row.size or gettext("one size")) for row in sizes]


class ShippedForm(PlainForm):
    """What the carrier gave in return for the parcel."""

    carrier = forms.CharField(label=_("Carrier"), max_length=40)
    tracking_code = forms.CharField(label=_("Tracking number"), max_length=64)
    cost = AmountField(label=_("What the freight costs"), max_length=20, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cost = self.fields["cost"]
        assert isinstance(cost, AmountField)
        cost.currency = currency
        cost.help_text = currency
