"""What the API tells, field by field. Names, addresses and e-mails are in none of them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.models import Draw
from sales import words
from sales.models import Attribution, Order


class StratumShape(serializers.Serializer):
    """One region of a campaign, and how its entrants are shared out by the draw."""

    key = serializers.CharField()
    name = serializers.CharField()
    quota = serializers.IntegerField()
    min_newcomers = serializers.IntegerField(
        help_text="So many of the hosts at least have never hosted for the brand."
    )
    share_only = serializers.IntegerField(help_text="Entrants given a link and no kit.")
    holdout = serializers.IntegerField(help_text="Entrants given neither, to compare with.")


class CampaignShape(serializers.Serializer):
    """One campaign."""

    slug = serializers.CharField()
    kind = serializers.CharField(help_text="PARTY or DINNER.")
    state = serializers.CharField(
        help_text="DRAFT, PUBLISHED, CLOSED, DRAWN, RUNNING, FINISHED or CANCELLED."
    )
    timezone = serializers.CharField(help_text="IANA name.")
    applications_open_at = serializers.DateTimeField()
    applications_close_at = serializers.DateTimeField()
    draw_at = serializers.DateTimeField()
    party_from_date = serializers.DateField()
    party_until_date = serializers.DateField(help_text="The first day that is too late.")
    hosts_wanted = serializers.IntegerField()
    conversion_window_days = serializers.IntegerField()
    overflow = serializers.CharField(
        help_text="A place that nobody of its region takes: REFUSE, it stays empty, or POOL."
    )
    chances_rule = serializers.CharField(help_text="EQUAL or ONE_MORE_IF_NOT_DRAWN.")
    outcome = serializers.CharField(
        help_text="What the groups are compared by: NET_ORDERS; empty for nothing."
    )
    outcome_from_date = serializers.DateField(allow_null=True)
    outcome_until_date = serializers.DateField(
        allow_null=True, help_text="The first day that no longer counts."
    )
    strata = StratumShape(many=True)


class ApplicationShape(serializers.Serializer):
    """One application, without the person."""

    receipt_number = serializers.CharField()
    campaign = serializers.CharField(source="campaign.slug")
    state = serializers.CharField(help_text="SUBMITTED or WITHDRAWN.")
    verdict = serializers.CharField(help_text="ELIGIBLE or INELIGIBLE.")
    stratum = serializers.CharField(source="stratum.key", default=None, allow_null=True)
    seats = serializers.IntegerField(allow_null=True)
    submitted_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class DrawShape(serializers.Serializer):
    """One draw; its bundle is public and can be checked by anybody."""

    code = serializers.CharField()
    campaign = serializers.CharField(source="campaign.slug")
    number = serializers.IntegerField()
    state = serializers.CharField(help_text="SEALED, DRAWN or VOID.")
    mode = serializers.CharField(help_text="BEACON or COMMIT_REVEAL.")
    chain = serializers.CharField()
    round = serializers.IntegerField(allow_null=True)
    root = serializers.CharField(  # type: ignore[assignment]  # a field, not DRF’s property
        help_text="SHA-256 of the sealed tree, hexadecimal."
    )
    entrants_count = serializers.IntegerField()
    sealed_at = serializers.DateTimeField()
    drawn_at = serializers.DateTimeField(allow_null=True)
    proof_path = serializers.SerializerMethodField(help_text="The public page.")

    bundle_path = serializers.SerializerMethodField(help_text="The bundle itself, as JSON.")

    def get_proof_path(self, draw: Draw) -> str:
        return f"/proof/{draw.code}"

    def get_bundle_path(self, draw: Draw) -> str:
        return f"/proof/{draw.code}/bundle.json"


class DrawRequestShape(serializers.Serializer):
    """One seal or draw that was asked for, and how far it is."""

    campaign = serializers.CharField(source="campaign.slug")
    draw = serializers.CharField(
        source="draw.code", default=None, allow_null=True, help_text="The draw's code, once known."
    )
    kind = serializers.CharField(help_text="SEAL or DRAW.")
    state = serializers.CharField(help_text="WAITING, DONE or REFUSED.")
    phase = serializers.CharField(help_text="FREEZING, COMPUTING, STORING or PUBLISHING.")
    done = serializers.IntegerField(help_text="People dealt with in this phase.")
    total = serializers.IntegerField(help_text="Of so many.")
    asked_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    refusal = serializers.CharField(help_text="The reason's code; empty unless refused.")


class PartyShape(serializers.Serializer):
    """One party, without its host."""

    uid = serializers.CharField(help_text="As in the calendar.")
    campaign = serializers.CharField(source="campaign.slug")
    stratum = serializers.CharField(source="place.stratum_key")
    state = serializers.CharField(help_text="TO_SCHEDULE, SCHEDULED, HELD or CANCELLED.")
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    timezone = serializers.CharField(help_text="IANA name.")


class SignShape(serializers.Serializer):
    """One sign that was considered."""

    kind = serializers.CharField(help_text="CODE, CLICK or EMAIL.")
    at = serializers.DateTimeField()
    accepted = serializers.BooleanField()
    weighing = serializers.CharField()


class VerdictShape(serializers.Serializer):
    """Why the order is, or is not, credited."""

    rule = serializers.CharField()
    rule_version = serializers.IntegerField()
    reason = serializers.CharField(help_text="A code such as CODE_USED or NO_SIGNAL.")
    said = serializers.SerializerMethodField(help_text="The reason as staff read it.")
    party = serializers.CharField(source="party.uid", default=None, allow_null=True)
    runner_up = serializers.CharField(source="runner_up.uid", default=None, allow_null=True)
    decided_at = serializers.DateTimeField()
    considered = SignShape(many=True)

    def get_said(self, verdict: Attribution) -> str:
        return words.reason(verdict)


class OrderShape(serializers.Serializer):
    """One order and its verdict. Amounts are whole minor units of ``currency``."""

    shop = serializers.CharField(source="shop.name")
    external_id = serializers.CharField()
    number = serializers.CharField()
    state = serializers.CharField(help_text="OPEN or CANCELLED.")
    is_test = serializers.BooleanField(help_text="Play money: never credited.")
    placed_at = serializers.DateTimeField()
    currency = serializers.CharField(help_text="ISO 4217.")
    net_minor = serializers.IntegerField(help_text="Goods after discounts, without shipping.")
    refunded_minor = serializers.IntegerField()
    verdict = serializers.SerializerMethodField()

    @extend_schema_field(VerdictShape(allow_null=True))
    def get_verdict(self, order: Order) -> dict[str, Any] | None:
        verdict = next(iter(order.verdicts), None)  # type: ignore[attr-defined]
        return VerdictShape(verdict).data if verdict else None


class TrackingShape(serializers.Serializer):
    """One thing the carrier says of a parcel."""

    status = serializers.RegexField(
        r"^[A-Z][A-Z_]{0,19}$",
        max_length=20,
        help_text="The carrier's word in capitals; DELIVERED also delivers the kit.",
    )
    occurred_at = serializers.DateTimeField(help_text="With its offset.")
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class TrackedShape(serializers.Serializer):
    """The parcel after it."""

    shipment = serializers.CharField()
    state = serializers.CharField(help_text="READY, SHIPPED, DELIVERED or CANCELLED.")
    status = serializers.CharField()
    occurred_at = serializers.DateTimeField()
