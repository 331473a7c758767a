"""The warehouse's papers: pick list, packing slip, address label. Plain values in, PDF out."""

from kits.papers.labels import AddressLabel, address_label
from kits.papers.picking import PickLine, PickList, pick_list
from kits.papers.slips import PackingSlip, SlipLine, packing_slip

__all__ = [
    "AddressLabel",
    "PackingSlip",
    "PickLine",
    "PickList",
    "SlipLine",
    "address_label",
    "packing_slip",
    "pick_list",
]
