"""Doors of the demonstration, which production does not have."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from allauth.account.authentication import get_authentication_records
from celery import current_app
from django.db import connection

from common import clock
from common.models import ClockOffset, OutboxMessage
from flows import delivery
from flows.demo.people import PEOPLE
from flows.handlers.demo import FELL_DUE
from mailing.models import MessageState
from tests.factories.accounts import UserFactory
from tests.factories.events import ApplicationFactory
from tests.factories.mailing import MessageFactory
from tests.moments import NOON

HOUR = timedelta(hours=1)
GETS = [
    "/demo/",
    "/demo/mail",
    "/demo/mail.json",
    "/demo/mail/X",
    "/demo/mail/X/html",
    "/demo/mail/X/invite.ics",
]
POSTS = ["/demo/sign-in/fan", "/demo/clock"]


@pytest.fixture
def fan(db):
    return UserFactory(email=PEOPLE[0].email, first_name="Léa")


@pytest.mark.parametrize("path", GETS)
def test_demo_pages_do_not_exist_in_production(db, client, settings, path):
    settings.DEMO = False

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", POSTS)
def test_demo_doors_do_not_open_in_production(fan, client, settings, path):
    settings.DEMO = False

    assert client.post(path, {"by": "day"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_demo_page_says_that_it_is_one(fan, client):
    page = client.get("/demo/?lang=en").content.decode()

    assert "Everyone here is made up" in page
    assert "Be Léa" in page
    assert page.count("<h1>") == 1


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (None, "A fan, who has not yet applied"),
        ("DRAFT", "A fan, whose application is begun"),
        ("SUBMITTED", "A fan, who has applied"),
        ("WITHDRAWN", "A fan, who took her application back"),
    ],
)
def test_demo_page_says_what_is_true_of_the_fan_now(fan, client, state, says):
    if state is not None:
        ApplicationFactory(user=fan, in_state=state)

    assert says in client.get("/demo/?lang=en").content.decode()


def test_sign_in_makes_one_click_enough(fan, client):
    answer = client.post("/demo/sign-in/fan")

    # No campaign is open here, so the fan begins where they were.
    assert (answer.status_code, answer.headers["Location"]) == (302, "/demo/")
    assert client.session["_auth_user_id"] == str(fan.pk)


def test_sign_in_by_get_changes_nothing(fan, client):
    reloaded = client.get("/demo/sign-in/fan")
    assert (reloaded.status_code, reloaded.url) == (302, "/demo/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("who", ["nobody", "officer-1"])
def test_sign_in_as_somebody_who_is_not_there_is_not_found(fan, client, who):
    assert client.post(f"/demo/sign-in/{who}").status_code == 404


@pytest.mark.parametrize("who", ["organiser", "officer-1", "officer-2", "logistics"])
def test_sign_in_of_staff_brings_the_second_factor(db, rf, client, who):
    from flows.demo import seed

    seed.people()
    answer = client.post(f"/demo/sign-in/{who}")

    assert answer.headers["Location"] == "/desk/maison-alma/"
    request = rf.get("/")
    request.session = client.session
    user = seed.User.objects.get(pk=client.session["_auth_user_id"])
    assert [r["method"] for r in get_authentication_records(request, user)] == ["code", "mfa"]


@pytest.mark.real_clock
def test_move_clock_goes_forward_and_never_back(db, client):
    before = clock.now()

    client.post("/demo/clock", {"by": "week"})
    week = clock.now() - before
    client.post("/demo/clock", {"until": "2020-01-01T10:00"})
    client.post("/demo/clock", {"until": "nonsense"})
    after = clock.now() - before

    assert timedelta(days=7) <= week < timedelta(days=7, minutes=1)
    assert timedelta(days=7) <= after < timedelta(days=7, minutes=1)


@pytest.mark.real_clock
def test_a_reading_that_was_overtaken_by_a_move_is_not_kept_longer(db, monkeypatch):
    """A process under load may read the clock before a move elsewhere, and go on long after it."""
    passed = [0.0]
    monkeypatch.setattr(clock, "_offset_read_at", float("-inf"))
    monkeypatch.setattr(clock.time, "monotonic", lambda: passed[0])

    def slow(execute, *call):
        found = execute(*call)
        passed[0] += clock.OFFSET_KEPT_S
        return found

    with connection.execute_wrapper(slow):
        before = clock.now()
    ClockOffset.objects.create(pk=1, seconds=7200)  # another process moves the clock
    passed[0] += 0.01

    assert clock.now() - before > HOUR


@pytest.mark.real_clock
def test_move_clock_to_an_hour_in_paris(db, client):
    client.post("/demo/clock", {"until": "2031-07-14T20:00"})

    assert clock.now().isoformat()[:16] == "2031-07-14T18:00"


@pytest.fixture(autouse=True)
def _forget_the_offset():
    yield
    clock._offset, clock._offset_read_at = timedelta(0), float("-inf")


def test_mail_is_read_in_the_house(db, client):
    message = MessageFactory(
        in_state=MessageState.SENT,
        subject="Votre reçu <1>",
        html='<p style="color:red">x</p>',
        calendar_text="BEGIN:VCALENDAR",
        calendar_method="REQUEST",
    )

    assert "Votre reçu &lt;1&gt;" in client.get("/demo/mail").content.decode()
    assert "Votre reçu" not in client.get("/demo/mail?to=other").content.decode()
    assert "Bonjour Camille." in client.get(f"/demo/mail/{message.code}").content.decode()
    html = client.get(f"/demo/mail/{message.code}/html")
    assert html.content == b'<p style="color:red">x</p>'
    assert html.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
        "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    )
    calendar = client.get(f"/demo/mail/{message.code}/invite.ics")
    assert calendar.headers["Content-Type"] == "text/calendar; method=REQUEST; charset=utf-8"


def test_mail_feed_tells_what_left_since_a_moment_in_pages(db, client, monkeypatch):
    monkeypatch.setattr("web.views.demo.FEED", 2)
    MessageFactory(subject="waits")
    MessageFactory(in_state=MessageState.SENT, subject="earlier", created_at=NOON)
    late = [
        MessageFactory(in_state=MessageState.SENT, subject=f"n{n}", created_at=NOON + n * HOUR)
        for n in (1, 2, 3)
    ]

    first = client.get("/demo/mail.json", {"since": (NOON + HOUR).isoformat()}).json()
    second = client.get("/demo/mail.json", {"since": first["mails"][-1]["left_at"]}).json()

    assert ([m["subject"] for m in first["mails"]], first["more"]) == (["n1", "n2"], True)
    assert ([m["subject"] for m in second["mails"]], second["more"]) == (["n2", "n3"], False)
    assert second["mails"][1] == {
        "code": late[2].code,
        "to": "camille@example.com",
        "subject": "n3",
        "text": "Bonjour Camille.\n",
        "calendar": "",
        "left_at": (NOON + 3 * HOUR).isoformat(),
    }


@pytest.mark.parametrize("since", ["", "yesterday", "2027-01-04T09:00:00"])
def test_mail_feed_says_what_it_needs(db, client, since):
    answer = client.get("/demo/mail.json", {"since": since})

    assert answer.status_code == 400
    assert "?since=" in answer.json()["detail"]


def test_the_clock_form_begins_at_the_present_in_paris(fan, client):
    here = clock.now().astimezone(ZoneInfo("Europe/Paris"))

    assert f'value="{here:%Y-%m-%dT%H:%M}"' in client.get("/demo/").content.decode()


def test_unknown_mail_is_the_same_calm_404(db, client):
    unknown = client.get("/demo/mail/NOTHING")

    assert unknown.status_code == 404
    assert unknown.content == client.get("/nowhere").content


def test_moving_the_clock_wakes_what_fell_due(
    db, client, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_options: sent.append(name))
    client.post("/demo/clock", {"by": "day"})
    fact = OutboxMessage.objects.get(fact="clock.moved")

    with django_capture_on_commit_callbacks(execute=True):
        assert delivery.deliver(message_id=fact.pk)

    current_app.loader.import_default_modules()
    assert sent == list(FELL_DUE)
    assert set(sent) <= set(current_app.tasks), "a name that no worker knows"
