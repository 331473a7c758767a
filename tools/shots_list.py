"""Move a running demo house and list its pages, for who cannot read its database: browser tests.

    python tools/shots_list.py URL FOLDER

Each line of input names a moment of ``shots_moments`` to move to, or none; each is answered by one
line of JSON: the pages to look at at this moment, an error's with its HTML.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import shots  # beside this file, which is run as a script

LANGUAGE = "fr"


def main() -> None:
    shots.open_books(shots.House(*sys.argv[1:3]))
    import shots_moments
    import shots_pages

    def told(page: shots_pages.Page) -> dict[str, Any]:
        html = ""
        if page.path.startswith("/shots-error/"):
            html = shots_pages.error_page(page.name, LANGUAGE)
        return {**asdict(page), "html": html}

    seen: set[tuple[str, str]] = set()
    for line in sys.stdin:
        if moment := line.strip():
            shots_moments.MOMENTS[moment]()
        print(json.dumps([told(page) for page in shots_pages.new_pages(seen)]), flush=True)


if __name__ == "__main__":
    main()
