"""Whether one of our containers works: run by docker-compose.yml, standard library only.

``healthcheck.py URL`` asks the web server, under a host name that it accepts.
``healthcheck.py --younger-than SECONDS FILE`` looks at when a process last wrote a file.
"""

import argparse
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


def answers(url: str) -> bool:
    host = os.environ.get("CONVIVE_ALLOWED_HOSTS", "").split(",")[0].strip() or "localhost"
    # The proxy in front would have said so: without it, the answer is a redirect to https.
    headers = {"Host": host.lstrip("."), "X-Forwarded-Proto": "https"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=4) as got:
            return bool(got.status == 200)
    except (urllib.error.URLError, OSError) as error:
        print(f"no good answer: {error}", file=sys.stderr)
        return False


def written_within(path: Path, seconds: float) -> bool:
    try:
        return time.time() - path.stat().st_mtime < seconds
    except FileNotFoundError:
        return False


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--younger-than", type=float)
    parser.add_argument("what", help="an address, or a file")
    options = parser.parse_args()
    if options.younger_than is not None:
        return 0 if written_within(Path(options.what), options.younger_than) else 1
    return 0 if answers(options.what) else 1


if __name__ == "__main__":
    sys.exit(main())
