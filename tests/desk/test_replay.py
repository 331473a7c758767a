"""A rehearsal's file, shown day by day; nothing else is."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from desk import replay
from tests.desk.conftest import sign_in
from tests.factories.accounts import BrandFactory, MembershipFactory

TOLD: dict[str, Any] = {
    "rehearsal": 1,
    "campaign": "fashion",
    "title": "La collection chez vous",
    "fans": 30,
    "seed": "7",
    "agrees": True,
    "winners": [],
    "checks": [{"name": "orders", "told": 1, "found": 1, "agrees": True}],
    "tables": [{"number": 4, "host": "Anouk", "city": "Lille", "chairs": 4}],
    "happenings": [
        {"at": "2027-01-04T09:00:00+00:00", "kind": "applied", "count": 12, "table": None, "who": ""},
        {"at": "2027-02-04T09:00:00+00:00", "kind": "guest IN", "count": 2, "table": 4, "who": "Ana"},
        {"at": "2027-02-04T09:01:00+00:00", "kind": "guest IN", "count": 2, "table": 4, "who": "Bo"},
        {"at": "2027-02-04T09:02:00+00:00", "kind": "guest WAITING", "count": 1, "table": 4, "who": "Cy"},
        {"at": "2027-02-07T23:30:00+00:00", "kind": "guest left", "count": 2, "table": 4, "who": "Ana"},
        {"at": "2027-02-07T23:30:01+00:00", "kind": "guest IN", "count": 1, "table": 4, "who": "Cy"},
        {"at": "2027-03-03T09:00:00+00:00", "kind": "order", "count": 10, "table": 4, "who": ""},
        {"at": "2027-03-04T09:00:00+00:00", "kind": "order", "count": 4990, "table": 4, "who": ""},
    ],
}  # fmt: skip


def test_each_day_tells_what_happened_and_how_the_tables_stood_that_night():
    shown = replay.read(json.dumps(TOLD), "en")

    assert [str(frame.day) for frame in shown.frames] == [
        "2027-01-04", "2027-02-04", "2027-02-08", "2027-03-03", "2027-03-04",
    ]  # fmt: skip
    assert shown.frames[0].lines == ["12 fans came."]
    assert shown.frames[0].tables == []
    evening, later = shown.frames[1].tables[0], shown.frames[2].tables[0]
    assert (evening.yes, evening.waiting) == (["Ana", "", "Bo", ""], ["Cy"])
    assert (later.yes, later.waiting) == (["Bo", "", "Cy"], [])
    assert replay.said(later) == "3 of 4 chairs taken."
    assert shown.frames[-1].tables[0].credited_minor == 5000


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"title": 1}', json.dumps({**TOLD, "happenings": [{"at": "tomorrow"}]}),
     json.dumps({**TOLD, "tables": [{"number": "x"}]}), json.dumps({**TOLD, "fans": None})],
)  # fmt: skip
def test_another_file_is_refused_in_words(text):
    with pytest.raises(replay.NotARehearsal, match="rehearse --report"):
        replay.read(text, "en")


@pytest.fixture
def desk(db):
    member = MembershipFactory(brand=BrandFactory(), role=Role.ANALYST)
    return sign_in(member), f"/desk/{member.brand.slug}/rehearsal"


def test_the_page_shows_the_days_of_the_file_and_escapes_its_words(desk):
    client, path = desk
    told = json.dumps({**TOLD, "title": "<b>Robe</b>"}).encode()

    page = client.post(path, {"file": SimpleUploadedFile("report.json", told)}).content.decode()

    assert "&lt;b&gt;Robe&lt;/b&gt;" in page and "<b>Robe</b>" not in page
    assert page.count("data-frame") == 5
    assert "12 fans came." in page
    assert "Monday 8\N{NO-BREAK SPACE}February" in page
    assert "Anouk’s table, Lille" in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids)), "the same table on two days is two drawings"


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (None, "This field is required."),
        (b"\xff\xfe", "This file is not text."),
        (b"{}", "This is not a rehearsal’s file."),
    ],
)
def test_what_is_no_rehearsal_is_said_on_the_page(desk, file, says):
    client, path = desk
    sent = {} if file is None else {"file": SimpleUploadedFile("x.json", file)}

    page = client.post(path, sent)

    assert page.status_code == 200
    assert says in page.content.decode()
