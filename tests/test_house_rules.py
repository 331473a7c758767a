"""What the test environment promises to every test."""

import socket

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from common import audit, clock
from common.models import AuditEntry
from tests.environment import NetworkIsShut
from tests.moments import NOON


def test_the_clock_stands_at_noon():
    assert clock.now() == NOON


@pytest.mark.parametrize("host", ["192.0.2.7", "example.com", "2001:db8::1"])
def test_the_network_is_shut(host):
    with pytest.raises(NetworkIsShut):
        socket.create_connection((host, 80), timeout=1)


@pytest.mark.parametrize("turn", [1, 2])
def test_append_only_tables_are_emptied_after_a_test_and_guarded_in_it(transactional_db, turn):
    assert AuditEntry.objects.count() == 0
    audit.record(chain="test", actor="system", action="test.run")

    with pytest.raises((IntegrityError, DatabaseError), match="append-only"), transaction.atomic():
        AuditEntry.objects.all().delete()
    with pytest.raises((IntegrityError, DatabaseError), match="append-only"), transaction.atomic():
        AuditEntry.objects.update(action="changed")
