"""Where a visitor came from, carried along in the address from the first view: no cookie is set.

``s`` is the recruiting link; the utm tags are whatever the address said. Both stay with the
application that begins, and through it with the evening and its orders.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest

from events.domain.applications import TAGS

LONGEST = {"s": 10, **dict.fromkeys(TAGS, 60)}


def carried(request: HttpRequest) -> dict[str, str]:
    """What the request says of its source, in the form or in the address, cut to a sane length."""
    said = {name: _plain(_given(request, name))[:most] for name, most in LONGEST.items()}
    return {name: value for name, value in said.items() if value}


def tags(request: HttpRequest) -> dict[str, str]:
    """The utm tags alone."""
    return {name: value for name, value in carried(request).items() if name in TAGS}


def onwards(url: str, said: Mapping[str, str]) -> str:
    """``url`` with what was said of the source."""
    return f"{url}?{urlencode(said)}" if said else url


def _given(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "") or request.GET.get(name, "")


def _plain(value: str) -> str:
    return "".join(c for c in value if c.isprintable()).strip()
