"""The house's colours, read from the one place that holds them: ``static/css/tokens.css``."""

import re
from functools import cache
from pathlib import Path
from types import MappingProxyType

from common.look.colour import read

SHEET = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
LIGHT, DARK = "light", "dark"
SCHEMES = (LIGHT, DARK)

# What a brand may set, in the order of the desk's page: paper, the one action, links, the table.
SETTABLE = (
    "paper", "sheet", "shade", "line", "action", "action-deep", "action-ink", "action-tint",
    "plum", "plum-tint", "cloth", "cloth-edge", "cloth-mark", "napkin", "napkin-fold",
)  # fmt: skip


def house(scheme: str, look: str = "") -> dict[str, str]:
    """Return every colour token of the house in one scheme, with the block of ``look`` over it."""
    found = _blocks()
    tokens = dict(found[':root, [data-theme="light"]'])
    if scheme == DARK:
        tokens |= found['[data-theme="dark"]']
        return tokens | found.get(f'[data-theme="dark"][data-brand="{look}"]', {})
    return tokens | found.get(f'[data-brand="{look}"]', {})


@cache
def _blocks() -> MappingProxyType[str, dict[str, str]]:
    css = re.sub(r"/\*.*?\*/", "", SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        values = {
            name: read(value)
            for name, value in re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", body)
        }
        if values:
            found.setdefault(selector.strip().splitlines()[-1].strip(), {}).update(values)
    return MappingProxyType(found)
