"""A campaign's own questions, of all seven kinds, through the front door."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import Role
from events import photos
from events.models import Answer, Application
from flows import erasure
from tests.desk.conftest import sign_in as at_the_desk
from tests.events.pictures import photo
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.events import ApplicationFactory, CampaignFactory, QuestionFactory
from tests.web.test_applying import HOME, YOU

pytestmark = pytest.mark.django_db
KINDS = ("TEXT", "LONG_TEXT", "ONE_OF", "SEVERAL_OF", "NUMBER", "DATE", "PHOTO")
AGREED = {"RULES": "on", "PRIVACY": "on"}


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def campaign():
    """A campaign that asks one question of each kind, each required."""
    found = CampaignFactory()
    for kind in KINDS:
        QuestionFactory(campaign=found, kind=kind, required=True)
    return found


@pytest.fixture
def fan(campaign):
    client = Client(headers={"accept-language": "en"})
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def sent(campaign, *but, **instead):
    """A whole form, with an answer to each question."""
    numbers = {one.kind: f"question_{one.pk}" for one in campaign.questions.all()}
    answers = {
        "TEXT": "Une tarte",
        "LONG_TEXT": "Au citron.\nMeringuée.",
        "ONE_OF": "o2",
        "SEVERAL_OF": ["o1", "o3"],
        "NUMBER": "2.5",
        "DATE": "2026-02-28",
        "PHOTO": SimpleUploadedFile("IMG_0001.jpg", photo(), "image/jpeg"),
        **instead,
    }
    told = {numbers[kind]: answer for kind, answer in answers.items() if kind not in but}
    return {**YOU, **HOME, **told}


def test_every_kind_is_asked_kept_read_over_and_shown(fan, campaign):
    asked = fan.get(f"/c/{campaign.slug}/apply/you").content.decode()
    for kind in KINDS:
        assert f"Question {kind}?" in asked
    assert 'enctype="multipart/form-data"' in asked

    done = fan.post(f"/c/{campaign.slug}/apply/you", sent(campaign))
    assert done["Location"] == f"/c/{campaign.slug}/apply/agree", done.content.decode()
    over = fan.get(done["Location"]).content.decode()
    done = fan.post(f"/c/{campaign.slug}/apply/agree", AGREED)

    application = Application.objects.get()
    status = fan.get(done["Location"]).content.decode()
    desk = at_the_desk(MembershipFactory(brand=campaign.brand, role=Role.ORGANISER))
    where = f"/desk/{campaign.brand.slug}/applications/{application.receipt_number}"
    at_desk = desk.get(where).content.decode()
    for page in (over, status, at_desk):
        for said in ("Une tarte", "Au citron.<br>Meringuée.", "savoury", "sweet<br>both"):
            assert said in page, said
        assert "2.5" in page
        assert "Saturday 28\N{NO-BREAK SPACE}February 2026" in page
    own = fan.get(
        f"/a/{application.code}/photo/{campaign.questions.get(kind='PHOTO').position}.jpg"
    )
    theirs = desk.get(f"{where}/photo/{campaign.questions.get(kind='PHOTO').position}.jpg")
    assert own.content == theirs.content
    assert (own["Content-Type"], own["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert dict(Image.open(io.BytesIO(own.content)).getexif()) == {}


def test_a_photo_is_shown_to_nobody_else(campaign, fan):
    fan.post(f"/c/{campaign.slug}/apply/you", sent(campaign))
    fan.post(f"/c/{campaign.slug}/apply/agree", AGREED)
    application = Application.objects.get()
    number = campaign.questions.get(kind="PHOTO").position
    name = Answer.objects.get(kind="PHOTO").photo
    foreign = MembershipFactory(role=Role.OWNER)
    other = at_the_desk(foreign)
    logistics = at_the_desk(MembershipFactory(brand=campaign.brand, role=Role.LOGISTICS))
    receipt = application.receipt_number

    assert Client().get(f"/a/{application.code[:-1]}0/photo/{number}.jpg").status_code == 404
    assert (
        other.get(
            f"/desk/{foreign.brand.slug}/applications/{receipt}/photo/{number}.jpg"
        ).status_code
        == 404
    )
    assert (
        logistics.get(
            f"/desk/{campaign.brand.slug}/applications/{receipt}/photo/{number}.jpg"
        ).status_code
        == 403
    )
    assert Client().get(f"/media/photos/{name}").status_code == 404


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("TEXT", "x" * 5000, "at most 200 characters"),
        ("TEXT", "a\x07b", "Something invisible came along"),
        ("LONG_TEXT", "x" * 5000, "at most 2000 characters"),
        ("ONE_OF", "o9", "o9"),
        ("NUMBER", "many", "number"),
        ("DATE", "31/02/2026", "valid date"),
        (
            "PHOTO",
            SimpleUploadedFile("a.jpg", b"not a photo", "image/jpeg"),
            "read this file as a photo",
        ),
    ],
)
def test_a_bad_answer_is_told_and_loses_no_other(fan, campaign, kind, typed, said):
    page = fan.post(f"/c/{campaign.slug}/apply/you", sent(campaign, **{kind: typed}))

    html = page.content.decode()
    assert page.status_code == 200
    assert said in html
    assert "One answer needs another look." in html
    assert set(Answer.objects.values_list("kind", flat=True)) == {*KINDS} - {kind}
    if kind in ("TEXT", "LONG_TEXT") and "\x07" not in typed:
        assert typed in html
    if kind != "PHOTO":
        assert "This photo is kept." in html


def test_a_photo_of_forty_megabytes_is_refused_kindly_and_the_rest_is_kept(fan, campaign):
    huge = SimpleUploadedFile("IMG_0001.jpg", photo() + bytes(40_000_000), "image/jpeg")

    page = fan.post(f"/c/{campaign.slug}/apply/you", sent(campaign, PHOTO=huge))

    html = page.content.decode()
    assert page.status_code == 200
    assert "This photo is too large: 15 MB at most." in html
    assert "One answer needs another look." in html
    assert 'value="Une tarte"' in html
    application = Application.objects.get()
    assert (application.city, application.answers.count()) == ("Lille", 6)


def test_forty_megabytes_are_read_where_a_photo_is_asked_for_and_nowhere_else(fan, campaign):
    other = fan.post(
        f"/c/{campaign.slug}/apply/agree",
        {"RULES": SimpleUploadedFile("a", bytes(2_000_000))},
    )

    assert other.status_code == 413


def test_a_photo_is_replaced_and_taken_away_with_its_file(
    fan, campaign, django_capture_on_commit_callbacks
):
    question = campaign.questions.get(kind="PHOTO")
    type(question).objects.filter(pk=question.pk).update(required=False)
    where, field = f"/c/{campaign.slug}/apply/you", f"question_{question.pk}"
    fan.post(where, sent(campaign))
    first = Answer.objects.get(kind="PHOTO").photo

    with django_capture_on_commit_callbacks(execute=True):
        fan.post(where, sent(campaign, PHOTO=SimpleUploadedFile("b.png", photo("PNG"))))
    second = Answer.objects.get(kind="PHOTO").photo
    assert (photos.content(first), bool(photos.content(second))) == (b"", True)
    fan.post(where, sent(campaign, "PHOTO"))
    assert Answer.objects.get(kind="PHOTO").photo == second, "no new file: the kept one stays"

    with django_capture_on_commit_callbacks(execute=True):
        fan.post(where, {**sent(campaign, "PHOTO"), f"{field}_away": "on"})
    assert not Answer.objects.filter(kind="PHOTO").exists()
    assert photos.content(second) == b""


def test_answers_change_until_closing_and_a_chosen_photo_survives_another_mistake(fan, campaign):
    fan.post(f"/c/{campaign.slug}/apply/you", sent(campaign))
    fan.post(f"/c/{campaign.slug}/apply/agree", AGREED)
    application = Application.objects.get()
    before = Answer.objects.get(kind="PHOTO").photo
    edit = f"/a/{application.code}/edit"
    shown = fan.get(edit).content.decode()
    assert 'value="Une tarte"' in shown
    assert 'value="2026-02-28"' in shown

    wrong = fan.post(edit, sent(campaign, TEXT="", NUMBER="3"))
    assert "One answer needs another look." in wrong.content.decode()
    assert Answer.objects.get(kind="PHOTO").photo != before
    assert Answer.objects.get(kind="TEXT").text == "Une tarte"
    done = fan.post(edit, sent(campaign, "PHOTO", TEXT="Un flan", NUMBER="3"))

    assert done["Location"] == f"/a/{application.code}"
    assert Answer.objects.get(kind="TEXT").text == "Un flan"
    assert Answer.objects.get(kind="NUMBER").plain_number == 3


def test_erasing_a_person_erases_answers_and_the_files_of_photos(
    fan, campaign, at, django_capture_on_commit_callbacks
):
    fan.post(f"/c/{campaign.slug}/apply/you", sent(campaign))
    application = Application.objects.get()
    name = Answer.objects.get(kind="PHOTO").photo

    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(email=application.user.email, brand=campaign.brand, at=at, by="person")

    assert (Answer.objects.count(), photos.content(name)) == (0, b"")


def test_a_page_with_ten_questions_costs_as_many_queries_as_with_one(
    fan, django_assert_max_num_queries
):
    def queries(number):
        application = ApplicationFactory(campaign=CampaignFactory())
        for _ in range(number):
            question = QuestionFactory(campaign=application.campaign)
            Answer.objects.create(
                application=application, question=question, kind="TEXT", asked="?", language="en",
                text="x", given_at=application.started_at,
            )  # fmt: skip
        with django_assert_max_num_queries(60) as found:
            fan.get(f"/a/{application.code}")
            fan.get(f"/a/{application.code}/edit")
        return len(found)

    assert queries(1) == queries(10)
