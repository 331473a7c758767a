"""Reading imports of lead forms."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from events.models import (
    FAULTY,
    ApplicationState,
    Campaign,
    Lead,
    LeadFault,
    LeadImport,
    LeadImportState,
    LeadState,
)


@dataclass
class Reached:
    """How far the people of an import, or of a source, came: each a count of rows."""

    imported: int = 0
    invited: int = 0
    confirmed: int = 0
    applied: int = 0
    refused: int = 0
    forgotten: int = 0


@dataclass
class Faults:
    """The rows of an import that became no lead, by reason; ``wrong`` are those to be mended."""

    by_code: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_code.values())

    @property
    def wrong(self) -> int:
        return sum(self.by_code.get(code, 0) for code in FAULTY)


def of_campaign(campaign: Campaign) -> QuerySet[LeadImport]:
    """Return the imports of a campaign, latest first; those thrown away are left out."""
    return (
        LeadImport.objects.filter(campaign=campaign)
        .exclude(state=LeadImportState.DISCARDED)
        .select_related("source__link", "uploaded_by")
        .order_by("-pk")
    )


def by_code(code: str) -> Lead | None:
    """Return the person that the link of an invitation was made for."""
    return (
        Lead.objects.select_related("campaign__brand", "lead_import__source__link")
        .filter(code=code)
        .first()
    )


def reached(import_ids: Collection[int]) -> dict[int, Reached]:
    """Return, for every import asked, how far its people came."""
    return _reached(Lead.objects.filter(lead_import__in=import_ids), "lead_import_id", import_ids)


def reached_by_source(campaign: Campaign) -> dict[int, Reached]:
    """Return, for every recruiting link that people were invited for, how far those came."""
    asked = Lead.objects.filter(campaign=campaign, lead_import__state=LeadImportState.INVITED)
    return _reached(asked, "lead_import__source_id", ())


def faults(lead_import: LeadImport) -> Faults:
    """Count the rows of an import that became no lead, by reason."""
    rows = LeadFault.objects.filter(lead_import=lead_import).values_list("fault")
    return Faults(dict(rows.annotate(number=Count("pk")).order_by("fault")))


def _reached(leads: QuerySet[Lead], key: str, keys: Collection[int]) -> dict[int, Reached]:
    found = {one: Reached() for one in keys}
    rows: Any = (
        leads.values(key)
        .annotate(
            imported=Count("pk"),
            invited=Count("pk", filter=Q(invited_at__isnull=False)),
            confirmed=Count("pk", filter=Q(state=LeadState.CONFIRMED)),
            applied=Count("pk", filter=Q(application__state=ApplicationState.SUBMITTED)),
            refused=Count("pk", filter=Q(state=LeadState.REFUSED)),
            forgotten=Count("pk", filter=Q(state=LeadState.FORGOTTEN)),
        )
        .order_by(key)
    )
    for row in rows:
        of = row.pop(key)
        found[of] = Reached(**row)
    return found
