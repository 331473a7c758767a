"""Flowables our papers are set with: text, rules, tables, leaders, codes, boxes to tick."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode import createBarcodeDrawing
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, HRFlowable, Paragraph, Table, TableStyle

from common.paper import faces


def paragraph(text: str, style: ParagraphStyle = faces.BODY) -> Paragraph:
    """Plain text in a style; nothing in it is read as markup."""
    return Paragraph(faces.markup(text, face=style.fontName), style)


def title(text: str, *, width: float) -> Paragraph:
    """A heading of the whole paper: as large as fits on one line, else two lines of like length."""
    shown = faces.printable(text, face=faces.DISPLAY)
    for size in (27.0, 24.0, 21.0):
        if stringWidth(shown, faces.DISPLAY, size) <= width:
            style = ParagraphStyle("fit", parent=faces.TITLE, fontSize=size, leading=size * 1.16)
            return paragraph(text, style)
    style = ParagraphStyle("fit", parent=faces.TITLE, fontSize=24, leading=28)
    lines = len(Paragraph(escape(shown), style).breakLines(width).lines)
    narrowest = width
    while narrowest > width / 2 and (
        len(Paragraph(escape(shown), style).breakLines(narrowest - 6).lines) == lines
    ):
        narrowest -= 6
    return paragraph(text, ParagraphStyle("balanced", parent=style, rightIndent=width - narrowest))


def hairline(*, above: float = 0, below: float = 3 * mm) -> HRFlowable:
    """A thin line across the column; distances in points."""
    return HRFlowable(
        width="100%",
        thickness=faces.HAIRLINE,
        color=faces.LINE_STRONG,
        spaceBefore=above,
        spaceAfter=below,
    )


def ink_rule(*, above: float = 0, below: float = 3 * mm) -> HRFlowable:
    """A line in ink that opens a part."""
    return HRFlowable(
        width="100%",
        thickness=faces.RULE,
        color=faces.INK,
        spaceBefore=above,
        spaceAfter=below,
    )


def fingerprint(hex_digest: str, *, per_line: int = 8) -> Paragraph:
    """A hash in groups of eight digits, ``per_line`` groups a line: two people can read it out."""
    shown = escape(faces.printable(hex_digest, face=faces.MONO))
    groups = [shown[at : at + 8] for at in range(0, len(shown), 8)]
    lines = [" ".join(groups[at : at + per_line]) for at in range(0, len(groups), per_line)]
    return Paragraph("<br/>".join(lines), faces.HASH)


def fact_rows(
    rows: Sequence[tuple[str, str | Flowable]], *, width: float, label_width: float = 42 * mm
) -> Table:
    """Label and value, one a line, hairlines between; a value may be a flowable of its own."""
    cells = [
        [
            paragraph(label, faces.LABEL),
            value if isinstance(value, Flowable) else paragraph(value, faces.CELL),
        ]
        for label, value in rows
    ]
    table = Table(cells, colWidths=[label_width, width - label_width])
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), faces.HAIRLINE, faces.LINE),
                ("LINEABOVE", (0, 0), (-1, 0), faces.RULE, faces.INK),
                *_PADDING,
            ]
        )
    )
    return table


def ruled_table(
    *,
    head: Sequence[str],
    rows: Sequence[Sequence[str | Flowable]],
    widths: Sequence[float],
    right: Sequence[int] = (),
    strong: Sequence[int] = (),
) -> Table:
    """A table with hairlines and a head repeated on each page.

    ``right`` and ``strong`` are indexes of columns set flush right or in semi-bold; ``widths`` in
    points, one per column.
    """

    def cell(text: str | Flowable, column: int) -> Flowable:
        if isinstance(text, Flowable):
            return text
        style = faces.CELL_STRONG if column in strong else faces.CELL
        if column in right:
            style = ParagraphStyle(f"{style.name}-right", parent=style, alignment=TA_RIGHT)
        return paragraph(text, style)

    labels = [
        paragraph(text, faces.LABEL_RIGHT if column in right else faces.LABEL)
        for column, text in enumerate(head)
    ]
    cells = [[cell(text, column) for column, text in enumerate(row)] for row in rows]
    table = Table([labels, *cells], colWidths=list(widths), repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, 0), faces.RULE, faces.INK),
                ("LINEBELOW", (0, 1), (-1, -1), faces.HAIRLINE, faces.LINE),
                *_PADDING,
            ]
        )
    )
    return table


_PADDING: list[tuple[Any, ...]] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3 * mm),
    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 1.4 * mm),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6 * mm),
]


class Leader(Flowable):  # type: ignore[misc]
    """A menu line: words on the left, dots, a figure on the right."""

    def __init__(self, label: str, value: str, *, indent: float = 0) -> None:
        super().__init__()
        self.label, self.value, self.indent = faces.printable(label), faces.printable(value), indent

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width, self.height = width, 5.2 * mm
        room = width - self.indent - stringWidth(self.value, faces.STRONG, 9.5) - 6 * mm
        while self.label and stringWidth(self.label, faces.TEXT, 9.5) > room:
            self.label = self.label[:-2].rstrip() + "…"
        return width, self.height

    def draw(self) -> None:
        base = 1.6 * mm
        self.canv.setFillColor(faces.INK)
        self.canv.setFont(faces.TEXT, 9.5)
        self.canv.drawString(self.indent, base, self.label)
        self.canv.setFont(faces.STRONG, 9.5)
        self.canv.drawRightString(self.width, base, self.value)
        start = self.indent + stringWidth(self.label, faces.TEXT, 9.5) + 2 * mm
        end = self.width - stringWidth(self.value, faces.STRONG, 9.5) - 2 * mm
        if end > start:
            self.canv.setStrokeColor(faces.LINE_STRONG)
            self.canv.setLineWidth(0.7)
            self.canv.setLineCap(1)
            self.canv.setDash(0.01, 3)
            self.canv.line(start, base, end, base)
            self.canv.setDash()


class TickBox(Flowable):  # type: ignore[misc]
    """An empty box to tick by hand, with words after it."""

    def __init__(self, label: str = "", *, side: float = 3.6 * mm) -> None:
        super().__init__()
        self.label, self.side = faces.printable(label), side

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        words = stringWidth(self.label, faces.TEXT, 9) + 1.6 * mm if self.label else 0
        self.width, self.height = self.side + words, self.side
        return self.width, self.height

    def draw(self) -> None:
        self.canv.setStrokeColor(faces.INK)
        self.canv.setLineWidth(0.8)
        self.canv.rect(0, 0, self.side, self.side)
        self.canv.setFillColor(faces.INK)
        self.canv.setFont(faces.TEXT, 9)
        self.canv.drawString(self.side + 1.6 * mm, 0.7 * mm, self.label)


class QrCode(Flowable):  # type: ignore[misc]
    """A QR code of ``side`` points without quiet zone: leave 4 mm of white around it."""

    def __init__(self, data: str, *, side: float = 28 * mm) -> None:
        super().__init__()
        self.side = self.width = self.height = side
        widget = QrCodeWidget(data, barLevel="M", barBorder=0)
        left, bottom, right, top = widget.getBounds()
        scale = side / (right - left)
        transform = [scale, 0, 0, side / (top - bottom), -left * scale, -bottom * scale]
        self.drawing = Drawing(side, side, transform=transform)
        self.drawing.add(widget)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.side, self.side

    def draw(self) -> None:
        renderPDF.draw(self.drawing, self.canv, 0, 0)


class Code128(Flowable):  # type: ignore[misc]
    """A Code 128 barcode exactly ``width`` points wide, quiet zones inside, its value beneath."""

    def __init__(self, value: str, *, width: float, height: float = 18 * mm) -> None:
        super().__init__()
        if not value.isascii() or not value.isprintable() or not 0 < len(value) <= 40:
            raise ValueError("A barcode holds 1 to 40 printable ASCII characters.")
        self.value, self.width, self.height = value, width, height
        self.bars = createBarcodeDrawing(
            "Code128", value=value, width=width, height=height - 6 * mm, quiet=1
        )

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        renderPDF.draw(self.bars, self.canv, 0, 6 * mm)
        self.canv.setFillColor(faces.INK)
        self.canv.setFont(faces.MONO, 11)
        self.canv.drawCentredString(self.width / 2, 1.2 * mm, self.value)


class SignatureBox(Flowable):  # type: ignore[misc]
    """A ruled place to sign: who, then lines for name, place and date, and room for a signature."""

    def __init__(self, who: str, lines: Sequence[str], *, width: float, height: float) -> None:
        super().__init__()
        self.who, self.lines = faces.printable(who), [faces.printable(line) for line in lines]
        self.width, self.height = width, height

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        top = self.height
        self.canv.setStrokeColor(faces.INK)
        self.canv.setLineWidth(faces.RULE)
        self.canv.line(0, top, self.width, top)
        self.canv.setFillColor(faces.INK)
        self.canv.setFont(faces.STRONG, 9)
        self.canv.drawString(0, top - 5 * mm, self.who)
        self.canv.setFont(faces.TEXT, 8)
        self.canv.setFillColor(faces.INK_2)
        self.canv.setStrokeColor(faces.LINE_STRONG)
        self.canv.setLineWidth(faces.HAIRLINE)
        for index, line in enumerate(self.lines):
            base = top - (12 + 8 * index) * mm
            self.canv.drawString(0, base, line)
            start = stringWidth(line, faces.TEXT, 8) + 2 * mm
            self.canv.line(start, base - 0.6 * mm, self.width, base - 0.6 * mm)
