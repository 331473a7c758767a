"""What the API tells, field by field. Names, addresses and e-mails are in none of them.

What people wrote in answer to a campaign's own questions is told as they wrote it.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reports.sources import Source
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


class OptionShape(serializers.Serializer):
    """One choice of a question."""

    key = serializers.CharField()
    fr = serializers.CharField()
    en = serializers.CharField()


class QuestionShape(serializers.Serializer):
    """One of a campaign's own questions."""

    number = serializers.IntegerField(source="position", help_text="From 1, in their order.")
    kind = serializers.CharField(
        help_text="TEXT, LONG_TEXT, ONE_OF, SEVERAL_OF, NUMBER, DATE or PHOTO."
    )
    required = serializers.BooleanField()  # type: ignore[assignment]  # a field, not DRF’s property
    words_fr = serializers.CharField()
    words_en = serializers.CharField()
    hint_fr = serializers.CharField()
    hint_en = serializers.CharField()
    options = OptionShape(many=True)
    lowest = serializers.IntegerField(allow_null=True)
    highest = serializers.IntegerField(allow_null=True)


class AnswerShape(serializers.Serializer):
    """One answer; a photo is shown at the desk alone."""

    question = serializers.IntegerField(source="question.position", help_text="Its number.")
    kind = serializers.CharField(help_text="As the question's.")
    asked = serializers.CharField(help_text="The words in which it was asked.")
    text = serializers.CharField(
        help_text="What was written, or the words of what was chosen, one a line."
    )
    chosen = serializers.ListField(child=serializers.CharField(), help_text="Keys of options.")
    number = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    day = serializers.DateField(allow_null=True)
    given_at = serializers.DateTimeField()


class PrizeShape(serializers.Serializer):
    """One thing every host receives."""

    kind = serializers.CharField(help_text="GIVEN or LOANED.")
    name_fr = serializers.CharField()
    name_en = serializers.CharField()
    quantity = serializers.IntegerField()
    value_minor = serializers.IntegerField(help_text="Of one, in the brand's currency.")


class PublicAnswerShape(serializers.Serializer):
    """One question people ask of a campaign, with its answer, as on the public page."""

    question_fr = serializers.CharField()
    question_en = serializers.CharField()
    answer_fr = serializers.CharField()
    answer_en = serializers.CharField()
    said_at = serializers.DateTimeField(help_text="When these words were last changed.")


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
    answer_within_hours = serializers.IntegerField(help_text="How long a winner may take.")
    minimum_age = serializers.IntegerField()
    country = serializers.CharField(help_text="Of the homes: ISO 3166-1, two letters.")
    excludes_staff = serializers.BooleanField(
        help_text="Whether those who work for the brand, and their families, stay out."
    )
    concerns_alcohol = serializers.BooleanField(
        help_text="About drinks with alcohol: for adults only, guests included."
    )
    seats_min = serializers.IntegerField()
    seats_max = serializers.IntegerField()
    cooldown_days = serializers.IntegerField(
        help_text="Days since a last win in which a home may not win again; 0 for none."
    )
    conversion_window_days = serializers.IntegerField()
    attribution_rule = serializers.CharField(
        help_text="precedence-last-touch, precedence-first-touch, linear, position or time-decay."
    )
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
    questions = QuestionShape(many=True)
    prizes = PrizeShape(many=True)
    public_answers = PublicAnswerShape(many=True)


class LinkShape(serializers.Serializer):
    """One recruiting link and how far its people came; previews and robots are counted apart."""

    slug = serializers.CharField(source="link.link.slug")
    path = serializers.SerializerMethodField(help_text="To be put behind the house's address.")
    network = serializers.CharField(source="link.network")
    label = serializers.CharField(  # type: ignore[assignment]  # a field, not DRF’s property
        source="link.label", help_text="Creator or post; may be empty."
    )
    paused_at = serializers.DateTimeField(source="link.link.paused_at", allow_null=True)
    ended_at = serializers.DateTimeField(source="link.link.revoked_at", allow_null=True)
    views = serializers.IntegerField(help_text="Visits by people.")
    previews = serializers.IntegerField()
    robots = serializers.IntegerField()
    started = serializers.IntegerField(help_text="Applications begun.")
    applied = serializers.IntegerField(help_text="Applications handed in.")
    eligible = serializers.IntegerField()
    drawn = serializers.IntegerField(help_text="Places offered.")
    hosted = serializers.IntegerField(help_text="Parties with a date, or held.")
    sold = serializers.IntegerField(help_text="Orders credited to their tables.")

    def get_path(self, row: Source) -> str:
        return f"/r/{row.link.link.slug}" if row.link else ""


class NewLinkShape(serializers.Serializer):
    """A link to make."""

    network = serializers.CharField(max_length=40)
    label = serializers.CharField(  # type: ignore[assignment]
        max_length=80, required=False, allow_blank=True, default=""
    )


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
    answers = AnswerShape(many=True)


class MemberShape(serializers.Serializer):
    """One application among those it resembles."""

    receipt_number = serializers.CharField(source="application.receipt_number")
    reasons = serializers.ListField(
        child=serializers.CharField(),
        help_text="SAME_MAIL, SAME_PHONE, SAME_HOME, NEAR_HOME or SAME_PERSON.",
    )
    part = serializers.CharField(
        help_text="STANDS, STEPS_BACK, SHARES or APART; empty until decided."
    )


class DuplicatesShape(serializers.Serializer):
    """Applications that resemble each other."""

    code = serializers.CharField()
    campaign = serializers.CharField(source="campaign.slug")
    version = serializers.IntegerField(help_text="To be said with a decision.")
    reasons = serializers.ListField(child=serializers.CharField())
    found_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(
        allow_null=True, help_text="Null while somebody has to look."
    )
    members = MemberShape(many=True)


class DuplicatesDecisionShape(serializers.Serializer):
    """What a group is."""

    version = serializers.IntegerField(help_text="The version that was read.")
    decision = serializers.ChoiceField(
        choices=["ONE_STANDS", "ONE_HOME", "APART", "NONE"],
        help_text="ONE_STANDS: one takes part for all; ONE_HOME: chance names one of them; APART: each"
        " for itself; NONE: undo.",
    )
    stands = serializers.CharField(
        default="", allow_blank=True, help_text="The receipt that takes part, for ONE_STANDS."
    )
    apart = serializers.ListField(
        child=serializers.CharField(), default=list, help_text="Receipts of another home."
    )


class HoldShape(serializers.Serializer):
    """An application that is or was held for staff."""

    receipt_number = serializers.CharField(source="application.receipt_number")
    campaign = serializers.CharField(source="campaign.slug")
    doubts = serializers.ListField(
        child=serializers.CharField(),
        help_text="HONEYPOT, THROWAWAY, FLOOD, TOO_FAST, NETWORK or DOMAIN.",
    )
    held_at = serializers.DateTimeField()
    outcome = serializers.CharField(help_text="LET_THROUGH or REFUSED; empty while it waits.")
    why = serializers.CharField(help_text="What the person was told, when refused.")
    decided_at = serializers.DateTimeField(allow_null=True)


class HoldDecisionShape(serializers.Serializer):
    """What becomes of a held application."""

    outcome = serializers.ChoiceField(
        choices=["LET_THROUGH", "REFUSED", "NONE"], help_text="NONE: hold it again."
    )
    why = serializers.CharField(
        default="", allow_blank=True, max_length=300, help_text="Needed to refuse."
    )


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
