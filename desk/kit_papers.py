"""From kits to the warehouse's papers: each in the language of the one who reads it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation

from accounts.models import Brand
from common.look import words
from common.phones import say_phone
from desk.kit_rows import item_name
from events.queries.campaigns import wording
from kits.models import ItemKind, Kit, Shipment
from kits.papers import (
    AddressLabel,
    PackingSlip,
    PickLine,
    PickList,
    SlipLine,
    address_label,
    packing_slip,
    pick_list,
)


def labels_pdf(kit: Kit, parcels: Sequence[Shipment]) -> bytes:
    """One A6 page a parcel; the address is the one copied when the label was made."""
    brand = kit.party.campaign.brand
    home = kit.party.campaign.country
    return address_label(
        labels=[
            AddressLabel(
                reference=parcel.code,
                language=brand.language,
                sender=(brand.legal_name, *_lines(brand.address)),
                recipient=tuple(
                    filter(
                        None,
                        [
                            parcel.to_name,
                            parcel.to_line,
                            parcel.to_extra,
                            f"{parcel.to_postcode} {parcel.to_city}",
                            parcel.to_country if parcel.to_country != home else "",
                        ],
                    )
                ),
                carrier=parcel.carrier,
                phone=say_phone(parcel.to_phone),
                weight_g=parcel.weight_g,
            )
            for parcel in parcels
        ]
    )


def slip_pdf(kit: Kit) -> bytes:
    """The sheet in the box, in the host's language; it holds no address."""
    party = kit.party
    campaign = party.campaign
    language = party.host.language if party.host else campaign.brand.language
    with translation.override(language):
        lines = tuple(
            SlipLine(
                item=item_name(line.item_size.item),
                size=line.item_size.size,
                quantity=line.quantity,
                kind="LOANED" if line.item_size.item.kind == ItemKind.LOANED else "GIVEN",
            )
            for line in kit.lines.all()
        )
    loaned = any(line.kind == "LOANED" for line in lines)
    return packing_slip(
        slip=PackingSlip(
            brand_name=campaign.brand.name,
            campaign_title=wording(campaign, language).title,
            language=language,
            timezone=party.timezone,
            kit_reference=kit.code,
            host_first_name=party.host_first_name,
            lines=lines,
            party_at=party.starts_at,
            liability_cap_minor=campaign.liability_cap_minor if loaned else None,
            currency=campaign.brand.currency,
            contact=campaign.brand.contact_email,
        )
    )


def pick_list_pdf(kits: Sequence[Kit], *, brand: Brand, at: datetime) -> bytes:
    """One walk for all of ``kits``, in the language of whoever prints it."""
    language = words.tongue(translation.get_language())
    titles = {kit.party.campaign_id: kit.party.campaign for kit in kits}
    return pick_list(
        picking=PickList(
            brand_name=brand.name,
            campaign_title=", ".join(wording(one, language).title for one in titles.values()),
            language=language,
            timezone=brand.timezone,
            reference=f"PICK-{at:%Y%m%d-%H%M}",
            made_at=at,
            lines=tuple(
                PickLine(
                    item=item_name(line.item_size.item),
                    size=line.item_size.size,
                    sku=line.item_size.item.sku,
                    kit_reference=kit.code,
                    quantity=line.quantity,
                )
                for kit in kits
                for line in kit.lines.all()
            ),
        )
    )


def _lines(address: str) -> list[str]:
    return [part.strip() for part in address.split(",") if part.strip()]
