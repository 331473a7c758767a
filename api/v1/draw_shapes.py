"""What the API tells of draws: what the public proof shows, and how far the work is.

Nobody is named, and no public number is tied to a receipt: what software has read, no erasure reaches.
"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.models import Draw, Place


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


class OfferShape(serializers.Serializer):
    """One of those to whom the same table was offered."""

    entrant = serializers.CharField(
        source="rank.entrant.public_id", help_text="The public number of the proof."
    )
    state = serializers.CharField(
        help_text="ASKED, ACCEPTED, REFUSED, EXPIRED, WITHDRAWN or DISQUALIFIED."
    )


class PlaceShape(OfferShape):
    """One table as it was offered to one person of the order; passed on, it is offered anew."""

    stratum = serializers.CharField(source="stratum_key", help_text="Whose table it is.")
    slot = serializers.IntegerField(help_text="Which table of the stratum, from 1.")
    rank = serializers.IntegerField(
        source="rank.position", help_text="From 1, in the order of the person's own stratum."
    )
    rank_stratum = serializers.CharField(
        source="rank.stratum_key",
        help_text="That stratum: another than the table's where tables pass to all (POOL).",
    )
    arm = serializers.CharField(
        source="rank.arm", help_text="WINNER, ALTERNATE, SHARE_ONLY, HOLDOUT or REST."
    )
    asked_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(
        help_text="The rule that is not met, when DISQUALIFIED, as a code; else empty."
    )
    in_place_of = serializers.CharField(
        source="replaces.rank.entrant.public_id",
        default=None,
        allow_null=True,
        help_text="The public number of whoever gave it back; null for a first offer.",
    )
    chain = serializers.SerializerMethodField(
        help_text="Everyone this table was offered to, first to last."
    )

    @extend_schema_field(OfferShape(many=True))
    def get_chain(self, place: Place) -> Any:
        return OfferShape(self.context["tables"][place.stratum_key, place.slot], many=True).data


class LogLineShape(serializers.Serializer):
    """One line of the draw's log, word for word as in the bundle: its hash can be made anew.

    How: draw-v1.md, section 9.
    """

    n = serializers.IntegerField(help_text="From 1, without a gap.")
    at = serializers.CharField(help_text="UTC, whole seconds: 2026-11-21T18:30:00Z.")
    kind = serializers.CharField(
        help_text="SEALED, DRAWN, PUBLISHED, ASKED, ANSWERED, ATTEMPT, NOTE, VOIDED or CLOSED."
    )
    by = serializers.CharField(help_text="An opaque code, never a name.")
    data = serializers.DictField(help_text="What the kind asks for.")  # type: ignore[assignment]
    previous = serializers.CharField(help_text="The hash of the line before; zeros in the first.")
    hash = serializers.CharField()
