"""The table of facts leads somewhere, and everything written down is in it."""

import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from config.celery import app
from flows import facts

ROOMS = ["accounts", "mailing", "links", "events", "kits", "guests", "sales", "reports", "flows"]
PATHS = sorted({path for paths in facts.FACTS.values() for path in paths})


@pytest.mark.parametrize("path", PATHS)
def test_every_handler_exists_and_says_what_it_does(path):
    handler = facts.load(path)
    taken = inspect.signature(handler).parameters

    assert path.startswith(facts.PREFIX)
    assert (inspect.getdoc(handler) or "").strip()
    assert {"message_id", "at"} <= set(taken)
    assert {p.kind for p in taken.values()} <= {
        inspect.Parameter.KEYWORD_ONLY,
        inspect.Parameter.VAR_KEYWORD,
    }


def test_every_handler_takes_ids_it_does_not_know():
    """A payload only ever grows: an older handler meets a newer fact during a deployment."""
    narrow = [
        path
        for path in PATHS
        if not any(
            p.kind is inspect.Parameter.VAR_KEYWORD
            for p in inspect.signature(facts.load(path)).parameters.values()
        )
    ]
    assert narrow == []


def test_every_fact_that_is_published_stands_in_the_table():
    said = set()
    for room in ROOMS:
        for file in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            said |= set(re.findall(r'publish(?:_each)?\(\s*"([a-z_]+\.[a-z_]+)"', file.read_text()))

    assert said - set(facts.FACTS) == set()


def test_facts_prints_fact_handler_and_function(capsys):
    call_command("facts")

    printed = capsys.readouterr().out
    for fact in facts.FACTS:
        assert fact in printed
    for path in PATHS:
        assert path.removeprefix(facts.PREFIX) in printed


def test_every_scheduled_task_exists(
    db,
):  # the first to import the tasks lets Django look at its tables
    app.loader.import_default_modules()
    wanted = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert wanted - set(app.tasks) == set()
