"""A campaign begun from an earlier one: everything the brand wrote, nothing about a person."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.forms.models import model_to_dict

from accounts.models import User
from common import audit
from events.domain import campaigns, public_answers, questions
from events.models import Campaign, CampaignWording, Prize, PublicAnswer, RulesClause, Stratum

WORDS = ("title", "tagline", "story", "pact")
STRATUM = ("key", "name", "quota", "departments", "min_newcomers", "share_only", "holdout")
PRIZE = ("kind", "name_fr", "name_en", "quantity", "value_minor")
CLAUSE = ("replaces", "heading_fr", "heading_en", "text_fr", "text_en")
ANSWER = ("question_fr", "question_en", "answer_fr", "answer_en")


@transaction.atomic
def copy(
    *, campaign: Campaign, by: User, at: datetime, opens_on: date, title: str = ""
) -> Campaign:
    """Draft a campaign like this one, in whatever state it is, whose applications open that day.

    ``title`` is the new one in the brand's language; "" keeps the old. Every other date keeps its distance in days and its hour on the wall. Copied are settings, words,
    regions, prizes, questions, clauses and answers; applications, links, draws and parties are not.
    Raises campaigns.CampaignNotValid.
    """
    language = campaign.brand.language
    wordings = {one.language: _columns(one, WORDS) for one in campaign.wordings.all()}
    if title:
        wordings.setdefault(language, {})["title"] = title
    made = campaigns.create(
        brand=campaign.brand,
        by=by,
        at=at,
        title=wordings.get(language, {}).get("title") or campaign.slug,
        **_moved(campaign, opens_on),
    )
    campaigns.edit(
        campaign=made,
        by=by,
        at=at,
        wordings=wordings,
        strata=[_columns(one, STRATUM) for one in campaign.strata.order_by("position", "id")],
        prizes=[_columns(one, PRIZE) for one in campaign.prizes.order_by("id")],
        clauses=[_columns(one, CLAUSE) for one in campaign.clauses.order_by("position")],
    )
    asked = questions.as_written(campaign)
    if asked:
        questions.replace(campaign=made, questions=asked, by=by, at=at)
    answers = [_columns(one, ANSWER) for one in campaign.public_answers.order_by("position")]
    if answers:
        public_answers.replace(campaign=made, answers=answers, by=by, at=at)
    audit.record(
        chain=f"brand:{made.brand_id}",
        actor=f"user:{by.pk}",
        action="campaign.copied",
        subject=f"campaign:{made.pk}",
        data={"from": campaign.pk},
        at=at,
    )
    made.refresh_from_db()
    return made


def _moved(campaign: Campaign, opens_on: date) -> dict[str, Any]:
    """The settings, with every date as many days later as the opening is."""
    there = ZoneInfo(campaign.timezone)
    days = opens_on - campaign.applications_open_at.astimezone(there).date()
    return {name: _later(getattr(campaign, name), days, there) for name in sorted(campaigns.BASICS)}


def _later(value: Any, days: timedelta, there: ZoneInfo) -> Any:
    if isinstance(value, datetime):  # a day has 23 or 25 hours when the clocks change
        local = value.astimezone(there)
        return datetime.combine(local.date() + days, local.time(), there)
    return value + days if isinstance(value, date) else value


def _columns(
    row: CampaignWording | Stratum | Prize | RulesClause | PublicAnswer, names: tuple[str, ...]
) -> dict[str, Any]:
    return model_to_dict(row, fields=names)
