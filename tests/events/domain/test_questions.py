"""A campaign's own questions, and answers that keep the words they were asked in."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import User
from events.domain import applications, questions
from events.domain.campaigns import CampaignNotEditable, CampaignNotValid
from events.models import Answer, Campaign, Draw, Question, QuestionKind
from tests.events.domain.test_applications import ANSWERS, REQUIRED, begun
from tests.factories.events import ApplicationFactory, CampaignFactory, QuestionFactory

pytestmark = pytest.mark.django_db
K = QuestionKind
LINE = {"kind": "TEXT", "words_fr": "Quel plat ?", "words_en": "Which dish?"}
CHOICE = {
    "kind": "ONE_OF",
    "words_fr": "Sucré ?",
    "words_en": "Sweet?",
    "required": True,
    "options": [("oui", "yes"), ("non", "no")],
}


def sealed_draw(campaign):
    return Draw.objects.create(
        campaign=campaign,
        code="K7K7K7K7K8",
        number=1,
        mode="COMMIT_REVEAL",
        header_text="{}",
        root="0" * 64,
        entrants_count=1,
        sealed_at=campaign.draw_at,
        sealed_by=campaign.created_by,
    )


def set_questions(campaign, *rows):
    by: User = campaign.created_by
    return questions.replace(campaign=campaign, questions=rows, by=by, at=campaign.created_at)


def test_questions_are_replaced_as_a_whole_and_read_back_as_written():
    campaign = CampaignFactory(in_state="DRAFT")
    set_questions(campaign, LINE, CHOICE)
    number = {**LINE, "kind": "NUMBER", "lowest": 1, "highest": 9, "hint_fr": "a", "hint_en": "b"}

    set_questions(campaign, CHOICE, number)

    written = questions.as_written(campaign)
    assert [one["kind"] for one in written] == ["ONE_OF", "NUMBER"]
    assert written[0]["options"] == CHOICE["options"]
    assert (written[1]["lowest"], written[1]["highest"]) == (1, 9)
    assert [one.position for one in campaign.questions.order_by("pk")] == [1, 2]
    twin = CampaignFactory(in_state="DRAFT")
    set_questions(twin, *written)
    assert questions.as_written(twin) == written, "what is read can be written: for a copy"


def test_what_people_answer_already_cannot_change():
    with pytest.raises(CampaignNotEditable):
        set_questions(CampaignFactory(), LINE)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"words_en": "  "}, "French and in English"),
        ({**CHOICE, "options": [("oui", "yes")]}, "between 2"),
        ({**CHOICE, "options": [("oui", "yes"), ("Oui", "no")]}, "two choices"),
        ({**CHOICE, "options": [("oui", "yes"), ("non", "")]}, "each choice"),
        ({"kind": "NUMBER", "lowest": 9, "highest": 1}, "smallest number"),
    ],
)
def test_a_question_that_contradicts_itself_is_refused_in_a_sentence(change, said):
    with pytest.raises(CampaignNotValid, match=said):
        set_questions(CampaignFactory(in_state="DRAFT"), {**LINE, **change})


def test_eleven_questions_are_too_many():
    with pytest.raises(CampaignNotValid, match="10 questions at most"):
        set_questions(CampaignFactory(in_state="DRAFT"), *[LINE] * 11)


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "SONG"},
        {"words_fr": ""},
        {"kind": K.ONE_OF, "options": []},
        {"options": [{"key": "o1", "fr": "a", "en": "a"}]},
        {"lowest": 1},
        {"kind": K.NUMBER, "lowest": 2, "highest": 1},
    ],
)
def test_the_database_keeps_questions_whole(columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionFactory(**columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": K.TEXT, "text": ""},
        {"kind": K.TEXT, "text": "x", "number": 1},
        {"kind": K.ONE_OF, "text": "x"},
        {"kind": K.NUMBER},
        {"kind": K.DATE, "text": "tomorrow"},
        {"kind": K.PHOTO, "text": "x"},
        {"kind": "SONG", "text": "x"},
    ],
)
def test_the_database_keeps_answers_to_their_kind(at, columns):
    application = ApplicationFactory()
    question = QuestionFactory(campaign=application.campaign)

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(
            application=application, question=question, asked="?", language="fr", given_at=at,
            **columns,
        )  # fmt: skip


def test_an_answer_keeps_the_words_it_was_asked_in(at):
    application = begun(at)
    taste = QuestionFactory(campaign=application.campaign, kind=K.SEVERAL_OF)
    size = QuestionFactory(campaign=application.campaign, kind=K.NUMBER)

    with translation.override("fr"):
        applications.save(
            application=application, at=at, given={taste: ["o2", "o1"], size: Decimal("2.50")}
        )
    with translation.override("en"):  # unchanged answers stay as they were asked
        applications.save(application=application, at=at, given={taste: ["o1", "o2"]})
    Question.objects.filter(pk=taste.pk).update(words_fr="Tout autre chose ?")

    kept = Answer.objects.get(question=taste)
    assert (kept.asked, kept.text, kept.chosen) == (
        "Question SEVERAL_OF ?",
        "du sucré\ndu salé",
        ["o1", "o2"],
    )
    assert Answer.objects.get(question=size).plain_number == Decimal("2.5")


def test_a_required_question_holds_up_the_submission_and_cannot_be_emptied_after_it(at):
    application = begun(at)
    question = QuestionFactory(campaign=application.campaign, required=True)
    applications.save(application=application, at=at, **ANSWERS)
    with pytest.raises(applications.Incomplete) as missing:
        applications.submit(application=application, at=at, consents=REQUIRED)
    assert missing.value.fields == [f"question_{question.pk}"]

    applications.save(application=application, at=at, given={question: "Une tarte"})
    applications.submit(application=application, at=at, consents=REQUIRED)
    with pytest.raises(applications.Incomplete):
        applications.save(application=application, at=at, given={question: ""})

    assert Answer.objects.get().text == "Une tarte"


def test_another_campaigns_question_is_not_answered_here(at):
    with pytest.raises(ValueError, match="another campaign"):
        applications.save(application=begun(at), at=at, given={QuestionFactory(): "x"})


def test_what_came_in_time_goes_in_even_if_the_clockwork_was_quicker(at):
    application = ApplicationFactory(in_state="DRAFT")
    campaign = application.campaign
    Campaign.objects.filter(pk=campaign.pk).update(state="CLOSED")

    with pytest.raises(applications.NotOpen):
        applications.submit(
            application=application, at=campaign.applications_close_at, consents=REQUIRED
        )
    in_time = campaign.applications_close_at - timedelta(milliseconds=1)
    applications.submit(application=application, at=in_time, consents=REQUIRED)

    application.refresh_from_db()
    assert (application.state, application.submitted_at) == ("SUBMITTED", in_time)


def test_nothing_goes_in_once_the_list_is_being_made(at):
    application = ApplicationFactory(in_state="DRAFT")
    campaign = application.campaign
    Campaign.objects.filter(pk=campaign.pk).update(state="CLOSED")
    sealed_draw(campaign)

    with pytest.raises(applications.NotOpen):
        applications.submit(application=application, at=at, consents=REQUIRED)
