"""Amending the rules before the seal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from events.models import Campaign, OverflowRule, Stratum

MOST_PEOPLE = 1_000_000


class AmendmentForm(PlainForm):
    """What becomes of places that find nobody, and the public reason in both languages."""

    overflow = forms.ChoiceField(
        label=_("A place that finds nobody in its region"),
        choices=OverflowRule.choices,
        widget=forms.RadioSelect,
    )
    reason_fr = forms.CharField(
        label=_("Public reason, in French"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "fr"}),
    )
    reason_en = forms.CharField(
        label=_("Public reason, in English"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "en"}),
    )

    def __init__(self, data: Any, *, campaign: Campaign) -> None:
        super().__init__(data, initial={"overflow": campaign.overflow})


class SmallerRegionForm(forms.Form):
    """One region's figures; none of the last three may grow."""

    quota = forms.IntegerField(label=_("Places"), min_value=0, max_value=MOST_PEOPLE)
    min_newcomers = forms.IntegerField(label=_("Places for newcomers"), min_value=0)
    share_only = forms.IntegerField(label=_("People with a link only"), min_value=0)
    holdout = forms.IntegerField(label=_("People with neither"), min_value=0)

    def __init__(self, data: Any, *, stratum: Stratum) -> None:
        super().__init__(
            data,
            prefix=stratum.key,
            initial={name: getattr(stratum, name) for name in self.base_fields},
        )
