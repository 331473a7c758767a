"""What a campaign asks besides the home; settled while it is a draft."""

from django.http import HttpRequest, HttpResponse

from common import clock
from desk.campaign_page import who_asks
from desk.campaign_section import lines_section, posted, section
from desk.forms.campaign_questions import QuestionForm, as_typed
from desk.forms.campaigns import lines
from events.domain import questions
from events.domain.campaigns import CampaignNotEditable, CampaignNotValid
from events.models import Campaign


@section("questions")
def own_questions(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """The questions of a draft, in their order."""
    rows = [as_typed(one) for one in questions.as_written(campaign)]
    forms = lines(QuestionForm, posted(request), rows, extra=2)

    def keep() -> str | None:
        try:
            questions.replace(
                campaign=campaign,
                questions=[form.cleaned_data for form in forms if not form.is_empty],  # type: ignore[attr-defined]
                by=who_asks(request),
                at=clock.now(),
            )
        except (CampaignNotEditable, CampaignNotValid) as error:
            return str(error)
        return None

    return lines_section(
        request, campaign, "questions", "desk/campaigns/questions.html", forms, keep
    )
