"""What follows from an application: its receipt, the word that it was withdrawn or called off, and
what staff writes to a group of applicants."""

from datetime import datetime
from typing import Any

from django.conf import settings

from common import outbox
from events.domain import likeness
from events.models import Application, ApplicationState, Campaign, Rules
from events.queries import audiences
from events.queries import campaigns as campaign_queries
from mailing.domain import batches, messages
from mailing.models import Batch, BatchKind

APPLICANTS_AT_ONCE = 500


def send_receipt(*, message_id: int, at: datetime, application_id: int, **_newer: object) -> None:
    """Send the receipt: its number, the version of the rules, the address of the status page."""
    application = _load(application_id)
    if application is None:
        return
    rules = campaign_queries.frozen_rules(
        application.campaign, application.language, application.rules_version
    )
    _write(application, "receipt", rules=rules)


def compare(*, message_id: int, at: datetime, application_id: int, **_newer: object) -> None:
    """Look for others that probably came from the same person or home, for staff to look at."""
    likeness.compare(application_id=application_id, at=at)


def confirm_withdrawal(
    *, message_id: int, at: datetime, application_id: int, **_newer: object
) -> None:
    """Confirm that the application was taken back."""
    application = _load(application_id)
    if application is not None:
        _write(application, "withdrawn")


def tell_of_cancellation(
    *, message_id: int, at: datetime, campaign_id: int, after: int = 0, **_newer: object
) -> None:
    """Tell everyone who applied that the campaign was called off, and why.

    A few hundred in one turn, after the application numbered ``after``; then the fact is written
    that goes on with the next.
    """
    applied = Application.objects.select_related("campaign__brand", "user").filter(
        campaign_id=campaign_id, state=ApplicationState.SUBMITTED, pk__gt=after
    )
    page = list(applied.order_by("pk")[:APPLICANTS_AT_ONCE])
    if not page and not after:
        return
    batch = _batch(campaign_id, BatchKind.CANCELLATION, "cancelled", at)
    for application in page:
        _write(application, "campaign_cancelled", batch=batch)
    if len(page) == APPLICANTS_AT_ONCE:
        outbox.publish(
            "campaign.cancellation_continued", campaign_id=campaign_id, after=page[-1].pk
        )
    else:
        batches.written(batch=batch, at=at)


def tell_of_amendment(
    *,
    message_id: int,
    at: datetime,
    campaign_id: int,
    version: int,
    after: int = 0,
    **_newer: object,
) -> None:
    """Tell everyone who applied that the rules were amended, and why; a few hundred in one turn."""
    applied = Application.objects.select_related("campaign__brand", "user").filter(
        campaign_id=campaign_id, state=ApplicationState.SUBMITTED, pk__gt=after
    )
    page = list(applied.order_by("pk")[:APPLICANTS_AT_ONCE])
    if not page and not after:
        return
    batch = _batch(campaign_id, BatchKind.AMENDMENT, f"amended:{version}", at)
    texts = {
        one.language: one for one in Rules.objects.filter(campaign=campaign_id, version=version)
    }
    for application in page:
        amended = texts.get(application.language) or texts["fr"]
        _write(
            application,
            "rules_amended",
            key=f"rules_amended:{version}:{application.pk}",
            batch=batch,
            amended=amended,
            rules_url=f"{settings.BASE_URL}/c/{application.campaign.slug}/rules?v={version}",
        )
    if len(page) == APPLICANTS_AT_ONCE:
        outbox.publish(
            "campaign.amended", campaign_id=campaign_id, version=version, after=page[-1].pk
        )
    else:
        batches.written(batch=batch, at=at)


def write_batch(
    *, message_id: int, at: datetime, batch_id: int, after: int = 0, **_newer: object
) -> None:
    """Write what staff released to everyone of its audience, a few hundred in one turn."""
    known = Batch.objects.select_related("brand").get(pk=batch_id)
    batch = batches.writing(
        brand=known.brand,
        kind=BatchKind(known.kind),
        key=known.key,
        about=known.about,
        title=known.title,
        at=at,
    )
    page = list(
        audiences.people(brand_id=batch.brand_id, about=batch.about, audience=batch.audience)
        .select_related("campaign__brand", "user")
        .filter(pk__gt=after)
        .order_by("pk")[:APPLICANTS_AT_ONCE]
    )
    for application in page:
        _write(
            application,
            "staff_message",
            key=f"batch:{batch.pk}:{application.pk}",
            batch=batch,
            may_stop=True,
            said=said_by(batch, application.language),
        )
    if len(page) == APPLICANTS_AT_ONCE:
        outbox.publish("batch.continued", batch_id=batch.pk, after=page[-1].pk)
    else:
        batches.written(batch=batch, at=at)


def said_by(batch: Batch, language: str) -> dict[str, str]:
    """What staff wrote, in the reader's language: French for French, else English."""
    french = language == "fr"
    return {
        "subject": batch.subject_fr if french else batch.subject_en,
        "text": batch.text_fr if french else batch.text_en,
    }


def _batch(campaign_id: int, kind: BatchKind, what: str, at: datetime) -> Batch:
    campaign = Campaign.objects.select_related("brand").get(pk=campaign_id)
    return batches.writing(
        brand=campaign.brand,
        kind=kind,
        key=f"campaign:{campaign.pk}:{what}",
        about=f"campaign:{campaign.pk}",
        title=campaign_queries.wording(campaign, campaign.brand.language).title,
        at=at,
    )


def _load(application_id: int) -> Application | None:
    """The application; None when its person was erased before the fact was told."""
    known = Application.objects.select_related("campaign__brand", "user")
    found: Application | None = known.filter(pk=application_id).first()
    return found


def _write(
    application: Application,
    template: str,
    key: str = "",
    batch: Batch | None = None,
    may_stop: bool = False,
    **more: Any,
) -> None:
    campaign = application.campaign
    messages.queue(
        template=template,
        to_address=application.user.email,
        to_name=f"{application.first_name} {application.last_name}".strip(),
        language=application.language,
        brand=campaign.brand,
        dedupe_key=key or f"{template}:{application.pk}",
        reply_to=campaign.brand.contact_email,
        batch=batch,
        may_stop=may_stop,
        context=context_of(application, **more),
    )


def context_of(application: Application, **more: Any) -> dict[str, Any]:
    """What a mail about an application may say and lead to."""
    campaign = application.campaign
    return {
        "application": application,
        "campaign": campaign,
        "words": campaign_queries.wording(campaign, application.language),
        "status_url": f"{settings.BASE_URL}/a/{application.code}",
        "campaign_url": f"{settings.BASE_URL}/c/{campaign.slug}",
        "rules_url": f"{settings.BASE_URL}/c/{campaign.slug}/rules"
        f"?v={application.rules_version or 1}",
        **more,
    }
