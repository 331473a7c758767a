"""The règlement of a campaign, frozen when it opens."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import (
    MOST_CHANCES,
    AttributionRule,
    Campaign,
    CampaignKind,
    ChancesRule,
    OptionalClause,
    Outcome,
    OverflowRule,
    Rules,
)
from events.reglement import (
    OwnClause,
    RulesFacts,
    RulesFactsInvalid,
    RulesPrize,
    RulesQuestion,
    RulesStratum,
    RulesText,
    write_rules,
)
from events.reglement.facts import Attribution, Replaceable
from events.reglement.text import BULLET

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, Language] = ("fr", "en")

DASHES = ("-", "–", "—", "•")
ARTICLES: dict[str, Replaceable] = {
    OptionalClause.NETWORKS: "NETWORKS",
    OptionalClause.LIABILITY: "LIABILITY",
}
ATTRIBUTIONS: dict[AttributionRule, Attribution] = {
    AttributionRule.PRECEDENCE_LAST_TOUCH: "precedence-last-touch",
    AttributionRule.PRECEDENCE_FIRST_TOUCH: "precedence-first-touch",
    AttributionRule.LINEAR: "linear",
    AttributionRule.POSITION: "position",
    AttributionRule.TIME_DECAY: "time-decay",
}


class RulesNotWritable(Exception):
    """The settings do not make lawful rules; the message says what to change."""


def facts(
    *, campaign: Campaign, language: Language, version: int, amended_date: date | None = None
) -> RulesFacts:
    """Gather what the rules must tell of this campaign."""
    brand = campaign.brand
    wording = campaign.wordings.filter(language=language).first()
    strata = list(campaign.strata.order_by("position", "id"))
    one_more = campaign.chances_rule == ChancesRule.ONE_MORE_IF_NOT_DRAWN
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
            RulesStratum(
                name=stratum.name, quota=stratum.quota, min_newcomers=stratum.min_newcomers
            )
            for stratum in strata
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
        page_url=f"{settings.RULES_URL}/c/{campaign.slug}",
        proof_url=f"{settings.RULES_URL}/c/{campaign.slug}",
        country=campaign.country,
        minimum_age=campaign.minimum_age,
        seats_min=campaign.seats_min,
        seats_max=campaign.seats_max,
        staff_and_family_excluded=campaign.excludes_staff,
        alcohol=campaign.concerns_alcohol,
        cooldown_days=campaign.cooldown_days,
        currency=brand.currency,
        liability_cap_minor=campaign.liability_cap_minor,
        answer_within_hours=campaign.answer_within_hours,
        share_only=sum(stratum.share_only for stratum in strata),
        holdout=sum(stratum.holdout for stratum in strata),
        overflow="POOL" if campaign.overflow == OverflowRule.POOL else "REFUSE",
        most_chances=MOST_CHANCES if one_more else 1,
        compares_orders=campaign.outcome == Outcome.NET_ORDERS,
        compared_from_date=campaign.outcome_from_date,
        compared_until_date=campaign.outcome_until_date,
        conversion_window_days=campaign.conversion_window_days,
        attribution=ATTRIBUTIONS[AttributionRule(campaign.attribution_rule)],
        questions=tuple(
            RulesQuestion(
                words=question.words_fr if language == "fr" else question.words_en,
                required=question.required,
            )
            for question in campaign.questions.order_by("position")
        ),
        clauses=tuple(
            OwnClause(
                heading=clause.heading_fr if language == "fr" else clause.heading_en,
                paragraphs=paragraphs(clause.text_fr if language == "fr" else clause.text_en),
                replaces=ARTICLES.get(clause.replaces),
            )
            for clause in campaign.clauses.order_by("position")
        ),
        version=version,
        amended_date=amended_date,
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """What was typed, a paragraph a line; a line that begins with a dash is an item of a list."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(
        BULLET + line.lstrip("-–—• ") if line.startswith(DASHES) else line
        for line in lines
        if line.strip("-–—• ")
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
def freeze(
    *, campaign: Campaign, version: int, at: datetime, reasons: Mapping[str, str] | None = None
) -> list[Rules]:
    """Write and keep the rules in every language. Raises RulesNotWritable.

    ``reasons``, language by language, says why a later version amends the first.
    """
    amended = at.astimezone(ZoneInfo(campaign.timezone)).date() if reasons else None
    frozen = []
    for language in LANGUAGES:
        try:
            text = write_rules(
                facts=facts(
                    campaign=campaign, language=language, version=version, amended_date=amended
                ),
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
                reason=reasons[language] if reasons else "",
            )
        )
    return frozen
