"""One person of an import: invited once, then an applicant, or left alone, or forgotten."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.identity import email_hash
from accounts.models import Brand
from events import lead_files
from events.domain import lead_imports
from events.models import (
    Application,
    Campaign,
    CampaignState,
    Lead,
    LeadFault,
    LeadFaultCode,
    LeadImport,
    LeadImportState,
    LeadState,
)

S = LeadState
KEPT = timedelta(days=30)
"""So long an invited person who does nothing is kept; the invitation says so."""
STOPPABLE = timedelta(days=365)
"""So long the fingerprint of somebody forgotten is kept, for the link in their mail that stops all mail."""
UNDECIDED = timedelta(days=7)
"""So long a file that nobody was invited from is kept."""
NOBODY = {"email": "", "first_name": ""}
AT_ONCE = 1_000


def next_to_invite(*, import_id: int, limit: int) -> list[Lead]:
    """The next people of an import to be written to, held until the transaction ends.

    Whoever has applied since the file was read, or came to be known otherwise, is no longer among them.
    """
    waiting = Lead.objects.filter(lead_import=import_id, state=S.READ)
    return list(
        waiting.select_for_update(of=("self",))
        .select_related("lead_import__source", "campaign__brand")
        .order_by("pk")[:limit]
    )


def invited(*, leads: list[Lead], at: datetime) -> None:
    """Note that these were written to."""
    Lead.objects.filter(pk__in=[one.pk for one in leads], state=S.READ).update(
        state=S.INVITED, invited_at=at
    )


def begun(*, application: Application, lead: Lead, at: datetime) -> None:
    """Note that an imported person has begun to apply with the same mailbox.

    The address is theirs, a code has come back from it; what they write from now on is the
    application's, and the lead keeps none of it. Who came unasked is no lead any more.
    """
    if lead.state == S.READ:
        if Lead.objects.filter(pk=lead.pk, state=S.READ).delete()[0]:
            LeadFault.objects.create(
                lead_import=lead.lead_import, line=lead.line, fault=LeadFaultCode.APPLIED
            )
        return
    Lead.objects.filter(pk=lead.pk, state=S.INVITED).update(
        state=S.CONFIRMED, answered_at=at, application=application, **NOBODY
    )


def of_mailbox(*, campaign: Campaign, email: str) -> Lead | None:
    """The imported person of this mailbox who has not answered yet."""
    found = _waiting(campaign.pk, email_hash(email))
    return found.select_related("lead_import__source").first()


def refuse(*, brand: Brand, hashed: str, at: datetime) -> list[int]:
    """Let whoever wants nothing more of a brand alone for good, and forget their address.

    Returns the ids of the rows that were theirs.
    """
    waiting = _of_brand(brand, hashed).filter(state__in=[S.READ, S.INVITED])
    ids = list(waiting.values_list("pk", flat=True))
    Lead.objects.filter(pk__in=ids, state__in=[S.READ, S.INVITED]).update(
        state=S.REFUSED, answered_at=at, **NOBODY
    )
    return ids


def erased_mailbox(*, brand: Brand, lead_id: int) -> str:
    """The fingerprint of a mailbox whose address is forgotten already; "" once that is as well."""
    found = Lead.objects.of_brand(brand.pk).filter(pk=lead_id).first()
    return (found and found.email_hash) or ""


def forget_due(*, at: datetime) -> list[int]:
    """Forget who did nothing in ``KEPT``, or whose campaign takes no more applications.

    Files that nobody was invited from go after ``UNDECIDED``. Returns the ids of those forgotten now,
    a thousand at most, for the rooms that wrote to them; call it until there is none.
    """
    for one in LeadImport.objects.filter(
        state__in=[LeadImportState.UPLOADED, LeadImportState.READING, LeadImportState.READ],
        uploaded_at__lt=at - UNDECIDED,
    ).select_related("campaign"):
        lead_imports.discard(lead_import=one, by=None, at=at)
    over = Q(campaign__applications_close_at__lt=at) | Q(campaign__state=CampaignState.CANCELLED)
    LeadFault.objects.filter(lead_import__invited_at__lt=at - UNDECIDED).delete()
    with transaction.atomic():
        due = Lead.objects.filter(Q(invited_at__lt=at - KEPT) | over, state=S.INVITED)
        found = list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        Lead.objects.filter(pk__in=found, state=S.INVITED).update(state=S.FORGOTTEN, **NOBODY)
    # Nobody can be asked any more: whose mailbox it was need not be known either. Who was written to
    # and did nothing may still press the link that stops all mail.
    answered = over & Q(state__in=[S.CONFIRMED, S.REFUSED])
    silent = Q(state=S.FORGOTTEN, invited_at__lt=at - STOPPABLE)
    ended = Lead.objects.filter(answered | silent, email_hash__isnull=False)
    Lead.objects.filter(pk__in=ended.values("pk")).update(email_hash=None)
    return found


def destroy_unused(*, at: datetime) -> None:
    """Delete files that no import keeps: whoever kept or deleted them was killed in between."""
    there = lead_files.stored(before=at - timedelta(days=1))
    kept = set(LeadImport.objects.filter(kept_as__in=there).values_list("kept_as", flat=True))
    for name in there:
        if name not in kept:
            lead_files.destroy(name)


def erase(*, brand: Brand, email: str) -> list[int]:
    """Take one person out of a brand's imports; returns the ids of the rows that were theirs.

    A row that was written to stays and counts, and says no more of whom. The brand's kept files are
    deleted: any of them may name the person, and would be read again.
    """
    mine = _of_brand(brand, email_hash(email))
    ids = list(mine.values_list("pk", flat=True))
    files = LeadImport.objects.of_brand(brand.pk).exclude(kept_as="")
    for one in files:
        LeadImport.objects.filter(pk=one.pk).update(kept_as="")
        transaction.on_commit(partial(lead_files.destroy, one.kept_as))
    Lead.objects.filter(pk__in=ids, state=S.READ).delete()
    Lead.objects.filter(pk__in=ids, state=S.INVITED).update(state=S.FORGOTTEN, **NOBODY)
    Lead.objects.filter(pk__in=ids).update(email_hash=None, application=None)
    return ids


def _waiting(campaign_id: int, hashed: str) -> QuerySet[Lead]:
    return Lead.objects.filter(
        campaign=campaign_id, email_hash=hashed, state__in=[S.READ, S.INVITED]
    )


def _of_brand(brand: Brand, hashed: str) -> QuerySet[Lead]:
    found: QuerySet[Lead] = Lead.objects.of_brand(brand.pk).filter(email_hash=hashed)
    return found
