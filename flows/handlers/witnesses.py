"""Witnesses of a draw are written to: when asked, and when the list is sealed; then forgotten."""

from datetime import datetime

from django.conf import settings

from events.domain import witnesses
from events.models import Draw, DrawState, DrawWitness
from events.queries import campaigns as campaign_queries
from events.queries import witnesses as queries
from mailing.domain import messages


def mail_asked(*, message_id: int, at: datetime, witness_id: int, **_newer: object) -> None:
    """Ask a witness to commit, on a page of their own."""
    for witness in DrawWitness.objects.filter(pk=witness_id).select_related("campaign__brand"):
        _queue(witness, template="witness_asked", draw=None)


def mail_sealed(*, message_id: int, at: datetime, draw_id: int, **_newer: object) -> None:
    """Tell the witnesses of a sealed list that the secret may be opened now."""
    draw = Draw.objects.get(pk=draw_id)
    if draw.state == DrawState.SEALED:
        for witness in queries.of_draw(draw):
            _queue(witness, template="witness_sealed", draw=draw)


def forget(*, message_id: int, at: datetime, draw_id: int, **_newer: object) -> None:
    """Forget where the witnesses of a draw that is over can be reached."""
    witnesses.forget_of_draw(draw=Draw.objects.get(pk=draw_id))


def _queue(witness: DrawWitness, *, template: str, draw: Draw | None) -> None:
    if not witness.email:
        return
    campaign = witness.campaign
    messages.queue(
        template=template,
        to_address=witness.email,
        language=witness.language,
        brand=campaign.brand,
        reply_to=campaign.brand.contact_email,
        dedupe_key=f"{template}:{witness.pk}",
        context={
            "witness": witness,
            "draw": draw,
            "campaign": campaign,
            "wording": campaign_queries.wording(campaign, witness.language),
            "witness_url": f"{settings.BASE_URL}/w/{witness.code}",
        },
    )
