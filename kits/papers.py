"""The warehouse's papers: pick list, packing slip, address label. Plain values in, PDF out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab.lib.pagesizes import A6
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepInFrame,
    KeepTogether,
    PageBreak,
    Spacer,
    Table,
    TopPadder,
)

from common.money import format_money
from common.paper import (
    COLUMN,
    Code128,
    PaperMeta,
    QrCode,
    TickBox,
    faces,
    fact_rows,
    hairline,
    ink_rule,
    paper,
    paragraph,
    ruled_table,
)
from common.paper import title as heading

_BOXES_A_ROW = 24  # of one size in one row of the table, so that no row is taller than a page


@dataclass(frozen=True, kw_only=True)
class SlipLine:
    """One thing in the box; ``size`` and ``lot`` may be empty."""

    item: str
    size: str
    quantity: int
    kind: Literal["GIVEN", "LOANED"]
    lot: str = ""


@dataclass(frozen=True, kw_only=True)
class PackingSlip:
    """One kit's slip, for the host who opens the box. It holds no address and no capability link.

    ``party_at`` is aware or None, ``return_by_date`` None when nothing is on loan,
    ``liability_cap_minor`` in minor units of ``currency``; ``allergens`` are sentences;
    ``help_url`` a public page.
    """

    brand_name: str
    campaign_title: str
    language: str
    timezone: str
    kit_reference: str
    host_first_name: str
    lines: tuple[SlipLine, ...]
    party_at: datetime | None = None
    return_by_date: date | None = None
    liability_cap_minor: int | None = None
    currency: str = "EUR"
    allergens: tuple[str, ...] = ()
    note: str = ""
    help_url: str = ""
    contact: str = ""


@dataclass(frozen=True, kw_only=True)
class AddressLabel:
    """One parcel. ``reference`` is the shipment's, printed as Code 128 (1 to 40 ASCII characters).

    Addresses are lines as the post wants them, country last where it is another.
    """

    reference: str
    language: str
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    carrier: str = ""
    phone: str = ""
    instructions: str = ""
    parcel: int = 1
    parcels: int = 1
    weight_g: int | None = None


@dataclass(frozen=True, kw_only=True)
class PickLine:
    """So many of one item in one size, for one kit."""

    item: str
    size: str
    kit_reference: str
    quantity: int
    lot: str = ""
    sku: str = ""


@dataclass(frozen=True, kw_only=True)
class PickList:
    """What to fetch for a batch of kits. ``made_at`` is aware."""

    brand_name: str
    campaign_title: str
    language: str
    timezone: str
    reference: str
    made_at: datetime
    lines: tuple[PickLine, ...]


def packing_slip(*, slip: PackingSlip) -> bytes:
    """The A4 sheet in the box: what is inside, what comes back and when, allergens, help."""
    with translation.override(slip.language):
        given = [line for line in slip.lines if line.kind == "GIVEN"]
        loaned = [line for line in slip.lines if line.kind == "LOANED"]
        story: list[Flowable] = [
            heading(
                _("Welcome to the table, %(name)s") % {"name": slip.host_first_name}, width=COLUMN
            ),
            paragraph(slip.campaign_title, faces.SUBTITLE),
            _slip_facts(slip),
        ]
        if given:
            story += [*_slip_lines(_("Yours to keep"), given)]
        if loaned:
            story += [*_slip_lines(_("Lent for the party"), loaned), *_slip_return(slip)]
        if slip.allergens:
            story.append(
                KeepTogether(
                    [
                        paragraph(_("Allergens"), faces.SECTION),
                        *(paragraph(sentence) for sentence in slip.allergens),
                    ]
                )
            )
        if slip.note:
            story.append(KeepTogether([hairline(above=4 * mm), paragraph(slip.note, _NOTE)]))
        story.append(KeepTogether(_slip_help(slip)))
        return paper(
            meta=PaperMeta(
                title=_("Packing slip %(reference)s") % {"reference": slip.kit_reference},
                author=slip.brand_name,
                language=slip.language,
                head_left=slip.brand_name,
                head_right=slip.campaign_title,
                foot=slip.kit_reference,
            ),
            story=story,
        )


def address_label(*, labels: Sequence[AddressLabel]) -> bytes:
    """A6 labels, one page each, in the order given; there must be at least one."""
    if not labels:
        raise ValueError("There is no parcel to label.")
    story: list[Flowable] = []
    for label in labels:
        with translation.override(label.language):
            if story:
                story.append(PageBreak())
            story += _label(label)
    first = labels[0]
    return paper(
        meta=PaperMeta(
            title=", ".join(label.reference for label in labels[:20]),
            author=first.sender[0] if first.sender else "",
            language=first.language,
        ),
        story=story,
        size=A6,
        margin=6 * mm,
        bare=True,
    )


def pick_list(*, picking: PickList) -> bytes:
    """An A4 walk through the shelves: by item, then size, a box to tick per kit that needs it."""
    with translation.override(picking.language):
        kits = {line.kit_reference for line in picking.lines}
        pieces = sum(line.quantity for line in picking.lines)
        title = _("Pick list")
        made = _moment(picking.made_at, picking.timezone)
        summary = ngettext("%(count)d kit", "%(count)d kits", len(kits)) % {"count": len(kits)}
        contents = ngettext("%(count)d piece", "%(count)d pieces", pieces) % {"count": pieces}
        story: list[Flowable] = [
            heading(title, width=COLUMN),
            paragraph(picking.campaign_title, faces.SUBTITLE),
            Table(
                [
                    [
                        fact_rows(
                            [(_("Made"), made), (_("Kits"), summary), (_("Pieces"), contents)],
                            width=COLUMN - 74 * mm,
                            label_width=24 * mm,
                        ),
                        Code128(picking.reference, width=66 * mm, height=20 * mm),
                    ]
                ],
                colWidths=[COLUMN - 66 * mm, 66 * mm],
                style=_FLUSH,
            ),
        ]
        by_item = sorted(
            picking.lines,
            key=lambda line: (
                line.item,
                line.sku,
                _size_key(line.size),
                line.lot,
                line.kit_reference,
            ),
        )
        for (item, sku), lines in groupby(by_item, key=lambda line: (line.item, line.sku)):
            story += _pick_item(item, sku, list(lines))
        story.append(
            KeepTogether(
                [
                    Spacer(0, 8 * mm),
                    ink_rule(),
                    Table(
                        [
                            [
                                paragraph(_("Picked by"), faces.LABEL),
                                paragraph(_("Checked by"), faces.LABEL),
                                paragraph(_("Missing, and why"), faces.LABEL),
                            ]
                        ],
                        colWidths=[COLUMN / 3] * 3,
                        style=_FLUSH,
                    ),
                    Spacer(0, 14 * mm),
                ]
            )
        )
        return paper(
            meta=PaperMeta(
                title=f"{title} {picking.reference}",
                author=picking.brand_name,
                language=picking.language,
                head_left=picking.brand_name,
                head_right=f"{title}, {picking.campaign_title}",
                foot=picking.reference,
            ),
            story=story,
        )


def _slip_facts(slip: PackingSlip) -> Flowable:
    rows: list[tuple[str, str | Flowable]] = [(_("Kit"), slip.kit_reference)]
    if slip.party_at is not None:
        rows.append((_("Your party"), _moment(slip.party_at, slip.timezone)))
    if slip.return_by_date is not None:
        rows.append((_("Send back by"), date_format(slip.return_by_date, "j F Y")))
    facts = fact_rows(rows, width=COLUMN - 74 * mm, label_width=30 * mm)
    bars = Code128(slip.kit_reference, width=66 * mm, height=20 * mm)
    return Table([[facts, bars]], colWidths=[COLUMN - 66 * mm, 66 * mm], style=_FLUSH)


def _slip_lines(words: str, lines: Sequence[SlipLine]) -> Sequence[Flowable]:
    rows = [
        (TickBox(), str(line.quantity), line.item, line.size or "–", line.lot or "–")
        for line in lines
    ]
    table = ruled_table(
        head=["", _("No."), _("Item"), _("Size"), _("Lot")],
        rows=rows,
        widths=[10 * mm, 12 * mm, COLUMN - 82 * mm, 25 * mm, 35 * mm],
        strong=[1],
    )
    return [CondPageBreak(40 * mm), paragraph(words, faces.SECTION), table]


def _slip_return(slip: PackingSlip) -> Sequence[Flowable]:
    text = _(
        "When the party is over, put these back in the box, stick on the return label and hand it to the carrier. It costs you nothing."
    )
    story: list[Flowable] = [Spacer(0, 3 * mm), paragraph(text)]
    if slip.liability_cap_minor is not None:
        cap = format_money(slip.liability_cap_minor, slip.currency, slip.language)
        story.append(
            paragraph(
                _("If something is lost or spoilt, you never owe more than %(amount)s in all.")
                % {"amount": cap}
            )
        )
    return story


def _slip_help(slip: PackingSlip) -> list[Flowable]:
    words = _(
        "Tick what you find. If something is missing or damaged, tell us before the party: we put it right."
    )
    text: list[Flowable] = [paragraph(words)]
    if slip.contact:
        text.append(paragraph(slip.contact, faces.CELL_STRONG))
    question = paragraph(_("Is everything there?"), faces.SECTION)
    if not slip.help_url:
        return [question, *text]
    code = QrCode(slip.help_url, side=26 * mm)
    beside = Table([[text, code]], colWidths=[COLUMN - 26 * mm, 26 * mm], style=_HELP)
    return [question, beside]


def _label(label: AddressLabel) -> list[Flowable]:
    width = A6[0] - 12 * mm
    parcel = _("Parcel %(number)d of %(parcels)d") % {
        "number": label.parcel,
        "parcels": label.parcels,
    }
    weight = format_weight(label.weight_g) if label.weight_g is not None else ""
    sender = [paragraph(_("From"), faces.LABEL)]
    sender += [paragraph(line, _SENDER) for line in label.sender]
    carrier = [paragraph(label.carrier, _CARRIER), paragraph(parcel, _RIGHT_SMALL)]
    if weight:
        carrier.append(paragraph(weight, _RIGHT_SMALL))
    story: list[Flowable] = [
        Table([[sender, carrier]], colWidths=[width * 0.6, width * 0.4], style=_FLUSH),
        Spacer(0, 3 * mm),
        ink_rule(below=2 * mm),
        paragraph(_("To"), faces.LABEL),
        *(
            paragraph(line, _RECIPIENT_NAME if index == 0 else _RECIPIENT)
            for index, line in enumerate(label.recipient)
        ),
    ]
    if label.phone:
        story.append(paragraph(label.phone, _SENDER))
    if label.instructions:
        story += [Spacer(0, 1.5 * mm), paragraph(label.instructions, faces.SMALL)]
    code = Code128(label.reference, width=width, height=34 * mm)
    foot = Table([[hairline(below=0)], [code]], colWidths=[width], style=_LABEL_FOOT)
    room = A6[1] - 12 * mm - 40 * mm
    return [KeepInFrame(width, room, story, mode="shrink"), TopPadder(foot)]


def _pick_item(item: str, sku: str, lines: Sequence[PickLine]) -> Sequence[Flowable]:
    rows: list[Sequence[str | Flowable]] = []
    for (size, lot), of_size in groupby(lines, key=lambda line: (line.size, line.lot)):
        found = list(of_size)
        count = str(sum(line.quantity for line in found))
        for at in range(0, len(found), _BOXES_A_ROW):
            boxes = _boxes(found[at : at + _BOXES_A_ROW], width=COLUMN - 79 * mm)
            rows.append(("", "", "", boxes) if at else (size or "–", lot or "–", count, boxes))
    total = sum(line.quantity for line in lines)
    name = f"{item} ({sku})" if sku else item
    return [
        CondPageBreak(38 * mm + 6 * mm * min(len(lines), _BOXES_A_ROW) / 2),
        Table(
            [[paragraph(name, faces.SECTION), paragraph(f"× {total}", _TOTAL)]],
            colWidths=[COLUMN - 25 * mm, 25 * mm],
            style=[*_FLUSH, ("VALIGN", (0, 0), (-1, -1), "BOTTOM")],
            spaceBefore=5 * mm,
        ),
        ruled_table(
            head=[_("Size"), _("Lot"), _("No."), _("For kit")],
            rows=rows,
            widths=[22 * mm, 36 * mm, 18 * mm, COLUMN - 76 * mm],
            strong=[0, 2],
        ),
    ]


def _boxes(lines: Sequence[PickLine], *, width: float) -> Table:
    """Boxes to tick, as many a row as fit; a number follows where a kit needs several."""
    boxes = [
        TickBox(
            f"{line.kit_reference} × {line.quantity}" if line.quantity > 1 else line.kit_reference
        )
        for line in lines
    ]
    widest = max(box.wrap(width, 0)[0] for box in boxes)
    per_row = max(1, int(width // (widest + 4 * mm)))
    cells: list[Flowable | str] = [*boxes, *[""] * (-len(boxes) % per_row)]
    rows = [cells[at : at + per_row] for at in range(0, len(cells), per_row)]
    padding = [("BOTTOMPADDING", (0, 0), (-1, -1), 2 * mm)]
    return Table(rows, colWidths=[width / per_row] * per_row, style=[*_FLUSH, *padding])


def format_weight(weight_g: int) -> str:
    """ "850 g", "4.25 kg" in the active language's decimal mark."""
    if weight_g < 1000:
        return f"{weight_g}\u00a0g"
    kilograms = f"{weight_g / 1000:.2f}".rstrip("0").rstrip(".")
    french = (translation.get_language() or "").startswith("fr")
    return f"{kilograms.replace('.', ',') if french else kilograms}\u00a0kg"


def _size_key(size: str) -> tuple[int, str]:
    """XXS to XXXL in the order people expect, then numbers, then the rest."""
    letters = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")
    if size.upper() in letters:
        return letters.index(size.upper()), size
    return (int(size) + 100, size) if size.isdigit() and len(size) < 6 else (10**6, size)


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{date_format(local, 'j F Y')}, {date_format(local, 'H:i')}"


_FLUSH = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]
_LABEL_FOOT = [*_FLUSH, ("BOTTOMPADDING", (0, 0), (-1, 0), 2.5 * mm)]
_HELP = [*_FLUSH, ("RIGHTPADDING", (0, 0), (0, 0), 10 * mm)]
_NOTE = ParagraphStyle("note", parent=faces.SUBTITLE, fontSize=12, leading=16, spaceAfter=0)
_SENDER = ParagraphStyle("sender", parent=faces.SMALL, leading=10)
_CARRIER = ParagraphStyle("carrier", parent=faces.CELL_STRONG, alignment=2)
_RIGHT_SMALL = ParagraphStyle("right-small", parent=faces.SMALL, alignment=2)
_RECIPIENT = ParagraphStyle("recipient", parent=faces.BODY, fontSize=13, leading=17, spaceAfter=0)
_RECIPIENT_NAME = ParagraphStyle(
    "recipient-name", parent=_RECIPIENT, fontName=faces.STRONG, fontSize=16, leading=21
)
_TOTAL = ParagraphStyle("total", parent=faces.SECTION, alignment=2)
