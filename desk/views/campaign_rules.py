"""The rules of a campaign while they are written, and the questions people ask of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.capabilities import Capability
from common import clock
from desk.access import staff
from desk.campaign_page import campaign_or_404, who_asks
from desk.campaign_section import edit_or_refusal, lines_section, posted, section
from desk.forms.campaign_texts import AnswerForm, ClauseForm
from desk.forms.campaigns import lines
from events import draw_files
from events.domain import public_answers, rules
from events.models import Campaign, CampaignState
from events.reglement.text import grouped

CLAUSE = ("replaces", "heading_fr", "text_fr", "heading_en", "text_en")
ANSWER = ("question_fr", "answer_fr", "question_en", "answer_en")


@section("rules")
def clauses(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Clauses in the brand's own words, above the rules as they would be frozen today."""
    rows = [
        {name: getattr(one, name) for name in CLAUSE}
        for one in campaign.clauses.order_by("position")
    ]
    forms = lines(ClauseForm, posted(request), rows, extra=1)

    def keep() -> str | None:
        filled = [form.cleaned_data for form in forms if any(form.cleaned_data.values())]
        return edit_or_refusal(request, campaign, clauses=filled)

    return lines_section(
        request,
        campaign,
        "rules",
        "desk/campaigns/rules.html",
        forms,
        keep,
        texts=_texts(campaign),
    )


@section("answers")
def answers(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """What people ask, answered once for everybody."""
    rows = [
        {name: getattr(one, name) for name in ANSWER}
        for one in campaign.public_answers.order_by("position")
    ]
    forms = lines(AnswerForm, posted(request), rows, extra=2)

    def keep() -> str | None:
        filled = [form.cleaned_data for form in forms if any(form.cleaned_data.values())]
        try:
            public_answers.replace(
                campaign=campaign, answers=filled, by=who_asks(request), at=clock.now()
            )
        except public_answers.AnswersRefused as error:
            return str(error)
        return None

    return lines_section(request, campaign, "answers", "desk/campaigns/answers.html", forms, keep)


@require_safe
@staff(Capability.SEE_DESK)
def draft_paper(request: HttpRequest, brand_slug: str, slug: str, language: str) -> HttpResponse:
    """The rules as they would be frozen today, as PDF; once they are frozen, the public paper."""
    campaign = campaign_or_404(request, slug)
    if campaign.state != CampaignState.DRAFT:
        return redirect("web:campaign-rules-pdf", campaign.slug)
    try:
        text = rules.preview(campaign=campaign, language="en" if language == "en" else "fr")
    except rules.RulesNotWritable as error:
        messages.error(request, str(error))
        return redirect("desk:campaign-rules", brand_slug, slug)
    name = f"{campaign.slug}-draft-{text.language}.pdf"
    return HttpResponse(
        draw_files.draft_paper(campaign, text),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _texts(campaign: Campaign) -> list[dict[str, Any]]:
    """The rules in each language as they stand now, or why they cannot be written yet."""
    found: list[dict[str, Any]] = []
    for language in rules.LANGUAGES:
        try:
            text = rules.preview(campaign=campaign, language=language)
        except rules.RulesNotWritable as error:
            found.append({"language": language, "refused": str(error)})
            continue
        found.append(
            {
                "language": language,
                "title": text.title,
                "sha256": text.sha256,
                "sections": [
                    {"heading": heading, "paragraphs": grouped(paragraphs)}
                    for heading, paragraphs in text.sections
                ],
            }
        )
    return found
