"""Reduce the npm package ``codes-postaux`` to one small file of French postcodes and communes.

Usage: ``npm pack codes-postaux@4.1.2`` in an empty folder, then
``python tools/reduce_communes.py codes-postaux-4.1.2.tgz events/places/data``.

Writes ``communes.txt.gz`` (one line per postcode: ``postcode TAB insee=name;insee=name``, sorted,
UTF-8, no time inside the gzip header, so equal input gives equal bytes) and prints both sha256.
"""

import gzip
import hashlib
import json
import sys
import tarfile
from collections import defaultdict
from pathlib import Path

OUTSIDE = ("975", "977", "978", "98")  # collectivities that are neither department nor region


def reduce(*, archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as package:
        source = package.extractfile("package/codes-postaux.json")
        licence = package.extractfile("package/LICENSE")
        if source is None or licence is None:
            raise SystemExit("The archive does not look like codes-postaux.")
        rows = json.load(source)
        (folder / "LICENSE-codes-postaux.txt").write_bytes(licence.read())
    communes: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        postcode, insee, name = row["codePostal"], row["codeCommune"], row["nomCommune"]
        if any(mark in name for mark in "\t\n;=") or len(postcode) != 5 or len(insee) != 5:
            raise SystemExit(f"This row does not fit the file: {row}")
        if insee.startswith(OUTSIDE):
            continue
        communes[postcode].add((insee, name))
    lines = [
        postcode + "\t" + ";".join(f"{insee}={name}" for insee, name in sorted(found))
        for postcode, found in sorted(communes.items())
    ]
    target = folder / "communes.txt.gz"
    target.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))
    print(f"{len(rows)} rows, {len(lines)} postcodes, {target.stat().st_size} bytes")
    for path in (archive, target):
        print(f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")


if __name__ == "__main__":
    reduce(archive=Path(sys.argv[1]), folder=Path(sys.argv[2]))
