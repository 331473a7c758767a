"""Reading what people answered to a campaign's own questions."""

from events.models import Answer, Application, Question


def questions_of(campaign_id: int) -> list[Question]:
    """Return a campaign's own questions in their order."""
    return list(Question.objects.filter(campaign_id=campaign_id).order_by("position"))


def of_application(application: Application) -> list[Answer]:
    """Return an application's answers, in the order of the questions."""
    return list(
        Answer.objects.filter(application=application)
        .select_related("question")
        .order_by("question__position")
    )


def photo_of(application: Application, position: int) -> str:
    """Return the file name of the photo answering this question; "" when there is none."""
    found = Answer.objects.filter(application=application, question__position=position)
    return found.values_list("photo", flat=True).first() or ""
