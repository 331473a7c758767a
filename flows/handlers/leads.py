"""What follows from an import of leads: its file is read page by page, then its people are invited."""

from datetime import datetime

from django.conf import settings

from common import outbox
from events.domain import lead_imports, leads
from events.models import Lead, LeadImport, LeadImportState
from events.queries import campaigns as campaign_queries
from flows.leads import about
from mailing.domain import batches, messages
from mailing.models import Batch, BatchKind

LEADS_AT_ONCE = 100  # a turn of some five hundred keeps other writers of SQLite waiting for seconds
TEMPLATE = "lead_invited"


def read_file(
    *, message_id: int, at: datetime, import_id: int, reading: int, **_newer: object
) -> None:
    """Read the next rows of an import: the dry run."""
    lead_imports.read_on(import_id=import_id, reading=reading, at=at)


def write_invitations(*, message_id: int, at: datetime, import_id: int, **_newer: object) -> None:
    """Write to the next people of an import, a few hundred in one turn, each of them once."""
    found = LeadImport.objects.select_related("campaign__brand").get(pk=import_id)
    campaign = found.campaign
    batch = batches.writing(
        brand=campaign.brand,
        kind=BatchKind.LEADS,
        key=f"leads:{found.pk}",
        about=f"campaign:{campaign.pk}",
        title=campaign_queries.wording(campaign, campaign.brand.language).title,
        at=at,
    )
    page = leads.next_to_invite(import_id=import_id, limit=LEADS_AT_ONCE)
    for lead in page:
        _write(lead, found, batch)
    leads.invited(leads=page, at=at)
    if len(page) == LEADS_AT_ONCE:
        outbox.publish("leads.to_invite", import_id=import_id)
    else:
        batches.written(batch=batch, at=at)


def end_with_campaign(*, message_id: int, at: datetime, campaign_id: int, **_newer: object) -> None:
    """Invite nobody any more to a campaign that was called off."""
    for one in LeadImport.objects.filter(campaign=campaign_id, state=LeadImportState.INVITED):
        batches.withdraw(key=f"leads:{one.pk}")


def _write(lead: Lead, of: LeadImport, batch: Batch) -> None:
    campaign = lead.campaign
    messages.queue(
        template=TEMPLATE,
        to_address=lead.email,
        to_name=lead.first_name,
        language=of.language,
        brand=campaign.brand,
        dedupe_key=f"lead:{lead.pk}",
        about=about(lead.pk),
        reply_to=campaign.brand.contact_email,
        batch=batch,
        may_stop=True,
        context={
            "lead": lead,
            "network": of.source.network,
            "campaign": campaign,
            "words": campaign_queries.wording(campaign, of.language),
            "days": leads.KEPT.days,
            "apply_url": f"{settings.BASE_URL}/l/{lead.code}",
        },
    )
