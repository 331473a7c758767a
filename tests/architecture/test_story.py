"""Facts, handlers and tasks: everything that is named exists, everything that exists is named."""

import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings

from config.celery import app
from flows import facts

ROOT = Path(settings.BASE_DIR)
ROOMS = [
    "accounts",
    "mailing",
    "links",
    "events",
    "kits",
    "guests",
    "sales",
    "flows",
    "web",
    "desk",
    "api",
]


def sources(*rooms: str) -> dict[Path, str]:
    return {
        path: path.read_text()
        for room in rooms
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
    }


def test_every_published_fact_is_in_the_table():
    published = {
        fact
        for text in sources(*ROOMS).values()
        for fact in re.findall(r"""publish(?:_each)?\(\s*["']([a-z_]+\.[a-z_]+)["']""", text)
    }

    assert published - set(facts.FACTS) == set()


@pytest.mark.parametrize("path", sorted({p for paths in facts.FACTS.values() for p in paths}))
def test_every_handler_exists_and_takes_what_it_is_given(path):
    handler = facts.load(path)
    parameters = inspect.signature(handler).parameters

    assert handler.__doc__, "manage.py facts prints its first line"
    assert {"message_id", "at"} <= set(parameters)
    assert any(p.kind is p.VAR_KEYWORD for p in parameters.values()), "payloads only ever grow"


def test_every_handler_of_the_folder_is_in_the_table():
    registered = {path for paths in facts.FACTS.values() for path in paths}
    defined = {
        f"flows.handlers.{file.stem}.{name}"
        for file in (ROOT / "flows/handlers").glob("*.py")
        for name in re.findall(
            r"^def ([a-z]\w*)\(\*, message_id|^def ([a-z]\w*)\(\n    \*, message_id",
            file.read_text(),
            re.MULTILINE,
        )
        for name in ([n for n in name if n])
    }

    assert defined - registered == set()


@pytest.mark.django_db  # Celery has the models checked, which asks the database
def test_every_scheduled_task_is_registered():
    app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled - set(app.tasks) == set()


def test_no_page_and_no_rule_imports_celery():
    guilty = [
        str(path.relative_to(ROOT))
        for path, text in sources(*ROOMS, "reports").items()
        if re.search(r"^\s*(?:from|import) celery", text, re.MULTILINE)
        and (path.parts[len(ROOT.parts)] in ("web", "desk", "api") or "domain" in path.parts)
    ]

    assert guilty == []


def test_time_is_read_in_one_place():
    reading = re.compile(
        r"datetime\.(?:now|utcnow|today)\(|timezone\.now\(|\btime\.time\(|date\.today\("
    )
    guilty = [
        str(path.relative_to(ROOT))
        for path, text in sources(*ROOMS, "common", "reports", "config").items()
        if reading.search(text) and path != ROOT / "common/clock.py"
    ]

    assert guilty == []
