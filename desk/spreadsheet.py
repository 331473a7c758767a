"""Figures as CSV that any spreadsheet opens: accents read, and nothing taken for a formula."""

import csv
from typing import Any

from django.http import HttpResponse

_FORMULA = frozenset("=+-@|%＝＋－＠")


def download(name: str) -> tuple[HttpResponse, Any]:
    """An answer that is kept as the file ``name``, and a writer of its rows."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # so that spreadsheets read the accents
    return response, csv.writer(response)


def cell(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    # Some skip blanks before the sign, some read its full-width form.
    first = text.lstrip()[:1]
    return f"'{text}" if first in _FORMULA or text[:1].isspace() else text
