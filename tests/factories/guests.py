"""Invitations and answers, with boring defaults."""

from typing import Any

from common import clock
from events.models import Party
from guests.domain import invitations, rsvps
from guests.domain.rsvps import Reply
from guests.models import Answer, Guest, Invitation
from tests.factories.draws import scheduled_party


def open_invitation(party: Party | None = None, *, capacity: int = 4) -> Invitation:
    """An invitation that takes answers."""
    return invitations.open_for(party=party or scheduled_party(), capacity=capacity, at=clock.now())


def guest_of(
    invitation: Invitation,
    *,
    name: str = "Jules",
    email: str | None = None,
    answer: str = Answer.YES,
    language: str = "fr",
    **reply: Any,
) -> Guest:
    """A friend who has answered; ``email=""`` for one without an address."""
    if email is None:
        email = f"{name.lower()}{Guest.objects.count()}@friends.example"
    return rsvps.answer(
        invitation=invitation,
        at=clock.now(),
        first_name=name,
        email=email,
        reply=Reply(answer=Answer(answer), **reply),
        language=language,
    )


def says(guest: Guest, answer: str = Answer.NO, **reply: Any) -> Guest:
    """The same guest, answering again."""
    guest.refresh_from_db()
    return rsvps.change(guest=guest, reply=Reply(answer=Answer(answer), **reply), at=clock.now())
