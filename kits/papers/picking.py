"""The pick list: what to fetch from the shelves for a batch of kits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    Spacer,
    Table,
)

from common.paper import (
    COLUMN,
    Code128,
    PaperMeta,
    TickBox,
    faces,
    fact_rows,
    ink_rule,
    paper,
    paragraph,
    ruled_table,
)
from common.paper import title as heading
from kits.papers.setting import FLUSH, moment

_BOXES_A_ROW = 24  # of one size in one row of the table, so that no row is taller than a page


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


def pick_list(*, picking: PickList) -> bytes:
    """An A4 walk through the shelves: by item, then size, a box to tick per kit that needs it."""
    with translation.override(picking.language):
        kits = {line.kit_reference for line in picking.lines}
        pieces = sum(line.quantity for line in picking.lines)
        title = _("Pick list")
        made = moment(picking.made_at, picking.timezone)
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
                style=FLUSH,
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
                        style=FLUSH,
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
            style=[*FLUSH, ("VALIGN", (0, 0), (-1, -1), "BOTTOM")],
            spaceBefore=5 * mm,
        ),
        ruled_table(
            head=[_("Size"), _("Lot"), _("Pieces"), _("For kit")],
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
    return Table(rows, colWidths=[width / per_row] * per_row, style=[*FLUSH, *padding])


def _size_key(size: str) -> tuple[int, str]:
    """XXS to XXXL in the order people expect, then numbers, then the rest."""
    letters = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")
    if size.upper() in letters:
        return letters.index(size.upper()), size
    return (int(size) + 100, size) if size.isdigit() and len(size) < 6 else (10**6, size)


_TOTAL = ParagraphStyle("total", parent=faces.SECTION, alignment=2)
