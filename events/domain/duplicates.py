"""What staff decide about applications that resemble each other: merged, kept, undone.

Frozen with the list: from the moment somebody asks for the seal nothing of this changes. The seal
reads two things of it. Who steps back is not eligible, for a reason they can read; all others are drawn
as the home in ``drawn_as``, one place at most for each.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from events.domain import verdicts
from events.domain.eligibility import Reason
from events.models import (
    Application,
    Campaign,
    DuplicateGroup,
    DuplicateMember,
    Part,
)
from events.queries.draws import living_draw, request_at_work

STEPPED_BACK = str(Reason.HOUSEHOLD_DUPLICATE)


class Decision(StrEnum):
    """What a group is."""

    ONE_STANDS = "ONE_STANDS"  # one person, or one home that is to have one chance: one takes part
    ONE_HOME = "ONE_HOME"  # several people of one home: all take part, chance names one
    APART = "APART"  # several homes: all take part, each for itself


class DecisionRefused(Exception):
    """The decision cannot be kept; the message says why. ``code`` says so to a program."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class ChangedMeanwhile(DecisionRefused):
    """Somebody else decided, or another application joined, since the group was read."""


class ListIsFixed(DecisionRefused):
    """The list is sealed, or being sealed at this moment."""


def is_fixed(campaign: Campaign) -> bool:
    """Whether the list of this campaign is sealed or being sealed."""
    return living_draw(campaign) is not None or request_at_work(campaign) is not None


@transaction.atomic
def decide(
    *,
    group: DuplicateGroup,
    decision: Decision,
    seen: int,
    by: User,
    at: datetime,
    stands: int | None = None,
    apart: Collection[int] = (),
    actor: str = "",
) -> DuplicateGroup:
    """Keep what a group is. ``seen`` is its version as it was read.

    ``stands``: the application that takes part for the others, where one does. ``apart``: those that
    are another home than the rest. ``actor`` is named in the audit instead of ``by``: a key of theirs.
    Raises ChangedMeanwhile, ListIsFixed, DecisionRefused.
    """
    _open_list(group)
    members = dict(group.members.values_list("application_id", "pk"))
    left = members.keys() - set(apart)
    if not set(apart) <= members.keys():
        raise DecisionRefused(_("That application is not one of these."), "NOT_A_MEMBER")
    if decision != Decision.APART and len(left) < 2:
        raise DecisionRefused(_("Leave at least two together, or keep all apart."), "TOO_FEW")
    if decision == Decision.ONE_STANDS and stands not in left:
        raise DecisionRefused(_("Choose the application that takes part."), "NOBODY_STANDS")
    _take_turn(group, seen, decided_at=at, decided_by=by)
    _back_to_nothing(group)
    rest = {
        Decision.ONE_STANDS: Part.STEPS_BACK,
        Decision.ONE_HOME: Part.SHARES,
        Decision.APART: Part.APART,
    }[decision]
    group.members.update(part=rest)
    group.members.filter(application__in=apart).update(part=Part.APART)
    if decision == Decision.ONE_STANDS:
        group.members.filter(application=stands).update(part=Part.STANDS)
    verdicts.put(reason=STEPPED_BACK, on=_of(group).filter(likeness__part=Part.STEPS_BACK))
    _of(group).exclude(likeness__part=Part.APART).update(drawn_as=home_tag(f"group {group.code}"))
    _apart(_of(group).filter(likeness__part=Part.APART))
    said = {"decision": str(decision), "of": len(members)}
    if decision == Decision.ONE_STANDS:
        said["stands"] = f"application:{stands}"
    if apart:
        said["apart"] = sorted(apart)
    _note(group, actor or f"user:{by.pk}", "duplicates.decided", at, said)
    return group


@transaction.atomic
def reopen(
    *, group: DuplicateGroup, seen: int, by: User, at: datetime, actor: str = ""
) -> DuplicateGroup:
    """Undo what was decided: everyone takes part again, and somebody has to look.

    Raises ChangedMeanwhile, ListIsFixed.
    """
    _open_list(group)
    if not group.members.exclude(part="").exists():
        raise ChangedMeanwhile(_("There is nothing to undo here."), "CHANGED_MEANWHILE")
    _take_turn(group, seen, decided_at=None, decided_by=None)
    _back_to_nothing(group)
    _note(group, actor or f"user:{by.pk}", "duplicates.reopened", at, {})
    return group


@transaction.atomic
def leave(*, applications: Iterable[Application], at: datetime) -> None:
    """Take applications out of their groups: withdrawn, erased, or with other answers now.

    When the one that stood for others goes, they take part again and somebody has to look. A list
    that is sealed stays as it was sealed.
    """
    gone = [one.pk for one in applications]
    members = DuplicateMember.objects.select_related("group__campaign").filter(application__in=gone)
    for member in members.order_by("pk"):
        group = member.group
        member.delete()
        Application.objects.filter(pk=member.application_id).update(drawn_as="")
        left = group.members.count()
        DuplicateGroup.objects.filter(pk=group.pk).update(size=left, version=F("version") + 1)
        if is_fixed(group.campaign):
            continue
        if member.part == Part.STANDS or left < 2:
            _back_to_nothing(group)
            DuplicateGroup.objects.filter(pk=group.pk).update(decided_at=None, decided_by=None)
        elif not member.part:
            _drawn_as_found(group)
        if left < 2:
            group.delete()


def home_tag(text: str) -> str:
    """A name under which a home is drawn, never equal to a household key."""
    return hashlib.sha256(f"drawn as {text}".encode()).hexdigest()


def _open_list(group: DuplicateGroup) -> None:
    # The campaign first: sealing locks it too, so that nothing is decided under the seal.
    campaign = Campaign.objects.select_for_update().get(pk=group.campaign_id)
    if is_fixed(campaign):
        raise ListIsFixed(_("The list is sealed: nothing on it changes any more."), "LIST_IS_FIXED")


def _take_turn(group: DuplicateGroup, seen: int, **columns: object) -> None:
    mine = DuplicateGroup.objects.filter(pk=group.pk, version=seen)
    if not mine.update(version=F("version") + 1, **columns):
        raise ChangedMeanwhile(
            _("Somebody decided meanwhile, or another application joined: please look again."),
            "CHANGED_MEANWHILE",
        )
    group.refresh_from_db()


def _of(group: DuplicateGroup) -> QuerySet[Application]:
    return Application.objects.filter(likeness__group=group)


def _back_to_nothing(group: DuplicateGroup) -> None:
    verdicts.take(reason=STEPPED_BACK, off=_of(group).filter(likeness__part=Part.STEPS_BACK))
    group.members.update(part="")
    _drawn_as_found(group)


def _apart(rows: QuerySet[Application]) -> None:
    changed = list(rows.only("pk", "code"))
    for one in changed:
        one.drawn_as = home_tag(f"application {one.code}")
    Application.objects.bulk_update(changed, ["drawn_as"], batch_size=200)


def _drawn_as_found(group: DuplicateGroup) -> None:
    """Draw the undecided of a group as one home where mailbox, telephone or address is the same."""
    rows = list(
        _of(group)
        .filter(likeness__part="")
        .order_by("pk")
        .values_list("pk", "email_hash", "phone", "household_key")
    )
    first: dict[tuple[int, str], int] = {}
    root = {row[0]: row[0] for row in rows}

    def top(pk: int) -> int:
        while root[pk] != pk:
            root[pk] = root[root[pk]]
            pk = root[pk]
        return pk

    for pk, *values in rows:
        for column, value in enumerate(values):
            if value:
                other = first.setdefault((column, str(value)), pk)
                one, two = sorted((top(pk), top(other)))
                root[two] = one
    keys = {row[0]: row[3] for row in rows}
    changed = [
        Application(pk=pk, drawn_as=keys[top(pk)] if keys[top(pk)] != key else "")
        for pk, key in keys.items()
    ]
    Application.objects.bulk_update(changed, ["drawn_as"], batch_size=200)


def _note(
    group: DuplicateGroup, actor: str, action: str, at: datetime, said: dict[str, object]
) -> None:
    campaign = Campaign.objects.only("brand_id").get(pk=group.campaign_id)
    audit.record(
        chain=f"brand:{campaign.brand_id}",
        actor=actor,
        action=action,
        subject=f"duplicates:{group.code}",
        data=said,
        at=at,
    )
