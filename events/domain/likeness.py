"""Which applications probably came from one person or one home: found after they were handed in.

A newcomer is compared with the others of its campaign by indexed keys, a few rows each, so that the
millionth costs what the first did. Nothing is refused and nothing is dropped: what is found is shown to
staff (``events.domain.duplicates``). Until they decide, the same mailbox, telephone or address is
drawn as one home, and all that only resembles stays apart.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from common import codes
from events.domain import duplicates, eligibility
from events.models import (
    ONE_HOME,
    Application,
    ApplicationState,
    Campaign,
    DuplicateGroup,
    DuplicateMember,
    Likeness,
    Part,
)
from events.places import plain_name

AT_ONCE = 200
OF_A_KIND = 20  # of many that are alike, the latest tell as much: they are in one group already
NEIGHBOURS = 200  # how many with the same number in the same place are read and compared


@transaction.atomic
def compare(*, application_id: int, at: datetime) -> bool:
    """Compare one application with the others; says whether it was done.

    Not done when it is gone, or when its list is sealed or about to be: the seal compares what is
    left itself (``compare_rest``).
    """
    application = (
        Application.objects.select_related("campaign", "user").filter(pk=application_id).first()
    )
    if application is None:
        return False
    # The campaign first, as everywhere: two newcomers find each other, and the list stays as sealed.
    campaign = Campaign.objects.select_for_update().get(pk=application.campaign_id)
    if duplicates.is_fixed(campaign):
        return False
    application.refresh_from_db()
    if application.state != ApplicationState.SUBMITTED:
        return False
    _compare(application, at)
    return True


@transaction.atomic
def compare_rest(*, campaign: Campaign, at: datetime) -> int:
    """Compare a few hundred of those that were not yet; returns how many, 0 when all are."""
    left = Application.objects.select_related("user").filter(
        campaign=campaign, state=ApplicationState.SUBMITTED, compared_at__isnull=True
    )
    page = list(left.order_by("pk")[:AT_ONCE])
    for application in page:
        _compare(application, at)
    return len(page)


def _compare(application: Application, at: datetime) -> None:
    Application.objects.filter(pk=application.pk).update(compared_at=at)
    known = DuplicateMember.objects.filter(application=application).first()
    if known is not None and not known.part:  # its answers changed: it may resemble others now
        duplicates.leave(applications=[application], at=at)
        known = None
    found = _alike(application)
    if not found:
        return
    others = list(DuplicateMember.objects.select_related("group").filter(application__in=found))
    grouped = {one.application_id for one in others}
    if (
        known is not None
        and grouped == found.keys()
        and {known.group_id} == {one.group_id for one in others}
    ):
        return  # decided on already, and nobody new
    group = known.group if known else _group_for(application.campaign_id, others, at)
    _take_in(group, {pk: why for pk, why in found.items() if pk not in grouped}, at)
    _add_reasons(others, found)
    mine = {reason for reasons in found.values() for reason in reasons}
    if known is None:
        _take_in(group, {application.pk: mine}, at)
        _draw_as_one(application, {pk for pk, why in found.items() if why & set(ONE_HOME)})
    group.refresh_from_db()
    DuplicateGroup.objects.filter(pk=group.pk).update(
        reasons=_in_order({*group.reasons, *mine}),
        version=F("version") + 1,
        decided_at=None,
        decided_by=None,
    )


def _alike(application: Application) -> dict[int, set[str]]:
    """Others of the campaign and what each has in common with this one."""
    found: dict[int, set[str]] = defaultdict(set)
    for reason, column in (
        (Likeness.SAME_MAIL, "email_hash"),
        (Likeness.SAME_PHONE, "phone"),
        (Likeness.SAME_HOME, "household_key"),
        (Likeness.SAME_PERSON, "person_key"),
    ):
        value = getattr(application, column)
        if value:
            same = _others(application).filter(**{column: value})
            for pk in same.values_list("pk", flat=True)[:OF_A_KIND]:
                found[pk].add(str(reason))
    for pk in _neighbours(application):
        found[pk].add(str(Likeness.NEAR_HOME))
    return dict(found)


def _neighbours(application: Application) -> Iterable[int]:
    """Others whose address is probably this one, written otherwise.

    In a house of many flats neighbours are told apart by their doors: another door counts as the
    same home only for people of one family name.
    """
    here = eligibility.home_of(application)
    if here is None or not application.near_key:
        return
    near = _others(application).filter(near_key=application.near_key)
    family = plain_name(application.last_name)
    for other in near.exclude(household_key=application.household_key)[:NEIGHBOURS]:
        there = eligibility.home_of(other)
        if there is None or not here.resembles(there):
            continue
        one_family = bool(family) and plain_name(other.last_name) == family
        one_door = here.inside == there.inside and here.way == there.way
        if one_door or one_family:
            yield other.pk


def _others(application: Application) -> QuerySet[Application]:
    return (
        Application.objects.filter(
            campaign_id=application.campaign_id, state=ApplicationState.SUBMITTED
        )
        .exclude(pk=application.pk)
        .order_by("-pk")
    )


def _group_for(campaign_id: int, others: list[DuplicateMember], at: datetime) -> DuplicateGroup:
    """The group that a newcomer joins; groups that it ties together become one.

    What staff decided on is not thrown together with anything else that they decided on.
    """
    groups = {one.group_id: one.group for one in others}
    if not groups:
        return DuplicateGroup.objects.create(
            campaign_id=campaign_id, code=codes.slug(), found_at=at
        )
    decided = set(
        DuplicateMember.objects.filter(group__in=groups)
        .exclude(part="")
        .values_list("group_id", flat=True)
    )
    stays = groups[min(decided or groups)]
    for pk, group in groups.items():
        if pk != stays.pk and pk not in decided:
            DuplicateMember.objects.filter(group=group).update(group=stays)
            DuplicateGroup.objects.filter(pk=stays.pk).update(
                size=F("size") + group.size, reasons=_in_order({*stays.reasons, *group.reasons})
            )
            stays.refresh_from_db()
            group.delete()
    return stays


def _take_in(group: DuplicateGroup, reasons: dict[int, set[str]], at: datetime) -> None:
    DuplicateMember.objects.bulk_create(
        DuplicateMember(group=group, application_id=pk, reasons=_in_order(why), joined_at=at)
        for pk, why in sorted(reasons.items())
    )
    DuplicateGroup.objects.filter(pk=group.pk).update(size=F("size") + len(reasons))


def _add_reasons(members: list[DuplicateMember], found: dict[int, set[str]]) -> None:
    changed = []
    for one in members:
        reasons = _in_order({*one.reasons, *found[one.application_id]})
        if reasons != one.reasons:
            one.reasons = reasons
            changed.append(one)
    DuplicateMember.objects.bulk_update(changed, ["reasons"])


def _in_order(reasons: set[str]) -> list[str]:
    return [one for one in Likeness.values if one in reasons]


def _draw_as_one(application: Application, alike: set[int]) -> None:
    """Until staff decide, draw an application and those it is one home with as one."""
    rows = Application.objects.filter(pk__in=alike).exclude(likeness__part=Part.APART)
    tags = {
        drawn_as or key: bool(part)
        for drawn_as, key, part in rows.values_list("drawn_as", "household_key", "likeness__part")
    }
    tags.setdefault(application.household_key, False)
    if len(tags) == 1:
        return
    # A home on which staff decided keeps its name in the draw; else any of them will do.
    tag = min(tags, key=lambda one: (not tags[one], one))
    undecided = Application.objects.filter(
        campaign_id=application.campaign_id, state=ApplicationState.SUBMITTED
    ).exclude(likeness__part__in=list(Part.values))
    loose = [one for one, decided in tags.items() if one != tag and not decided and one]
    undecided.filter(drawn_as__in=loose).update(drawn_as=tag)
    undecided.filter(drawn_as="", household_key__in=loose).update(drawn_as=tag)
    Application.objects.filter(pk=application.pk).update(drawn_as=tag)
