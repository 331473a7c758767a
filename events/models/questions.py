"""What a brand asks besides the home, and what people answered."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.scope import scoped


class QuestionKind(models.TextChoices):
    TEXT = "TEXT", _("A line of text")
    LONG_TEXT = "LONG_TEXT", _("A longer text")
    ONE_OF = "ONE_OF", _("One choice of several")
    SEVERAL_OF = "SEVERAL_OF", _("Several choices")
    NUMBER = "NUMBER", _("A number")
    DATE = "DATE", _("A date")
    PHOTO = "PHOTO", _("A photo")


CHOOSING = (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF)
WRITTEN = (QuestionKind.TEXT, QuestionKind.LONG_TEXT)


class Question(models.Model):
    """One question of a campaign's own, in both languages; it can change while the campaign is a draft.

    ``options`` is a list of {"key": "o1", "fr": …, "en": …}; ``lowest`` and ``highest`` bound a
    number, both included. No answer counts in the draw.
    """

    campaign = models.ForeignKey(
        "events.Campaign", on_delete=models.CASCADE, related_name="questions"
    )
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=QuestionKind)
    words_fr = models.CharField(max_length=200)
    words_en = models.CharField(max_length=200)
    hint_fr = models.CharField(max_length=200, blank=True)
    hint_en = models.CharField(max_length=200, blank=True)
    required = models.BooleanField(default=False)
    options = models.JSONField(default=list, blank=True)
    lowest = models.IntegerField(null=True, blank=True)
    highest = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "position"], name="question_position_once"),
            models.CheckConstraint(
                condition=Q(kind__in=QuestionKind.values), name="question_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(words_fr="") & ~Q(words_en=""), name="question_has_its_words"
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=CHOOSING) & ~Q(options=[]))
                | (~Q(kind__in=CHOOSING) & Q(options=[])),
                name="question_options_when_choosing",
            ),
            models.CheckConstraint(
                condition=Q(lowest__isnull=True, highest__isnull=True)
                | (
                    Q(kind=QuestionKind.NUMBER)
                    & (
                        Q(lowest__isnull=True)
                        | Q(highest__isnull=True)
                        | Q(lowest__lte=F("highest"))
                    )
                ),
                name="question_bounds_of_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.words_en}"


_EMPTY: dict[str, object] = {
    "text": "",
    "chosen": [],
    "number__isnull": True,
    "day__isnull": True,
    "photo": "",
}


def _nothing_but(*held: str) -> Q:
    """The condition that an answer's columns are empty, save those named, which are filled."""
    condition = Q()
    for column, value in _EMPTY.items():
        condition &= (
            ~Q(**{column: value}) if column.split("__")[0] in held else Q(**{column: value})
        )
    return condition


class Answer(models.Model):
    """One application's answer, with the question's words as they were asked; no answer, no row.

    ``text`` holds what was written, or the words of what was chosen, one a line, as they stood on
    the page; ``photo`` is the name of a file of ``events.photos``.
    """

    application = models.ForeignKey(
        "events.Application", on_delete=models.CASCADE, related_name="answers"
    )
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=10, choices=QuestionKind)
    asked = models.CharField(max_length=200)
    language = models.CharField(max_length=8)
    text = models.TextField(blank=True)
    chosen = models.JSONField(default=list, blank=True, help_text="Keys of the options chosen.")
    number = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    photo = models.CharField(max_length=60, blank=True)
    given_at = models.DateTimeField()

    objects = scoped("application__campaign__brand").as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "question"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(kind__in=QuestionKind.values), name="answer_kind_known"
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=WRITTEN) & _nothing_but("text"))
                | (Q(kind__in=CHOOSING) & _nothing_but("text", "chosen"))
                | (Q(kind=QuestionKind.NUMBER) & _nothing_but("number"))
                | (Q(kind=QuestionKind.DATE) & _nothing_but("day"))
                | (Q(kind=QuestionKind.PHOTO) & _nothing_but("photo")),
                name="answer_holds_its_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["photo"], name="answer_photo", condition=~Q(photo="")),
        ]

    def __str__(self) -> str:
        return f"Answer to {self.question_id} ({self.kind})"

    @property
    def plain_number(self) -> Decimal | None:
        """The number without the noughts behind its point that say nothing."""
        if self.number is None:
            return None
        whole = self.number == self.number.to_integral_value()
        return self.number.to_integral_value() if whole else self.number.normalize()

    @property
    def decimals(self) -> int:
        """How many figures stand behind the number's point."""
        found = self.plain_number
        return 0 if found is None else max(0, -int(found.as_tuple().exponent))
