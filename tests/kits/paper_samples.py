"""Fictional kits, as the tests of the warehouse's papers vary them."""

from datetime import UTC, date, datetime
from typing import Any

from kits.papers import AddressLabel, PackingSlip, PickLine, PickList, SlipLine


def slip(**changes: Any) -> PackingSlip:
    values: dict[str, Any] = {
        "brand_name": "Maison Alma",
        "campaign_title": "L’hiver, chez vous",
        "language": "en",
        "timezone": "Europe/Paris",
        "kit_reference": "KIT-7Q2M-0004",
        "host_first_name": "Maëlys",
        "lines": (
            SlipLine(item="Nappe de lin", size="", quantity=1, kind="GIVEN"),
            SlipLine(item="Coffret d’œufs", size="", quantity=8, kind="GIVEN", lot="L26-118"),
            SlipLine(item="Manteau Brume", size="S", quantity=2, kind="LOANED"),
            SlipLine(item="Manteau Brume", size="XL", quantity=1, kind="LOANED"),
        ),
        "party_at": datetime(2026, 12, 12, 18, 30, tzinfo=UTC),
        "return_by_date": date(2026, 12, 26),
        "liability_cap_minor": 15_000,
        "allergens": ("Coffret d’œufs: contains milk and soya; may contain nuts.",),
        "note": "Open the small box first.",
        "help_url": "https://alma.example/help/kit",
        "contact": "bonjour@alma.example",
    }
    return PackingSlip(**values | changes)


def label(**changes: Any) -> AddressLabel:
    values: dict[str, Any] = {
        "reference": "SHP-4T9X-2026-0004",
        "language": "en",
        "sender": ("Maison Alma, atelier des colis", "1, place de l’Exemple", "93100 Montreuil"),
        "recipient": (
            "Maëlys Le Gœff",
            "Bât. B, appt 12",
            "12 bis, rue de l’Église",
            "29000 Quimper",
        ),
        "carrier": "Porteur Exemple",
        "phone": "+33 1 99 00 00 00",
        "instructions": "Ring twice; the neighbour at no. 14 takes parcels.",
        "weight_g": 4_250,
    }
    return AddressLabel(**values | changes)


def picking(**changes: Any) -> PickList:
    kits = [f"KIT-7Q2M-{number:04d}" for number in range(1, 11)]
    lines = [PickLine(item="Nappe de lin", size="", kit_reference=kit, quantity=1) for kit in kits]
    lines += [
        PickLine(item="Coffret d’œufs", size="", kit_reference=kit, quantity=8, lot="L26-118")
        for kit in kits
    ]
    for place, kit in enumerate(kits):
        for size in ("XL", "S", "M", "L")[: 2 + place % 3]:
            lines.append(
                PickLine(
                    item="Manteau Brume",
                    size=size,
                    kit_reference=kit,
                    quantity=1 + place % 2,
                    sku="MB-01",
                )
            )
    values: dict[str, Any] = {
        "brand_name": "Maison Alma",
        "campaign_title": "L’hiver, chez vous",
        "language": "en",
        "timezone": "Europe/Paris",
        "reference": "PICK-2026-0012",
        "made_at": datetime(2026, 11, 28, 8, 5, tzinfo=UTC),
        "lines": tuple(lines),
    }
    return PickList(**values | changes)
