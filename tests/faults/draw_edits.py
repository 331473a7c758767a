"""Edits of a draw's rows behind the triggers' back, each of which the audit must find."""

from django.db import connection, transaction

from common.models import AuditEntry
from events.domain import draw_audit
from events.models import Draw, Entrant, Place, PlaceState, Rank, Stratum
from tests.conftest import drop_triggers
from tests.factories.accounts import UserFactory
from tests.factories.draws import submitted
from tests.moments import NOON

EDITS = (
    "UPDATE events_bundle SET sealed_text = replace(sealed_text, '\"chances\":1', '\"chances\":2') WHERE draw_id = {draw}",
    "UPDATE events_bundle SET result_text = replace(result_text, '\"alternates\"', '\"alternate\"') WHERE draw_id = {draw}",
    "UPDATE events_draw SET root = '" + "0" * 64 + "' WHERE id = {draw}",
    "UPDATE events_draw SET header_text = replace(header_text, 'sud', 'est') WHERE id = {draw}",
    "UPDATE events_draw SET randomness = '" + "0" * 64 + "' WHERE id = {draw}",
    "UPDATE events_draw SET entrants_count = entrants_count + 1 WHERE id = {draw}",
    "UPDATE events_draw SET round = round + 1 WHERE id = {draw}",
    "UPDATE events_entrant SET chances = 2 WHERE id = {entrant}",
    "UPDATE events_entrant SET stratum_key = 'nord' WHERE id = {entrant}",
    "UPDATE events_entrant SET leaf = '" + "0" * 64 + "' WHERE id = {entrant}",
    "UPDATE events_entrant SET public_id = 'STRANGER' WHERE id = {entrant}",
    "UPDATE events_entrant SET salt = '" + "ab" * 32 + "' WHERE id = {entrant}",
    "UPDATE events_application SET email_hash = '" + "0" * 64 + "' WHERE id = {application}",
    "UPDATE events_application SET verdict = 'INELIGIBLE' WHERE id = {application}",
    "UPDATE events_application SET receipt_number = 'OTHER' WHERE id = {application}",
    "UPDATE events_rank SET arm = 'WINNER' WHERE id = {rank}",
    "UPDATE events_rank SET position = position + 100000 WHERE id = {rank}",
    "UPDATE events_rank SET ticket = '" + "0" * 64 + "' WHERE id = {rank}",
    "DELETE FROM events_rank WHERE id = {rank}",
    "UPDATE events_place SET state = 'EXPIRED', answered_at = answer_by WHERE id = {place}",
    "UPDATE events_place SET reason = 'FRAUD', state = 'DISQUALIFIED', answered_at = answer_by WHERE id = {place}",
    "UPDATE events_rules SET text = 'Other rules' WHERE campaign_id = {campaign}",
    "UPDATE common_auditentry SET actor = 'user:0' WHERE id = {line}",
    "UPDATE common_auditentry SET data = '{{}}' WHERE id = {line}",
    "DELETE FROM common_auditentry WHERE id = {line}",
    "UPDATE events_draw SET code = 'ABCDEFGHJK' WHERE id = {draw}",
    "UPDATE events_draw SET number = number + 1 WHERE id = {draw}",
    "UPDATE events_draw SET state = 'VOID' WHERE id = {draw}",
    "UPDATE events_draw SET mode = 'COMMIT_REVEAL' WHERE id = {draw}",
    "UPDATE events_draw SET chain = 'quicknet' WHERE id = {draw}",
    "UPDATE events_draw SET round_at = sealed_at WHERE id = {draw}",
    "UPDATE events_draw SET sealed_at = round_at WHERE id = {draw}",
    "UPDATE events_draw SET sealed_by_id = {stranger} WHERE id = {draw}",
    "UPDATE events_draw SET drawn_by_id = {stranger} WHERE id = {draw}",
    "UPDATE events_draw SET drawn_at = sealed_at WHERE id = {draw}",
    "UPDATE events_draw SET signature = '00' WHERE id = {draw}",
    "UPDATE events_draw SET previous_signature = '00' WHERE id = {draw}",
    "UPDATE events_draw SET beacon_source = 'elsewhere' WHERE id = {draw}",
    "UPDATE events_draw SET commit_secret = '" + "0" * 64 + "' WHERE id = {draw}",
    'UPDATE events_draw SET contributions = \'{{"a": "b"}}\' WHERE id = {draw}',
    "UPDATE events_draw SET void_reason = 'A mistake was made' WHERE id = {draw}",
    'UPDATE events_entrant SET "index" = "index" + 100000 WHERE id = {entrant}',
    "UPDATE events_entrant SET reason = 'UNDER_AGE', stratum_key = '' WHERE id = {entrant}",
    "UPDATE events_entrant SET application_id = {other} WHERE id = {entrant}",
    "UPDATE events_rank SET stratum_key = 'nord', position = 100000 WHERE id = {rank}",
    "UPDATE events_rank SET entrant_id = {unranked} WHERE id = {rank}",
    "UPDATE events_place SET stratum_key = 'nord', slot = 100000 WHERE id = {place}",
    "UPDATE events_place SET slot = slot + 100000 WHERE id = {place}",
    "UPDATE events_place SET rank_id = {rank} WHERE id = {place}",
    "UPDATE events_place SET asked_at = (SELECT sealed_at FROM events_draw WHERE id = {draw}) WHERE id = {place}",
    "UPDATE events_place SET answer_by = '2031-01-01 00:00:00+00' WHERE id = {place}",
    "UPDATE events_place SET replaces_id = id WHERE id = {place}",
    "UPDATE events_place SET answered_at = asked_at WHERE id = {answered}",
    "DELETE FROM events_place WHERE id = {place}",
    (
        'INSERT INTO events_entrant (draw_id, public_id, "index", stratum_key, chances, salt, leaf, reason)'
        " SELECT draw_id, 'STRANGER', \"index\" + 100000, stratum_key, 1, '', leaf, '' FROM events_entrant WHERE id = {entrant}"
    ),
    (
        "INSERT INTO events_rank (draw_id, entrant_id, stratum_key, position, arm, ticket)"
        " SELECT draw_id, {unranked}, stratum_key, 100000, arm, ticket FROM events_rank WHERE id = {rank}"
    ),
    (
        "INSERT INTO events_place (draw_id, rank_id, stratum_key, slot, state, asked_at, answer_by, reminders, reason)"
        " SELECT draw_id, {rank}, stratum_key, slot + 100000, state, asked_at, answer_by, 0, reason FROM events_place WHERE id = {place}"
    ),
)

# What no edit can spoil, or what another room says.
UNSEALED = {
    "events_draw.id": "a number of the database",
    "events_draw.campaign_id": "the sealed rules and applications are this campaign's",
    "events_draw.waiting_reason": "said again at every look at the beacon",
    "events_draw.audited_at": "the audit's own",
    "events_draw.audit_fault": "the audit's own",
    "events_bundle.draw_id": "a bundle without its draw is none",
    "events_entrant.id": "a number of the database",
    "events_entrant.draw_id": "an entrant missing here is one too many elsewhere",
    "events_rank.id": "a number of the database",
    "events_rank.draw_id": "a rank missing here is one too many elsewhere",
    "events_place.id": "a number of the database",
    "events_place.draw_id": "a place missing here is one too many elsewhere",
    "events_place.reminders": "how often somebody was written to is no part of the draw",
}


def not_found(draw: Draw) -> list[str]:
    """Those of ``EDITS`` that the audit does not find in this drawn draw, which holds as it is.

    The draw has the regions "nord" and "sud", alternates in "sud", a place of "sud" answered and
    another not, and somebody found not eligible.
    """
    fault = draw_audit.audit_draw(draw=draw, at=NOON)
    assert fault == "", f"nothing was edited yet: {fault}"
    missed = []
    for statement in EDITS:
        with transaction.atomic():
            drop_triggers()
            with connection.cursor() as cursor:
                cursor.execute(statement.format(**_numbers(draw)))
                assert cursor.rowcount > 0, f"the edit meets no row: {statement}"
            if not draw_audit.audit_draw(draw=Draw.objects.get(pk=draw.pk), at=NOON):
                missed.append(statement)
            transaction.set_rollback(True)
    return missed


def _numbers(draw: Draw) -> dict[str, object]:
    """What the edits are about, and strangers made for them."""
    rank = Rank.objects.filter(draw=draw, stratum_key="sud", arm="ALTERNATE").latest("pk")
    entrant = Entrant.objects.filter(draw=draw, stratum_key="sud").latest("pk")
    places = Place.objects.filter(draw=draw, stratum_key="sud")
    sud = Stratum.objects.get(campaign=draw.campaign_id, key="sud")
    return {
        "draw": draw.pk,
        "campaign": draw.campaign_id,
        "entrant": entrant.pk,
        "application": entrant.application_id,
        "other": submitted(campaign=draw.campaign, stratum=sud).pk,
        "stranger": UserFactory().pk,
        "rank": rank.pk,
        "unranked": Entrant.objects.filter(draw=draw).exclude(reason="").latest("pk").pk,
        "place": places.filter(state=PlaceState.ASKED).latest("pk").pk,
        "answered": places.exclude(state=PlaceState.ASKED).latest("pk").pk,
        "line": AuditEntry.objects.get(chain=f"draw:{draw.code}", action="draw.drawn").pk,
    }
