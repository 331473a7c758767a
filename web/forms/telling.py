"""What somebody tells in one go: who they are, their home, the brand's own questions."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest
from django.utils import translation

from common import uploads
from common.forms import Together
from events.domain import leads
from events.models import Application, Campaign
from events.queries import answers as queries
from web.forms.applying import HomeForm, YouForm
from web.forms.questions import QuestionsForm


class Telling(Together):
    """The three forms of the page, sent as one."""

    def __init__(self, you: YouForm, home: HomeForm, questions: QuestionsForm) -> None:
        super().__init__(you, home, questions)
        self.you, self.home, self.questions = you, home, questions

    def answers(self, *, filled: bool = False) -> dict[str, Any]:
        """What is well-formed, by column; ``filled`` leaves out what is empty."""
        found = {**self.you.cleaned_data, **self.home.cleaned_data}
        if not filled:
            return found
        return {name: value for name, value in found.items() if value not in ("", None)}

    def show_kept(self, application: Application) -> None:
        """Let the page name the photos that were kept with this very request."""
        self.questions.kept = {one.question_id: one for one in queries.of_application(application)}

    @property
    def more_is_open(self) -> bool:
        """Whether the part that is nobody's duty shows: something of it is written, or wrong."""
        return any(
            form[name].errors or form[name].value() not in (None, "")
            for form, names in ((self.you, MORE_OF_YOU), (self.home, MORE_OF_HOME))
            for name in names
        )


MORE_OF_YOU = ("social_handle",)
MORE_OF_HOME = ("dates_note", "room_to_try", "pets", "stairs", "receives_parcels", "why")


def telling(
    request: HttpRequest, campaign: Campaign, application: Application | None, at: datetime
) -> Telling:
    """The forms, filled with what is kept, or bound to what was sent."""
    sent = request.method == "POST"
    data, files = (request.POST, request.FILES) if sent else (None, None)
    today = at.astimezone(ZoneInfo(campaign.timezone)).date()
    names = {
        "first_name": getattr(request.user, "first_name", ""),
        "last_name": getattr(request.user, "last_name", ""),
    }
    if application is None and not names["first_name"] and request.user.is_authenticated:
        lead = leads.of_mailbox(campaign=campaign, email=request.user.email)
        names["first_name"] = lead.first_name if lead else ""
    kept = queries.of_application(application) if application else []
    return Telling(
        YouForm(
            data,
            initial=_answers_of(application, YouForm) if application else names,
            campaign=campaign,
            today=today,
        ),
        HomeForm(
            data,
            initial=_answers_of(application, HomeForm) if application else {},
            campaign=campaign,
        ),
        QuestionsForm(
            data,
            files,
            questions=queries.questions_of(campaign.pk),
            kept={answer.question_id: answer for answer in kept},
            language=translation.get_language() or "fr",
            too_large=uploads.too_large(request) if sent else (),
        ),
    )


def _answers_of(application: Application, form: type[forms.Form]) -> dict[str, Any]:
    """The saved answers a form asks for."""
    names = form.base_fields  # type: ignore[attr-defined]
    return {name: getattr(application, name) for name in names}
