"""The packing slip: what is in the box, what comes back and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    Spacer,
    Table,
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
    paper,
    paragraph,
    ruled_table,
)
from common.paper import title as heading
from kits.papers.setting import FLUSH, moment


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


def _slip_facts(slip: PackingSlip) -> Flowable:
    rows: list[tuple[str, str | Flowable]] = [(_("Kit"), slip.kit_reference)]
    if slip.party_at is not None:
        rows.append((_("Your party"), moment(slip.party_at, slip.timezone)))
    if slip.return_by_date is not None:
        rows.append((_("Send back by"), date_format(slip.return_by_date, "j F Y")))
    facts = fact_rows(rows, width=COLUMN - 74 * mm, label_width=30 * mm)
    bars = Code128(slip.kit_reference, width=66 * mm, height=20 * mm)
    return Table([[facts, bars]], colWidths=[COLUMN - 66 * mm, 66 * mm], style=FLUSH)


def _slip_lines(words: str, lines: Sequence[SlipLine]) -> Sequence[Flowable]:
    rows = [
        (TickBox(), str(line.quantity), line.item, line.size or "–", line.lot or "–")
        for line in lines
    ]
    table = ruled_table(
        head=["", pgettext("how many", "No."), _("Item"), _("Size"), _("Lot")],
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


_HELP = [*FLUSH, ("RIGHTPADDING", (0, 0), (0, 0), 10 * mm)]


_NOTE = ParagraphStyle("note", parent=faces.SUBTITLE, fontSize=12, leading=16, spaceAfter=0)
