"""Facts told once to each handler, whatever goes wrong."""

from datetime import timedelta

import pytest
from django.db import transaction

from common import clock, outbox
from common.models import HandledFact, OutboxMessage
from flows import delivery, facts, relay
from links.models import Link
from tests.factories.links import LinkFactory

FACT = "thing.happened"
ONE, TWO = f"{__name__}.one", f"{__name__}.two"
calls: list[tuple] = []


def one(*, message_id, at, **ids):
    """Note the call."""
    calls.append(("one", message_id, at, ids))


def two(*, message_id, at, **ids):
    """Note the call, change something, and fail as often as asked."""
    calls.append(("two", message_id, at, ids))
    Link.objects.update(target_url=f"https://example.com/{len(calls)}")
    if two.failures:
        two.failures -= 1
        raise RuntimeError("not today")


two.failures = 0


@pytest.fixture(autouse=True)
def _table(monkeypatch):
    monkeypatch.setitem(facts.FACTS, FACT, [ONE, TWO])
    monkeypatch.setattr(facts, "load", lambda path: {ONE: one, TWO: two}[path])
    calls.clear()
    two.failures = 0


def publish(**ids) -> OutboxMessage:
    with transaction.atomic():
        return outbox.publish(FACT, **ids)


def test_deliver_runs_each_handler_once_with_the_ids(db, noon):
    message = publish(kit_id=7)

    assert delivery.deliver(message_id=message.pk) is True
    assert delivery.deliver(message_id=message.pk) is True

    assert calls == [(name, message.pk, noon, {"kit_id": 7}) for name in ("one", "two")]
    message.refresh_from_db()
    assert (message.done_at, message.attempts) == (noon, 0)
    assert set(HandledFact.objects.values_list("handler", flat=True)) == {ONE, TWO}


def test_deliver_undoes_a_handler_that_fails_and_no_other(db, noon):
    link = LinkFactory(target_url="https://example.com/0")
    message = publish()
    two.failures = 1

    assert delivery.deliver(message_id=message.pk) is False

    message.refresh_from_db()
    link.refresh_from_db()
    assert link.target_url == "https://example.com/0"
    assert list(HandledFact.objects.values_list("handler", flat=True)) == [ONE]
    assert (message.done_at, message.attempts, message.last_error) == (
        None,
        1,
        "RuntimeError: not today",
    )
    assert message.claimed_until == noon + timedelta(seconds=2)


def test_what_went_wrong_is_kept_without_anybodys_address(db, monkeypatch):
    def fails(**_ids):
        raise RuntimeError("ann.b+x@mail.example is not one\nDETAIL:  Key (ann, rue des Lilas).")

    monkeypatch.setattr(facts, "load", lambda path: fails)
    message = publish()

    delivery.deliver(message_id=message.pk)

    message.refresh_from_db()
    assert message.last_error == "RuntimeError: … is not one\nDETAIL:…"


def test_deliver_tries_again_only_what_failed(db):
    message = publish()
    two.failures = 2

    results = [delivery.deliver(message_id=message.pk) for _ in range(3)]

    assert results == [False, False, True]
    assert [name for name, *_ in calls] == ["one", "two", "two", "two"]


def test_a_fact_that_always_fails_is_set_aside_and_may_be_tried_again(db, noon):
    message = publish()
    two.failures = 99
    at = noon
    for _ in range(delivery.MAX_ATTEMPTS):
        with clock.fixed(at):
            assert relay.claim(at=at) == [message.pk]
            delivery.deliver(message_id=message.pk)
            message.refresh_from_db()
            at = message.claimed_until

    assert (message.attempts, message.parked_at is not None) == (8, True)
    assert relay.claim(at=at + timedelta(days=9)) == []
    assert delivery.deliver(message_id=message.pk) is False
    two.failures = 0
    assert delivery.retry_parked(message=message) is True
    assert delivery.deliver(message_id=message.pk) is True


def test_one_bad_fact_does_not_hold_up_the_next(db, monkeypatch):
    bad, good = publish(), publish()
    two.failures = 1
    for number in relay.claim(at=clock.now()):
        delivery.deliver(message_id=number)

    done = dict(OutboxMessage.objects.values_list("pk", "done_at"))
    assert (done[bad.pk], done[good.pk] is not None) == (None, True)


def test_a_fact_that_the_table_does_not_know_waits(db):
    with transaction.atomic():
        message = outbox.publish("thing.unheard_of")

    assert delivery.deliver(message_id=message.pk) is False
    message.refresh_from_db()
    assert message.last_error == "UnknownFact: thing.unheard_of"


def test_deliver_of_a_fact_that_is_gone_says_so(db):
    assert delivery.deliver(message_id=12345) is False


def test_publish_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(outbox.FactOutsideTransaction):
        outbox.publish(FACT)


def test_two_relays_never_claim_the_same_fact(db, noon):
    numbers = [publish().pk for _ in range(5)]

    assert relay.claim(at=noon, limit=3) == numbers[:3]
    assert relay.claim(at=noon, limit=3) == numbers[3:]
    assert relay.claim(at=noon) == []


def test_a_claim_that_led_nowhere_is_found_again(db, noon):
    message = publish()
    relay.claim(at=noon)

    assert relay.claim(at=noon + relay.LEASE - timedelta(seconds=1)) == []
    assert relay.claim(at=noon + relay.LEASE) == [message.pk]


def test_a_crash_between_handler_and_note_leaves_neither(db):
    link = LinkFactory(target_url="https://example.com/0")
    message = publish()

    def dies(**_):
        Link.objects.update(target_url="https://example.com/half")
        raise SystemExit  # the process ends inside the handler

    facts.load = lambda path: dies  # put back by the fixture's monkeypatch
    with pytest.raises(SystemExit):
        delivery.deliver(message_id=message.pk)

    link.refresh_from_db()
    assert link.target_url == "https://example.com/0"
    assert HandledFact.objects.count() == 0


def test_every_message_is_handed_out_in_batches(db):
    numbers = [publish().pk for _ in range(relay.BATCH + 3)]
    handed = []

    assert len(relay.relay(hand_out=handed.append)) == len(numbers)
    assert handed == numbers


def test_a_relay_hands_out_more_only_as_the_workers_come_to_an_end_with_what_they_have(db):
    with transaction.atomic():
        outbox.publish_each(FACT, [{} for _ in range(relay.IN_HAND + 9)])
    handed: list[int] = []
    one = relay.Relay(hand_out=handed.append)

    for _ in range(2):
        one._relay()
        assert len(handed) == relay.IN_HAND

    OutboxMessage.objects.filter(pk__in=handed[:3]).update(done_at=clock.now())
    OutboxMessage.objects.filter(pk__in=handed[3:5]).update(attempts=1)
    one._relay()

    assert len(handed) == len(set(handed)) == relay.IN_HAND + 5
