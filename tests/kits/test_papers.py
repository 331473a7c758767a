import io
import re

import pypdfium2
import pytest
import zxingcpp

from kits.papers import PickLine, address_label, packing_slip, pick_list
from tests.kits.paper_samples import label, picking, slip


def document(pdf: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(io.BytesIO(pdf))


def words(pdf: bytes, *, page: int | None = None) -> str:
    pages = list(document(pdf)) if page is None else [document(pdf)[page]]
    text = " ".join(sheet.get_textpage().get_text_range() for sheet in pages)
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def codes(pdf: bytes, *, page: int = 0) -> list[tuple[str, str]]:
    image = document(pdf)[page].render(scale=4).to_pil()
    found = zxingcpp.read_barcodes(image.convert("L"))
    return sorted((str(code.format).replace(" ", ""), code.text) for code in found)


def test_a_label_is_a6_with_both_addresses_and_a_barcode_that_scans():
    pdf = address_label(labels=[label()])

    (sheet,) = document(pdf)
    assert [round(side / 72 * 25.4) for side in sheet.get_size()] == [105, 148]
    assert codes(pdf) == [("Code128", "SHP-4T9X-2026-0004")]
    read = words(pdf)
    for line in (*label().sender, *label().recipient):
        assert line in read
    assert "Parcel 1 of 1" in read
    assert "4.25 kg" in read


def test_labels_come_one_a_page_in_order():
    pdf = address_label(
        labels=[label(parcel=n, parcels=3, reference=f"SHP-{n}") for n in (1, 2, 3)]
    )

    assert [codes(pdf, page=n) for n in range(3)] == [[("Code128", f"SHP-{n}")] for n in (1, 2, 3)]
    assert len(document(pdf)) == 3
    with pytest.raises(ValueError, match="no parcel"):
        address_label(labels=[])


def test_a_label_stays_on_one_page_whatever_the_address():
    recipient = (
        "Maëlys Le Gœff " * 6,
        *(f"Ligne {n} de l’adresse, fort longue " * 3 for n in range(9)),
    )
    pdf = address_label(labels=[label(recipient=recipient, instructions="Sonner deux fois. " * 20)])

    assert len(document(pdf)) == 1
    assert codes(pdf) == [("Code128", "SHP-4T9X-2026-0004")]
    assert "Ligne 8 de l’adresse" in words(pdf)


def test_a_slip_says_what_is_kept_what_comes_back_and_when():
    pdf = packing_slip(slip=slip())

    read = words(pdf)
    kept, lent = read.split("Lent for the party")
    assert "1 Nappe de lin" in kept
    assert "8 Coffret d’œufs – L26-118" in kept
    assert "Manteau Brume" not in kept
    assert "2 Manteau Brume S" in lent
    assert "1 Manteau Brume XL" in lent
    assert "Maëlys" in read
    assert "12 December 2026, 19:30" in read
    assert "26 December 2026" in read
    assert "never owe more than €150.00 in all" in read
    assert "contains milk and soya" in read
    assert codes(pdf) == [
        ("Code128", "KIT-7Q2M-0004"),
        ("QRCode", "https://alma.example/help/kit"),
    ]


def test_a_slip_without_loans_speaks_of_no_return():
    given = tuple(line for line in slip().lines if line.kind == "GIVEN")
    pdf = packing_slip(
        slip=slip(lines=given, return_by_date=None, liability_cap_minor=None, help_url="")
    )

    read = words(pdf)
    assert "Lent for the party" not in read
    assert "Send back" not in read
    assert "owe" not in read
    assert codes(pdf) == [("Code128", "KIT-7Q2M-0004")]


def test_a_pick_list_counts_by_item_and_size_in_the_order_of_sizes():
    pdf = pick_list(picking=picking())

    read = words(pdf)
    assert "10 kits" in read
    assert f"{sum(line.quantity for line in picking().lines)} pieces" in read
    assert "Nappe de lin × 10" in read
    assert "Coffret d’œufs × 80" in read
    coats = [line for line in picking().lines if line.item == "Manteau Brume"]
    assert f"Manteau Brume (MB-01) × {sum(line.quantity for line in coats)}" in read
    section = read.split("Manteau Brume (MB-01)")[1]
    counts = {
        size: sum(line.quantity for line in coats if line.size == size)
        for size in ("S", "M", "L", "XL")
    }
    places = [section.index(f" {size} – {count} ") for size, count in counts.items() if count]
    assert places == sorted(places)
    assert len(places) == 4
    assert codes(pdf) == [("Code128", "PICK-2026-0012")]


def test_a_pick_list_has_one_box_for_each_kit_that_needs_the_item():
    read = words(pick_list(picking=picking()))

    for line in picking().lines:
        assert line.kit_reference in read
    assert len(re.findall(r"KIT-7Q2M-\d{4}", read)) == len(picking().lines)


def test_a_pick_list_of_a_thousand_kits_is_set():
    lines = tuple(
        PickLine(item="Nappe", size="", kit_reference=f"KIT-{n:05d}", quantity=1)
        for n in range(1_000)
    )

    read = words(pick_list(picking=picking(lines=lines)))

    assert len(set(re.findall(r"KIT-\d{5}", read))) == 1_000


@pytest.mark.parametrize(
    "made",
    [
        lambda: packing_slip(slip=slip()),
        lambda: address_label(labels=[label(), label(reference="SHP-2")]),
        lambda: pick_list(picking=picking()),
    ],
)
def test_papers_are_deterministic(made):
    assert made() == made()


def test_nothing_typed_is_read_as_markup():
    forged = "<b>x</b> & <img src='/etc/hostname'/>"

    assert forged.replace("'", "'") in words(packing_slip(slip=slip(note=forged)))
    assert "<b>x</b>" in words(address_label(labels=[label(recipient=(forged,))]))
