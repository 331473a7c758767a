import hashlib
import io
import re

import pypdfium2
import pytest
import zxingcpp
from reportlab.lib.units import mm

from common.paper import (
    COLUMN,
    Code128,
    Leader,
    PaperMeta,
    QrCode,
    faces,
    fact_rows,
    fingerprint,
    paper,
    paragraph,
    ruled_table,
    title,
)


def meta(**changes):
    values = {"title": "Essai", "author": "Maison Alma", "language": "en", "foot": "sha256 ab12"}
    return PaperMeta(**values | changes)


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return [page.get_textpage().get_text_range() for page in document]


def codes(pdf: bytes, *, page: int = 0) -> list[tuple[str, str]]:
    image = pypdfium2.PdfDocument(io.BytesIO(pdf))[page].render(scale=3).to_pil()
    found = zxingcpp.read_barcodes(image.convert("L"))
    return sorted((str(code.format).replace(" ", ""), code.text) for code in found)


FRENCH = "Œuvre, cœur, naïf, Haÿ, ç, « déjà », 1\u202f250\u00a0€, aujourd’hui… 12\u00a0×\u00a0Łódź"


def test_french_and_its_neighbours_are_drawn_and_read_back():
    pdf = paper(meta=meta(), story=[paragraph(FRENCH)])

    text = " ".join(pages(pdf)[0].replace("\u202f", " ").replace("\u00a0", " ").split())
    assert FRENCH.replace("\u202f", " ").replace("\u00a0", " ") in text


@pytest.mark.parametrize(
    "face", [faces.TEXT, faces.STRONG, faces.DISPLAY, faces.HEADING, faces.ITALIC]
)
def test_every_face_holds_what_our_languages_need(face):
    needed = "abcXYZ0123456789éèêëàâîïôùûüÿçœæÉÈÀÇŒÆ«»’“”–—…€°×·\u00a0\u202f\u2011ñßøåłžșğ"

    assert faces.printable(needed, face=face) == needed


def test_what_a_face_lacks_is_shown_as_missing_never_dropped_in_silence():
    assert faces.printable("Νίκος 李") == "????? ?"
    assert faces.printable("a \u2192 b") == "a – b"
    assert faces.printable("e\u0301\x00\u202e\n\tx") == "é x"


def test_text_is_never_read_as_markup():
    forged = '<b>gras</b> <a href="https://evil.example">x</a> & <img src="/etc/passwd"/> &euro;'
    pdf = paper(meta=meta(), story=[paragraph(forged), title(forged, width=COLUMN)])

    text = pages(pdf)[0]
    assert "<b>gras</b>" in text
    assert "&euro;" in text
    assert b"evil.example" not in pdf
    assert b"/URI" not in pdf


def test_every_page_says_which_of_how_many():
    story = [paragraph(f"Paragraph {number}. " + "word " * 60) for number in range(60)]

    texts = pages(paper(meta=meta(head_left="Maison Alma", head_right="Essai"), story=story))

    assert len(texts) > 3
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert "Maison Alma" in text
        assert "sha256 ab12" in text


def test_equal_input_gives_equal_bytes():
    def made() -> bytes:
        return paper(
            meta=meta(),
            story=[
                paragraph(FRENCH),
                QrCode("https://alma.example/proof/7k2m"),
                Code128("KIT-7Q2M-0004", width=70 * mm),
                Leader("Île-de-France", "3 / 52"),
                fact_rows([("Root", fingerprint("ab" * 32))], width=COLUMN),
                ruled_table(head=["A", "B"], rows=[("1", "2")], widths=[80, 80], right=[1]),
            ],
        )

    assert made() == made()


def test_fonts_are_embedded_and_no_other_is_named():
    pdf = paper(meta=meta(), story=[paragraph(FRENCH), fingerprint("ab" * 32)])

    names = set(re.findall(rb"/BaseFont /([^\s/]+)", pdf))
    assert names
    assert all(
        re.fullmatch(rb"[A-Z]{6}\+(Figtree|JetBrainsMono|Fraunces)[-A-Za-z0-9+]*", name)
        for name in names
    ), names
    assert pdf.count(b"/FontFile2") == len(names)


def test_file_properties_tell_title_author_and_language():
    document = pypdfium2.PdfDocument(
        io.BytesIO(paper(meta=meta(language="fr"), story=[paragraph("x")]))
    )

    assert document.get_metadata_value("Title") == "Essai"
    assert document.get_metadata_value("Author") == "Maison Alma"
    assert b"/Lang (fr)" in paper(meta=meta(language="fr"), story=[paragraph("x")])


def test_codes_are_read_back():
    story = [
        QrCode("https://alma.example/proof/7k2m?é=1"),
        Code128("SHP-4T9X-2026-0004", width=86 * mm, height=30 * mm),
    ]

    assert codes(paper(meta=meta(), story=story)) == [
        ("Code128", "SHP-4T9X-2026-0004"),
        ("QRCode", "https://alma.example/proof/7k2m?é=1"),
    ]


@pytest.mark.parametrize("value", ["", "é", "a\n", "x" * 41])
def test_a_barcode_refuses_what_scanners_cannot_read(value):
    with pytest.raises(ValueError, match="printable ASCII"):
        Code128(value, width=200)


def test_a_hash_is_whole_when_the_groups_are_joined():
    digest = hashlib.sha256(b"x").hexdigest()
    text = pages(paper(meta=meta(foot=""), story=[fingerprint(digest, per_line=4)]))[0]

    assert digest in re.sub(r"\s", "", text)


def test_fonts_are_the_files_their_readme_names():
    named = dict(
        re.findall(
            r"^\| (\S+\.ttf) \|.*`([0-9a-f]{64})` \|$",
            (faces.FONTS / "README.md").read_text(),
            re.MULTILINE,
        )
    )

    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in faces.FONTS.glob("*.ttf")
    }
    assert found == named
    assert len(found) == 6
