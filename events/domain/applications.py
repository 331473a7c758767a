"""A fan asks to host: begun, saved as they go, submitted once, edited until closing, withdrawn."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.domain import consents as consent_rows
from accounts.identity import email_hash
from accounts.models import User
from common import audit, codes, outbox
from common.search import plain_words
from events.domain import answers, duplicates, eligibility, holds, leads
from events.domain.agreements import agreements
from events.models import (
    Application,
    ApplicationState,
    Campaign,
    CampaignState,
    Draw,
    DrawRequest,
    DrawState,
    Question,
    RecruitingLink,
    RequestState,
    Rules,
)

S = ApplicationState
YOU = ("first_name", "last_name", "phone", "birth_year", "tied_to_brand", "social_handle")
HOME = (
    "address_line",
    "address_extra",
    "postcode",
    "city",
    "country",
    "seats",
    "dates_note",
    "room_to_try",
    "pets",
    "stairs",
    "receives_parcels",
    "why",
)
ANSWERS = frozenset(YOU + HOME + ("language",))
TAGS = ("utm_source", "utm_medium", "utm_campaign")
COMPARED = ("phone", "household_key", "near_key", "person_key")
NEEDED = ("first_name", "last_name", "birth_year", "address_line", "postcode", "city", "seats")


class NotOpen(Exception):
    """Applications are not open now; the message says since or until when in words."""


class Incomplete(Exception):
    """``fields`` names the answers that are missing."""

    def __init__(self, message: str, fields: Collection[str]) -> None:
        super().__init__(message)
        self.fields = list(fields)


class NotAgreed(Exception):
    """``purposes`` names what must be agreed to and was not."""

    def __init__(self, message: str, purposes: Collection[str]) -> None:
        super().__init__(message)
        self.purposes = list(purposes)


class AlreadySubmitted(Exception):
    """The application was submitted before, perhaps by a double tap; its receipt stands."""


class CannotWithdraw(Exception):
    """Too late or done already; the message says which."""


@transaction.atomic
def begin(
    *,
    campaign: Campaign,
    user: User,
    at: datetime,
    language: str,
    source: RecruitingLink | None = None,
    tags: Mapping[str, str] | None = None,
) -> Application:
    """Return the person's application to this campaign, begun if there is none.

    ``source`` and ``tags`` (``TAGS``, as the address said them) are those it began with: a later
    visit changes neither. A withdrawn one stays withdrawn and a new one begins. Whoever was imported
    from the form of an ad is known by their mailbox: its name and source stand where none is said.
    Raises NotOpen.
    """
    known = _living(campaign, user)
    if known is not None:
        return known
    _require_open(campaign, at)
    if source is not None and source.campaign_id != campaign.pk:
        source = None
    lead = leads.of_mailbox(campaign=campaign, email=user.email)
    if lead is not None:
        source = source or lead.lead_import.source
    try:
        with transaction.atomic():
            begun = Application.objects.create(
                campaign=campaign,
                user=user,
                code=codes.capability(),
                language=language,
                source=source,
                **{tag: (tags or {}).get(tag, "")[:60] for tag in TAGS},
                first_name=user.first_name or (lead.first_name if lead else ""),
                last_name=user.last_name,
                email_hash=email_hash(user.email),
                country=campaign.country,
                started_at=at,
            )
    except IntegrityError:  # a second tab was first
        known = _living(campaign, user)
        if known is None:
            raise
        return known
    if lead is not None:
        leads.begun(application=begun, lead=lead, at=at)
    return begun


@transaction.atomic
def save(
    *,
    application: Application,
    at: datetime,
    given: Mapping[Question, Any] | None = None,
    **fields: Any,
) -> Application:
    """Keep these answers (``ANSWERS``); a submitted application is weighed again.

    ``given`` are the answers to the campaign's own questions, as ``answers.keep`` takes them, asked in
    the active language. Publishes ``application.changed`` when a submitted one is to be compared
    again. Raises NotOpen once applications have closed or the application was withdrawn, and Incomplete
    when a submitted one would lose an answer it needs.
    """
    unknown = set(fields) - ANSWERS
    if unknown:
        raise TypeError(f"not an answer of an application: {sorted(unknown)}")
    application = _locked(application)
    _require_open(application.campaign, at)
    if application.state == S.WITHDRAWN:
        raise NotOpen(_("This application was withdrawn; you can apply again."))
    before = [getattr(application, name) for name in COMPARED]
    for name, value in fields.items():
        setattr(application, name, value)
    if given:
        shown = translation.get_language() or application.language
        answers.keep(application=application, given=given, at=at, language=shown)
    keys = eligibility.home_keys(application)
    for name, value in keys.items():
        setattr(application, name, value)
    columns = {name: getattr(application, name) for name in {*fields, *keys}}
    if application.state == S.SUBMITTED:
        _require_complete(application)
        columns |= _weighed(application, at)
        columns["search_words"] = search_words(application, application.receipt_number or "")
    moved = application.state == S.SUBMITTED and before != [
        getattr(application, name) for name in COMPARED
    ]
    if moved:
        columns["compared_at"] = None
    saved = Application.objects.filter(pk=application.pk, state=application.state).update(**columns)
    if not saved:
        raise NotOpen(_("This application changed in another window; please look again."))
    application.refresh_from_db()
    if moved:
        outbox.publish("application.changed", application_id=application.pk)
    return application


@transaction.atomic
def submit(
    *,
    application: Application,
    at: datetime,
    consents: Collection[str],
    where: str = "apply",
    doubts: Collection[str] = (),
) -> Application:
    """Hand the application in: weighed, numbered, and each agreement kept as a row of its own.

    ``consents`` holds the purposes ticked; with ``doubts`` (``Doubt``) it is held for staff. Publishes ``application.submitted``. Raises NotOpen,
    Incomplete, NotAgreed, AlreadySubmitted.
    """
    application = _locked(application)
    if application.state == S.SUBMITTED:
        raise AlreadySubmitted(_("Your application is in already; here is its receipt."))
    _require_open(application.campaign, at)
    if application.state == S.WITHDRAWN:
        raise NotOpen(_("This application was withdrawn; you can apply again."))
    _require_complete(application)
    rules = current_rules(application.campaign, application.language)
    boxes = agreements(campaign=application.campaign, rules=rules)
    unticked = [box.purpose for box in boxes if box.required and box.purpose not in consents]
    if unticked:
        raise NotAgreed(_("To apply, please accept the rules and the notice."), unticked)
    columns = _weighed(application, at)
    columns |= {"state": S.SUBMITTED, "submitted_at": at, "rules_version": rules.version}
    _number(application, columns)
    for box in boxes:
        if box.purpose in consents:
            consent_rows.give(
                brand=application.campaign.brand,
                purpose=box.purpose,
                text=box.text,
                text_version=box.version,
                language=application.language,
                where=where,
                at=at,
                user=application.user,
            )
    if doubts:
        holds.hold(application=application, doubts=doubts, at=at)
    application.refresh_from_db()
    outbox.publish("application.submitted", application_id=application.pk)
    return application


@transaction.atomic
def withdraw(*, application: Application, by: User | None, at: datetime) -> Application:
    """Take the application back, until the draw is sealed.

    Publishes ``application.withdrawn``. Raises CannotWithdraw after the seal (a place offered is
    refused instead) and when it was withdrawn before.
    """
    application = _locked(application)
    if application.state == S.SUBMITTED and _list_is_made(application.campaign_id):
        raise CannotWithdraw(
            _(
                "The draw is sealed, so the list cannot change. If you are drawn, you can still say no."
            )
        )
    moved = Application.objects.filter(pk=application.pk, state__in=[S.DRAFT, S.SUBMITTED]).update(
        state=S.WITHDRAWN, withdrawn_at=at
    )
    was = application.state
    duplicates.leave(applications=[application], at=at)
    application.refresh_from_db()
    if not moved:
        raise CannotWithdraw(_("This application was withdrawn before."))
    audit.record(
        chain=f"brand:{application.campaign.brand_id}",
        actor=f"user:{by.pk}"
        if by and by.pk != application.user_id
        else f"application:{application.pk}",
        action="application.withdrawn",
        subject=f"application:{application.pk}",
        at=at,
    )
    if was == S.SUBMITTED:
        outbox.publish("application.withdrawn", application_id=application.pk)
    return application


def current_rules(campaign: Campaign, language: str) -> Rules:
    """Return the latest frozen rules in this language, else in French."""
    found = Rules.objects.filter(campaign=campaign).order_by("-version")
    rules = found.filter(language=language).first() or found.filter(language="fr").first()
    if rules is None:
        raise NotOpen(_("This campaign has no rules yet."))
    return rules


def _living(campaign: Campaign, user: User) -> Application | None:
    return (
        Application.objects.select_related("campaign__brand", "user")
        .filter(campaign=campaign, user=user)
        .exclude(state=S.WITHDRAWN)
        .first()
    )


def _locked(application: Application) -> Application:
    # The campaign first: sealing locks it too, so that no answer changes under the seal.
    Campaign.objects.select_for_update().get(pk=application.campaign_id)
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("campaign__brand", "user")
        .get(pk=application.pk)
    )


def _require_open(campaign: Campaign, at: datetime) -> None:
    if campaign.state == CampaignState.CANCELLED:
        raise NotOpen(_("This campaign was cancelled."))
    if campaign.state == CampaignState.DRAFT or at < campaign.applications_open_at:
        raise NotOpen(_("Applications are not open yet."))
    if at >= campaign.applications_close_at or not _still_takes(campaign):
        raise NotOpen(_("Applications have closed; the answers can no longer change."))


def _still_takes(campaign: Campaign) -> bool:
    """Whether what reached us in time may still go in, even if the clockwork closed meanwhile."""
    if campaign.state == CampaignState.PUBLISHED:
        return True
    return campaign.state == CampaignState.CLOSED and not _list_is_made(campaign.pk)


def _list_is_made(campaign_id: int) -> bool:
    """Whether the draw is sealed, or being sealed."""
    sealed = Draw.objects.filter(campaign_id=campaign_id).exclude(state=DrawState.VOID)
    at_work = DrawRequest.objects.filter(campaign_id=campaign_id, state=RequestState.WAITING)
    return sealed.exists() or at_work.exists()


def missing(application: Application) -> list[str]:
    """Name the answers that are needed and not there; ``question_7`` is one of the campaign's own."""
    empty = [name for name in NEEDED if getattr(application, name) in (None, "")]
    return empty + [f"question_{question.pk}" for question in answers.missing(application)]


def _require_complete(application: Application) -> None:
    empty = missing(application)
    if empty:
        raise Incomplete(_("A few answers are still missing."), empty)


def search_words(application: Application, receipt_number: str) -> str:
    """What an application is found by at the desk."""
    one = application
    return plain_words(
        one.first_name, one.last_name, one.postcode, one.city, receipt_number, one.user.email
    )


def _weighed(application: Application, at: datetime) -> dict[str, Any]:
    weighing = eligibility.weigh(application=application, at=at)
    return {
        "stratum": weighing.stratum,
        "verdict": weighing.verdict,
        "reasons": list(weighing.reasons),
    }


def _number(application: Application, columns: dict[str, Any]) -> None:
    campaign = application.campaign
    for attempt in range(5):
        number = codes.receipt(
            campaign.brand.slug, of=f"receipt {campaign.slug} {application.user.email} {attempt}"
        )
        try:
            with transaction.atomic():
                moved = Application.objects.filter(pk=application.pk, state=S.DRAFT).update(
                    receipt_number=number,
                    search_words=search_words(application, number),
                    **columns,
                )
        except IntegrityError as error:
            if "receipt_number" not in str(error):
                raise
            continue
        if not moved:
            raise AlreadySubmitted(_("Your application is in already; here is its receipt."))
        return
    raise RuntimeError("no free receipt number in five tries")
