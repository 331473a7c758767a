"""One draw has one root: whoever holds another one reports it, and it is seen.

A published root cannot be exchanged unseen, as everyone on the list got it by mail. What is missing
is somebody who says so: a report is a row, a public line of the draw's log, and a task at the desk.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, outbox
from events.domain import draw_log
from events.domain.draw_words import root_reported
from events.domain.refusals import DrawRefused
from events.models import Draw, RootReport
from events.raffle.log import LogKind, note_data

MOST_LINES = (
    20  # anybody may report: beyond so many roots the rows are kept, the log stays readable
)


class NothingToReport(DrawRefused):
    """The root is the published one, or another draw's; ``draw`` is the draw that it belongs to."""

    def __init__(self, message: str, draw: Draw) -> None:
        super().__init__(message)
        self.draw = draw


@transaction.atomic
def report(*, draw: Draw, root: str, at: datetime) -> RootReport:
    """Keep that somebody holds ``root`` (64 hex digits) for this draw; again, it is counted.

    Publishes ``draw.root_reported`` the first time. Raises NothingToReport.
    """
    owner = Draw.objects.filter(root=root).first()
    if owner is not None and owner.pk == draw.pk:
        raise NothingToReport(_("This is the root of this page: the two agree."), owner)
    if owner is not None:
        raise NothingToReport(
            _("This root is published too, as that of another draw. Check there."), owner
        )
    held = draw_log.locked(draw.pk)
    lines = RootReport.objects.filter(draw=held).count()
    found, new = RootReport.objects.get_or_create(
        draw=held, root=root, defaults={"first_at": at, "last_at": at}
    )
    if not new:
        RootReport.objects.filter(pk=found.pk).update(times=F("times") + 1, last_at=at)
        return found
    if lines < MOST_LINES:
        draw_log.append(
            draw=held,
            kind=LogKind.NOTE,
            by=draw_log.SYSTEM,
            data=note_data(text=root_reported(root)),
            at=at,
        )
    outbox.publish("draw.root_reported", draw_id=held.pk, report_id=found.pk)
    return found


@transaction.atomic
def mark_seen(*, report: RootReport, by: User, at: datetime) -> bool:
    """Write down that ``by`` looked into a report; False when somebody did before."""
    waiting = RootReport.objects.filter(pk=report.pk, seen_at__isnull=True)
    if not waiting.update(seen_at=at, seen_by=by):
        return False
    audit.record(
        chain=f"brand:{report.draw.campaign.brand_id}",
        actor=f"user:{by.pk}",
        action="draw.root_report_seen",
        subject=f"draw:{report.draw_id}",
        data={"root": report.root},
        at=at,
    )
    return True
