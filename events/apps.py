"""Campaigns, applications, draws, parties, calendar."""

from django.apps import AppConfig

from common.triggers import Trigger

_OF_SUCH_A_DRAW = "{{row}}.draw_id IN (SELECT id FROM events_draw WHERE {})"


class EventsConfig(AppConfig):
    name = "events"
    triggers = [
        Trigger(
            "draw_sealed",
            "events_draw",
            "A sealed draw cannot be changed",
            columns=(
                "campaign_id",
                "code",
                "number",
                "mode",
                "chain",
                "round",
                "round_at",
                "header_text",
                "root",
                "entrants_count",
                "sealed_at",
                "sealed_by_id",
                "commit_secret",
            ),
            when="OLD.root <> ''",
        ),
        Trigger(
            "draw_outcome",
            "events_draw",
            "A drawn draw cannot be changed",
            columns=(
                "state",
                "randomness",
                "signature",
                "previous_signature",
                "beacon_source",
                "contributions",
                "drawn_at",
                "drawn_by_id",
            ),
            when="OLD.drawn_at IS NOT NULL",
            may_become={"state": "'VOID'"},
        ),
        Trigger(
            "draw_void",
            "events_draw",
            "A void draw stays void, for the reason given",
            columns=("state", "void_reason"),
            refuse_delete=False,
            when="OLD.state = 'VOID'",
        ),
        Trigger(
            "bundle_sealed",
            "events_bundle",
            "A sealed list cannot be changed",
            columns=("draw_id", "sealed_text"),
        ),
        Trigger(
            "bundle_drawn",
            "events_bundle",
            "The result of a draw cannot be changed",
            columns=("result_text",),
            refuse_delete=False,
            when="OLD.result_text <> ''",
        ),
        Trigger(
            "entrant_sealed",
            "events_entrant",
            "A sealed entrant cannot be changed",
            columns=(
                "draw_id",
                "application_id",
                "public_id",
                "index",
                "stratum_key",
                "chances",
                "salt",
                "leaf",
                "reason",
            ),
            may_become={"salt": "''", "application_id": "NULL"},
            no_insert_when=_OF_SUCH_A_DRAW.format("root <> ''"),
        ),
        Trigger(
            "rank_final",
            "events_rank",
            "The order of a draw cannot be changed",
            no_insert_when=_OF_SUCH_A_DRAW.format("drawn_at IS NOT NULL"),
        ),
        Trigger("rules_frozen", "events_rules", "Published rules cannot be changed"),
    ]
