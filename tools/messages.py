"""Translations: ``python tools/messages.py compile|collect|check``.

``compile`` turns every locale/*/LC_MESSAGES/*.po into its .mo with Babel, so that nobody needs
gettext to run Convive; bootstrap calls it. ``collect`` brings the .po files up to date with the
source (needs gettext's xgettext). ``check`` lists what is missing or unsure and then fails.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr",)  # English is the language of the source


def catalogues() -> Iterator[tuple[Path, Catalog]]:
    for path in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        with path.open("rb") as source:
            locale = path.parent.parent.name
            yield path, read_po(source, locale=locale, abort_invalid=True)


def compile_all() -> int:
    """Write each .mo beside its .po: first under another name, so that no reader sees half a file."""
    for path, catalogue in catalogues():
        unfinished = path.with_suffix(".mo.part")
        with unfinished.open("wb") as target:
            write_mo(target, catalogue, use_fuzzy=False)
        unfinished.replace(path.with_suffix(".mo"))
    return 0


def is_translated(message: Message) -> bool:
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return not message.fuzzy and bool(texts) and all(texts)


def check() -> int:
    """Print every message without a sure translation, and every placeholder that got lost."""
    problems = 0
    for path, catalogue in catalogues():
        for message in catalogue:
            if not message.id:
                continue
            faults = [str(error) for error in message.check(catalogue)]
            if not is_translated(message):
                faults.append("not translated, or marked fuzzy")
            for fault in faults:
                problems += 1
                print(f"{path.relative_to(ROOT)}:{message.lineno}: {message.id!r}: {fault}")
    return 1 if problems else 0


def collect() -> int:
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--add-location=file"]
    command += [f"--locale={language}" for language in LANGUAGES]
    command += [
        f"--ignore={folder}" for folder in (".venv", "tests", "tools", "var", "node_modules")
    ]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    actions = {"compile": compile_all, "collect": collect, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    sys.exit(actions[sys.argv[1]]())
