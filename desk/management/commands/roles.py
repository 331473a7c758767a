"""`manage.py roles`: which role opens which address, read from the addresses themselves."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import URLPattern, get_resolver
from django.utils import translation

from accounts.capabilities import CAPABILITIES, Capability
from accounts.domain.keys import SCOPES
from accounts.models import Role

HEAD = """# Roles, and what each opens

Made by `manage.py roles --file docs/operating/roles.md`; a test compares. Roles belong to one brand: to everybody else its addresses do not
exist. Every page asks for a second step in the session; **again** says that it must be a quarter of an hour old at most. The
draw itself (`…/run`) asks for it in the very act.
"""


class Command(BaseCommand):
    help = "Print the table of roles, capabilities, addresses and API scopes; --file writes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        text = table()
        if options["file"]:
            options["file"].write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)


def table() -> str:
    """The whole paper, in English whoever asks."""
    with translation.override("en"):
        names = [str(role.label) for role in Role]
    parts = [HEAD, "## What a role may do", _row("Capability", *names), _rule(len(names) + 1)]
    for capability in Capability:
        held = ["yes" if capability in CAPABILITIES[role] else "" for role in Role]
        parts.append(_row(f"`{capability}`", *held))
    parts += ["", "## Pages of the desk", _row("Address", "Capability", "Again", *names)]
    parts.append(_rule(len(names) + 3))
    for path, view in _views():
        asked: Capability | None = getattr(view, "capability", None)
        if asked is None:
            continue
        again = ", ".join(sorted(view.fresh - {"HEAD"}))
        held = ["yes" if asked in CAPABILITIES[role] else "" for role in Role]
        parts.append(_row(f"`/{path}`", f"`{asked}`", again, *held))
    parts += ["", "## The API", _row("Address", "Scope of the key"), _rule(2)]
    for path, view in _views():
        door = getattr(view, "view_class", None)
        if door is not None and getattr(door, "scope", "") in SCOPES:
            scopes = getattr(door, "scopes", {"": door.scope})
            said = ", ".join(f"{method} `{scope}`".strip() for method, scope in scopes.items())
            parts.append(_row(f"`/{path}`", said))
    return "\n".join(parts) + "\n"


def _views(patterns: list[Any] | None = None, at: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = at + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from _views(pattern.url_patterns, path)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "|" + "---|" * columns
