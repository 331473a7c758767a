"""What people answer to a campaign's own questions: kept with the words of the question as asked."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.look import words
from events import photos
from events.models import Answer, Application, Question, QuestionKind

LINE, TEXT = 200, 2000
"""The longest line and the longest text, in characters."""
NUMBER_LIMIT = Decimal(10) ** 9
UNUSED_KEPT = timedelta(days=1)
"""How long a photo without an answer may lie: its answer may be on the way in."""


class AnswerNotValid(ValueError):
    """An answer that the question does not take; the form should have said so."""


def asked(question: Question, language: str) -> str:
    """The question's words in this language."""
    return question.words_fr if words.tongue(language) == "fr" else question.words_en


def hint(question: Question, language: str) -> str:
    """What stands below the question, in this language; may be empty."""
    return question.hint_fr if words.tongue(language) == "fr" else question.hint_en


def choices(question: Question, language: str) -> list[tuple[str, str]]:
    """The options as (key, words in this language)."""
    return [(one["key"], one[words.tongue(language)]) for one in question.options]


def keep(
    *,
    application: Application,
    given: Mapping[Question, Any],
    at: datetime,
    language: str,
) -> None:
    """Keep these answers, part of a larger transaction; None or an empty one takes it away.

    A value is text, an option's key, several keys, a Decimal, a date, or a picture as
    ``photos.read`` returned it. Answers not given here stay. Raises AnswerNotValid.
    """
    known = {
        answer.question_id: answer
        for answer in Answer.objects.filter(application=application, question__in=list(given))
    }
    for question, value in given.items():
        if question.campaign_id != application.campaign_id:
            raise AnswerNotValid("a question of another campaign")
        before = known.get(question.pk)
        if value in (None, "", b"") or value == []:
            if before is not None:
                before.delete()
        else:
            columns = _columns(question, value, language, at)
            if before is not None and _same(before, columns):
                continue  # unchanged: it keeps the words it was asked in, and its time
            Answer.objects.update_or_create(
                application=application,
                question=question,
                defaults={
                    **columns,
                    "kind": question.kind,
                    "asked": asked(question, language),
                    "language": language,
                    "given_at": at,
                },
            )
        if before is not None and before.photo:
            forget_photos([before.photo])


def missing(application: Application) -> list[Question]:
    """The required questions that have no answer yet, in their order."""
    return list(
        Question.objects.filter(campaign_id=application.campaign_id, required=True)
        .exclude(answers__in=Answer.objects.filter(application=application))
        .order_by("position")
    )


def forget_photos(names: Collection[str]) -> None:
    """Delete these pictures as soon as the transaction around is certain."""
    for name in names:
        transaction.on_commit(_destroying(name), robust=True)


def destroy_unused(*, at: datetime) -> int:
    """Delete pictures that no answer holds: of a request or a deletion that was cut off half-way.

    Returns how many there were.
    """
    unused = 0
    for name in photos.stored(before=at - UNUSED_KEPT):
        if not Answer.objects.filter(photo=name).exists():
            photos.destroy(name)
            unused += 1
    return unused


def _destroying(name: str) -> Callable[[], None]:
    return lambda: photos.destroy(name)


def _columns(question: Question, value: Any, language: str, at: datetime) -> dict[str, Any]:
    """What a row holds for this value; every other column is empty."""
    columns: dict[str, Any] = {"text": "", "chosen": [], "number": None, "day": None, "photo": ""}
    kind = QuestionKind(question.kind)
    if kind in (QuestionKind.TEXT, QuestionKind.LONG_TEXT):
        text = str(value)
        if len(text) > (LINE if kind == QuestionKind.TEXT else TEXT):
            raise AnswerNotValid(_("This answer is too long."))
        return columns | {"text": text}
    if kind in (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF):
        keys = [value] if kind == QuestionKind.ONE_OF else list(value)
        said = dict(choices(question, language))
        if not set(keys) <= set(said):
            raise AnswerNotValid(_("This choice is not among those offered."))
        kept = [key for key in said if key in keys]
        return columns | {"chosen": kept, "text": "\n".join(said[key] for key in kept)}
    if kind == QuestionKind.NUMBER:
        number = Decimal(value)
        low, high = question.lowest, question.highest
        inside = (low is None or number >= low) and (high is None or number <= high)
        if not number.is_finite() or abs(number) >= NUMBER_LIMIT or not inside:
            raise AnswerNotValid(_("This number is outside what is asked for."))
        return columns | {"number": number}
    if kind == QuestionKind.DATE:
        if not isinstance(value, date):
            raise AnswerNotValid(_("This is not a date."))
        return columns | {"day": value}
    if not isinstance(value, bytes):
        raise AnswerNotValid(_("This is not a photo."))
    return columns | {"photo": photos.store(value, at=at)}


def _same(before: Answer, columns: Mapping[str, Any]) -> bool:
    # Words of options differ by language: the keys decide.
    compared = ("chosen",) if before.chosen else ("text", "chosen", "number", "day", "photo")
    return all(getattr(before, name) == columns[name] for name in compared)
