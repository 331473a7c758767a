"""Make the static TrueType files that PDFs embed from the variable woff2 files of fontsource.

Usage, in an environment of its own with ``fonttools==4.* brotli``: put the npm archives named in
``SOURCES`` in one folder (``npm pack …``), then
``python tools/make_paper_fonts.py FOLDER common/paper/fonts``.

Each face is one instance of its axes, latin and latin-ext merged, layout tables dropped (reportlab
reads none), with two characters added to the map that French needs and the files lack: the narrow
no-break space (drawn as a no-break space) and the no-break hyphen. Equal input gives equal bytes.
"""

import hashlib
import io
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

SOURCES = {
    "figtree": "fontsource-variable-figtree-5.3.0.tgz",
    "fraunces": "fontsource-variable-fraunces-5.3.0.tgz",
    "jetbrains-mono": "fontsource-jetbrains-mono-5.3.0.tgz",
}
# file name: (family, file pattern, subsets, axes)
FACES = {
    "Figtree-Regular": ("figtree", "figtree-{}-wght-normal", ("latin", "latin-ext"), {"wght": 400}),
    "Figtree-SemiBold": (
        "figtree",
        "figtree-{}-wght-normal",
        ("latin", "latin-ext"),
        {"wght": 600},
    ),
    "Fraunces-Display": (
        "fraunces",
        "fraunces-{}-opsz-normal",
        ("latin", "latin-ext"),
        {"wght": 450, "opsz": 72},
    ),
    "Fraunces-Text": (
        "fraunces",
        "fraunces-{}-opsz-normal",
        ("latin", "latin-ext"),
        {"wght": 500, "opsz": 18},
    ),
    "Fraunces-Italic": (
        "fraunces",
        "fraunces-{}-wght-italic",
        ("latin", "latin-ext"),
        {"wght": 420},
    ),
    "JetBrainsMono-Regular": ("jetbrains-mono", "jetbrains-mono-{}-400-normal", ("latin",), {}),
}
UNREAD = (
    "GSUB",
    "GPOS",
    "GDEF",
    "STAT",
    "HVAR",
    "MVAR",
    "avar",
    "DSIG",
    "gasp",
    "prep",
    "fpgm",
    "cvt ",
)
SAME_AS = {0x202F: 0x00A0, 0x2011: 0x002D}


def make(*, folder: Path, target: Path) -> None:
    for name, (family, pattern, subsets, axes) in FACES.items():
        with tarfile.open(folder / SOURCES[family]) as archive:
            parts = [_static(archive, pattern.format(subset), axes) for subset in subsets]
            licence = archive.extractfile("package/LICENSE")
            assert licence is not None
            (target / f"OFL-{family}.txt").write_bytes(licence.read())
        created = TTFont(io.BytesIO(parts[0].getvalue()))["head"].created
        font = Merger().merge(parts) if len(parts) > 1 else TTFont(parts[0])
        for table in font["cmap"].tables:
            if table.isUnicode():
                for added, drawn_as in SAME_AS.items():
                    table.cmap.setdefault(added, font.getBestCmap()[drawn_as])
        _name(font, name)
        font["head"].created = font["head"].modified = created
        font.recalcTimestamp = False
        path = target / f"{name}.ttf"
        font.save(path)
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.name, path.stat().st_size)


def _static(archive: tarfile.TarFile, stem: str, axes: Mapping[str, float]) -> io.BytesIO:
    source = archive.extractfile(f"package/files/{stem}.woff2")
    assert source is not None, stem
    font = TTFont(io.BytesIO(source.read()), recalcTimestamp=False)
    font.flavor = None
    if axes:
        font = instantiateVariableFont(font, axes)
    _settle(font)
    for table in UNREAD:
        if table in font:
            del font[table]
    written = io.BytesIO()
    font.save(written)
    written.seek(0)
    return written


def _settle(font: TTFont) -> None:
    """Draw the forms that a browser shows: apply the variations' own substitutions to the map."""
    if "GSUB" not in font:
        return
    layout = font["GSUB"].table
    lookups = {
        index
        for record in layout.FeatureList.FeatureRecord
        if record.FeatureTag in ("rvrn", "rclt")
        for index in record.Feature.LookupListIndex
    }
    swaps: dict[str, str] = {}
    for index in sorted(lookups):
        for part in layout.LookupList.Lookup[index].SubTable:
            swaps |= getattr(getattr(part, "ExtSubTable", part), "mapping", {})
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap = {code: swaps.get(name, name) for code, name in table.cmap.items()}


def _name(font: TTFont, name: str) -> None:
    family, _, style = name.partition("-")
    for record in list(font["name"].names):
        if record.nameID not in (0, 5, 13, 14):
            font["name"].removeNames(nameID=record.nameID)
    for number, text in {
        1: f"{family} {style}",
        2: "Regular",
        3: name,
        4: f"{family} {style}",
        6: name,
    }.items():
        font["name"].setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    make(folder=Path(sys.argv[1]), target=Path(sys.argv[2]))
