"""The règlement of a campaign, frozen when it opens."""

from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Campaign, CampaignKind, Rules
from events.reglement import (
    RulesFacts,
    RulesFactsInvalid,
    RulesPrize,
    RulesStratum,
    RulesText,
    write_rules,
)

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, Language] = ("fr", "en")


class RulesNotWritable(Exception):
    """The settings do not make lawful rules; the message says what to change."""


def facts(*, campaign: Campaign, language: Language, version: int) -> RulesFacts:
    """Gather what the rules must tell of this campaign."""
    brand = campaign.brand
    wording = campaign.wordings.filter(language=language).first()
    return RulesFacts(
        organiser_name=brand.name,
        legal_name=brand.legal_name,
        registration=brand.registration,
        address=brand.address,
        contact=brand.contact_email,
        campaign_title=wording.title if wording else "",
        kind="DINNER" if campaign.kind == CampaignKind.DINNER else "PARTY",
        opens_at=campaign.applications_open_at,
        closes_at=campaign.applications_close_at,
        draw_at=campaign.draw_at,
        party_from_date=campaign.party_from_date,
        party_until_date=campaign.party_until_date,
        timezone=campaign.timezone,
        hosts_wanted=campaign.hosts_wanted,
        strata=tuple(
            RulesStratum(name=stratum.name, quota=stratum.quota)
            for stratum in campaign.strata.order_by("position", "id")
        ),
        prizes=tuple(
            RulesPrize(
                name=prize.name_fr if language == "fr" else prize.name_en,
                kind="LOANED" if prize.kind == "LOANED" else "GIVEN",
                value_minor=prize.value_minor,
                currency=brand.currency,
                quantity=prize.quantity,
            )
            for prize in campaign.prizes.order_by("id")
        ),
        page_url=f"{settings.BASE_URL}/c/{campaign.slug}",
        proof_url=f"{settings.BASE_URL}/c/{campaign.slug}",
        country=campaign.country,
        minimum_age=campaign.minimum_age,
        cooldown_days=campaign.cooldown_days,
        currency=brand.currency,
        liability_cap_minor=campaign.liability_cap_minor,
        answer_within_hours=campaign.answer_within_hours,
        conversion_window_days=campaign.conversion_window_days,
        version=version,
    )


def preview(*, campaign: Campaign, language: Language) -> RulesText:
    """Write the rules as they would be today. Raises RulesNotWritable."""
    try:
        return write_rules(
            facts=facts(campaign=campaign, language=language, version=1), language=language
        )
    except RulesFactsInvalid as error:
        raise RulesNotWritable(
            _("The rules cannot be written yet: %(reason)s") % {"reason": error}
        ) from error


@transaction.atomic
def freeze(*, campaign: Campaign, version: int, at: datetime) -> list[Rules]:
    """Write and keep the rules in every language. Raises RulesNotWritable."""
    frozen = []
    for language in LANGUAGES:
        try:
            text = write_rules(
                facts=facts(campaign=campaign, language=language, version=version),
                language=language,
            )
        except RulesFactsInvalid as error:
            raise RulesNotWritable(str(error)) from error
        frozen.append(
            Rules.objects.create(
                campaign=campaign,
                version=version,
                language=language,
                text=text.text,
                sections=[[heading, list(paragraphs)] for heading, paragraphs in text.sections],
                sha256=text.sha256,
                published_at=at,
            )
        )
    return frozen
