"""What follows for the box: reserved, timed, given back; and what its host is told of it."""

import logging
from datetime import datetime

from django.conf import settings

from events.models import Party
from flows.handlers.guests import picture_of
from guests.queries import invitation_of
from kits import queries
from kits.domain import kits
from kits.models import Direction, Kit, Shipment
from mailing.domain import messages

logger = logging.getLogger(__name__)
SYSTEM = "system"


def reserve(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Reserve the kit of an accepted party, and time it if the date is known already."""
    party = Party.objects.select_related("campaign").get(pk=party_id)
    try:
        kit = kits.reserve(party=party, at=at, by=SYSTEM)
    except kits.KitNotMovable:
        logger.info("party %s was called off before its kit was reserved", party_id)
        return
    kits.set_deadline(kit=kit, at=at)


def set_deadline(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Compute anew by when the kit must leave."""
    kit = _kit_of(party_id)
    if kit is not None:
        kits.set_deadline(kit=kit, at=at)


def release(*, message_id: int, at: datetime, party_id: int, **_newer: object) -> None:
    """Give a kit's pieces back; one that has left must come home, and the desk says so."""
    kit = _kit_of(party_id)
    if kit is None or not kits.release(kit=kit, by=SYSTEM, at=at):
        return
    kits.fill_waiting(campaign_id=kit.party.campaign_id, by=SYSTEM, at=at)


def mail_shipped(*, message_id: int, at: datetime, kit_id: int, **_newer: object) -> None:
    """Tell the host that the parcel has left, with whom, and its number."""
    _mail(template="kit_shipped", kit_id=kit_id, key=f"kit:{kit_id}:shipped")


def mail_delivered(*, message_id: int, at: datetime, kit_id: int, **_newer: object) -> None:
    """Tell the host that the parcel is there, and that it is time to invite."""
    _mail(template="kit_delivered", kit_id=kit_id, key=f"kit:{kit_id}:delivered")


def _kit_of(party_id: int) -> Kit | None:
    kit = queries.kit_of(party_id)
    if kit is not None:
        kit.party = Party.objects.select_related("campaign").get(pk=party_id)
    return kit


def _mail(*, template: str, kit_id: int, key: str) -> None:
    kit = Kit.objects.select_related("party__campaign__brand", "party__host").get(pk=kit_id)
    party = kit.party
    if party.host is None:
        return
    shipment = (
        Shipment.objects.filter(kit=kit, direction=Direction.OUT, shipped_at__isnull=False)
        .order_by("-shipped_at", "-pk")
        .first()
    )
    invitation = invitation_of(party.pk)
    messages.queue(
        template=template,
        to_address=party.host.email,
        to_name=party.host_first_name,
        language=party.host.language,
        brand=party.campaign.brand,
        reply_to=party.campaign.brand.contact_email,
        dedupe_key=key,
        context={
            "party": party,
            "kit": kit,
            "shipment": shipment,
            "host_url": f"{settings.BASE_URL}/h/{party.code}",
            "picture": picture_of(invitation) if invitation else "",
        },
    )
