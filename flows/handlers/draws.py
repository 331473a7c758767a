"""What follows from a seal, a draw, a draw made void: everyone concerned is written to, once."""

from datetime import datetime
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import translation

from accounts.models import User
from common import outbox
from events.domain import draw_log, draws, eligibility, places
from events.models import (
    Application,
    Arm,
    Campaign,
    CampaignState,
    Draw,
    DrawState,
    Entrant,
    Rank,
)
from events.queries import campaigns as campaign_queries
from events.queries import draws as queries
from mailing.domain import batches, messages
from mailing.models import Batch, BatchKind
from sales.domain import codes

ENTRANTS_AT_ONCE = 500
ANSWERS = (
    "draw_alternate",
    "draw_not_drawn",
    "draw_ineligible",
    "place_asked",
    "place_reminder",
)
NEAR = 3  # so many alternates a place count as "soon": beyond, the odds are told first


def work(*, message_id: int, at: datetime, request_id: int, **_newer: object) -> None:
    """Hand what was asked for to a worker, once this is kept; the schedule finds it all the same."""
    transaction.on_commit(partial(current_app.send_task, "flows.work_draws"))


def work_trial(*, message_id: int, at: datetime, trial_id: int, **_newer: object) -> None:
    """Hand the trial of a plan to a worker, once this is kept; the schedule finds it all the same."""
    transaction.on_commit(partial(current_app.send_task, "flows.work_trials"))


def mail_receipts(
    *, message_id: int, at: datetime, draw_id: int, after: int = 0, **_newer: object
) -> None:
    """Send every applicant of a sealed draw the root with their own leaf: what they keep as proof."""
    draw = _held_draw(draw_id)
    if draw.state == DrawState.VOID:
        return
    for entrant in _page(draw, after, "mail_receipts"):
        queue(
            draw=draw,
            application=entrant.application,
            template="draw_sealed",
            kind="sealed",
            number=entrant.pk,
            context={
                "entrant": entrant,
                "receipt": queries.receipt_line(entrant),
                "check_url": f"{settings.BASE_URL}{queries.receipt_path(entrant)}",
            },
        )


def mail_answers(
    *, message_id: int, at: datetime, draw_id: int, after: int = 0, **_newer: object
) -> None:
    """Queue everyone's answer behind the undo window; those offered a place hear of it elsewhere."""
    draw = _held_draw(draw_id)
    if draw.state != DrawState.DRAWN or draw.drawn_at is None:
        return
    batch = answers_of(draw, at)
    odds = {item.key: item for item in queries.odds(draw)}
    winners = {key: len(found) for key, found in queries.winners_by_stratum(draw).items()}
    page = _page(draw, after, "mail_answers")
    found = Rank.objects.filter(entrant__in=page)
    ranks = dict(found.values_list("entrant_id", "position"))
    share_only = set(found.filter(arm=Arm.SHARE_ONLY).values_list("entrant_id", flat=True))
    asked = set(
        Rank.objects.filter(
            draw=draw, place__replaces__isnull=True, place__isnull=False
        ).values_list("entrant_id", flat=True)
    )
    for entrant in page:
        if entrant.pk in asked:
            continue
        stratum = odds.get(entrant.stratum_key)
        position = ranks.get(entrant.pk)
        waiting = position - winners.get(entrant.stratum_key, 0) if position else None
        near = waiting is not None and stratum is not None and waiting <= NEAR * stratum.quota
        template = "draw_alternate" if near else "draw_not_drawn"
        if entrant.reason:
            template = "draw_ineligible"
        queue(
            draw=draw,
            application=entrant.application,
            template=template,
            kind="answer",
            number=entrant.pk,
            batch=batch,
            context={
                "entrant": entrant,
                "odds": stratum,
                "waiting": waiting,
                "household": not entrant.reason and position is None,
                "share_url": _share_url(entrant.application, at)
                if entrant.pk in share_only
                else "",
            },
        )
    if len(page) < ENTRANTS_AT_ONCE:
        batches.written(batch=batch, at=at)


def answers_of(draw: Draw, at: datetime) -> Batch:
    """What a draw says to everyone, as one batch that leaves once the undo window is over."""
    campaign = draw.campaign
    return batches.writing(
        brand=campaign.brand,
        kind=BatchKind.ANSWERS,
        key=f"draw:{draw.pk}:answers",
        about=f"campaign:{campaign.pk}",
        title=campaign_queries.wording(campaign, campaign.brand.language).title,
        leaves_at=(draw.drawn_at or at) + batches.window(),
        at=at,
    )


def take_back_answers(*, message_id: int, at: datetime, draw_id: int, **_newer: object) -> None:
    """Take back every answer of a void draw that has not left yet."""
    messages.cancel_all(dedupe_prefix=f"draw:{draw_id}:", templates=ANSWERS)
    batches.withdraw(key=f"draw:{draw_id}:answers")


def end_with_campaign(
    *, message_id: int, at: datetime, campaign_id: int, by_id: int, **_newer: object
) -> None:
    """Make the draw of a campaign called off void; once parties were held, end its other places."""
    campaign = Campaign.objects.get(pk=campaign_id)
    draw = queries.living_draw(campaign)
    if draw is None:
        return
    by = User.objects.get(pk=by_id)
    try:
        draws.void(draw=draw, by=by, at=at, reason=campaign.cancel_reason)
    except draws.PartiesHeld:
        places.end_all(draw=draw, by=by, at=at)


def end_share_links(*, message_id: int, at: datetime, draw_id: int, **_newer: object) -> None:
    """End the links to the shop that a void draw gave: it named nobody for anything."""
    codes.end_share_only_links(campaign=_draw(draw_id).campaign, at=at)


def mail_void(
    *, message_id: int, at: datetime, draw_id: int, after: int = 0, **_newer: object
) -> None:
    """Tell every applicant that the draw is void, and the public reason.

    Those of a campaign called off hear of that, by ``applications.tell_of_cancellation``.
    """
    draw = _draw(draw_id)
    if draw.campaign.state == CampaignState.CANCELLED:
        return
    for entrant in _page(draw, after, "mail_void"):
        queue(
            draw=draw,
            application=entrant.application,
            template="draw_void",
            kind="void",
            number=entrant.pk,
            context={"entrant": entrant, "drawn": draw.drawn_at is not None},
        )


def go_on_mailing(
    *, message_id: int, at: datetime, draw_id: int, handler: str, after: int, **_newer: object
) -> None:
    """Write to the next few hundred, where a list is too long for one turn."""
    known = {"mail_receipts": mail_receipts, "mail_answers": mail_answers, "mail_void": mail_void}
    known[handler](message_id=message_id, at=at, draw_id=draw_id, after=after)


def _share_url(application: Application | None, at: datetime) -> str:
    """The link to the shop of an entrant who gets no kit; "" where there is no shop, or nobody left."""
    if application is None:
        return ""
    given = codes.share_only_link(application=application, at=at)
    return f"{settings.BASE_URL}/go/{given.link.slug}" if given else ""


def urls(*, draw: Draw, application: Application) -> dict[str, str]:
    """The absolute addresses that a mail about a draw may lead to."""
    return {
        "status_url": f"{settings.BASE_URL}/a/{application.code}",
        "answer_url": f"{settings.BASE_URL}/a/{application.code}/answer",
        "proof_url": f"{settings.BASE_URL}/proof/{draw.code}",
    }


def _draw(draw_id: int) -> Draw:
    return Draw.objects.select_related("campaign__brand").get(pk=draw_id)


def _held_draw(draw_id: int) -> Draw:
    """The draw, kept as it is until these mails are written: who makes it void finds them all."""
    draw_log.locked(draw_id)
    return _draw(draw_id)


def _page(draw: Draw, after: int, handler: str) -> list[Entrant]:
    """The next of the sealed object who can still be written to, in the order of their rows.

    When there may be more, the fact is written that lets ``handler`` go on after them: no transaction
    holds a million mails.
    """
    found = list(
        Entrant.objects.filter(draw=draw, application__isnull=False, pk__gt=after)
        .select_related("draw", "application__user")
        .order_by("pk")[:ENTRANTS_AT_ONCE]
    )
    if len(found) == ENTRANTS_AT_ONCE:
        outbox.publish("draw.mail_continued", draw_id=draw.pk, handler=handler, after=found[-1].pk)
    return found


def queue(
    *,
    draw: Draw,
    application: Application | None,
    template: str,
    kind: str,
    number: int,
    context: dict[str, Any],
    batch: Batch | None = None,
) -> None:
    """Write to one applicant about a draw or a place of it, once for each ``kind`` and ``number``."""
    if application is None:
        return
    campaign = draw.campaign
    with translation.override(application.language):
        reasons = [
            eligibility.words(reason=reason, campaign=campaign) for reason in application.reasons
        ]
    messages.queue(
        template=template,
        to_address=application.user.email,
        to_name=application.first_name,
        language=application.language,
        brand=campaign.brand,
        dedupe_key=f"draw:{draw.pk}:{kind}:{number}",
        batch=batch,
        context={
            "draw": draw,
            "campaign": campaign,
            "wording": campaign_queries.wording(campaign, application.language),
            "application": application,
            "reasons": reasons,
            **urls(draw=draw, application=application),
            **context,
        },
    )
