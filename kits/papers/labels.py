"""Address labels, A6, with the shipment's reference as a barcode."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A6
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    KeepInFrame,
    PageBreak,
    Spacer,
    Table,
    TopPadder,
)

from common.paper import (
    Code128,
    PaperMeta,
    faces,
    hairline,
    ink_rule,
    paper,
    paragraph,
)
from kits.papers.setting import FLUSH


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
        Table([[sender, carrier]], colWidths=[width * 0.6, width * 0.4], style=FLUSH),
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


def format_weight(weight_g: int) -> str:
    """ "850 g", "4.25 kg" in the active language's decimal mark."""
    if weight_g < 1000:
        return f"{weight_g}\u00a0g"
    kilograms = f"{weight_g / 1000:.2f}".rstrip("0").rstrip(".")
    french = (translation.get_language() or "").startswith("fr")
    return f"{kilograms.replace('.', ',') if french else kilograms}\u00a0kg"


_LABEL_FOOT = [*FLUSH, ("BOTTOMPADDING", (0, 0), (-1, 0), 2.5 * mm)]


_SENDER = ParagraphStyle("sender", parent=faces.SMALL, leading=10)


_CARRIER = ParagraphStyle("carrier", parent=faces.CELL_STRONG, alignment=2)


_RIGHT_SMALL = ParagraphStyle("right-small", parent=faces.SMALL, alignment=2)


_RECIPIENT = ParagraphStyle("recipient", parent=faces.BODY, fontSize=13, leading=17, spaceAfter=0)


_RECIPIENT_NAME = ParagraphStyle(
    "recipient-name", parent=_RECIPIENT, fontName=faces.STRONG, fontSize=16, leading=21
)
