"""Recruiting links: one per network or creator, so that its applications can be counted."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from events.models import Campaign, RecruitingLink
from links.domain import links
from links.models import LinkKind


class LinkKnown(Exception):
    """There is a link for this network and creator already."""


@transaction.atomic
def open_link(
    *, campaign: Campaign, network: str, label: str, by: User, at: datetime
) -> RecruitingLink:
    """Make a link for one network and, if said, one creator. Raises LinkKnown."""
    try:
        with transaction.atomic():
            made = RecruitingLink.objects.create(
                campaign=campaign,
                link=links.create(brand=campaign.brand, kind=LinkKind.RECRUIT, at=at),
                network=network.strip(),
                label=label.strip(),
            )
    except IntegrityError as error:
        raise LinkKnown(_("There is a link for this network and creator already.")) from error
    audit.record(
        chain=f"brand:{campaign.brand_id}",
        actor=f"user:{by.pk}",
        action="recruiting_link.opened",
        subject=f"campaign:{campaign.pk}",
        data={"link_id": made.link_id},
        at=at,
    )
    return made
