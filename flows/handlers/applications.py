"""What follows from an application: its receipt, the word that it was withdrawn or called off."""

from datetime import datetime
from typing import Any

from django.conf import settings

from common import outbox
from events.models import Application, ApplicationState, Rules
from events.queries import campaigns as campaign_queries
from mailing.domain import messages

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
    for application in page:
        _write(application, "campaign_cancelled")
    if len(page) == APPLICANTS_AT_ONCE:
        outbox.publish(
            "campaign.cancellation_continued", campaign_id=campaign_id, after=page[-1].pk
        )


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
    texts = {
        one.language: one for one in Rules.objects.filter(campaign=campaign_id, version=version)
    }
    for application in page:
        amended = texts.get(application.language) or texts["fr"]
        _write(
            application,
            "rules_amended",
            key=f"rules_amended:{version}:{application.pk}",
            amended=amended,
            rules_url=f"{settings.BASE_URL}/c/{application.campaign.slug}/rules?v={version}",
        )
    if len(page) == APPLICANTS_AT_ONCE:
        outbox.publish(
            "campaign.amended", campaign_id=campaign_id, version=version, after=page[-1].pk
        )


def _load(application_id: int) -> Application | None:
    """The application; None when its person was erased before the fact was told."""
    known = Application.objects.select_related("campaign__brand", "user")
    found: Application | None = known.filter(pk=application_id).first()
    return found


def _write(application: Application, template: str, key: str = "", **more: Any) -> None:
    campaign = application.campaign
    messages.queue(
        template=template,
        to_address=application.user.email,
        to_name=f"{application.first_name} {application.last_name}".strip(),
        language=application.language,
        brand=campaign.brand,
        dedupe_key=key or f"{template}:{application.pk}",
        reply_to=campaign.brand.contact_email,
        context={
            "application": application,
            "campaign": campaign,
            "words": campaign_queries.wording(campaign, application.language),
            "status_url": f"{settings.BASE_URL}/a/{application.code}",
            "campaign_url": f"{settings.BASE_URL}/c/{campaign.slug}",
            "rules_url": f"{settings.BASE_URL}/c/{campaign.slug}/rules"
            f"?v={application.rules_version or 1}",
            **more,
        },
    )
