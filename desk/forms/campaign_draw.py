"""How a campaign's draw shares out its places; each setting is announced in the rules."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from desk.forms.campaigns import DAY
from events.models import Campaign, ChancesRule, Outcome, OverflowRule, Stratum

MOST_PEOPLE = 100_000


class DrawSettingsForm(PlainForm):
    """What holds for every region."""

    overflow = forms.ChoiceField(
        label=_("A place that nobody of its region is left to take"),
        choices=OverflowRule.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "If it stays empty, the list can be sealed only when every region has a home for each of"
            " its places and each person of its groups."
        ),
    )
    chances_rule = forms.ChoiceField(
        label=_("Chances of each person"),
        choices=ChancesRule.choices,
        widget=forms.RadioSelect,
        help_text=_("Nothing bought and nothing posted may ever give a chance."),
    )
    outcome = forms.ChoiceField(
        label=_("What is compared between the groups"),
        choices=[("", _("Nothing")), *Outcome.choices],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("It is sealed with the list, so that nobody can choose it after the fact."),
    )
    outcome_from_date = forms.DateField(
        label=_("First day compared"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY),
    )
    outcome_last_date = forms.DateField(
        label=_("Last day compared"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY),
    )

    def __init__(self, data: Any, *, campaign: Campaign) -> None:
        super().__init__(
            data,
            initial={
                "overflow": campaign.overflow,
                "chances_rule": campaign.chances_rule,
                "outcome": campaign.outcome,
                "outcome_from_date": campaign.outcome_from_date,
                "outcome_last_date": campaign.outcome_last_date,
            },
        )

    def columns(self) -> dict[str, Any]:
        """Return what the domain takes: the last day becomes the first that no longer counts."""
        data = dict(self.cleaned_data)
        last = data.pop("outcome_last_date")
        data["outcome_until_date"] = last and last + timedelta(days=1)
        return data


class GroupsForm(forms.Form):
    """One region's newcomers and groups; an empty figure is none."""

    min_newcomers = forms.IntegerField(
        label=_("Places for newcomers"), min_value=0, max_value=MOST_PEOPLE, required=False
    )
    share_only = forms.IntegerField(
        label=_("People with a link only"), min_value=0, max_value=MOST_PEOPLE, required=False
    )
    holdout = forms.IntegerField(
        label=_("People with neither"), min_value=0, max_value=MOST_PEOPLE, required=False
    )

    def __init__(self, data: Any, *, stratum: Stratum) -> None:
        self.stratum = stratum
        super().__init__(
            data,
            prefix=stratum.key,
            initial={name: getattr(stratum, name) for name in self.base_fields},
        )

    def columns(self) -> dict[str, Any]:
        """Return the region as the domain takes it."""
        groups = {name: value or 0 for name, value in self.cleaned_data.items()}
        stratum = self.stratum
        return {
            "key": stratum.key,
            "name": stratum.name,
            "quota": stratum.quota,
            "departments": stratum.departments,
            **groups,
        }
