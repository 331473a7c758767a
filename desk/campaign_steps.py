"""The sections of a draft in the order one writes them: which are done, what is missing, which is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.domain.campaign_gaps import Gap
from events.models import Campaign
from kits.models import KitPlanLine


@dataclass(frozen=True)
class Step:
    """One section: ``key`` is the part as ``open_parts`` and ``Gap.section`` call it."""

    key: str
    title: str | Promise
    url_name: str


STEPS = (
    Step("basics", _("Dates, places and figures"), "desk:campaign-basics"),
    Step("words", _("Words"), "desk:campaign-words"),
    Step("regions", _("Regions and places"), "desk:campaign-regions"),
    Step("draw", _("The draw"), "desk:campaign-draw"),
    Step("prizes", _("What every host receives"), "desk:campaign-prizes"),
    Step("kit", _("Kit plan"), "desk:campaign-kit"),
    Step("questions", _("Own questions"), "desk:campaign-questions"),
    Step("rules", _("Rules"), "desk:campaign-rules"),
    Step("answers", _("Questions and answers"), "desk:campaign-answers"),
)


def steps(campaign: Campaign, gaps: Sequence[Gap], current: str = "") -> list[dict[str, Any]]:
    """The rail of a draft: each section with its address and its state.

    DONE; MISSING, with how many things; EMPTY for what may stay so. The first that misses something
    is ``next``.
    """
    missing = {step.key: [gap for gap in gaps if gap.section == step.key] for step in STEPS}
    may_be_empty = {
        "kit": not KitPlanLine.objects.filter(campaign=campaign).exists(),
        "questions": not campaign.questions.exists(),
        "answers": not campaign.public_answers.exists(),
    }
    following = next((step.key for step in STEPS if missing[step.key]), "")
    return [
        {
            "key": step.key,
            "title": step.title,
            "url": url_of(campaign, step),
            "state": "MISSING"
            if missing[step.key]
            else "EMPTY"
            if may_be_empty.get(step.key)
            else "DONE",
            "missing": len(missing[step.key]),
            "next": step.key == following,
            "current": step.key == current,
        }
        for step in STEPS
    ]


def checklist(campaign: Campaign, gaps: Sequence[Gap]) -> list[dict[str, str]]:
    """Each gap with the address of the field that fills it; "" where it is not in a section."""
    known = {step.key: step for step in STEPS}
    return [
        {
            "text": gap.text,
            "url": url_of(campaign, known[gap.section]) + (f"#id_{gap.field}" if gap.field else "")
            if gap.section in known
            else "",
        }
        for gap in gaps
    ]


def after(campaign: Campaign, key: str) -> str:
    """The address of the section that follows this one; the campaign's own page after the last."""
    keys = [step.key for step in STEPS]
    position = keys.index(key) + 1
    if position < len(STEPS):
        return url_of(campaign, STEPS[position])
    return reverse("desk:campaign", args=[campaign.brand.slug, campaign.slug])


def url_of(campaign: Campaign, step: Step) -> str:
    """Where a section is written."""
    return reverse(step.url_name, args=[campaign.brand.slug, campaign.slug])
