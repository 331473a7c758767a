"""The receipt that an applicant keeps: it ties the person to one leaf, and the root to a date."""

from collections.abc import Mapping

from events.raffle.canonical import canonical_text, clean_text
from events.raffle.plan import JsonObject
from events.raffle.seal import SealedLeaf, commitment_of

RECEIPT = "convive-draw-receipt-v1"


class ReceiptRefused(ValueError):
    """Salt and private record do not give the sealed commitment."""


def build_receipt(
    *, draw_code: str, root: str, leaf: SealedLeaf, salt: bytes, private: Mapping[str, str]
) -> JsonObject:
    """The receipt as of the seal, for an entrant or an ineligible applicant (same form).

    `private` must be what was sealed. Raises ReceiptRefused if it was not.
    """
    if commitment_of(salt=salt, private=private) != leaf.commitment:
        raise ReceiptRefused("This salt and private record are not the ones that were sealed.")
    return {
        "draw_code": draw_code,
        "entrant_id": leaf.entrant_id,
        "index": leaf.index,
        "leaf": leaf.leaf,
        "private": {key: clean_text(text) for key, text in private.items()},
        "receipt": RECEIPT,
        "root": root,
        "salt": salt.hex(),
    }


def receipt_text(receipt: JsonObject) -> str:
    """The receipt as one line to mail, print or put in a QR code."""
    return canonical_text(receipt)
