"""Applications held because a program may have filled them in: let through or refused by a person.

Nobody is refused by a machine: while one of them waits the list is not sealed, and staff who refuse say
why, in words the applicant reads. Both can be undone until the seal.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Brand, User
from common import audit
from events.domain import duplicates, verdicts
from events.domain.eligibility import Reason
from events.models import Application, ApplicationState, Campaign, Doubt, Hold, HoldOutcome

MOST_AT_ONCE = 500


class HoldRefused(Exception):
    """The decision cannot be kept; the message says why. ``code`` says so to a program."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def hold(*, application: Application, doubts: Collection[str], at: datetime) -> Hold:
    """Hold an application that is being handed in; part of that transaction."""
    known = [one for one in Doubt.values if one in doubts]
    return Hold.objects.create(
        campaign_id=application.campaign_id,
        application=application,
        doubt=known[0],
        doubts=known,
        held_at=at,
    )


def undecided(campaign: Campaign) -> int:
    """How many of those handed in still wait for staff."""
    return Hold.objects.filter(
        campaign=campaign, outcome="", application__state=ApplicationState.SUBMITTED
    ).count()


@transaction.atomic
def decide(
    *,
    brand: Brand,
    holds: Collection[int],
    outcome: HoldOutcome,
    by: User,
    at: datetime,
    why: str = "",
    actor: str = "",
) -> int:
    """Let these holds of the brand through, or refuse them for ``why``; returns how many were decided.

    One that somebody else decided meanwhile stays as it is. ``actor``: named in the audit instead of
    ``by``. Raises HoldRefused when there is no reason, or a list is sealed.
    """
    if outcome == HoldOutcome.REFUSED and not why.strip():
        raise HoldRefused(_("Say why: the person reads it."), "NO_REASON")
    waiting = _locked(brand, holds, outcome="")
    pks = [one.pk for one in waiting]
    done = Hold.objects.filter(pk__in=pks, outcome="").update(
        outcome=outcome,
        why=why.strip() if outcome == HoldOutcome.REFUSED else "",
        decided_at=at,
        decided_by=by,
    )
    if outcome == HoldOutcome.REFUSED:
        verdicts.put(reason=str(Reason.NOT_A_PERSON), on=Application.objects.filter(hold__in=pks))
    _note(brand, waiting, f"application.{outcome.lower()}", actor or f"user:{by.pk}", at)
    return done


@transaction.atomic
def reopen(*, brand: Brand, holds: Collection[int], by: User, at: datetime, actor: str = "") -> int:
    """Undo decisions: they wait again. Returns how many. Raises HoldRefused when a list is sealed."""
    decided = [
        one for outcome in HoldOutcome.values for one in _locked(brand, holds, outcome=outcome)
    ]
    pks = [one.pk for one in decided]
    verdicts.take(
        reason=str(Reason.NOT_A_PERSON),
        off=Application.objects.filter(hold__in=pks, hold__outcome=HoldOutcome.REFUSED),
    )
    done = Hold.objects.filter(pk__in=pks).update(
        outcome="", why="", decided_at=None, decided_by=None
    )
    _note(brand, decided, "application.held_again", actor or f"user:{by.pk}", at)
    return done


def _locked(brand: Brand, holds: Collection[int], *, outcome: str) -> list[Hold]:
    """These of the brand's holds, their campaigns' rows held: nothing is decided under a seal."""
    rows = Hold.objects.of_brand(brand.pk).filter(pk__in=list(holds)[:MOST_AT_ONCE])
    rows = rows.filter(outcome=outcome)
    campaigns = Campaign.objects.filter(pk__in=rows.values_list("campaign_id", flat=True))
    for campaign in campaigns.select_for_update().order_by("pk"):
        if duplicates.is_fixed(campaign):
            raise HoldRefused(
                _("The list is sealed: nothing on it changes any more."), "LIST_IS_FIXED"
            )
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _note(brand: Brand, holds: list[Hold], action: str, actor: str, at: datetime) -> None:
    audit.record_all(
        chain=f"brand:{brand.pk}",
        lines=[
            audit.Line(
                actor=actor,
                action=action,
                subject=f"application:{one.application_id}",
                data={"doubts": one.doubts},
                at=at,
            )
            for one in holds
        ],
    )
