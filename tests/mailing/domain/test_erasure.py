"""Somebody is erased while mail about them is on its way: what is owed arrives, and is not kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail

from accounts.identity import email_hash
from accounts.models import Brand
from mailing.domain import erasure, messages
from mailing.models import Message, MessageState, Suppression
from tests.factories.accounts import BrandFactory
from tests.factories.mailing import MessageFactory
from tests.moments import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def outside(settings: Any) -> list[Any]:
    """A world in which mail leaves, into a box that can be looked into."""
    settings.DEMO = False
    box: list[Any] = django_mail.outbox
    return box


def about_her(brand: Brand, **columns: Any) -> Message:
    message: Message = MessageFactory(
        **{"brand": brand, "about": "guest:7", "text": "Ondine has called it off.", **columns}
    )
    return message


def empty(brand: Brand, *, owed: bool = True) -> int:
    return erasure.empty(brand=brand, about=["guest:7"], owed=owed)


def columns_of(message: Message) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.subject, message.text, message.html


@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.SENDING])
def test_what_is_owed_leaves_whole_and_is_then_gone(
    brand: Brand, outside: list[Any], state: str
) -> None:
    about_her(brand, in_state=state, claimed_until=NOON if state == "SENDING" else None)

    assert empty(brand) == 1
    messages.send_due(at=LATER)

    assert [one.body for one in outside] == ["Ondine has called it off."]
    assert not Message.objects.exists()


def test_what_is_owed_to_nobody_does_not_leave(brand: Brand, outside: list[Any]) -> None:
    about_her(brand, text="Ondine is coming.")

    assert empty(brand, owed=False) == 1
    messages.send_due(at=LATER)

    assert (outside, Message.objects.count()) == ([], 0)


def test_nobody_is_asked_to_an_evening_whose_host_is_gone(brand: Brand) -> None:
    about_her(brand, calendar_method="REQUEST")
    called_off = about_her(brand, calendar_method="CANCEL")

    empty(brand)

    assert list(Message.objects.values_list("pk", "forget")) == [(called_off.pk, True)]


def test_what_has_left_is_emptied_and_what_failed_never_leaves_empty(brand: Brand) -> None:
    sent = about_her(brand, in_state=MessageState.SENT)
    failed = about_her(brand, in_state=MessageState.FAILED)

    assert empty(brand) == 2

    assert columns_of(sent) == ("", "", "")
    assert not messages.retry(message=failed, at=LATER)
    assert not Message.objects.filter(pk=failed.pk).exists()


def test_others_and_other_brands_keep_theirs(brand: Brand) -> None:
    other = about_her(brand, about="guest:70")
    theirs = about_her(BrandFactory())

    assert empty(brand) == 0

    assert columns_of(other)[1] == columns_of(theirs)[1] == "Ondine has called it off."


def test_erased_at_the_moment_it_leaves_nothing_is_kept(
    brand: Brand, outside: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    message = about_her(brand)
    real = messages._hand_over

    def meanwhile(leaving: Message) -> None:
        empty(brand)
        real(leaving)

    monkeypatch.setattr(messages, "_hand_over", meanwhile)

    assert messages.send(message_id=message.pk, at=NOON)

    assert (len(outside), Message.objects.count()) == (1, 0)


@pytest.mark.parametrize("final", [True, False])
def test_a_mail_to_be_forgotten_that_cannot_leave_is_kept_only_to_be_tried_again(
    brand: Brand, outside: list[Any], monkeypatch: pytest.MonkeyPatch, final: bool
) -> None:
    about_her(brand)
    empty(brand)
    monkeypatch.setattr(messages, "_hand_over", lambda _: 1 / 0)
    monkeypatch.setattr(messages, "_is_final", lambda _: final)

    messages.send_due(at=NOON)

    kept = [] if final else ["QUEUED"]
    assert list(Message.objects.values_list("state", flat=True)) == kept


def test_a_mail_to_be_forgotten_that_its_reader_stopped_is_gone(brand: Brand) -> None:
    message = about_her(brand, may_stop=True)
    empty(brand)
    Suppression.objects.create(
        brand=brand, email_hash=email_hash(message.to_address), reason="one-click", at=NOON
    )

    messages.send_due(at=NOON)

    assert not Message.objects.exists()
