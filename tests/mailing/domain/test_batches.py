"""Messages to many: nothing leaves early, nothing is lost, and who stops them is in time or told."""

from datetime import timedelta

import pytest

from mailing import queries
from mailing.domain import batches, messages
from mailing.models import Batch, BatchKind, BatchState, Message, MessageState
from tests.factories.accounts import UserFactory
from tests.factories.mailing import BatchFactory
from tests.guests.test_races import together
from tests.moments import NOON

OVER = NOON + timedelta(minutes=10)
EARLY = OVER - timedelta(seconds=1)


@pytest.fixture
def batch(brand):
    return opened(brand)


def opened(brand) -> Batch:
    return batches.writing(
        brand=brand,
        kind=BatchKind.CANCELLATION,
        key="campaign:1:cancelled",
        about="campaign:1",
        title="Hiver",
        at=NOON,
    )


def put(batch: Batch, number: int) -> Message:
    return messages.write(
        template="x",
        to_address=f"a{number}@example.com",
        language="fr",
        subject="s",
        text="t",
        batch=batch,
        brand=batch.brand,
        at=NOON,
    )


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_nothing_leaves_before_the_window_is_over_and_all_of_it_then(batch):
    for number in range(3):
        put(batch, number)

    assert messages.send_due(at=EARLY) == 0
    assert messages.send_due(at=OVER) == 3
    assert queries.progress([batch.pk])[batch.pk] == queries.Progress(total=3, left=3)


def test_the_window_is_a_setting_of_the_house(brand, settings):
    settings.ANSWER_UNDO_MINUTES = 0
    put(opened(brand), 1)

    assert messages.send_due(at=NOON) == 1


def test_held_back_it_waits_with_what_is_written_later_and_leaves_once_let_go(batch):
    by = UserFactory()
    put(batch, 1)

    assert batches.hold(batch=batch, by=by, at=EARLY) == 1
    put(opened(batch.brand), 2)
    assert messages.send_due(at=OVER) == 0
    assert states() == ["CANCELLED", "CANCELLED"]
    assert list(queries.held_back(batch.brand_id)) == [batch]

    batches.let_go(batch=batch, by=by, at=OVER)
    again = OVER + timedelta(minutes=10)
    assert messages.send_due(at=again - timedelta(seconds=1)) == 0
    assert messages.send_due(at=again) == 2
    assert states() == ["SENT", "SENT"]


def test_too_late_is_told_and_changes_nothing(batch):
    by = UserFactory()
    put(batch, 1)

    with pytest.raises(batches.TooLate, match="Too late"):
        batches.hold(batch=batch, by=by, at=OVER)
    with pytest.raises(batches.TooLate):
        batches.let_go(batch=batch, by=by, at=OVER)
    assert states() == ["QUEUED"]


def test_withdrawn_it_never_leaves_and_cannot_be_let_go(batch):
    put(batch, 1)
    batches.withdraw(key=batch.key)
    put(opened(batch.brand), 2)

    with pytest.raises(batches.TooLate):
        batches.let_go(batch=batch, by=UserFactory(), at=NOON)
    assert messages.send_due(at=OVER) == 0


def test_answers_of_a_draw_are_stopped_by_its_void_alone(brand):
    batch = BatchFactory(
        brand=brand, kind=BatchKind.ANSWERS, state=BatchState.RELEASED, leaves_at=OVER
    )

    with pytest.raises(batches.TooLate):
        batches.hold(batch=batch, by=UserFactory(), at=NOON)


def test_a_draft_is_released_once_and_changed_no_more(brand, outbox_messages):
    draft, by = BatchFactory(brand=brand), UserFactory()

    batches.release(batch=draft, by=by, at=NOON)
    for late in (
        lambda: batches.release(batch=draft, by=by, at=NOON),
        lambda: batches.redraft(batch=draft, audience="HOSTS", words={}),
        lambda: batches.discard(batch=draft),
    ):
        with pytest.raises(batches.TooLate):
            late()
    assert outbox_messages() == [("batch.released", {"batch_id": draft.pk})]


@pytest.mark.django_db(transaction=True)
def test_stopped_while_it_leaves_each_message_has_left_or_stays(brand):
    """A clock that is ahead sends at the moment somebody stops it: no message is in between."""
    batch = opened_in_a_transaction(brand)
    by = UserFactory()

    sent, stopped = together(
        lambda: messages.send_due(at=OVER),
        lambda: batches.hold(batch=batch, by=by, at=EARLY),
    )

    assert sent + stopped == 20
    assert set(states()) <= {MessageState.SENT, MessageState.CANCELLED}


def opened_in_a_transaction(brand) -> Batch:
    from django.db import transaction

    with transaction.atomic():
        batch = opened(brand)
        for number in range(20):
            put(batch, number)
    return batch
