"""What must be in place before the doors open; quick when nothing has changed."""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import Brand
from common import triggers
from flows.demo.people import BRAND_SLUG

Say = Callable[[str], None]


def prepare(*, say: Say, stopping: threading.Event, seed: bool) -> None:
    """Bring database and static files up to date; with ``seed`` fill an empty house."""
    migrate(say=say)
    collect_static(say=say)
    if seed and not stopping.is_set() and not Brand.objects.filter(slug=BRAND_SLUG).exists():
        say("Setting the tables of the demonstration...")
        _seed(stopping=stopping)
    connection.close()


def _seed(*, stopping: threading.Event) -> None:
    """Furnish the demo in a process of its own: it reads this run's address before its settings.

    Asked to stop meanwhile, nothing is kept: the story is one transaction.
    """
    seeding = subprocess.Popen(
        [sys.executable, "manage.py", "seed_demo"],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    while seeding.poll() is None:
        if stopping.wait(0.1):
            seeding.terminate()
            seeding.wait()
            return
    if seeding.returncode:
        raise CommandError("The demonstration could not be furnished; the reason stands above.")


def migrate(*, say: Say) -> None:
    """Apply the migrations that are missing, if any."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say("Preparing the database...")
        call_command("migrate", verbosity=0, interactive=False)
    elif connection.vendor == "sqlite":
        triggers.install()  # a rule may have been added without a change of tables


def collect_static(*, say: Say) -> None:
    """Collect the static files if any has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    present = _fingerprint()
    if stamp.exists() and stamp.read_text() == present:
        return
    say("Collecting the static files...")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(present)


def _fingerprint() -> str:
    """Return SHA-256 over the name, size and time of every static file there is."""
    found = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            found.append(f"{path} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
