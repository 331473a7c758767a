"""A friend answers; chairs are taken and given back; those who wait move up.

Chairs are taken by one conditional update (`taken + n <= capacity`) in the transaction that writes
the answer; the CHECK `never_more_than_seats` stands behind. Who finds no chair waits, in the order
of arrival. When chairs come free, the list is walked in order and everyone who fits is seated: a
group too large for what is free keeps its place in line and does not hold up the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.identity import email_hash
from common import codes, outbox
from events.models import PartyState
from guests.domain import agreements
from guests.models import Answer, Guest, Invitation, Rsvp, Seating

# A table has twenty chairs; what goes far beyond is not a party. Within a day of each other:
MOST_ANSWERS_A_DAY = 200
"""First answers to one invitation."""
MOST_ADDRESSES_A_DAY = 60
"""Addresses we write to because somebody typed them under one invitation."""
MOST_INVITATIONS_OF_ADDRESS_A_DAY = 5
"""Invitations, of all hosts, that one address is written to about."""


class NotAnswerable(Exception):
    """No answer can be taken now (cancelled, over, closed, too many); the message says why."""


class AnswerIncomplete(NotAnswerable):
    """Something is missing beside ``field``; nothing was kept, so that nothing is kept by mistake."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class AlreadyAnswered(Exception):
    """This address has answered this invitation; only its owner's own link changes it."""

    def __init__(self, guest: Guest) -> None:
        super().__init__(
            _(
                "This address has already answered. We have sent it its own link, to change the answer."
            )
        )
        self.guest = guest


@dataclass(frozen=True)
class Reply:
    """What a friend says: the answer, how many, and what the kitchen should know.

    ``health`` is the explicit consent without which allergens and needs are not kept;
    ``measurement`` the agreement to be counted by a hashed e-mail address.
    """

    answer: Answer
    adults: int = 1
    children: int = 0
    message: str = ""
    allergens: Sequence[str] = ()
    needs: str = ""
    health: bool = False
    measurement: bool = False

    @property
    def seats(self) -> int:
        return self.adults + self.children

    @property
    def says_health(self) -> bool:
        """Whether there is something for the kitchen to know; who does not come says nothing."""
        return self.answer != Answer.NO and bool(self.allergens or self.needs)


@transaction.atomic
def answer(
    *,
    invitation: Invitation,
    at: datetime,
    first_name: str,
    email: str,
    reply: Reply,
    language: str,
) -> Guest:
    """Take a first answer. Publishes ``rsvp.answered``.

    The guest is ADMITTED when chairs are free, else WAITING. Raises NotAnswerable, or
    AlreadyAnswered when the address is known here (nobody answers for another). ``language`` is
    the reader's: their mails speak it, and their consents are kept in it.
    """
    _refuse_unanswerable(invitation=invitation, reply=reply, at=at)
    _refuse_incomplete(reply=reply, email=email)
    hashed = email_hash(email) if email else ""
    known = (
        Guest.objects.filter(invitation=invitation, email_hash=hashed).first() if hashed else None
    )
    if known is not None:
        raise AlreadyAnswered(known)
    _refuse_flood(invitation=invitation, hashed=hashed, at=at)
    seating = _take(invitation=invitation, reply=reply)
    if seating == Seating.WAITING:
        # Who leaves now must see us waiting, or have freed the chair before we look again.
        Invitation.objects.select_for_update().get(pk=invitation.pk)
        seating = _take(invitation=invitation, reply=reply)
    try:
        with transaction.atomic():
            guest = Guest.objects.create(
                invitation=invitation,
                code=codes.capability(),
                first_name=first_name,
                email=email,
                email_hash=hashed,
                language=language,
                created_at=at,
            )
    except IntegrityError as error:
        # The same address was answering at the same moment; the outer rollback gives the chair back.
        raise NotAnswerable(_("This address has just answered: look in its mail box.")) from error
    Rsvp.objects.create(guest=guest, answered_at=at, **_columns(reply, seating, at))
    _record_agreements(guest=guest, reply=reply, where="rsvp", language=language, at=at, first=True)
    outbox.publish("rsvp.answered", guest_id=guest.pk)
    return guest


@transaction.atomic
def change(*, guest: Guest, reply: Reply, at: datetime, language: str = "") -> Guest:
    """Replace the answer of ``guest``; freed chairs seat those who wait, once.

    Repeating the same answer changes nothing and keeps the place in line, and so does asking for
    fewer chairs while waiting. Publishes ``rsvp.answered`` only on a real change. An agreement
    that is no longer ticked is taken back. ``language`` is the one the page was shown in.
    """
    invitation = Invitation.objects.select_for_update().get(pk=guest.invitation_id)
    _refuse_unanswerable(invitation=invitation, reply=reply, at=at)
    _refuse_incomplete(reply=reply, email=guest.email)
    before = Rsvp.objects.select_for_update().get(guest=guest)
    same_seats = before.answer == reply.answer and before.adults + before.children == reply.seats
    if same_seats:
        seating, since = Seating(before.seating), before.waiting_since_at
    else:
        if before.seating == Seating.ADMITTED:
            give_back(invitation_id=invitation.pk, seats=before.adults + before.children)
        seating, since = _take(invitation=invitation, reply=reply), None
        if before.seating == Seating.WAITING and reply.seats <= before.adults + before.children:
            since = before.waiting_since_at
        if seating == Seating.WAITING and before.seating == Seating.ADMITTED:
            # Asking for more than there is must not lose the chairs already held.
            raise NotAnswerable(
                _("There are not enough free chairs for that many; your first answer stands.")
            )
    columns = _columns(reply, seating, at)
    if seating == Seating.WAITING:
        columns["waiting_since_at"] = since or at
    if seating == Seating.ADMITTED and before.admitted_at:
        columns["admitted_at"] = before.admitted_at
    _record_agreements(
        guest=guest, reply=reply, where="guest", language=language or guest.language, at=at
    )
    changed = {k: v for k, v in columns.items() if getattr(before, k) != v}
    if not changed:
        return guest
    Rsvp.objects.filter(pk=before.pk).update(answered_at=at, **columns)
    outbox.publish("rsvp.answered", guest_id=guest.pk)
    promote_waiting(invitation=invitation, at=at)
    return guest


@transaction.atomic
def leave_line(*, guest: Guest, at: datetime, language: str = "") -> bool:
    """Take ``guest`` off the waiting list: their answer becomes no, their word to the host stays.

    Returns False, and changes nothing, when they do not wait, or no longer: a chair that came
    free in the meantime is not given back by somebody who meant the list.
    """
    Invitation.objects.select_for_update().get(pk=guest.invitation_id)
    rsvp = Rsvp.objects.select_for_update().get(guest=guest)
    if rsvp.seating != Seating.WAITING:
        return False
    reply = Reply(
        answer=Answer.NO,
        adults=rsvp.adults,
        children=rsvp.children,
        message=rsvp.message,
        measurement=agreements.measured(guest),
    )
    change(guest=guest, reply=reply, at=at, language=language)
    return True


@transaction.atomic
def ask_link(*, guest: Guest) -> None:
    """Somebody typed an address that has answered: its owner is sent their own link.

    Publishes ``guest.recognised``. Nothing of the answer is shown or changed.
    """
    outbox.publish("guest.recognised", guest_id=guest.pk)


@transaction.atomic
def note_calendar(*, guest: Guest, sequence: int, in_calendar: bool) -> bool:
    """Note what the last calendar message to ``guest`` was; False when a later one was noted."""
    return bool(
        Rsvp.objects.filter(guest=guest.pk)
        .filter(Q(calendar_sequence__isnull=True) | Q(calendar_sequence__lte=sequence))
        .update(calendar_sequence=sequence, in_calendar=in_calendar)
    )


def forget_needs(*, invitation: Invitation) -> int:
    """Delete what the kitchen and the host no longer need: allergens, needs, messages.

    Returns how many answers held any.
    """
    held = Rsvp.objects.filter(guest__invitation=invitation.pk).exclude(
        allergens=[], needs="", message=""
    )
    return held.update(allergens=[], needs="", message="")


@transaction.atomic
def promote_waiting(*, invitation: Invitation, at: datetime) -> list[Guest]:
    """Seat those who wait, in order, as far as chairs go; publishes ``rsvp.promoted`` for each."""
    promoted = []
    waiting = (
        Rsvp.objects.select_for_update()
        .filter(guest__invitation=invitation.pk, seating=Seating.WAITING)
        .order_by("waiting_since_at", "pk")
        .select_related("guest")
    )
    for rsvp in waiting:
        seats = rsvp.adults + rsvp.children
        if not _claim(invitation_id=invitation.pk, seats=seats):
            continue
        moved = Rsvp.objects.filter(pk=rsvp.pk, seating=Seating.WAITING).update(
            seating=Seating.ADMITTED, waiting_since_at=None, admitted_at=at
        )
        if not moved:
            give_back(invitation_id=invitation.pk, seats=seats)
            continue
        outbox.publish("rsvp.promoted", guest_id=rsvp.guest_id)
        promoted.append(rsvp.guest)
    return promoted


def _refuse_unanswerable(*, invitation: Invitation, reply: Reply, at: datetime) -> None:
    party = invitation.party
    if party.state == PartyState.CANCELLED:
        raise NotAnswerable(_("This party is cancelled; there is nothing to answer."))
    if invitation.closed_at is not None or (party.starts_at is not None and party.starts_at <= at):
        raise NotAnswerable(_("This party has begun or is over; answers are closed."))
    if reply.children and party.campaign.concerns_alcohol:
        raise NotAnswerable(_("This party is about drinks with alcohol: it is for adults only."))
    if reply.answer == Answer.YES and reply.seats > invitation.most_per_guest:
        raise NotAnswerable(
            ngettext(
                "One answer can bring %(most)s person at most; ask your friends to answer themselves.",
                "One answer can bring %(most)s people at most; ask your friends to answer themselves.",
                invitation.most_per_guest,
            )
            % {"most": invitation.most_per_guest}
        )


def _refuse_flood(*, invitation: Invitation, hashed: str, at: datetime) -> None:
    """Keep a shared link from filling the host's mail box, or strangers' through us."""
    today = Guest.objects.filter(created_at__gt=at - timedelta(days=1))
    here = today.filter(invitation=invitation)
    if here.count() >= MOST_ANSWERS_A_DAY:
        raise NotAnswerable(
            _("Very many answers came to this invitation today; please come back tomorrow.")
        )
    if hashed and (
        here.exclude(email="").count() >= MOST_ADDRESSES_A_DAY
        or today.filter(email_hash=hashed).count() >= MOST_INVITATIONS_OF_ADDRESS_A_DAY
    ):
        raise AnswerIncomplete(
            _(
                "We cannot write to this address today. Leave it out: your answer counts all the"
                " same, and the next page is yours to keep."
            ),
            field="email",
        )


def _refuse_incomplete(*, reply: Reply, email: str) -> None:
    if reply.says_health and not reply.health:
        raise AnswerIncomplete(
            _(
                "Allergies and needs are about your health: we pass them on only if you tick the box"
                " below them. Or leave them out."
            ),
            field="health",
        )
    if reply.measurement and not email:
        raise AnswerIncomplete(
            _("Counting by your address needs an address: write one above, or untick the box."),
            field="measurement",
        )


def _record_agreements(
    *, guest: Guest, reply: Reply, where: str, language: str, at: datetime, first: bool = False
) -> None:
    """Keep what was agreed to in the words shown. A first answer takes nothing back: a box left
    empty there says nothing about what the same person agreed to elsewhere."""
    invitation = guest.invitation
    with translation.override(language):
        boxes = [
            (agreements.health(invitation), reply.says_health),
            (agreements.measurement(invitation), reply.measurement),
        ]
    for agreement, given in boxes:
        if given or not first:
            agreements.record(
                guest=guest, agreement=agreement, given=given, where=where, language=language, at=at
            )


def _take(*, invitation: Invitation, reply: Reply) -> Seating:
    if reply.answer != Answer.YES:
        return Seating.NONE
    if _claim(invitation_id=invitation.pk, seats=reply.seats):
        return Seating.ADMITTED
    return Seating.WAITING


def _claim(*, invitation_id: int, seats: int) -> bool:
    return bool(
        Invitation.objects.filter(pk=invitation_id, taken__lte=F("capacity") - seats).update(
            taken=F("taken") + seats
        )
    )


def give_back(*, invitation_id: int, seats: int) -> None:
    Invitation.objects.filter(pk=invitation_id).update(taken=F("taken") - seats)


def _columns(reply: Reply, seating: Seating, at: datetime) -> dict[str, object]:
    return {
        "answer": reply.answer,
        "seating": seating,
        "adults": reply.adults,
        "children": reply.children,
        "message": reply.message,
        "allergens": sorted(reply.allergens) if reply.says_health else [],
        "needs": reply.needs if reply.says_health else "",
        "waiting_since_at": at if seating == Seating.WAITING else None,
        "admitted_at": at if seating == Seating.ADMITTED else None,
    }
