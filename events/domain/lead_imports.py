"""Exports of lead forms at the desk: kept, read a page at a time, then invited or thrown away.

Reading is the dry run: it writes to nobody. Each turn reads ``ROWS_A_TURN`` rows and keeps how far it
came in the same transaction, so a turn that was killed is read again and nothing twice.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.identity import email_hash
from accounts.models import User
from common import audit, codes, outbox
from common.forms import UNSEEN
from events import lead_files
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
    RecruitingLink,
)
from mailing import queries as mail

S = LeadImportState
F = LeadFaultCode
ROWS_A_TURN = 1_000
BYTES_A_TURN = 4_000_000
LONGEST_ADDRESS = 254
LONGEST_NAME = 40


class KnownFile(Exception):
    """The campaign has an import of this very file; ``known`` is it."""

    def __init__(self, message: str, known: LeadImport) -> None:
        super().__init__(message)
        self.known = known


class CannotImport(Exception):
    """Not in this state, or nothing to do; the message says which."""


def upload(
    *,
    campaign: Campaign,
    source: RecruitingLink,
    file: Any,
    file_name: str,
    language: str,
    by: User,
    at: datetime,
) -> LeadImport:
    """Keep an export of a lead form, with a guess of what its columns hold. Nobody is written to.

    ``source`` is the recruiting link that its people count for. Raises lead_files.NotALeadFile and
    KnownFile.
    """
    if source.campaign_id != campaign.pk:
        raise CannotImport(_("This link belongs to another campaign."))
    kept = lead_files.keep(file, at=at)
    try:
        with transaction.atomic():
            made = LeadImport.objects.create(
                campaign=campaign,
                source=source,
                code=codes.slug(),
                language=language,
                file_name=_shown_name(file_name),
                sha256=kept.sha256,
                kept_as=kept.kept_as,
                export=kept.export,
                encoding=kept.encoding,
                delimiter=kept.delimiter,
                columns=kept.columns,
                mapping=lead_files.guessed(kept.columns),
                size=kept.size,
                uploaded_at=at,
                uploaded_by=by,
            )
            _write_down(made, "leads.uploaded", by, at, sha256=kept.sha256)
    except IntegrityError:
        lead_files.destroy(kept.kept_as)
        known = LeadImport.objects.exclude(state=S.DISCARDED)
        first = known.filter(campaign=campaign, sha256=kept.sha256).first()
        if first is None:
            raise
        raise KnownFile(_("This very file was imported before: here it is."), first) from None
    return made


@transaction.atomic
def read(*, lead_import: LeadImport, mapping: Mapping[str, int | None], at: datetime) -> None:
    """Begin to read the file, or read it anew with other columns: the dry run.

    ``mapping`` names the number of the column of each of ``lead_files.PARTS``. Publishes
    ``leads.to_read``. Raises CannotImport.
    """
    lead_import = _locked(lead_import)
    if lead_import.state not in (S.UPLOADED, S.READ):
        raise CannotImport(_("This file is being read, or its people are invited already."))
    if not lead_import.kept_as:
        raise CannotImport(_("The file was deleted meanwhile. Please send it again."))
    chosen = {part: mapping.get(part) for part in lead_files.PARTS}
    if chosen["email"] is None:
        raise CannotImport(_("Please say which column holds the e-mail address."))
    _forget_rows(lead_import)
    reading = lead_import.reading + 1
    LeadImport.objects.filter(pk=lead_import.pk).update(
        state=S.READING,
        mapping=chosen,
        reading=reading,
        offset=0,
        line=0,
        rows_read=0,
        read_at=None,
    )
    outbox.publish("leads.to_read", import_id=lead_import.pk, reading=reading)


@transaction.atomic
def read_on(*, import_id: int, reading: int, at: datetime) -> None:
    """Read the next rows; publishes ``leads.to_read`` while there are more.

    A turn of a reading that was begun anew or thrown away does nothing.
    """
    lead_import = (
        LeadImport.objects.select_for_update(of=("self",))
        .select_related("campaign")
        .filter(pk=import_id, state=S.READING, reading=reading)
        .first()
    )
    if lead_import is None:
        return
    try:
        file = lead_files.opened(lead_import.kept_as)
    except FileNotFoundError:
        LeadImport.objects.filter(pk=import_id).update(state=S.UPLOADED, kept_as="")
        return
    with file:
        place = (lead_import.line, lead_import.offset)
        if place == (0, 0):
            _names, place = lead_files.header(file, lead_import.delimiter)
        rows = lead_files.rows(file, delimiter=lead_import.delimiter, at=place)
        page, ended = _turn(rows, begins=place[1])
    _keep(lead_import, page)
    line, offset = page[-1].ends if page else place
    LeadImport.objects.filter(pk=import_id).update(
        line=line,
        offset=lead_import.size if ended else offset,
        rows_read=lead_import.rows_read + len(page),
        **({"state": S.READ, "read_at": at} if ended else {}),
    )
    if not ended:
        outbox.publish("leads.to_read", import_id=import_id, reading=reading)


@transaction.atomic
def invite(*, lead_import: LeadImport, by: User, at: datetime) -> None:
    """Let each of its people be written to once, behind the undo window of messages to many.

    The file is deleted. Publishes ``leads.to_invite``. Raises CannotImport when there is nobody, or
    applications are not open.
    """
    lead_import = _locked(lead_import)
    campaign = lead_import.campaign
    if campaign.state != CampaignState.PUBLISHED or not (
        campaign.applications_open_at <= at < campaign.applications_close_at
    ):
        raise CannotImport(
            _("People can be invited while applications are open, and they are not.")
        )
    if not Lead.objects.filter(lead_import=lead_import, state=LeadState.READ).exists():
        raise CannotImport(_("There is nobody to invite in this file."))
    moved = LeadImport.objects.filter(pk=lead_import.pk, state=S.READ).update(
        state=S.INVITED, invited_at=at, kept_as=""
    )
    if not moved:
        raise CannotImport(_("This import is not ready, or its people are invited already."))
    _write_down(lead_import, "leads.invited", by, at, sha256=lead_import.sha256)
    outbox.publish("leads.to_invite", import_id=lead_import.pk)
    transaction.on_commit(lambda: lead_files.destroy(lead_import.kept_as))


@transaction.atomic
def discard(*, lead_import: LeadImport, by: User | None, at: datetime) -> None:
    """Throw an import away with everything read from it. Raises CannotImport once people are invited."""
    lead_import = _locked(lead_import)
    moved = LeadImport.objects.filter(
        pk=lead_import.pk, state__in=[S.UPLOADED, S.READING, S.READ]
    ).update(state=S.DISCARDED, kept_as="", columns=[])
    if not moved:
        raise CannotImport(_("Its people are invited already, or it was thrown away before."))
    _forget_rows(lead_import)
    _write_down(lead_import, "leads.discarded", by, at, sha256=lead_import.sha256)
    transaction.on_commit(lambda: lead_files.destroy(lead_import.kept_as))


def _turn(rows: Iterable[lead_files.Row], *, begins: int) -> tuple[list[lead_files.Row], bool]:
    """The rows of one turn that begins at this byte, and whether the file ended with them."""
    page = []
    for row in rows:
        page.append(row)
        if len(page) == ROWS_A_TURN or row.ends[1] - begins >= BYTES_A_TURN:
            return page, False
    return page, True


# --- a page of rows -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Person:
    line: int
    email: str
    hashed: str
    first_name: str


def _keep(lead_import: LeadImport, page: list[lead_files.Row]) -> None:
    """Write down the people of these rows, and why a row is none."""
    faults: dict[int, tuple[str, str]] = {}
    people: dict[str, _Person] = {}
    for row in page:
        found = _person(row, lead_import.mapping)
        if isinstance(found, _Person):
            if found.hashed in people:
                faults[row.line] = (F.SAME_ADDRESS, "")
            else:
                people[found.hashed] = found
        else:
            faults[row.line] = found
    for hashed, fault in _known(lead_import, list(people)).items():
        faults[people.pop(hashed).line] = (fault, "")
    rows = [
        Lead(
            lead_import=lead_import,
            campaign=lead_import.campaign,
            code=codes.capability(),
            line=one.line,
            email=one.email,
            email_hash=one.hashed,
            first_name=one.first_name,
        )
        for one in people.values()
    ]
    Lead.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    # Another import of the campaign may be read at this moment: whoever was first has the person.
    mine = set(
        Lead.objects.filter(
            lead_import=lead_import, line__in=[one.line for one in rows]
        ).values_list("line", flat=True)
    )
    faults |= {one.line: (F.KNOWN, "") for one in rows if one.line not in mine}
    LeadFault.objects.bulk_create(
        LeadFault(lead_import=lead_import, line=line, fault=fault, excerpt=excerpt)
        for line, (fault, excerpt) in sorted(faults.items())
    )


def _person(row: lead_files.Row, mapping: Mapping[str, Any]) -> _Person | tuple[str, str]:
    """The person of a row, or (why there is none, what stood for the address)."""
    if row.fault:
        return row.fault, ""
    typed = _cell(row.cells, mapping.get("email"))
    if not typed:
        return F.NO_ADDRESS, ""
    if typed.casefold().startswith("<test lead"):
        return F.TEST, ""
    email = _address(typed)
    if email is None:
        return F.UNFIT_ADDRESS, "".join(c if c.isprintable() else " " for c in typed)[:80]
    name = _cell(row.cells, mapping.get("first_name"))
    if not name:
        name = (_cell(row.cells, mapping.get("full_name")).split() or [""])[0]
    return _Person(row.line, email, email_hash(email), _first_name(name))


def _known(lead_import: LeadImport, hashes: list[str]) -> dict[str, str]:
    """Of these mailboxes, those that are not to be written to, and why."""
    found: dict[str, str] = {}
    asked = Lead.objects.filter(campaign=lead_import.campaign_id, email_hash__in=hashes)
    for hashed, of in asked.values_list("email_hash", "lead_import_id"):
        found[str(hashed)] = F.SAME_ADDRESS if of == lead_import.pk else F.KNOWN
    applied = Application.objects.filter(campaign=lead_import.campaign_id, email_hash__in=hashes)
    found |= dict.fromkeys(applied.values_list("email_hash", flat=True), F.APPLIED)
    stopped = mail.suppressed_among(brand_id=lead_import.campaign.brand_id, hashes=hashes)
    return found | dict.fromkeys(stopped, F.STOPPED)


def _cell(cells: Iterable[str], number: Any) -> str:
    if not isinstance(number, int):
        return ""
    return next(islice(cells, number, None), "").strip()


def _address(typed: str) -> str | None:
    """The address in a cell, which may be written as "Ana <ana@mail.example>"; None if there is none."""
    pointed = re.fullmatch(r"[^<>]*<([^<>]+)>", typed)
    email = (
        (pointed[1] if pointed else typed).strip().removeprefix("mailto:").strip("\u200b\ufeff ")
    )
    if len(email) > LONGEST_ADDRESS or not email.isprintable() or re.search(UNSEEN, email):
        return None
    try:
        validate_email(email)
    except ValidationError:
        return None
    return email


def _first_name(name: str) -> str:
    """A name that may stand in a mail; "" for what is none: whoever fills in a form of an ad could
    otherwise let us send others an address of their own."""
    name = " ".join(name.split())
    doubtful = r'[/:@<>{}\[\]\\|=%&#$;"0-9]|www\.|[^\s.]{2,}\.[^\s.]{2,}'
    unfit = len(name) > LONGEST_NAME or not name.isprintable() or re.search(doubtful, name)
    return "" if unfit or re.search(UNSEEN, name) else name


def _forget_rows(lead_import: LeadImport) -> None:
    Lead.objects.filter(lead_import=lead_import, state=LeadState.READ).delete()
    LeadFault.objects.filter(lead_import=lead_import).delete()


def _locked(lead_import: LeadImport) -> LeadImport:
    return (
        LeadImport.objects.select_for_update(of=("self",))
        .select_related("campaign__brand")
        .get(pk=lead_import.pk)
    )


def _shown_name(name: str) -> str:
    return "".join(c for c in name if c.isprintable() and not re.search(UNSEEN, c))[-120:] or "…"


def _write_down(
    lead_import: LeadImport, action: str, by: User | None, at: datetime, **data: Any
) -> None:
    audit.record(
        chain=f"brand:{lead_import.campaign.brand_id}",
        actor=f"user:{by.pk}" if by else "system",
        action=action,
        subject=f"campaign:{lead_import.campaign_id}",
        data={"import": lead_import.code, **data},
        at=at,
    )
