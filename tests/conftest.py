"""What every test may lean on: a fixed time, a shut network, the outbox to look into and to empty."""

from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection
from django.utils import translation

from accounts.models import Brand
from common import clock, triggers
from common.models import OutboxMessage
from mailing.domain import messages as mail
from mailing.models import Message
from tests.factories.accounts import BrandFactory
from tests.moments import NOON


@pytest.fixture
def noon() -> datetime:
    """The moment at which tests take place."""
    return NOON


@pytest.fixture
def at() -> datetime:
    """The same moment, named as the domain functions name it."""
    return NOON


@pytest.fixture(autouse=True)
def _clock_stands_still(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold the time at noon, unless a test is marked ``real_clock``; `clock.fixed` moves it.

    Another thread (a live server, say) reads the real time.
    """
    if request.node.get_closest_marker("real_clock"):
        yield
        return
    with clock.fixed(NOON):
        yield


@pytest.fixture(autouse=True)
def _english_is_spoken(settings: Any) -> Iterator[None]:
    """Read the language of the source where nobody asks for another: tests quote its sentences."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _forms_may_come_back_at_once(settings: Any) -> None:
    """Nobody types in a test: only tests of the limit itself wait, or do not (tests/web/test_doubts.py)."""
    settings.FORM_SECONDS_AT_LEAST = 0


@pytest.fixture(autouse=True)
def _nobody_has_guessed_codes() -> None:
    """Forget the wrong codes that earlier tests tried: the client's address is always the same."""
    cache.delete("wrong-codes:127.0.0.1")


@pytest.fixture
def brand(db: None) -> Brand:
    """One fictional brand."""
    return BrandFactory()


@pytest.fixture
def outbox_messages(db: None) -> Callable[[], list[tuple[str, dict[str, Any]]]]:
    """A function that lists the facts written so far and not yet told: [("kit.shipped", {...})]."""

    def facts() -> list[tuple[str, dict[str, Any]]]:
        waiting = OutboxMessage.objects.filter(done_at__isnull=True).order_by("pk")
        return list(waiting.values_list("fact", "payload"))

    return facts


@pytest.fixture
def deliver_all(db: None) -> Callable[..., list[Message]]:
    """A function that tells every waiting fact, and those that follow, then sends the due mail.

    It does at once what relay and sweep do in a running house; a handler that fails fails the test.
    Returns the messages that left, oldest first.
    """

    def run(*, send: bool = True) -> list[Message]:
        from events.domain import draw_work, trials
        from flows import delivery

        before = set(Message.objects.filter(state="SENT").values_list("pk", flat=True))
        for _ in range(50):
            waiting = OutboxMessage.objects.filter(done_at__isnull=True, parked_at__isnull=True)
            numbers = list(waiting.order_by("pk").values_list("pk", flat=True))
            now = clock.now()
            worked = draw_work.work_waiting(now=clock.now)
            worked += trials.work_waiting(at=now)
            if not worked and not numbers:
                break
            for number in numbers:
                delivery.deliver(message_id=number)
                told = OutboxMessage.objects.get(pk=number)
                if told.done_at is None:
                    raise AssertionError(f"{told.fact} was not told: {told.last_error}")
        else:
            raise AssertionError("the facts never come to rest")
        if send:
            mail.send_due(at=clock.now(), limit=10_000)
        left = Message.objects.filter(state="SENT").exclude(pk__in=before)
        return list(left.order_by("pk"))

    return run


@pytest.fixture(autouse=True, scope="session")
def _addresses_are_read_in_demo_mode() -> None:
    """The list of addresses is read once: a test that plays production must not be the first."""
    import_module(settings.ROOT_URLCONF)


@pytest.fixture(autouse=True, scope="session")
def _mail_becomes_a_row(django_test_environment: None) -> None:
    """Django's tests put every mail into a list; ours goes where it goes in a running house.

    "outbound", which really leaves, keeps the list: `django.core.mail.outbox`.
    """
    settings.MAILERS = {
        **settings.MAILERS,
        "default": {"BACKEND": "mailing.backends.QueueBackend"},
    }


@pytest.fixture(autouse=True, scope="session")
def _append_only_tables_can_be_emptied() -> Iterator[None]:
    """A test with real transactions ends by emptying every table; the triggers would refuse.

    They are dropped first and put back by post_migrate, which the emptying sends.
    """
    original = flush.Command.handle

    def handle(self: flush.Command, **options: Any) -> None:
        drop_triggers()
        original(self, **options)
        triggers.install(options["database"])

    flush.Command.handle = handle  # type: ignore[method-assign]
    yield
    flush.Command.handle = original  # type: ignore[method-assign]


def drop_triggers() -> None:
    """Drop every declared trigger of the test database."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for trigger in triggers.declared():
            if trigger.table not in tables:
                continue
            for end in triggers.ENDS:
                table = f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger.name}{end}"{table}')
