"""A campaign's own questions: of seven kinds, in both languages, settled before it is published."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common import audit
from events.domain.campaign_parts import CampaignNotValid
from events.domain.campaigns import CampaignNotEditable
from events.models import CHOOSING, Campaign, CampaignState, Question, QuestionKind

MOST_QUESTIONS = 10
MOST_OPTIONS = 12


@transaction.atomic
def replace(
    *, campaign: Campaign, questions: Iterable[Mapping[str, Any]], by: User, at: datetime
) -> list[Question]:
    """Ask these questions, in this order, and no others.

    Each holds kind, words_fr, words_en, and where they are given hint_fr, hint_en, required,
    options (pairs of French and English words), lowest and highest. Raises CampaignNotEditable once
    the campaign is published, and CampaignNotValid.
    """
    held = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if held.state != CampaignState.DRAFT:
        raise CampaignNotEditable(
            _("People answer these questions already: they cannot change any more.")
        )
    rows = [_row(held, number, wanted) for number, wanted in enumerate(questions, start=1)]
    if len(rows) > MOST_QUESTIONS:
        raise CampaignNotValid(
            ngettext(
                "%(most)s question at most: people answer on a telephone.",
                "%(most)s questions at most: people answer on a telephone.",
                MOST_QUESTIONS,
            )
            % {"most": MOST_QUESTIONS}
        )
    Question.objects.filter(campaign=held).delete()
    made = Question.objects.bulk_create(rows)
    audit.record(
        chain=f"brand:{held.brand_id}",
        actor=f"user:{by.pk}",
        action="campaign.edited",
        subject=f"campaign:{held.pk}",
        data={"changed": ["questions"], "questions": len(made)},
        at=at,
    )
    return made


def as_written(campaign: Campaign) -> list[dict[str, Any]]:
    """Return a campaign's questions as ``replace`` takes them: to show in a form, or to copy."""
    return [
        {
            "kind": one.kind,
            "words_fr": one.words_fr,
            "words_en": one.words_en,
            "hint_fr": one.hint_fr,
            "hint_en": one.hint_en,
            "required": one.required,
            "options": [(option["fr"], option["en"]) for option in one.options],
            "lowest": one.lowest,
            "highest": one.highest,
        }
        for one in Question.objects.filter(campaign=campaign).order_by("position")
    ]


def _row(campaign: Campaign, number: int, wanted: Mapping[str, Any]) -> Question:
    kind = QuestionKind(wanted["kind"])
    words = {name: str(wanted.get(name) or "").strip() for name in ("words_fr", "words_en")}
    if not all(words.values()):
        raise CampaignNotValid(
            _("Question %(number)s needs its words in French and in English.") % {"number": number}
        )
    options = [
        {"key": f"o{place}", "fr": fr.strip(), "en": en.strip()}
        for place, (fr, en) in enumerate(wanted.get("options") or (), start=1)
    ]
    if kind not in CHOOSING:
        options = []
    else:
        _check_options(number, options)
    bounds = {name: wanted.get(name) for name in ("lowest", "highest")}
    if kind != QuestionKind.NUMBER:
        bounds = dict.fromkeys(bounds)
    if None not in bounds.values() and bounds["lowest"] > bounds["highest"]:  # type: ignore[operator]
        raise CampaignNotValid(
            _("Question %(number)s: the smallest number is larger than the largest.")
            % {"number": number}
        )
    return Question(
        campaign=campaign,
        position=number,
        kind=kind,
        hint_fr=str(wanted.get("hint_fr") or "").strip(),
        hint_en=str(wanted.get("hint_en") or "").strip(),
        required=bool(wanted.get("required")),
        options=options,
        **words,
        **bounds,
    )


def _check_options(number: int, options: list[dict[str, str]]) -> None:
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise CampaignNotValid(
            _("Question %(number)s: give between 2 and %(most)s choices.")
            % {"number": number, "most": MOST_OPTIONS}
        )
    for language in ("fr", "en"):
        said = [option[language].casefold() for option in options]
        if not all(said):
            raise CampaignNotValid(
                _("Question %(number)s: each choice is said in French and in English.")
                % {"number": number}
            )
        if len(set(said)) < len(said):
            raise CampaignNotValid(
                _("Question %(number)s: two choices say the same.") % {"number": number}
            )
