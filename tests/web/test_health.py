"""Awake, ready, measured."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction

from common import clock, outbox
from tests.factories.mailing import MessageFactory


@pytest.fixture(autouse=True)
def _db(db):
    """Every door looks into the database."""


def test_healthz_answers(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


def test_readyz_names_its_parts(client):
    answer = client.get("/readyz")

    parts = {"ready": True, "database": "ok", "migrations": "ok", "outbox": "ok"}
    if settings.REDIS_URL:
        parts["redis"] = "ok"
    assert (answer.status_code, answer.json()) == (200, parts)


def test_readyz_is_not_ready_while_facts_grow_old(client, noon):
    with transaction.atomic():
        outbox.publish("kit.shipped", kit_id=1)

    with clock.fixed(noon + timedelta(minutes=6)):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["outbox"]) == (503, "oldest fact waits for 360 s")


def test_metrics_count_what_waits(client):
    MessageFactory()
    with transaction.atomic():
        outbox.publish("kit.shipped", kit_id=1)

    lines = client.get("/metrics").content.decode().splitlines()
    assert {
        "convive_outbox_waiting 1.0",
        "convive_mail_due 1.0",
        "convive_outbox_parked 0.0",
    } <= set(lines)


@pytest.mark.parametrize(
    "seen",
    [{"REMOTE_ADDR": "9.9.9.9"}, {"REMOTE_ADDR": ""}, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}],
)
def test_metrics_are_not_for_strangers(client, seen):
    assert client.get("/metrics", **seen).status_code == 404
