"""What every printed paper is made of: faces, blocks, sheets. Plain values in, PDF bytes out."""

from common.paper.blocks import (
    Code128,
    Leader,
    QrCode,
    SignatureBox,
    TickBox,
    fact_rows,
    fingerprint,
    hairline,
    ink_rule,
    paragraph,
    ruled_table,
    title,
)
from common.paper.sheets import COLUMN, MARGIN, PaperMeta, paper

__all__ = [
    "COLUMN",
    "MARGIN",
    "Code128",
    "Leader",
    "PaperMeta",
    "QrCode",
    "SignatureBox",
    "TickBox",
    "fact_rows",
    "fingerprint",
    "hairline",
    "ink_rule",
    "paper",
    "paragraph",
    "ruled_table",
    "title",
]
