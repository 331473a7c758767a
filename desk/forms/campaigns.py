"""A campaign in sections. Hours are typed and shown in the campaign's own time zone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from common.look import words
from common.money import EXPONENTS
from events.domain.campaigns import ALWAYS_OPEN
from events.models import AttributionRule, Campaign, CampaignKind, CampaignState, PrizeKind
from kits.models import Item

MOMENT, DAY = "%Y-%m-%dT%H:%M", "%Y-%m-%d"  # as browsers write them, whatever the language


class LocalMomentField(forms.Field):
    """An hour on the wall of the campaign's zone, typed as a browser's datetime-local writes it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)

    def to_python(self, value: Any) -> datetime | None:
        if value in (None, ""):
            return None
        try:
            return datetime.fromisoformat(str(value)).replace(tzinfo=None, second=0)
        except ValueError:
            raise ValidationError(
                gettext("Please write a day and an hour, such as 2026-11-24T18:00.")
            ) from None


COUNTRIES = (
    ("FR", _("France")),
    ("BE", _("Belgium")),
    ("CH", _("Switzerland")),
    ("LU", _("Luxembourg")),
    ("DE", _("Germany")),
    ("ES", _("Spain")),
    ("IT", _("Italy")),
    ("PT", _("Portugal")),
    ("NL", _("Netherlands")),
    ("GB", _("United Kingdom")),
    ("CA", _("Canada")),
)


def country_name(code: str) -> str:
    """A country as the reader calls it; its code where it has no name here."""
    return str(dict(COUNTRIES).get(code, code))


def _said(moment: datetime, there: ZoneInfo) -> str:
    return words.day(moment, there.key, translation.get_language() or "fr")


class NewCampaignForm(PlainForm):
    """What a campaign needs to exist; everything can be changed until it is published."""

    title = forms.CharField(label=_("Working title"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=CampaignKind.choices, widget=forms.RadioSelect
    )
    applications_open_at = LocalMomentField(label=_("Applications open"))
    applications_close_at = LocalMomentField(label=_("Applications close"))
    draw_at = LocalMomentField(label=_("Draw"))
    party_from_date = forms.DateField(
        label=_("First day of the parties"),
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY),
    )
    party_last_date = forms.DateField(
        label=_("Last day of the parties"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY),
        help_text=_("Empty: one day for all, the official one."),
    )
    hosts_wanted = forms.IntegerField(label=_("Hosts wanted"), min_value=1, max_value=100_000)

    def __init__(self, *args: Any, timezone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = timezone
        for field in self.fields.values():
            if isinstance(field, LocalMomentField):
                field.help_text = gettext("Hour of %(zone)s.") % {"zone": timezone}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        zone = data.get("timezone") or self.zone
        try:
            there = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            self.add_error("timezone", gettext("There is no time zone of this name."))
            return data
        for name, field in self.fields.items():
            typed = data.get(name)
            if isinstance(field, LocalMomentField) and typed is not None:
                moment = typed.replace(tzinfo=there)
                if (
                    moment.astimezone(ZoneInfo("UTC")).astimezone(there).replace(tzinfo=None)
                    != typed
                ):
                    self.add_error(
                        name, gettext("This hour does not exist: the clocks change then.")
                    )
                data[name] = moment
        self._in_order(data, there)
        return data

    def _in_order(self, data: dict[str, Any], there: ZoneInfo) -> None:
        """Say beside the later of two dates which one it should follow."""
        opens, closes, draw_at = (
            data.get(name) for name in ("applications_open_at", "applications_close_at", "draw_at")
        )
        first, last = data.get("party_from_date"), data.get("party_last_date")
        if opens and closes and closes <= opens:
            self.add_error(
                "applications_close_at",
                gettext("Applications open on %(day)s: they close later than that.")
                % {"day": _said(opens, there)},
            )
        if closes and draw_at and draw_at <= closes:
            self.add_error(
                "draw_at",
                gettext("Applications close on %(day)s: the draw comes later than that.")
                % {"day": _said(closes, there)},
            )
        if draw_at and first and first < draw_at.astimezone(there).date():
            self.add_error(
                "party_from_date",
                gettext("The draw takes place on %(day)s: the parties come after it.")
                % {"day": _said(draw_at, there)},
            )
        if first and last and last < first:
            self.add_error(
                "party_last_date",
                gettext("The last day comes before the first day of the parties."),
            )

    def columns(self) -> dict[str, Any]:
        """Return what the domain takes: the last day becomes the first that is too late."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "title"}
        if "party_last_date" in data:
            last = data.pop("party_last_date") or data["party_from_date"]
            data["party_until_date"] = last + timedelta(days=1)
        return data


GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        _("What, and when"),
        (
            "kind",
            "timezone",
            "applications_open_at",
            "applications_close_at",
            "draw_at",
            "party_from_date",
            "party_last_date",
        ),
    ),
    (
        _("Who"),
        (
            "hosts_wanted",
            "answer_within_hours",
            "minimum_age",
            "country",
            "seats_min",
            "seats_max",
            "cooldown_days",
            "excludes_staff",
            "concerns_alcohol",
        ),
    ),
    (_("The kit"), ("kit_days_before", "transit_days", "liability_cap")),
    (
        _("Friends’ orders"),
        ("conversion_window_days", "attribution_rule", "shop_url", "hashtag"),
    ),
)


class BasicsForm(NewCampaignForm):
    """Dates, places and figures; once the rules are frozen, only what they do not say."""

    title = None  # type: ignore[assignment]
    timezone = forms.CharField(label=_("Time zone"), max_length=40)
    answer_within_hours = forms.IntegerField(
        label=_("Hours a winner has to answer"), min_value=1, max_value=720
    )
    minimum_age = forms.IntegerField(label=_("Minimum age"), min_value=18, max_value=99)
    country = forms.ChoiceField(label=_("Homes in"), choices=COUNTRIES)
    excludes_staff = forms.BooleanField(
        label=_("Those who work for the brand, and their families, do not take part"),
        required=False,
    )
    concerns_alcohol = forms.BooleanField(
        label=_("The campaign is about drinks with alcohol"),
        required=False,
        help_text=_(
            "Then for adults only, guests included, with the health notice; nothing to drink is given"
            " or lent."
        ),
    )
    seats_min = forms.IntegerField(label=_("Seats, at least"), min_value=1, max_value=200)
    seats_max = forms.IntegerField(label=_("Seats, at most"), min_value=1, max_value=200)
    cooldown_days = forms.IntegerField(
        label=_("Days of rest after being drawn"),
        min_value=0,
        max_value=3650,
        help_text=_("A home drawn in one of your campaigns this recently does not take part."),
    )
    kit_days_before = forms.IntegerField(
        label=_("The kit lands this many days before the party"), min_value=0, max_value=60
    )
    transit_days = forms.IntegerField(label=_("Days the carrier needs"), min_value=0, max_value=60)
    liability_cap = forms.DecimalField(
        label=_("The most a host owes for lent things"), min_value=0, max_digits=12, required=False
    )
    conversion_window_days = forms.IntegerField(
        label=_("Days in which a friend’s order counts"), min_value=1, max_value=365
    )
    attribution_rule = forms.ChoiceField(
        label=_("An order that several parties led to is credited to"),
        choices=AttributionRule.choices,
        widget=forms.RadioSelect,
    )
    shop_url = forms.URLField(
        label=_("Page of the shop"), max_length=500, required=False, assume_scheme="https"
    )
    hashtag = forms.CharField(label=_("Hashtag"), max_length=40, required=False)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        there = ZoneInfo(campaign.timezone)
        exponent = EXPONENTS.get(campaign.brand.currency, 2)
        self.minor = 10**exponent
        initial: dict[str, Any] = {}
        for name in self.base_fields:
            value = getattr(campaign, name, None)
            initial[name] = (
                value.astimezone(there).replace(tzinfo=None)
                if isinstance(value, datetime)
                else value
            )
        initial["party_last_date"] = campaign.last_party_date
        initial["liability_cap"] = (Decimal(campaign.liability_cap_minor) / self.minor).quantize(
            Decimal(1).scaleb(-exponent)
        )
        super().__init__(*args, initial=initial, timezone=campaign.timezone, **kwargs)
        self.fields["liability_cap"].help_text = campaign.brand.currency
        if not (settings.ALCOHOL_CAMPAIGNS or campaign.concerns_alcohol):
            del self.fields["concerns_alcohol"]
        if campaign.state != CampaignState.DRAFT:
            self.fields = {name: self.fields[name] for name in self.fields if name in ALWAYS_OPEN}

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields as one reads them, under a heading each."""
        groups = [
            (heading, [self[name] for name in names if name in self.fields])
            for heading, names in GROUPS
        ]
        return [(str(heading), fields) for heading, fields in groups if fields]

    def columns(self) -> dict[str, Any]:
        data = super().columns()
        if "liability_cap" in data:
            cap = data.pop("liability_cap") or Decimal(0)
            data["liability_cap_minor"] = int((cap * self.minor).to_integral_value())
        return data


class WordsForm(PlainForm):
    """One language's words."""

    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    tagline = forms.CharField(
        label=_("What this is, in one or two sentences"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    story = forms.CharField(
        label=_("More, in plain paragraphs"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    pact = forms.CharField(
        label=_("What a host agrees to, one point a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RegionForm(PlainForm):
    """One region with its places; an empty name leaves the line out.

    ``key`` says which region it was before its name changed; empty on a new line.
    """

    key = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=40)
    name = forms.CharField(label=_("Region"), max_length=80, required=False)
    quota = forms.IntegerField(label=_("Places"), min_value=1, max_value=100_000, required=False)
    departments = forms.CharField(
        label=_("Departments"),
        required=False,
        help_text=_("Codes apart by spaces, such as 59 62 80. Empty: everybody else."),
    )

    def clean_departments(self) -> list[str]:
        text: str = self.cleaned_data["departments"]
        return [code.upper() for code in text.replace(",", " ").split()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("name") and not data.get("quota") and "quota" not in self.errors:
            self.add_error("quota", gettext("How many places are there in this region?"))
        return data


class PrizeForm(PlainForm):
    """One thing every host receives; an empty name leaves the line out."""

    kind = forms.ChoiceField(label=_("Given or lent"), choices=PrizeKind.choices, required=False)
    name_fr = forms.CharField(label=_("In French"), max_length=120, required=False)
    name_en = forms.CharField(label=_("In English"), max_length=120, required=False)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=1000, required=False)
    value = forms.DecimalField(
        label=_("Value of one"), min_value=0, max_digits=12, decimal_places=2, required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("name_fr") or data.get("name_en"):
            for name in ("kind", "name_fr", "name_en", "value"):
                if data.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, gettext("The rules need this."))
        return data


class KitLineForm(forms.Form):
    """One item of the kit plan; no item leaves the line out."""

    item: "forms.ModelChoiceField[Item]" = forms.ModelChoiceField(
        label=_("Item"), queryset=Item.objects.none(), required=False
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=100, required=False)
    chooses_size = forms.BooleanField(label=_("The host chooses the size"), required=False)

    def __init__(self, *args: Any, brand_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = Item.objects.of_brand(brand_id).order_by("sku")  # type: ignore[attr-defined]


class CancelForm(PlainForm):
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everyone who applied reads this."),
    )


class LinkForm(PlainForm):
    """A recruiting link: where it will be posted, and by whom."""

    network = forms.CharField(label=_("Network"), max_length=40)
    label = forms.CharField(label=_("Creator or post"), max_length=80, required=False)


class LinkNameForm(PlainForm):
    """Another creator or post for a link that is out already."""

    label = forms.CharField(label=_("Creator or post"), max_length=80, required=False)


def lines(
    form_class: type[forms.Form],
    data: Mapping[str, Any] | None,
    rows: list[dict[str, Any]],
    extra: int,
    **more: Any,
) -> list[forms.Form]:
    """Bind or fill one form a line, prefixes ``0``, ``1``…, with ``extra`` empty ones at the end.

    Bound, there are as many as were on the page: the hidden ``lines`` says how many.
    """
    if data is not None:
        try:
            count = min(max(int(data.get("lines", 0)), 0), 60)
        except ValueError:
            count = 0
        return [form_class(data, prefix=str(i), **more) for i in range(count)]
    initials = rows + [{} for _i in range(extra)]
    return [form_class(prefix=str(i), initial=row, **more) for i, row in enumerate(initials)]
